"""Tells what watching found, each thing once, and closes what has settled by itself."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence

from django.utils import timezone

from fetching.fetch import Answer
from regions.models import RefundPolicy
from regions.models.publication import Publication
from regions.same_source import KnownSources

from .article import compared
from .clause_changes import ClauseChange
from .models import Finding, Snapshot, WatchedPage
from .source_texts import sources_of

NEW, CHANGED, RUNS_OUT = Finding.Kind.NEW, Finding.Kind.CHANGED, Finding.Kind.RUNS_OUT
GONE, BLOCKED = Finding.Kind.GONE, Finding.Kind.BLOCKED
UNREADABLE, SELECTOR = Finding.Kind.UNREADABLE, Finding.Kind.SELECTOR
#: What only another visit could close.
_OF_VISITS = (GONE, BLOCKED, UNREADABLE, SELECTOR)
_MOST_CLAUSES = 20
#: So long before a document ends somebody is told.
AHEAD = datetime.timedelta(days=60)
#: Files whose bytes change only if somebody changes the document.
_FILES = {"scanned", "doc", "ofd", "encrypted"}


def _hash(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _since(page: WatchedPage) -> str:
    """Return what tells one time of trouble from the next: when the page was last seen before."""
    return f"{page.succeeded_at:%Y%m%d%H%M%S}" if page.succeeded_at else "never"


def tell_new(
    page: WatchedPage, title: str, address: str, day: datetime.date | None, now: datetime.datetime
) -> Finding | None:
    """Tell of a new document, unless a source already has its address or number."""
    if KnownSources().have(title, address):
        return None
    details = {"title": title, "address": address, "day": day.isoformat() if day else None}
    return Finding.objects.tell(page, NEW, _hash(address), now, details=details)


def tell_changed(
    page: WatchedPage,
    before: Snapshot,
    after: Snapshot,
    found: Sequence[ClauseChange],
    now: datetime.datetime,
) -> Finding:
    """Tell which clauses changed between two answers."""
    clauses = [
        {"clause": one.clause, "before": one.before, "after": one.after, "words": one.words}
        for one in found[:_MOST_CLAUSES]
    ]
    details = {"clauses": clauses, "more": max(0, len(found) - _MOST_CLAUSES)}
    details["checked_on"] = _checked_on(page)
    key = _hash(compared(after.text))
    Finding.objects.tell(page, CHANGED, key, now, details=details, snapshot=after, before=before)
    return Finding.objects.get(page=page, kind=CHANGED, key=key)


def _checked_on(page: WatchedPage) -> dict[str, str]:
    """Return the day on which somebody compared each source of a page last; "" for nobody."""
    return {
        str(source.pk): source.checked_on.isoformat() if source.checked_on else ""
        for source in sources_of(page)
    }


def tell_gone(page: WatchedPage, status: int, now: datetime.datetime) -> None:
    Finding.objects.tell(page, GONE, _since(page), now, details={"status": status})


def tell_blocked(
    page: WatchedPage, reason: str, until: datetime.datetime | None, now: datetime.datetime
) -> None:
    """Tell that a website keeps us out, once for all its pages."""
    open_ones = Finding.objects.open().filter(kind=BLOCKED).exclude(page=page)
    if any(found.page.host == page.host for found in open_ones.select_related("page")):
        return
    details = {"reason": reason, "until": until.isoformat() if until else None}
    if not Finding.objects.tell(page, BLOCKED, _since(page), now, details=details):
        Finding.objects.open().filter(page=page, kind=BLOCKED).update(details=details)


def tell_unreadable(
    page: WatchedPage, refused: str, answer: Answer, kept: Snapshot, now: datetime.datetime
) -> None:
    """Tell that a page cannot be read; a file that is exchanged for another is told again."""
    key = f"{refused} {kept.sha256[:40]}" if refused in _FILES else refused
    details = {"refused": refused, "address": answer.address}
    Finding.objects.tell(page, UNREADABLE, key, now, details=details, snapshot=kept)


def tell_selector(page: WatchedPage, kept: Snapshot, now: datetime.datetime) -> None:
    details = {"selector": page.keep}
    Finding.objects.tell(page, SELECTOR, _hash(page.keep), now, details=details, snapshot=kept)


def close(
    page: WatchedPage, kinds: Iterable[Finding.Kind], because: str, now: datetime.datetime
) -> int:
    return page.findings.filter(kind__in=list(kinds)).close(because, now)


def close_answered(page: WatchedPage, now: datetime.datetime) -> None:
    """The page answers again: it is neither gone nor closed to us."""
    close(page, [GONE, BLOCKED], "又看得到了", now)


def close_read(page: WatchedPage, now: datetime.datetime) -> None:
    """The page was read again, with the selector that it has."""
    close(page, [UNREADABLE, SELECTOR], "又读得出了", now)


def close_as_before(page: WatchedPage, text: str, now: datetime.datetime) -> int:
    """Close the changes that were taken back: the text is again as it was before them.

    Returns how many: what was taken back whole is no new change.
    """
    plain = compared(text)
    open_ones = page.findings.open().filter(kind=CHANGED)
    undone = [
        found.found_at
        for found in open_ones.select_related("before")
        if found.before and compared(found.before.text) == plain
    ]
    if not undone:
        return 0
    return open_ones.filter(found_at__gte=min(undone)).close("官网又改回去了", now)


def settle(now: datetime.datetime) -> int:
    """Close what has settled without another visit, tell what runs out; return how many closed."""
    today = timezone.localdate(now)
    given_up = Finding.objects.filter(page__active=False, kind__in=_OF_VISITS)
    closed = given_up.close("这一页不看了", now)
    return closed + _settle_new(now) + _settle_changed(now) + _settle_ends(now, today)


def _settle_new(now: datetime.datetime) -> int:
    open_ones = list(Finding.objects.open().filter(kind=NEW))
    known = KnownSources() if open_ones else None
    done = [
        found.pk
        for found in open_ones
        if known and known.have(found.details.get("title", ""), found.details.get("address", ""))
    ]
    return Finding.objects.filter(pk__in=done).close("已经录成来源", now)


def _settle_changed(now: datetime.datetime) -> int:
    """Close the changes of documents that somebody compared since."""
    done = []
    for found in Finding.objects.open().filter(kind=CHANGED).select_related("page"):
        seen_on = timezone.localdate(found.found_at).isoformat()
        before = found.details.get("checked_on", {})
        checked = _checked_on(found.page)
        # Who compared earlier on the same day did not see it yet.
        if checked and all(day >= seen_on and day != before.get(pk) for pk, day in checked.items()):
            done.append(found.pk)
    return Finding.objects.filter(pk__in=done).close("有人核对过原文", now)


def _settle_ends(now: datetime.datetime, today: datetime.date) -> int:
    """Tell which documents run out, and close what no longer does."""
    due: set[int] = set()
    pages = WatchedPage.objects.filter(active=True, kind=WatchedPage.Kind.DOCUMENT)
    for page in pages.select_related("source"):
        for until, title in _ends(page):
            if until - AHEAD <= today:
                key = until.isoformat()
                details = {"until": key, "title": title}
                Finding.objects.tell(page, RUNS_OUT, key, now, details=details)
                due |= set(
                    page.findings.filter(kind=RUNS_OUT, key=key).values_list("pk", flat=True)
                )
    gone = Finding.objects.filter(kind=RUNS_OUT).exclude(pk__in=due)
    return gone.close("后面的标准已经录了，或者日子改了", now)


def _ends(page: WatchedPage) -> Iterable[tuple[datetime.date, str]]:
    """Yield the last days that concern a document page, with what ends.

    Its own last day counts while something rests on it that no later rule has followed, the last
    day that a published rule states while that rule is the last of its place.
    """
    policies: list[RefundPolicy] = []
    sources = sources_of(page)
    if sources or page.source is not None:
        resting = RefundPolicy.objects.filter(source__in=sources, status=Publication.PUBLISHED)
        policies = [policy for policy in resting.select_related("region") if _is_last(policy)]
        others = (fact for source in sources for fact in source.published_facts())
        if not policies and (resting or not any(True for _ in others)):
            return
    read = page.snapshots.readable().values_list("valid_until", flat=True).first()
    if read:
        yield read, sources[0].title if sources else page.name
    for policy in policies:
        if policy.stated_until and policy.stated_until != read:
            yield policy.stated_until, f"{policy.region.name}的划入标准"


def _is_last(policy: RefundPolicy) -> bool:
    """Whether no published rule of the place begins later."""
    same = RefundPolicy.objects.filter(region=policy.region, status=Publication.PUBLISHED)
    later = same.exclude(pk=policy.pk).filter(effective_from__isnull=False)
    if policy.effective_from:
        later = later.filter(effective_from__gt=policy.effective_from)
    return not later.exists()
