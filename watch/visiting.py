"""Keeps what came of a visit: the raw answer first, then what was read, then what follows.

The raw answer is kept in a transaction of its own before anything is read, so that a fault in
reading loses nothing.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from documents import reading
from documents.contents import REFUSALS
from fetching.fetch import Answer

from . import blocks, findings, titles
from .article import compared, normalised
from .clause_changes import ClauseChange, changes
from .models import Snapshot, WatchedPage
from .round import Came
from .source_texts import seen_unchanged

Outcome = WatchedPage.Outcome
_GONE = {404, 410}
_NOT_MODIFIED = 304
#: A website that is out of order for a night or two is no work for anybody.
_PATIENCE = datetime.timedelta(days=3)


@dataclass(frozen=True)
class Looked:
    """What a visit came to: the outcome, in words, and which sources were seen unchanged."""

    outcome: str
    words: str
    unchanged: tuple[int, ...] = ()


@dataclass(frozen=True)
class Visit:
    """One visit of one page at one moment; ``today`` is the day of that moment here."""

    page: WatchedPage
    now: datetime.datetime
    today: datetime.date

    def note(self, came: Came) -> Looked:
        """Keep what came, and write on the row how it went."""
        if came.answer is None:
            return self._fault(came)
        answer = came.answer
        if answer.status == _NOT_MODIFIED:
            return self._not_modified()
        if blocks.is_block(answer):
            self._keep(answer)
            return self._blocked(answer)
        if answer.status in _GONE:
            return self._gone(answer)
        if answer.status >= 300:
            return self._ends(Outcome.FAILED, f"对方网站出错（{answer.status}）。")
        before = self._last_readable()
        kept = self._keep(answer, before)
        if self.page.kind == WatchedPage.Kind.LIST:
            return self._list(answer, kept)
        return self._document(answer, kept, before)

    @transaction.atomic
    def _keep(self, answer: Answer, before: Snapshot | None = None) -> Snapshot:
        """Keep an answer. Until it is read, the next visit is compared with ``before``."""
        kept = Snapshot.objects.keep(
            self.page,
            answer.raw,
            self.now,
            address=answer.address.replace("\0", "")[:600],
            status=answer.status,
            content_type=answer.content_type,
        )
        if self.page.kind == WatchedPage.Kind.DOCUMENT and before is not None and kept != before:
            kept.text = ""  # of an earlier time; a run that is stopped here told nothing yet
            kept.save(update_fields=["text"])
        return kept

    def _last_readable(self) -> Snapshot | None:
        """Return the newest answer that was read with the selectors of now."""
        last = self.page.snapshots.readable().first()
        return last if last and last.read_with == self.page.read_with else None

    # --- How it can end ---

    @transaction.atomic
    def _ends(
        self, outcome: str, reason: str = "", *, unchanged: tuple[int, ...] = (), **fields: object
    ) -> Looked:
        """Write the outcome on the row; who gives no answer for days is told to the editors."""
        failing = outcome == Outcome.FAILED
        since = (self.page.failing_since or self.now) if failing else None
        if since and self.now - since >= _PATIENCE:
            words = f"连着几天没有看成：{reason}"
            findings.tell_blocked(self.page, words, None, self.now)
        fields |= {"failing_since": since}
        fields |= {"visited_at": self.now, "outcome": outcome, "reason": reason[:200]}
        for name, value in fields.items():
            setattr(self.page, name, value)
        self.page.save(update_fields=list(fields))
        Snapshot.objects.forget_old(self.page)
        return Looked(outcome, reason or WatchedPage.Outcome(outcome).label, unchanged)

    def _succeeded(
        self, outcome: str, answer: Answer | None, reason: str = "", text: str | None = None
    ) -> Looked:
        """Write that the page was seen and read; ``text`` is what a document says now."""
        findings.close_answered(self.page, self.now)
        findings.close_read(self.page, self.now)
        fields: dict[str, object] = {"succeeded_at": self.now, "rests_until": None}
        if answer is not None:
            fields |= {"etag": answer.etag, "last_modified": answer.last_modified}
        unchanged = tuple(seen_unchanged(self.page, text)) if text is not None else ()
        return self._ends(outcome, reason, unchanged=unchanged, **fields)

    def _fault(self, came: Came) -> Looked:
        if came.forbidden:
            findings.tell_blocked(self.page, came.fault, None, self.now)
            return self._ends(Outcome.FORBIDDEN, came.fault)
        return self._ends(Outcome.FAILED, came.fault)

    def _gone(self, answer: Answer) -> Looked:
        findings.tell_gone(self.page, answer.status, self.now)
        findings.close(self.page, [findings.BLOCKED], "又看得到了", self.now)
        return self._ends(Outcome.GONE, f"网页没有了（{answer.status}）。")

    def _blocked(self, answer: Answer) -> Looked:
        """Leave the whole website alone for as long as it wants, else for a day."""
        until = blocks.rest_until(answer, self.now)
        reason = blocks.reason_of(answer)
        findings.tell_blocked(self.page, reason, until, self.now)
        for page in WatchedPage.objects.filter(url__contains=self.page.host):
            if page.host == self.page.host:
                WatchedPage.objects.filter(pk=page.pk).update(rests_until=until)
        return self._ends(Outcome.BLOCKED, reason, rests_until=until)

    def _unreadable(self, answer: Answer, kept: Snapshot, refused: str) -> Looked:
        kept.refused = refused
        kept.text = ""
        kept.save(update_fields=["refused", "text"])
        if refused == "blocked-page":
            return self._blocked(answer)
        findings.close_answered(self.page, self.now)
        findings.tell_unreadable(self.page, refused, answer, kept, self.now)
        reason = REFUSALS[refused].partition("。")[0] + "。"
        return self._ends(Outcome.UNREADABLE, reason, etag="", last_modified="")

    def _selector_missed(self, kept: Snapshot) -> Looked:
        findings.close_answered(self.page, self.now)
        findings.tell_selector(self.page, kept, self.now)
        reason = f"页面改版，找不到“{self.page.keep}”。"
        return self._ends(Outcome.UNREADABLE, reason, etag="", last_modified="")

    def _not_modified(self) -> Looked:
        """The website says that nothing changed since the last answer."""
        last = self._last_readable()
        if last is None:  # we did not ask for that
            return self._ends(Outcome.FAILED, "对方网站说没有变，可是上次没有读出来。", etag="")
        Snapshot.objects.filter(pk=last.pk).update(seen_at=self.now)
        is_document = self.page.kind == WatchedPage.Kind.DOCUMENT
        text = last.text if is_document else None
        return self._succeeded(Outcome.UNCHANGED, None, text=text)

    # --- Documents ---

    def _document(self, answer: Answer, kept: Snapshot, before: Snapshot | None) -> Looked:
        if before is not None and kept.pk == before.pk:
            return self._succeeded(Outcome.UNCHANGED, answer, text=before.text)
        read = reading.read(
            answer.raw,
            content_type=answer.content_type,
            address=answer.address,
            keep=self.page.keep,
            drop=self.page.drop,
        )
        if read.refused or read.contents is None:
            return self._unreadable(answer, kept, read.refused or "failed")
        if read.keep_missed:
            return self._selector_missed(kept)
        text = read.contents.text.replace("\0", "")
        if not compared(text):
            return self._unreadable(answer, kept, "not-text")
        kept.valid_until = read.found.valid_until if read.found else None
        same = before is None or compared(before.text) == compared(text)
        found = [] if before is None or same else changes(before.text, text)
        return self._read(answer, kept, before, text, found)

    @transaction.atomic
    def _read(
        self,
        answer: Answer,
        kept: Snapshot,
        before: Snapshot | None,
        text: str,
        found: list[ClauseChange],
    ) -> Looked:
        """Keep a text together with what is told of it: half of it would hide the change."""
        self._note_text(kept, text)
        if before is None:
            return self._succeeded(Outcome.SEEN, answer, text=text)
        if found:
            if findings.close_as_before(self.page, text, self.now):
                return self._succeeded(Outcome.CHANGED, answer, "又改回去了。", text)
            told = findings.tell_changed(self.page, before, kept, found, self.now)
            return self._succeeded(Outcome.CHANGED, answer, _changed_in_words(told.details), text)
        return self._succeeded(Outcome.UNCHANGED, answer, text=text)

    def _note_text(self, kept: Snapshot, text: str) -> None:
        kept.text, kept.refused, kept.read_with = text, "", self.page.read_with
        kept.save(update_fields=["text", "refused", "read_with", "valid_until"])

    # --- Lists ---

    def _list(self, answer: Answer, kept: Snapshot) -> Looked:
        found = reading.links(
            answer.raw,
            content_type=answer.content_type,
            address=answer.address,
            keep=self.page.keep,
            drop=self.page.drop,
        )
        if found.refused or not (found.links or found.keep_missed):
            return self._unreadable(answer, kept, found.refused or "not-text")
        if found.keep_missed:
            return self._selector_missed(kept)
        return self._read_list(answer, kept, found.links)

    @transaction.atomic
    def _read_list(
        self, answer: Answer, kept: Snapshot, links: Sequence[reading.PageLink]
    ) -> Looked:
        """Keep the links of a list together with what is told of them."""
        known = self._known_links()
        lines = "\n".join(f"{_one_line(link.title)}\t{link.address}" for link in links)
        self._note_text(kept, lines.replace("\0", ""))
        fresh = [link for link in links if self._is_fresh(link, known)]
        if known and not fresh:
            return self._succeeded(Outcome.UNCHANGED, answer)
        told = self._tell_new(fresh, first=not known)
        outcome = Outcome.CHANGED if known else Outcome.SEEN
        return self._succeeded(outcome, answer, f"新文件 {told} 份" if told else "")

    def _is_fresh(self, link: reading.PageLink, known: set[str]) -> bool:
        """Whether a link is new: a known title too, where its day is no earlier than we looked.

        Bureaus give the notices of each year the same title, and websites move.
        """
        if link.address in known:
            return False
        seen, day = self.page.succeeded_at, link.day
        is_late = seen is not None and day is not None and day >= timezone.localdate(seen)
        return is_late or normalised(_one_line(link.title)) not in known

    def _known_links(self) -> set[str]:
        """Return the titles and addresses that the list had before."""
        marks: set[str] = set()
        for text in self.page.snapshots.readable().values_list("text", flat=True):
            for line in text.splitlines():
                title, _, address = line.partition("\t")
                marks |= {normalised(title), address}
        return marks - {""}

    def _tell_new(self, links: list[reading.PageLink], *, first: bool) -> int:
        """Tell of the new documents; at the first visit only of those of late."""
        worth = [link for link in links if titles.counts(link.title, self.page.title_words)]
        if first:
            worth = [link for link in worth if titles.is_recent(link.day, self.today)]
        else:
            worth = [
                link for link in worth if not link.day or titles.is_recent(link.day, self.today)
            ]
        worth.sort(key=lambda link: link.day or self.today, reverse=True)
        most = titles.MOST_AT_FIRST if first else titles.MOST_LATER
        told = [
            findings.tell_new(self.page, _one_line(link.title), link.address, link.day, self.now)
            for link in worth[:most]
        ]
        return sum(found is not None for found in told)


def _one_line(title: str) -> str:
    return " ".join(title.replace("\0", "").split())[:300]


def _changed_in_words(details: dict) -> str:
    """Say a change in a line: 第六条 90 → 100 元，自2027年1月1日；另有 2 处."""
    clauses = details["clauses"]
    first = next((one for one in clauses if one["words"]), clauses[0])
    said = f"{first['clause']} {first['words'] or '文字变了'}".strip()
    others = len(clauses) + details["more"] - 1
    return f"{said}；另有 {others} 处" if others else said
