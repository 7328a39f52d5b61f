"""Answers a person's case: entitlement first, then missing numbers, then the amount."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse

from credit.credit import (
    BaseNeeded,
    Credit,
    OwnPensionNeeded,
    Step,
    StepKind,
    Unchanged,
    credit_for,
    credit_of,
)
from credit.deduction import Deduction
from credit.rule import (
    Case,
    EmployerNeeded,
    NotCovered,
    Retirement,
    RetirementNeeded,
    Rule,
    Tier,
)
from regions.models import Source, Statistic
from regions.models.tier import OLDEST
from text import formats
from text.dates import add_years

from . import parsing
from .deductions import DeductionView
from .doubts import Doubt, doubts
from .drawings import Ladder
from .headline import NextCredit, sum_in_words
from .situation import Situation, estimate_range


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
    """The kinds of answer; the values stand in ``data-outcome``."""

    CREDIT = "credit", "算出来了"
    CREDIT_IF_ELIGIBLE = "credit-if-eligible", "如果办过退休手续"
    NEEDS_AVERAGE_PENSION = "needs-average-pension", "还缺当地人均养老金"
    NEEDS_OWN_PENSION = "needs-own-pension", "还缺您自己的养老金"
    NEEDS_RETIRED = "needs-retired", "还要知道您怎么退休的"
    AS_BEFORE = "as-before", "您的数没有变"
    ESTIMATE = "estimate", "只能先估一个范围"
    UNKNOWN = "unknown", "还没查到当地标准"
    WITHHELD = "withheld", "这个数需核实"
    NOT_ELIGIBLE = "not-eligible", "没有这笔钱"


@dataclass(frozen=True)
class Refusal:
    """Why somebody has no credit, in words: the heading, large type, the reason, the next step.

    ``brief`` says all of it in one sentence.
    """

    title: str
    verdict: str
    reason: str
    next_step: str
    brief: str


_RESIDENT = Refusal(
    "居民医保没有这笔钱",
    "没有这笔钱",
    "居民医保没有这笔钱。只有职工医保办好退休手续的人才有。",
    "以前在单位交过职工医保的，打 12393 问问交了几年、能不能转成职工医保退休。",
    "居民医保没有这笔钱，职工医保办好退休手续的才有。",
)
_NOT_RETIRED: dict[str, Refusal] = {
    Status.WORKING: Refusal(
        "办好退休手续，才开始打钱",
        "现在还没有钱打进来",
        "您还在上班。这笔钱要等办好职工医保退休手续才有。",
        "到退休年龄时，问清交够年数没有，再去办医保退休手续。",
        "办好职工医保退休手续，才开始打钱。",
    ),
    Status.NOT_YET: Refusal(
        "先办退休手续，才会开始打钱",
        "现在还没有钱打进来",
        "退休手续还没办。办好职工医保退休手续，才会开始打钱。",
        "带身份证和社保卡去当地的医保窗口办。先打电话问清要带什么、交够年数没有。",
        "办好职工医保退休手续，才开始打钱。",
    ),
}


def refusal_of(insurance: str, status: str) -> Refusal | None:
    """Return why somebody has no credit anywhere, or None if they may have one."""
    return _RESIDENT if insurance == Insurance.RESIDENT else _NOT_RETIRED.get(status)


@dataclass(frozen=True)
class Question:
    """A reader's own case, as the form cleaned it."""

    insurance: str
    status: str
    age: int | None = None
    born: datetime.date | None = None  # first day of the month of birth
    average_pension: Decimal | None = None
    own_pension: Decimal | None = None
    retired: Retirement | None = None
    employer: str = ""

    @property
    def unsure(self) -> bool:
        """Whether it is open that there is a credit at all."""
        return self.insurance == Insurance.UNSURE or self.status == Status.UNSURE

    def as_case(self, average_pension: Decimal | None) -> Case:
        """Return the person as ``credit`` computes them, with the average pension that counts."""
        return Case(self.age, average_pension, self.own_pension, self.retired, self.employer)


@dataclass(frozen=True)
class Answer:
    """The answer to a case; only the fields that its outcome needs are set."""

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
    uncovered: str = ""

    @property
    def case(self) -> str:
        """The reader's own case in words: 上海，74岁，已办退休手续."""
        person = case_in_words(self.question)
        return "，".join(filter(None, [self.situation.region.short_name, person]))

    @property
    def asked(self) -> dict[str, str]:
        """The question as names and values of parameters, without the place.

        The age is left out if it follows from the month of birth. It may not follow within that
        month, because the birthday itself may still be to come.
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
            "own_pension": "" if asked.own_pension is None else str(asked.own_pension),
            "retired": _retired_as_typed(asked.retired),
            "employer": asked.employer,
            "on": "" if on == self.situation.today else str(on),
            "confirm": " ".join(doubt.token for doubt in self._insisted_on),
        }
        return {name: value for name, value in values.items() if value}

    @property
    def _insisted_on(self) -> Iterable[Doubt]:
        """The doubts about this case, all of them overruled by the reader, or it had no answer."""
        if self.refusal is not None:
            return ()
        asked = self.question
        return doubts(asked.age, asked.born, asked.average_pension, asked.own_pension)

    @property
    def parameters(self) -> str:
        """The question as parameters of an address, without the place."""
        return urlencode(self.asked)

    @property
    def asked_but_pension(self) -> list[tuple[str, str]]:
        """The parameters that a form for the average pension carries along."""
        return self._asked_but("average_pension")

    @property
    def asked_but_own_pension(self) -> list[tuple[str, str]]:
        """The parameters that a form for one's own pension carries along."""
        return self._asked_but("own_pension")

    @property
    def asked_but_retirement(self) -> list[tuple[str, str]]:
        """The parameters that a form for the retirement carries along."""
        return self._asked_but("retired", "employer")

    def _asked_but(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.asked.items() if name not in names]

    @property
    def deductions(self) -> list[DeductionView]:
        """What goes off here, each knowing whether it was taken off in this case."""
        steps = self.credit.steps if self.credit else ()
        taken = [step.deduction for step in steps if step.deduction is not None]
        views = self.situation.deductions
        return [
            replace(
                view,
                applied=not view.coming and view.as_computed in taken,
                base=self.base,
            )
            for view in views
        ]

    @property
    def steps(self) -> list[Step]:
        """The steps to the monthly amount but one that only repeats the line before.

        The year is twelve months of it, or was stated; it stands with the figure.
        """
        steps = self.credit.steps if self.credit else ()
        shown = [s for s in steps if s.kind is not StepKind.YEARLY]
        return [s for s in shown if s.kind is not StepKind.ARRIVES or s.right]

    @property
    def ladder(self) -> Ladder | None:
        """The age bands of the rule as steps to draw, with the reader's age on them."""
        view = self.situation.view
        return Ladder.of(view.rule, view.lines, self.question.age) if view else None

    @property
    def may_be_exact(self) -> bool:
        """Whether one's own pension, not entered yet, would tell what exactly arrives."""
        asks = self.situation.asks_own_pension and self.question.own_pension is None
        return asks and self.credit is not None

    @property
    def handout_url(self) -> str:
        """The address of the take-away sheet of this case."""
        return f"{self.situation.region.handout_url}?{self.parameters}"

    @property
    def compare_url(self) -> str:
        """The address of the comparison that begins with this case."""
        place = urlencode({"region": self.situation.region.parameter})
        return f"{reverse('calculator:compare')}?{place}&{self.parameters}"

    @property
    def title(self) -> str:
        """The heading of a result: what kind of answer it is."""
        if self.refusal is not None:
            return self.refusal.title
        if self.uncovered:
            return "资料没有写您这种情况"
        if self.outcome is Outcome.AS_BEFORE:
            return f"{self._condition}{self.outcome.label}"
        short = self.situation.absence_in_short if self.outcome is Outcome.UNKNOWN else ""
        return short or self.outcome.label

    @property
    def _condition(self) -> str:
        """On what words without an amount depend, as for an amount; empty if it is fulfilled."""
        return "如果办过退休手续：" if self.question.unsure else ""

    @property
    def verdict(self) -> str:
        """The words in large type if there is no amount."""
        if self.refusal is not None:
            return self.refusal.verdict
        if self.uncovered:
            return f"{self._condition}没有写您这种情况"
        if self.outcome is Outcome.UNKNOWN:
            return self.situation.absence
        return {
            Outcome.NEEDS_AVERAGE_PENSION: "还缺一个数：当地人均养老金",
            Outcome.NEEDS_OWN_PENSION: "还缺一个数：您自己的养老金",
            Outcome.NEEDS_RETIRED: "还要问一句：您怎么退休的",
            Outcome.AS_BEFORE: f"{self._condition}照您从前的数打，没有变",
            Outcome.WITHHELD: "需核实",
        }.get(self.outcome, self.outcome.label)

    @property
    def style(self) -> str:
        """The look of the card, one of the four meanings of colour."""
        if self.outcome is Outcome.NOT_ELIGIBLE:
            return "answer--off"
        return "answer--est" if self.outcome is Outcome.ESTIMATE else self.situation.style

    @property
    def refusal(self) -> Refusal | None:
        """Why there is no credit for this person anywhere, or None if there may be one."""
        return refusal_of(self.question.insurance, self.question.status)

    @property
    def with_age(self) -> str:
        """How the credit changes as the reader grows older, in a sentence."""
        if self.next_tier is not None:
            return self.next_tier.in_full
        rule = self.situation.view.rule if self.situation.view else None
        if rule is not None and self.tier is not None and len(rule.of_cohort(self.tier.cohort)) > 1:
            return "您已经在最高一档，以后不会因为年龄再变。"
        policy, coming = self.situation.policy, self.situation.coming
        whose = policy.region.short_name if policy else self.situation.region.short_name
        if coming is not None and coming.rule.tells_ages_apart:
            return f"{whose}现在不分年龄，新标准按年龄分档。"
        return f"{whose}不分年龄，以后不会因为年龄变。"

    @property
    def coming_in_words(self) -> str:
        """The credit by the coming rule, else that rule in one line; empty if none is coming."""
        if self.coming is not None:
            return f"您{sum_in_words(self.coming)}"
        return self.situation.coming.in_words if self.situation.coming else ""

    @property
    def base_origin(self) -> str:
        """Where the average pension in the computation comes from."""
        source = self.base_source
        return f"{source.title}，{formats.published(source)}" if source else "您填的数"

    @property
    def base_source(self) -> Source | None:
        return self.base_statistic.source if self.base_statistic else None


_STATUS_IN_A_CASE: dict[str, str] = {
    Status.RETIRED: "已办退休手续",
    Status.NOT_YET: "还没办退休手续",
    Status.WORKING: "还在上班",
}


def case_in_words(question: Question) -> str:
    """Return a person in words, without the place: 74岁，已办退休手续. It may be empty."""
    words = [] if question.age is None else [f"{question.age}岁"]
    if question.insurance == Insurance.RESIDENT:
        words.append("居民医保")
    elif question.status in _STATUS_IN_A_CASE:
        words.append(_STATUS_IN_A_CASE[question.status])
    return "，".join(words)


def answer(situation: Situation, question: Question) -> Answer:
    """Judge a case: entitlement first, then missing numbers, then the amount."""
    if refusal_of(question.insurance, question.status):
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
    rule, case = situation.view.rule, question.as_case(base)
    try:
        tier = rule.tier_for(case)
    except (RetirementNeeded, EmployerNeeded):
        return Answer(Outcome.NEEDS_RETIRED, situation, question)
    except NotCovered as reason:
        return Answer(Outcome.UNKNOWN, situation, question, uncovered=str(reason))
    taken = [view.as_computed for view in situation.view.deductions]
    try:
        found = credit_of(tier, rule.period, case, taken)
    except Unchanged:
        return Answer(Outcome.AS_BEFORE, situation, question, tier=tier)
    except OwnPensionNeeded:
        return Answer(Outcome.NEEDS_OWN_PENSION, situation, question, tier=tier)
    except BaseNeeded:
        return Answer(Outcome.NEEDS_AVERAGE_PENSION, situation, question, tier=tier)
    return Answer(
        Outcome.CREDIT_IF_ELIGIBLE if question.unsure else Outcome.CREDIT,
        situation,
        question,
        credit=found,
        base=base if tier.needs_average else None,
        base_statistic=statistic if tier.needs_average else None,
        tier=tier,
        next_tier=_next_tier(rule, tier, question, case, taken),
        coming=_coming(situation, question),
    )


def _next_tier(
    rule: Rule, tier: Tier, question: Question, case: Case, taken: Sequence[Deduction]
) -> NextCredit | None:
    following = rule.next_tier(tier)
    if following is None:
        return None
    month = None
    # A tier that bypassed the checks on saving may begin at an impossible age.
    if question.born is not None and following.min_age <= OLDEST:
        month = add_years(question.born, following.min_age)
    try:
        found = credit_of(following, rule.period, case, taken)
    except BaseNeeded:  # only that tier counts the average pension as the least
        found = None
    return NextCredit(found, following, month)


def _coming(situation: Situation, question: Question) -> Credit | None:
    """Return the credit by the coming policy, or None if it cannot be computed yet."""
    view = situation.coming
    if view is None or view.withheld:
        return None
    taken = [deduction.as_computed for deduction in view.deductions]
    try:
        return credit_for(view.rule, question.as_case(question.average_pension), taken)
    except (ValueError, NotCovered):
        return None


def _retired_as_typed(retired: Retirement | None) -> str:
    if retired is None:
        return ""
    return f"{retired.first:%Y}" if retired.is_year else f"{retired.first:%Y-%m}"
