"""What applies to a person: resolve the facts of a place, hand plain values to the core.

Here, and only here, rows become values of ``calculator.core`` and entitlement is judged.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices

from regions.models import (
    Estimate,
    Freshness,
    RefundPolicy,
    Region,
    Source,
    Statistic,
    Timeline,
    WorkedExample,
)

from .core import credit
from .core.credit import Credit, Rule, Tier


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


def rule_of(policy: RefundPolicy) -> Rule:
    """The policy as the core computes with it."""
    deduction = None
    if policy.deduction_amount is not None:
        deduction = credit.Deduction(
            policy.deduction_name,
            policy.deduction_amount,
            credit.Period(policy.deduction_period),
            taken=policy.deduction_taken,
            disputed=policy.deduction_disputed,
        )
    return Rule(
        [Tier(t.min_age, t.max_age, t.amount, t.rate_percent) for t in policy.tiers.all()],
        credit.Period(policy.period),
        deduction,
    )


def example_result(example: WorkedExample) -> Decimal:
    """What the calculator makes of a worked example, in yuan a month."""
    return credit.credit_for(rule_of(example.policy), example.age, example.average_pension).month


@dataclass(frozen=True)
class Headline:
    """A rule in one line: 每月 90 元, 每年 1,680 元起, 当地人均养老金的 2.8%.

    ``figure`` is an amount in yuan, or a percentage where ``is_rate``.
    """

    lead: str
    figure: Decimal
    is_rate: bool
    rising: bool

    @property
    def unit(self) -> str:
        if self.is_rate:
            return "起" if self.rising else ""
        return "元起" if self.rising else "元"


@dataclass(frozen=True)
class TierLine:
    """One row of the table of tiers: a percentage, or what is credited at that age."""

    ages: str
    percent: Decimal | None
    credit: Credit | None


@dataclass(frozen=True)
class RuleView:
    """A policy as pages show it: never an amount once it is withheld."""

    policy: RefundPolicy
    rule: Rule
    freshness: Freshness
    headline: Headline | None
    lines: tuple[TierLine, ...]

    @classmethod
    def of(cls, policy: RefundPolicy, today: datetime.date) -> "RuleView":
        rule = rule_of(policy)
        freshness = policy.freshness(today)
        if credit.tier_faults(rule.tiers):
            return cls(policy, rule, freshness, None, ())
        lines = tuple(_line(rule, tier) for tier in rule.tiers)
        return cls(policy, rule, freshness, _headline(rule, lines), lines)

    @property
    def faulty(self) -> bool:
        """Whether the tiers got into the database without the checks on saving."""
        return self.headline is None

    @property
    def withheld(self) -> bool:
        """Whether the amount gives way to 需核实: too long unchecked, or faulty."""
        return self.freshness.withheld or self.faulty

    @property
    def yearly(self) -> bool:
        return self.rule.period is credit.Period.YEAR

    @property
    def deducts(self) -> bool:
        """Whether less arrives than the standard says."""
        return self.rule.deduction is not None and self.rule.deduction.counts

    @property
    def kind(self) -> str:
        """``rate`` or ``amount``, as in the directory's filter."""
        return "rate" if self.rule.needs_base else "amount"


def _line(rule: Rule, tier: Tier) -> TierLine:
    if tier.percent is not None:
        return TierLine(tier.ages, tier.percent, None)
    return TierLine(tier.ages, None, credit.credit_for(rule, tier.min_age))


def _headline(rule: Rule, lines: tuple[TierLine, ...]) -> Headline:
    """The lowest tier in words, 起 where another tier gives more."""
    if rule.needs_base:
        rates = [line.percent for line in lines if line.percent is not None]
        return Headline("人均养老金的", min(rates), True, max(rates) > min(rates))
    credits = [line.credit for line in lines if line.credit is not None]
    deducts = any(c.deducted for c in credits)
    if rule.period is credit.Period.YEAR and not deducts:
        amounts, lead = [c.year for c in credits], "每年"
    else:
        amounts, lead = [c.month for c in credits], "每月到账" if deducts else "每月"
    return Headline(lead, min(amounts), False, max(amounts) > min(amounts))


@dataclass(frozen=True)
class Situation:
    """What is known about a place on the day ``on``; freshness counts up to ``today``."""

    region: Region
    on: datetime.date
    today: datetime.date
    view: RuleView | None
    coming: RuleView | None
    estimate: Estimate | None
    statistic: Statistic | None

    @property
    def policy(self) -> RefundPolicy | None:
        return self.view.policy if self.view else None

    @property
    def withheld(self) -> bool:
        return self.view is not None and self.view.withheld

    @property
    def asks_age(self) -> bool:
        return self.view is not None and not self.withheld and self.view.rule.tells_ages_apart

    @property
    def asks_average_pension(self) -> bool:
        return self.view is None or (not self.withheld and self.view.rule.needs_base)

    @property
    def own(self) -> bool:
        """Whether the rule is the place's own."""
        return self.policy is not None and self.policy.region_id == self.region.pk

    @property
    def level(self) -> str:
        """Whose rule it is, in a word: 本市, 全省 …"""
        if self.policy is None:
            return ""
        return level_word(self.policy.region)

    @property
    def base_place(self) -> Region:
        """Whose average pension counts here."""
        return self.policy.base_place(self.region) if self.policy else self.region

    @property
    def estimate_example(self) -> tuple[Decimal, Decimal] | None:
        """What the estimate makes of the article's example pension; not of this place."""
        if self.estimate is None:
            return None
        return _range(self.estimate, self.estimate.example_pension)


def level_word(region: Region) -> str:
    """本市 for a city's own rule, 全省, 全市 or 全区 for a province's."""
    kinds = {"省": "省", "市": "市", "区": "区", "州": "州", "盟": "盟", "县": "县"}
    word = kinds.get(region.name[-1], "地")
    return f"全{word}" if region.is_province else f"本{word}"


def situation(region: Region, on: datetime.date, today: datetime.date) -> Situation:
    """Everything known about what is credited in ``region`` on the day ``on``."""
    timeline = RefundPolicy.objects.with_sources().timeline([region], on)[region.pk]
    return _situation(region, timeline, on, today)


def _situation(
    region: Region, timeline: Timeline, on: datetime.date, today: datetime.date
) -> Situation:
    policy = timeline.current
    view = RuleView.of(policy, today) if policy else None
    statistic = None
    if policy is None:
        statistic = Statistic.objects.average_pension(region, None)
    elif policy.is_rate and policy.base_year is not None:
        statistic = Statistic.objects.average_pension(policy.base_place(region), policy.base_year)
    return Situation(
        region=region,
        on=on,
        today=today,
        view=view,
        coming=RuleView.of(timeline.coming, today) if timeline.coming else None,
        estimate=None if policy else Estimate.objects.for_region(region),
        statistic=statistic,
    )


def rules_of(
    regions: Iterable[Region], on: datetime.date, today: datetime.date
) -> dict[int, RuleView | None]:
    """The rule that holds in each of many places, by region id. Three queries in all."""
    timelines = RefundPolicy.objects.with_sources().timeline(regions, on)
    return {
        pk: RuleView.of(timeline.current, today) if timeline.current else None
        for pk, timeline in timelines.items()
    }


@dataclass(frozen=True)
class Question:
    """A reader's own case, understood: what the form cleans."""

    insurance: str
    status: str
    age: int | None = None
    born: datetime.date | None = None  # first day of the month of birth
    average_pension: Decimal | None = None


@dataclass(frozen=True)
class Change:
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
    next_tier: Change | None = None
    coming: Credit | None = None

    @property
    def case(self) -> str:
        """The reader's own case in words: 上海，74岁，已办退休手续."""
        words = [self.situation.region.short_name]
        if self.question.age is not None:
            words.append(f"{self.question.age}岁")
        if self.question.insurance == Insurance.RESIDENT:
            words.append("居民医保")
        elif self.question.status in _STATUS_IN_A_CASE:
            words.append(_STATUS_IN_A_CASE[self.question.status])
        return "，".join(words)

    @property
    def title(self) -> str:
        """The heading of a result: what kind of answer it is."""
        return self.verdict if self.outcome is Outcome.NOT_ELIGIBLE else self.outcome.label

    @property
    def verdict(self) -> str:
        """What stands in large type where there is no amount."""
        if self.outcome is Outcome.NOT_ELIGIBLE:
            return "没有这笔钱" if self.question.insurance == Insurance.RESIDENT else "现在还没有"
        if self.outcome is Outcome.UNKNOWN:
            return f"还没查到{self.situation.region.short_name}的标准"
        return {
            Outcome.NEEDS_AVERAGE_PENSION: "还缺一个数：当地人均养老金",
            Outcome.WITHHELD: "需核实",
        }.get(self.outcome, self.outcome.label)

    @property
    def style(self) -> str:
        """The look of the card, one of the four meanings of colour."""
        if self.outcome in (Outcome.NOT_ELIGIBLE, Outcome.WITHHELD):
            return "answer--off"
        if self.situation.view is None:
            return "answer--est"
        return "answer--pct" if self.situation.view.kind == "rate" else "answer--fixed"

    @property
    def base_source(self) -> Source | None:
        return self.base_statistic.source if self.base_statistic else None


_STATUS_IN_A_CASE: dict[str, str] = {
    Status.RETIRED: "已办退休手续",
    Status.NOT_YET: "还没办退休手续",
    Status.WORKING: "还在上班",
}


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
        low, high = _range(situation.estimate, base)
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


def _range(estimate: Estimate, base: Decimal) -> tuple[Decimal, Decimal]:
    return credit.share(base, estimate.low_percent), credit.share(base, estimate.high_percent)


def _next_tier(rule: Rule, tier: Tier, question: Question, base: Decimal | None) -> Change | None:
    following = rule.next_tier(tier)
    if following is None:
        return None
    month = None
    if question.born is not None:
        month = question.born.replace(year=question.born.year + following.min_age)
    return Change(credit.credit_for(rule, following.min_age, base), following, month)


def _coming(situation: Situation, question: Question) -> Credit | None:
    """What a coming policy makes of the case, where that can be said already."""
    if situation.coming is None or situation.coming.withheld:
        return None
    rule = situation.coming.rule
    try:
        return credit.credit_for(rule, question.age, question.average_pension)
    except (credit.AgeNeeded, credit.BaseNeeded):
        return None
