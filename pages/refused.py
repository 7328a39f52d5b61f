"""What stands beside 没有这笔钱: what residents have instead, or what comes after the procedure."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from caching.memo import memoised_per_revision
from calculator.answers import Answer, Insurance, Status
from calculator.province import Province, province_of
from calculator.rules import RuleView
from calculator.situation import Situation
from faq.local_answers import PlaceAnswer, answers_in
from faq.models import Question
from faq.points import Point, hotlines_in, points_of
from regions import place_facts
from regions.models import Source

#: How residents pay, and what if they did not: what is to be done every year.
PAYING, LATE = "resident-pay-online", "resident-missed-deadline"
#: The questions that whoever owns an account asks, not whom they share it with.
_SHARED = ("family-share", "family-pay-resident")
#: What residents have, beside all questions of their category.
_RESIDENTS = (*_SHARED, "resident-years-reward")
#: What they have as well, but this site does not tell: it stands last.
_NOT_TOLD = "resident-reimbursement-rate"
#: What answers “one has no such money”, which the page says already.
_SAID = ("refund-resident", "retire-procedure-missing")
#: Before such a question, which its page answers to the child.
_BY_CHILDREN = "子女有职工医保的，请子女看："
#: What to settle before the procedure, and while still at work.
_BEFORE = {
    Status.NOT_YET: ("years-cumulative", "years-short", "retire-procedure-missing"),
    Status.WORKING: ("years-cumulative", "refund-working"),
}
#: So many age bands are told one by one; of more only from which figure they begin.
_FEW_LINES = 4
#: What to ask once the procedure is done, where that is not known here.
_HOW_MUCH = "办好以后每月打多少？"
_TO_ASK = f"问的时候一起问：{_HOW_MUCH}"
#: Characters of an answer for which a sheet has room.
_SHORT = 60


@dataclass(frozen=True)
class Row:
    """A question with its short answer, and what holds in the place where that is known."""

    question: Question
    local: PlaceAnswer | None = None

    @property
    def url(self) -> str:
        return self.local.url if self.local else self.question.get_absolute_url()

    @property
    def whom(self) -> str:
        """For whom it is, where not for the reader."""
        return _BY_CHILDREN if self.question.slug in _SHARED else ""

    @property
    def called(self) -> str:
        """What it is about, on paper."""
        return f"{self.whom}{self.question.question}"

    @property
    def on_paper(self) -> str:
        """The answer as far as a sheet has room: the place's own only if it is short."""
        if own := self._own_on_paper:
            return f"{own.scope}：{own.told.statement}"
        return self.question.short_answer

    @property
    def source_on_paper(self) -> Source | None:
        """Where that is written."""
        own = self._own_on_paper
        return own.told.source if own else _newest_source(self.question, of_anywhere=True)

    def rests_on(self, sources: list[Source]) -> bool:
        """Whether one of ``sources`` tells it as well."""
        own = self._own_on_paper
        told = [own.told.source] if own else self.question.sources.all()
        return any(source in sources for source in told)

    @property
    def _own_on_paper(self) -> PlaceAnswer | None:
        local = self.local
        short = local and not local.upcoming and len(local.told.statement) <= _SHORT
        return local if short else None


@dataclass(frozen=True)
class Paying:
    """How residents pay, in the points of its question, and what if the time is over."""

    question: Question
    late: Row | None

    @cached_property
    def points(self) -> list[Point]:
        """Who takes it, when, how much and where, as far as the answer says."""
        told = points_of(self.question.body)
        return told or [Point("怎么交", self.question.short_answer)]

    @property
    def hotlines(self) -> list[str]:
        """The numbers to ask that the points name, 12393 aside, which every answer ends with."""
        told = "".join(point.told for point in self.points)
        return [number for number in hotlines_in(told) if number != "12393"]

    @cached_property
    def source(self) -> Source | None:
        return _newest_source(self.question)


def _newest_source(question: Question, *, of_anywhere: bool = False) -> Source | None:
    """Return the source of an answer to name where there is room for one.

    ``of_anywhere``: none that a city or a province issued, which would pass for the reader's.
    """
    sources: Iterable[Source] = question.sources.all()
    if of_anywhere:
        names = [place.short_name for place in place_facts.all_places()]
        sources = [s for s in sources if not any(name in s.issuer for name in names)]
    return max(sources, key=lambda s: s.published_on or datetime.date.min, default=None)


@dataclass(frozen=True)
class Later:
    """What is credited once the procedure is done, in words: 每月 75 元.

    ``view`` is the rule that says so, None where the places of a province differ. Where no figure
    is ``known`` the words say so, and the remark that it is to be asked.
    """

    in_words: str
    view: RuleView | None = None
    remark: str = ""
    known: bool = True

    @classmethod
    def of(cls, situation: Situation, province: Province | None) -> "Later":
        """Return what will come in a place, as far as it is known."""
        name, view = situation.region.short_name, situation.view
        if province is not None and province.differs:
            spread = province.spread
            if spread.figure and not spread.few:
                return cls(f"{spread.lead} {province.in_words}", remark=f"{name}各地不一样。")
            return cls(f"{name}各地不一样", remark=_TO_ASK, known=False)
        if view is None:
            return cls(situation.absence, remark=_TO_ASK, known=False)
        if view.withheld:
            return cls(f"{name}的标准需核实", remark=_TO_ASK, known=False)
        return cls(_in_words(view), view, situation.inheritance)


def _in_words(view: RuleView) -> str:
    if 1 < len(view.lines) <= _FEW_LINES:
        return "；".join(f"{line.ages}，{line.in_full}" for line in view.lines)
    told = view.in_words
    return f"{told}{view.lines[0].limits}" if len(view.lines) == 1 else told


@dataclass(frozen=True)
class Refused:
    """What an answer without any money goes on with.

    Residents have ``rows`` and ``paying``; who has not retired has ``later`` and the ``rows``
    to settle before.
    """

    resident: bool
    rows: list[Row]
    paying: Paying | None = None
    later: Later | None = None

    @property
    def on_paper(self) -> list[Row]:
        """The rows for a sheet, without what its large type says already."""
        return [row for row in self.rows if row.question.slug not in _SAID]

    @property
    def origins_on_paper(self) -> list[str]:
        """Who says what the sheet tells, and when: as few as cover all of it."""
        paying = self.paying
        named = [one for one in paying.question.sources.all() if one.published_on] if paying else []
        rows = [Row(paying.late.question)] if paying and paying.late else []
        for row in (*rows, *self.on_paper):
            found = row.source_on_paper
            if found and found.published_on and not row.rests_on(named):
                named.append(found)
        return [one.origin for one in named]


def refused(answer: Answer | None) -> Refused | None:
    """Return what goes with ``answer``; None unless it says that there is no money."""
    if answer is None or answer.refusal is None:
        return None
    asked, known = answer.question, answer.situation
    local = {found.question.pk: found for found in answers_in(known.region, known.today)}
    if asked.insurance == Insurance.RESIDENT:
        return _resident(local)
    rows = _rows(_BEFORE[Status(asked.status)], local)
    return Refused(False, rows, later=_later(known))


def _later(known: Situation) -> Later:
    return Later.of(known, province_of(known.region, known.on, known.today))


def _resident(local: dict[int, PlaceAnswer]) -> Refused:
    found = _questions()
    others = [
        slug
        for slug, question in found.items()
        if question.category == Question.Category.RESIDENT
        and slug not in (*_RESIDENTS, _NOT_TOLD, *_SAID, PAYING, LATE)
    ]
    late = next(iter(_rows([LATE], local)), None)
    paying = Paying(found[PAYING], late) if PAYING in found else None
    return Refused(True, _rows([*_RESIDENTS, *others, _NOT_TOLD], local), paying)


def _rows(slugs: Iterable[str], local: dict[int, PlaceAnswer]) -> list[Row]:
    asked = [found for slug in slugs if (found := _questions().get(slug))]
    return [Row(question, local.get(question.pk)) for question in asked]


@memoised_per_revision(1, states=1)
def _questions() -> dict[str, Question]:
    """Return the published questions that such answers go on with, by slug. Two queries."""
    named = {*_RESIDENTS, PAYING, LATE, *(slug for slugs in _BEFORE.values() for slug in slugs)}
    rows = Question.objects.published().in_order().prefetch_related("sources")
    rows = rows.filter(Q(slug__in=named) | Q(category=Question.Category.RESIDENT))
    return {question.slug: question for question in rows}


def on_the_telephone(answer: Answer) -> str:
    """What whoever has no such money says to 12393, in the reader's own words."""
    here, asked = answer.situation.region.short_name, answer.question
    if asked.insurance == Insurance.RESIDENT:
        refusal = refused(answer)
        if refusal and refusal.paying and refusal.paying.hotlines:  # who know when and where
            return f"我在{here}参加居民医保。我参保了没有？这一年的钱交上没有？"
        return f"我在{here}参加居民医保。今年从哪天交到哪天、在哪里交？我参保了没有？"
    how_much = "" if _later(answer.situation).known else _HOW_MUCH
    if asked.status == Status.WORKING:
        return f"我在{here}上班，还没退休。职工医保要交满几年？我交了几年？{how_much}"
    return f"我是{here}的，医保退休手续还没办。我交够年数没有？去哪里办，要带什么？{how_much}"
