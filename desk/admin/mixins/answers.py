"""The doubts about a row in review, and what a reviewer answers to each of them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from desk import publishing
from desk.models import Note
from regions.models.publication import Publishable
from text.formats import day

#: What is posted of answers to doubts that the row no longer raises is told up to this many.
_MOST_LEFT_OVER = 10
_TICK, _REASON = "doubt-", "reason-"


@dataclass(frozen=True)
class Asked:
    """One doubt with what was posted about it; the faults are empty until something was.

    ``key`` tells the doubt from others of the row and stays the same as long as its sentence.
    """

    key: str
    sentence: str
    ticked: bool = False
    reason: str = ""
    tick_fault: str = ""
    reason_fault: str = ""

    @property
    def is_answered(self) -> bool:
        return self.ticked and bool(publishing.reason_in(self.reason))


@dataclass(frozen=True)
class Answers:
    """The doubts about a row, each with its answer; ``left_over`` are reasons for other doubts."""

    asked: list[Asked]
    left_over: list[str]

    @classmethod
    def to(
        cls, doubts: Iterable[str], posted: Mapping[str, str], keep_ticks: bool = True
    ) -> "Answers":
        """Read what was ``posted``; without ``keep_ticks`` only the reasons are kept.

        A tick holds for the row as it was shown, so one of an older state does not count.
        """
        asked = [_asked(doubt, posted, keep_ticks) for doubt in dict.fromkeys(doubts)]
        names = {f"{_REASON}{one.key}" for one in asked}
        left_over = [
            reason
            for name, text in posted.items()
            if name.startswith(_REASON) and name not in names
            if (reason := publishing.reason_in(text))
        ]
        return cls(asked, left_over[:_MOST_LEFT_OVER])

    @property
    def open(self) -> int:
        """How many doubts are not answered."""
        return sum(not one.is_answered for one in self.asked)

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons by sentence, of the doubts that were ticked."""
        return {one.sentence: one.reason for one in self.asked if one.ticked}


def _asked(doubt: str, posted: Mapping[str, str], keep_ticks: bool) -> Asked:
    key = hashlib.sha256(doubt.encode()).hexdigest()[:12]
    ticked = keep_ticks and bool(posted.get(f"{_TICK}{key}"))
    typed = posted.get(f"{_REASON}{key}", "")[: publishing.LONGEST_REASON]
    if posted.get("step") != "publish" or not keep_ticks:
        return Asked(key, doubt, ticked, typed)
    tick_fault = "" if ticked else "看过了、没有错，才勾这一格；错了就退回修改。"
    reason_fault = "" if publishing.reason_in(typed) else "请写上为什么没有错，至少两个字。"
    return Asked(key, doubt, ticked, typed, tick_fault, reason_fault)


@dataclass(frozen=True)
class Answered:
    """A doubt that was answered when the row or an earlier state of it was published."""

    sentence: str
    reason: str
    by: str


def answered_before(row: Publishable) -> list[Answered]:
    """Return the doubts answered beside ``row`` and the row it replaces, newest first."""
    rows = Q(row=row.pk) | Q(row=row.replaces_id)
    notes = Note.objects.filter(rows, model=row._meta.label_lower, kind=Note.Kind.DOUBT)
    return [
        Answered(note.about, note.text, _by(note))
        for note in notes.select_related("by").order_by("-at", "-pk")
    ]


def _by(note: Note) -> str:
    """Return who wrote a note and when: 李明，2026年11月30日."""
    who = publishing.name_of(note.by) if note.by else "从前的同事"
    return f"{who}，{day(timezone.localtime(note.at).date())}"
