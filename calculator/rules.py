"""What is known about a place: the resolved rule as the core computes and pages show it.

Here, and only here, rows become values of ``credit``.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from caching.memo import memoised_per_revision
from credit import credit
from credit.credit import Rule, Tier
from regions import place_facts
from regions.models import (
    Estimate,
    Freshness,
    PolicyTier,
    RefundPolicy,
    Region,
    Statistic,
    Timeline,
    WorkedExample,
)
from text.formats import day

from .headline import Headline, TierLine, headline_in_words, headline_of, tier_lines


def rule_of(policy: RefundPolicy, tiers: Iterable[PolicyTier] | None = None) -> Rule:
    """Return the policy as a ``credit`` rule, with ``tiers`` in place of its own if given.

    Records of the history have the same fields as a policy and its tiers and may be given too.
    """
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
        [
            Tier(t.min_age, t.max_age, t.amount, t.rate_percent)
            for t in (policy.tiers.all() if tiers is None else tiers)
        ],
        credit.Period(policy.period),
        deduction,
    )


def example_result(example: WorkedExample) -> Decimal:
    """Return what the calculator makes of a worked example, in yuan a month."""
    return credit.credit_for(rule_of(example.policy), example.age, example.average_pension).month


@dataclass(frozen=True)
class RuleView:
    """A policy as pages show it, without any amount if it is withheld."""

    policy: RefundPolicy
    rule: Rule
    freshness: Freshness
    headline: Headline | None
    lines: tuple[TierLine, ...]
    outlived: bool = False

    @classmethod
    def of(cls, policy: RefundPolicy, today: datetime.date) -> "RuleView":
        """View ``policy`` on ``today``; it is ``outlived`` if its stated last day has passed."""
        rule = rule_of(policy)
        freshness = policy.freshness(today)
        lines = tier_lines(rule)
        if not lines:
            return cls(policy, rule, freshness, None, ())
        outlived = policy.stated_until is not None and policy.stated_until < today
        return cls(policy, rule, freshness, headline_of(rule, lines), lines, outlived)

    @property
    def faulty(self) -> bool:
        """Whether the tiers have faults, because they bypassed the checks on saving."""
        return self.headline is None

    @property
    def withheld(self) -> bool:
        """Whether pages show 需核实 in place of the amount: too long unchecked, or faulty."""
        return self.freshness.withheld or self.faulty

    @property
    def once_a_year(self) -> bool:
        """Whether a whole year comes in one sum."""
        return any(line.credit is not None and line.credit.once_a_year for line in self.lines)

    @property
    def deducts(self) -> bool:
        """Whether less arrives than the standard says."""
        return self.rule.deduction is not None and self.rule.deduction.counts

    @property
    def in_words(self) -> str:
        """The rule in one line, or that it must be verified."""
        return "需核实" if self.withheld else headline_in_words(self.headline)

    @property
    def why_withheld(self) -> str:
        """Why the rule must be verified, as a sentence without its full stop."""
        if self.faulty:
            return "这条标准录得不完整，正在核对"
        since = f"，最近一份资料是 {day(self.freshness.since)}的" if self.freshness.since else ""
        return f"查到的标准太旧了{since}"

    @property
    def outlived_on(self) -> str:
        """The last day of which its sources speak, if it has passed; else empty."""
        last = self.policy.stated_until
        return day(last) if self.outlived and last else ""

    @property
    def deduction_note(self) -> str:
        """Why a deduction that pages mention is not taken off here."""
        if self.policy.deduction_taken:
            return "标准里已经扣过，不再扣。"
        if self.policy.deduction_disputed:
            return "扣不扣说法不一，这里没有扣，以到账为准。"
        return "一年扣一次，不算进每月的数。"

    @cached_property  # asked of every place at once
    def kind(self) -> str:
        """``rate`` or ``amount``, as in the directory's filter."""
        return "rate" if self.rule.needs_base else "amount"


@dataclass(frozen=True)
class PensionBase:
    """Whose average pension counts, and of which year; without a year the newest."""

    place: Region
    year: int | None


def pension_base(region: Region, policy: RefundPolicy | None) -> PensionBase | None:
    """Return which stored average pension counts in ``region`` under ``policy`` (None: no rule).

    None if the rule needs none or does not state the year: the newest is good enough for an
    estimate, never for a rule.
    """
    if policy is None:
        return PensionBase(region, None)
    if policy.base_year is None or not rule_of(policy).needs_base:
        return None
    return PensionBase(policy.base_place(region), policy.base_year)


_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A rule in the history of a place: ``last`` is the day before the next, None if open."""

    view: RuleView
    last: datetime.date | None


@dataclass(frozen=True)
class Situation:
    """What is known about a place on the day ``on``; freshness counts up to ``today``.

    ``earlier``, ``ended`` and ``withdrawn`` are as in ``Timeline``.
    """

    region: Region
    on: datetime.date
    today: datetime.date
    view: RuleView | None
    coming: RuleView | None
    estimate: Estimate | None
    statistic: Statistic | None
    earlier: tuple[RuleView, ...] = ()
    ended: RuleView | None = None
    withdrawn: bool = False

    @property
    def policy(self) -> RefundPolicy | None:
        return self.view.policy if self.view else None

    @property
    def withheld(self) -> bool:
        return self.view is not None and self.view.withheld

    @property
    def style(self) -> str:
        """The look of the card, one of the four meanings of colour."""
        if self.withheld or (self.view is None and (self.ended or self.withdrawn)):
            return "answer--off"
        if self.view is None:
            return "answer--est"
        return "answer--pct" if self.view.kind == "rate" else "answer--fixed"

    @property
    def absence(self) -> str:
        """Why there is no figure for the place, if no rule holds."""
        name = self.region.short_name
        if self.ended is not None:
            return f"{name}的标准已经停用"
        return f"{name}的标准已撤下，正在核对" if self.withdrawn else f"还没查到{name}的标准"

    @property
    def past(self) -> list[Span]:
        """The earlier rules, newest first, each with its last day; an ended rule comes first."""
        spans = [Span(self.ended, self.ended.policy.ended_on)] if self.ended else []
        newer = self.policy
        for view in self.earlier:
            start = newer.effective_from if newer else None
            before = start - _DAY if start and start > datetime.date.min else None
            last = min((d for d in (view.policy.ended_on, before) if d), default=None)
            spans.append(Span(view, last))
            newer = view.policy
        return spans

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
    def base_in_words(self) -> str:
        """Whose average pension of which year counts here: 兰州2022年."""
        year = f"{self.policy.base_year}年" if self.policy and self.policy.base_year else ""
        return f"{self.base_place.short_name}{year}"

    @property
    def since(self) -> str:
        """From which day the rule holds, as far as that is known."""
        start = self.policy.effective_from if self.policy else None
        return day(start) if start else "资料没有写"

    @property
    def until(self) -> str:
        """Until when the rule holds, as far as that is known."""
        policy, coming = self.policy, self.coming
        if policy is not None and policy.ended_on:
            return day(policy.ended_on)
        start = coming.policy.effective_from if coming else None
        if policy and coming and start and coming.policy.region_id == policy.region_id:
            return f"{day(start)}改用新标准"
        stated = policy.stated_until if policy else None
        return f"资料写到 {day(stated)}" if stated else "资料没有写"

    @property
    def inheritance(self) -> str:
        """That the rule is of a place above; empty if there is no rule or it is the place's own."""
        if self.view is None or self.own:
            return ""
        what = "规定" if self.view.kind == "rate" else "数字"
        return f"{self.region.name}未见单独标准，按{self.view.policy.region.name}的{what}。"

    @property
    def estimate_example(self) -> tuple[Decimal, Decimal] | None:
        """The range for the estimate's example pension, which is not this place's."""
        if self.estimate is None:
            return None
        return estimate_range(self.estimate, self.estimate.example_pension)


def level_word(region: Region) -> str:
    """Return 本市 and the like for a city's own rule; 全省, 全市 or 全区 for a province's."""
    kinds = {"省": "省", "市": "市", "区": "区", "州": "州", "盟": "盟", "县": "县"}
    word = kinds.get(region.name[-1], "地")
    return f"全{word}" if region.is_province else f"本{word}"


def situation(region: Region, on: datetime.date, today: datetime.date) -> Situation:
    """Return everything known about what is credited in ``region`` on the day ``on``."""
    # Only today's timelines are kept: readers may ask for any other day.
    if on == today:
        timelines = place_facts.facts_for(region, today).timelines
    else:
        timelines = RefundPolicy.objects.with_sources().timeline([region], on, place_facts.EARLIER)
    return _situation(region, timelines[region.pk], on, today)


def _viewed(policy: RefundPolicy | None, today: datetime.date) -> RuleView | None:
    return RuleView.of(policy, today) if policy else None


def _situation(
    region: Region, timeline: Timeline, on: datetime.date, today: datetime.date
) -> Situation:
    policy = timeline.current
    view = _viewed(policy, today)
    base = pension_base(region, policy)
    return Situation(
        region=region,
        on=on,
        today=today,
        view=view,
        coming=_viewed(timeline.coming, today),
        earlier=tuple(RuleView.of(policy, today) for policy in timeline.earlier),
        ended=_viewed(timeline.ended, today),
        withdrawn=timeline.withdrawn,
        estimate=None if policy else place_facts.estimate_for(region),
        statistic=place_facts.average_pension(base.place, base.year) if base else None,
    )


def rules_of(
    regions: Iterable[Region], on: datetime.date, today: datetime.date
) -> dict[int, RuleView | None]:
    """Return the rule that holds in each of many places, by region id. Three queries in all."""
    return _views(RefundPolicy.objects.with_sources().timeline(regions, on), today)


@memoised_per_revision(place_facts.KEPT)
def rules_of_all(today: datetime.date) -> dict[int, RuleView | None]:
    """Return the rule that holds today in each place with a page, by region id."""
    return _views(place_facts.timelines(today), today)


def _views(timelines: dict[int, Timeline], today: datetime.date) -> dict[int, RuleView | None]:
    """View the current rules of ``timelines``; one that holds in several places is viewed once."""
    policies = {timeline.current for timeline in timelines.values()}
    views = {policy: _viewed(policy, today) for policy in policies}
    return {pk: views[timeline.current] for pk, timeline in timelines.items()}


def estimate_range(estimate: Estimate, base: Decimal) -> tuple[Decimal, Decimal]:
    """Return the lowest and highest monthly credit for the average pension ``base``."""
    return credit.share(base, estimate.low_percent), credit.share(base, estimate.high_percent)
