"""A policy as the core computes it and as pages show it.

Here, and only here, rows become values of ``credit``.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from credit.credit import credit_for
from credit.rule import Period, Rule
from regions.models import Freshness, PolicyTier, RefundPolicy, Region, WorkedExample
from regions.models.tier import tier_of
from text.formats import day

from .deductions import DeductionView
from .drawings import Ladder
from .headline import Headline, TierLine, headline_in_words, headline_of, tier_lines


def rule_of(policy: RefundPolicy, tiers: Iterable[PolicyTier] | None = None) -> Rule:
    """Return the policy as a ``credit`` rule, with ``tiers`` in place of its own if given.

    Records of the history have the same fields as a policy and its tiers and may be given too.
    """
    rows = policy.tiers.all() if tiers is None else tiers
    return Rule([tier_of(row) for row in rows], Period(policy.period))


def example_result(example: WorkedExample) -> Decimal:
    """Return what the calculator makes of a worked example, in yuan a month.

    Raises as ``credit_for``.
    """
    return credit_for(rule_of(example.policy), example.case).standard


@dataclass(frozen=True)
class RuleView:
    """A policy as pages show it, without any amount if it is withheld."""

    policy: RefundPolicy
    rule: Rule
    freshness: Freshness
    headline: Headline | None
    lines: tuple[TierLine, ...]
    outlived: bool = False
    deductions: tuple[DeductionView, ...] = ()

    @classmethod
    def of(
        cls,
        policy: RefundPolicy,
        today: datetime.date,
        deductions: tuple[DeductionView, ...] = (),
    ) -> "RuleView":
        """View ``policy`` on ``today``, less ``deductions`` that have begun.

        It is ``outlived`` if its stated last day has passed.
        """
        rule = rule_of(policy)
        freshness = policy.freshness(today)
        lines = tier_lines(rule, [view.as_computed for view in deductions])
        if not lines:
            return cls(policy, rule, freshness, None, ())
        outlived = policy.stated_until is not None and policy.stated_until < today
        headline = headline_of(rule, lines)
        return cls(policy, rule, freshness, headline, lines, outlived, deductions)

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
    def is_average_rate(self) -> bool:
        """Whether all its tiers are percentages of an average pension."""
        return self.rule.measures == {"percent"}

    @property
    def lines_are_of(self) -> str:
        """What tells its tiers apart: 年龄, or 哪些人 if not only the age does."""
        return "年龄" if all(cohort.is_everybody for cohort in self.rule.cohorts) else "哪些人"

    @cached_property  # the card asks twice
    def ladder(self) -> Ladder | None:
        """Its age bands as steps to draw; None where the age alone does not decide."""
        return Ladder.of(self.rule, self.lines)

    @property
    def deducts(self) -> bool:
        """Whether less arrives than the standard says, whatever one's own pension is."""
        return any(view.subtracts for view in self.deductions)

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

    @cached_property  # asked of every place at once
    def kind(self) -> str:
        """``rate`` or ``amount``, as in the directory's filter."""
        return "amount" if self.rule.measures == {"amount"} else "rate"


def level_word(region: Region) -> str:
    """Return 本市 and the like for a city's own rule; 全省, 全市 or 全区 for a province's."""
    kinds = {"省": "省", "市": "市", "区": "区", "州": "州", "盟": "盟", "县": "县"}
    word = kinds.get(region.name[-1], "地")
    return f"全{word}" if region.is_province else f"本{word}"


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
    if policy.base_year is None or not rule_of(policy).needs_average:
        return None
    return PensionBase(policy.base_place(region), policy.base_year)
