"""What applies to a person: entitlement first, then missing numbers, then the amount."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse

from credit import credit
from credit.credit import Credit, Rule, Tier
from regions.models import Source, Statistic
from regions.models.policy import OLDEST
from text.dates import add_years

from . import parsing
from .rules import Situation, estimate_range


class Insurance(TextChoices):
    EMPLOYEE = "employee", "职工医保"
    RESIDENT = "resident", "居民医保"
    UNSURE = "unsure", "不清楚"


class Status(TextChoices):
    """How far the retirement procedure of employee insurance has got."""

    RETIRED = "retired", "办好了"
    NOT_YET = "not-yet", "到年龄了，还没办"
    WORKING = "working", "还在上班"
    UNSURE = "unsure", "不清楚"


class Outcome(TextChoices):
    """The seven kinds of answer; the values stand in ``data-outcome``."""

    CREDIT = "credit", "算出来了"
    CREDIT_IF_ELIGIBLE = "credit-if-eligible", "如果办过退休手续"
    NEEDS_AVERAGE_PENSION = "needs-average-pension", "还缺当地人均养老金"
    ESTIMATE = "estimate", "只能先估一个范围"
    UNKNOWN = "unknown", "还没查到当地标准"
    WITHHELD = "withheld", "这个数需核实"
    NOT_ELIGIBLE = "not-eligible", "没有这笔钱"


@dataclass(frozen=True)
class Question:
    """A reader's own case, understood: what the form cleans."""

    insurance: str
    status: str
    age: int | None = None
    born: datetime.date | None = None  # first day of the month of birth
    average_pension: Decimal | None = None


@dataclass(frozen=True)
class NextCredit:
    """What comes next: from an age (and month, where the birth is known) or from a day."""

    credit: Credit
    tier: Tier | None = None
    month: datetime.date | None = None


@dataclass(frozen=True)
class Answer:
    """The outcome with whatever it rests on; only the fields of its outcome are set."""

    outcome: Outcome
    situation: Situation
    question: Question
    credit: Credit | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    base: Decimal | None = None
    base_statistic: Statistic | None = None
    tier: Tier | None = None
    next_tier: NextCredit | None = None
    coming: Credit | None = None

    @property
    def case(self) -> str:
        """The reader's own case in words: 上海，74岁，已办退休手续."""
        person = case_in_words(self.question)
        return "，".join(filter(None, [self.situation.region.short_name, person]))

    @property
    def asked(self) -> dict[str, str]:
        """The question as names and values of parameters, without the place.

        The age beside the month of birth only where it says more: in the month itself the
        birthday may still be to come.
        """
        asked, on = self.question, self.situation.on
        age = asked.age
        if asked.born is not None and age == parsing.completed_years(asked.born, on):
            age = None
        values = {
            "insurance": asked.insurance,
            "status": asked.status,
            "age": "" if age is None else str(age),
            "birth": f"{asked.born:%Y-%m}" if asked.born else "",
            "average_pension": "" if asked.average_pension is None else str(asked.average_pension),
            "on": "" if on == self.situation.today else str(on),
        }
        return {name: value for name, value in values.items() if value}

    @property
    def parameters(self) -> str:
        """The question as parameters of an address, without the place."""
        return urlencode(self.asked)

    @property
    def asked_but_pension(self) -> list[tuple[str, str]]:
        """What a form for the missing average pension carries along."""
        return [(name, value) for name, value in self.asked.items() if name != "average_pension"]

    @property
    def handout_url(self) -> str:
        """The address of the take-away sheet of this case."""
        return f"{self.situation.region.handout_url}?{self.parameters}"

    @property
    def compare_url(self) -> str:
        """The address of the comparison that begins with this case."""
        place = urlencode({"region": self.situation.region.path})
        return f"{reverse('calculator:compare')}?{place}&{self.parameters}"

    @property
    def title(self) -> str:
        """The heading of a result: what kind of answer it is."""
        if self.outcome is not Outcome.NOT_ELIGIBLE:
            return self.outcome.label
        if self.question.insurance == Insurance.RESIDENT:
            return "居民医保没有这笔钱"
        working = self.question.status == Status.WORKING
        return "办好退休手续，才开始打钱" if working else "先办退休手续，才会开始打钱"

    @property
    def verdict(self) -> str:
        """What stands in large type where there is no amount."""
        if self.outcome is Outcome.NOT_ELIGIBLE:
            return "没有这笔钱" if self.question.insurance == Insurance.RESIDENT else "现在还没有"
        if self.outcome is Outcome.UNKNOWN:
            return self.situation.absence
        return {
            Outcome.NEEDS_AVERAGE_PENSION: "还缺一个数：当地人均养老金",
            Outcome.WITHHELD: "需核实",
        }.get(self.outcome, self.outcome.label)

    @property
    def style(self) -> str:
        """The look of the card, one of the four meanings of colour."""
        if self.outcome is Outcome.NOT_ELIGIBLE:
            return "answer--off"
        return "answer--est" if self.outcome is Outcome.ESTIMATE else self.situation.style

    @property
    def base_source(self) -> Source | None:
        return self.base_statistic.source if self.base_statistic else None


_STATUS_IN_A_CASE: dict[str, str] = {
    Status.RETIRED: "已办退休手续",
    Status.NOT_YET: "还没办退休手续",
    Status.WORKING: "还在上班",
}


def case_in_words(question: Question) -> str:
    """A person in words, without the place: 74岁，已办退休手续. May be empty."""
    words = [] if question.age is None else [f"{question.age}岁"]
    if question.insurance == Insurance.RESIDENT:
        words.append("居民医保")
    elif question.status in _STATUS_IN_A_CASE:
        words.append(_STATUS_IN_A_CASE[question.status])
    return "，".join(words)


def answer(situation: Situation, question: Question) -> Answer:
    """Judge a case: entitlement first, then missing numbers, then the amount."""
    if question.insurance == Insurance.RESIDENT or question.status in (
        Status.NOT_YET,
        Status.WORKING,
    ):
        return Answer(Outcome.NOT_ELIGIBLE, situation, question)
    entered, stored = question.average_pension, situation.statistic
    statistic = None if entered is not None else stored
    base = statistic.average_pension if statistic is not None else entered
    if situation.view is None:
        if base is None or situation.estimate is None:
            return Answer(Outcome.UNKNOWN, situation, question)
        low, high = estimate_range(situation.estimate, base)
        return Answer(
            Outcome.ESTIMATE,
            situation,
            question,
            low=low,
            high=high,
            base=base,
            base_statistic=statistic,
        )
    if situation.withheld:
        return Answer(Outcome.WITHHELD, situation, question)
    rule = situation.view.rule
    tier = rule.tier_for(question.age)
    if rule.needs_base and base is None:
        return Answer(Outcome.NEEDS_AVERAGE_PENSION, situation, question, tier=tier)
    unsure = question.insurance == Insurance.UNSURE or question.status == Status.UNSURE
    return Answer(
        Outcome.CREDIT_IF_ELIGIBLE if unsure else Outcome.CREDIT,
        situation,
        question,
        credit=credit.credit_for(rule, question.age, base),
        base=base if rule.needs_base else None,
        base_statistic=statistic if rule.needs_base else None,
        tier=tier,
        next_tier=_next_tier(rule, tier, question, base),
        coming=_coming(situation, question),
    )


def _next_tier(
    rule: Rule, tier: Tier, question: Question, base: Decimal | None
) -> NextCredit | None:
    following = rule.next_tier(tier)
    if following is None:
        return None
    month = None
    # A tier that got in without the checks on saving may begin later than anybody lives.
    if question.born is not None and following.min_age <= OLDEST:
        month = add_years(question.born, following.min_age)
    return NextCredit(credit.credit_for(rule, following.min_age, base), following, month)


def _coming(situation: Situation, question: Question) -> Credit | None:
    """What a coming policy makes of the case, where that can be said already."""
    if situation.coming is None or situation.coming.withheld:
        return None
    rule = situation.coming.rule
    try:
        return credit.credit_for(rule, question.age, question.average_pension)
    except (credit.AgeNeeded, credit.BaseNeeded):
        return None
