"""One run of watching: which pages, asked how, and what is written down at its end."""

import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from caching.revision import bump_revision, one_bump
from fetching import faults
from regions.models import Source

from . import findings
from .models import HostRules, WatchedPage
from .politeness import Asker, Rules
from .round import Asked, Came, visits
from .source_texts import seen_unchanged
from .visiting import Looked, Visit

logger = logging.getLogger(__name__)

#: A robots.txt is asked for again after a day.
_RULES_LAST = datetime.timedelta(hours=23)


class NoNetwork(Exception):
    """Nearly no website gave any answer: the fault is ours."""


@dataclass
class Run:
    """A run over ``pages``; ``clock`` says what time it is, ``tell`` is called for each page."""

    asker: Asker
    clock: Callable[[], datetime.datetime]
    today: Callable[[], datetime.date]
    tell: Callable[[WatchedPage, Looked], None]
    looked: list[Looked] = field(default_factory=list)
    silent: list[Came] = field(default_factory=list)
    noted: set[int] = field(default_factory=set)
    _urls: dict[int, str] = field(default_factory=dict)
    _unchanged: list[int] = field(default_factory=list)

    def go(self, pages: Iterable[WatchedPage], *, hosts: int, longest: float) -> None:
        """Look at ``pages`` and write down what came; NoNetwork where nothing did.

        What stays silent is written down last, once it is known that the network is not ours.
        """
        self.asker.rules |= known_rules(self.clock())
        asked = [_asked(page) for page in pages]
        self._urls = {page.page: page.url for page in asked}
        try:
            for came in visits(self.asker, asked, hosts=hosts, longest=longest):
                if came.answered:
                    self._note(came)
                else:
                    self.silent.append(came)
            self._note_silent()
        finally:
            self._end()

    @property
    def unchanged(self) -> int:
        """How many sources were seen unchanged."""
        return len(self.noted)

    def _note(self, came: Came) -> None:
        page = WatchedPage.objects.filter(pk=came.page).first()
        if page is None or not page.active or page.url != self._urls.get(page.pk, page.url):
            return  # somebody deleted the row meanwhile, or looks elsewhere by now
        visit = Visit(page, self.clock(), self.today())
        try:
            looked = visit.note(came)
        except Exception:  # what breaks at one page takes no other with it
            logger.exception("What came of %s was not read", page.url)
            looked = visit.note(Came(came.page, fault="本站的程序出了意外，没有看成。"))
        self.looked.append(looked)
        if looked.unchanged:
            self._unchanged.append(page.pk)
        self.tell(page, looked)

    def _note_silent(self) -> None:
        answered = {
            name: bool(host.answered)
            for name, host in self.asker.hosts.items()
            if host.answered is not None
        }
        if self.silent and faults.network_is_down(answered):
            raise NoNetwork
        for came in self.silent:
            self._note(came)

    def _end(self) -> None:
        """Write down what holds for the whole run, and let the pages show its day."""
        now, today = self.clock(), self.today()
        keep_rules(self.asker, now)
        if not self.looked:
            return
        with one_bump():
            for pk in self._still_unchanged():
                note_unchanged(pk, today)
                self.noted.add(pk)
            findings.settle(now)
            bump_revision(())  # the pages of places show what ``note_unchanged`` notes

    def _still_unchanged(self) -> list[int]:
        """Return the sources seen unchanged, by what we keep of them now: a run takes hours."""
        found: set[int] = set()
        for page in WatchedPage.objects.filter(pk__in=self._unchanged):
            text = page.snapshots.readable().values_list("text", flat=True).first()
            found.update(seen_unchanged(page, text or ""))
        return sorted(found)


def note_unchanged(pk: int, day: datetime.date) -> None:
    """Note on a source that its words stood unchanged at its official address on ``day``."""
    Source.objects.seen_unchanged(pk, day)


def _asked(page: WatchedPage) -> Asked:
    """Ask for a page with what is known of its last answer, if that could be read."""
    last = page.snapshots.readable().defer("content").first()
    if last is None or last.read_with != page.read_with:
        return Asked(page.pk, page.url)
    return Asked(page.pk, page.url, page.etag, page.last_modified)


def known_rules(now: datetime.datetime) -> dict[str, Rules]:
    """Return the robots.txt that are known and not too old, by host."""
    rows = HostRules.objects.filter(fetched_at__gt=now - _RULES_LAST, fetched_at__lte=now)
    return {row.host: Rules(row.text, row.closed) for row in rows}


def keep_rules(asker: Asker, now: datetime.datetime) -> None:
    """Keep the robots.txt that were asked for in this run."""
    with transaction.atomic():
        for host in asker.hosts.values():
            if host.fresh and host.rules:
                HostRules.objects.update_or_create(
                    host=host.name[:255],
                    defaults={
                        "text": host.rules.text,
                        "closed": host.rules.closed,
                        "fetched_at": now,
                    },
                )
