"""What stands beside 没有这笔钱: what residents have instead, or what comes after the procedure."""

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
from regions.models import Source

#: How residents pay, and what if they did not: what is to be done every year.
PAYING, LATE = "resident-pay-online", "resident-missed-deadline"
#: What residents have, beside all questions of their category.
_SHARED = ("family-share", "family-pay-resident")
_RESIDENTS = ("resident-reimbursement-rate", *_SHARED, "resident-years-reward")
#: What answers “one has no such money”, which the page says already.
_SAID = ("refund-resident", "retire-procedure-missing")
#: Asked by whoever owns the account, so that the answer's 您 is the child.
_BY_CHILDREN = "子女有职工医保的，请子女看："
#: What to settle before the procedure, and while still at work.
_BEFORE = {
    Status.NOT_YET: ("years-cumulative", "years-short", "retire-procedure-missing"),
    Status.WORKING: ("years-cumulative", "refund-working"),
}
#: So many age bands are told one by one; of more only from which figure they begin.
_FEW_LINES = 4
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
    def on_paper(self) -> str:
        """The answer as far as a sheet has room: the place's own only if it is short."""
        local = self.local
        if local is None or local.upcoming or len(local.told.statement) > _SHORT:
            return self.question.short_answer
        return f"{local.scope}：{local.told.statement}"


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
        """The first source of the answer."""
        return next(iter(self.question.sources.all()), None)


@dataclass(frozen=True)
class Later:
    """What is credited once the procedure is done, in words: 每月 75 元.

    ``view`` is the rule that says so, None where the places of a province differ.
    """

    in_words: str
    view: RuleView | None
    remark: str = ""

    @classmethod
    def of(cls, situation: Situation, province: Province | None) -> "Later | None":
        """Return what will come in a place; None where no figure is known."""
        if province is not None and province.differs:
            lead = province.spread.lead
            if not province.spread.figure or province.spread.few:
                return None
            return cls(
                f"{lead} {province.in_words}", None, f"{province.region.short_name}各地不一样。"
            )
        view = situation.view
        if view is None or view.withheld:
            return None
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


def refused(answer: Answer | None) -> Refused | None:
    """Return what goes with ``answer``; None unless it says that there is no money."""
    if answer is None or answer.refusal is None:
        return None
    asked, known = answer.question, answer.situation
    local = {found.question.pk: found for found in answers_in(known.region, known.today)}
    if asked.insurance == Insurance.RESIDENT:
        return _resident(local)
    rows = _rows(_BEFORE[Status(asked.status)], local)
    province = province_of(known.region, known.on, known.today)
    return Refused(False, rows, later=Later.of(known, province))


def _resident(local: dict[int, PlaceAnswer]) -> Refused:
    found = _questions()
    others = [
        slug
        for slug, question in found.items()
        if question.category == Question.Category.RESIDENT
        and slug not in (*_RESIDENTS, *_SAID, PAYING, LATE)
    ]
    late = next(iter(_rows([LATE], local)), None)
    paying = Paying(found[PAYING], late) if PAYING in found else None
    return Refused(True, _rows([*_RESIDENTS, *others], local), paying)


def _rows(slugs: Iterable[str], local: dict[int, PlaceAnswer]) -> list[Row]:
    asked = [found for slug in slugs if (found := _questions().get(slug))]
    return [Row(question, local.get(question.pk)) for question in asked]


@memoised_per_revision(1)
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
        return f"我在{here}参加居民医保。今年从哪天交到哪天、在哪里交？我参保了没有？"
    if asked.status == Status.WORKING:
        return f"我在{here}上班，还没退休。职工医保要交满几年？我交了几年？"
    return f"我是{here}的，医保退休手续还没办。我交够年数没有？去哪里办，要带什么？"
