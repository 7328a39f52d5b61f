"""Compute what a rule credits per month and per year, with every step of the computation.

A rule is a list of age bands, each with an amount (per month or per year) or a percentage
of an average pension (per month), and perhaps a deduction. Nothing here knows a database,
a date or a form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from .money import MONTHS, ZERO, to_fen


class Period(Enum):
    MONTH = "month"
    YEAR = "year"


class NoTierForAge(LookupError):
    """No age band covers the age."""


class AgeNeeded(ValueError):
    """The rule has several age bands and no age was given."""


class BaseNeeded(ValueError):
    """The rule states a percentage and no average pension was given."""


@dataclass(frozen=True)
class Tier:
    """One age band in completed years, both ends included; ``max_age`` None has no upper end.

    Exactly one of ``amount`` (yuan per period of the rule) and ``percent`` is set.
    """

    min_age: int
    max_age: int | None
    amount: Decimal | None = None
    percent: Decimal | None = None

    def covers(self, age: int) -> bool:
        return self.min_age <= age and (self.max_age is None or age <= self.max_age)

    @property
    def ages(self) -> str:
        return ages_in_words(self.min_age, self.max_age)


@dataclass(frozen=True)
class Deduction:
    """An amount taken off the credit, in yuan per ``period``.

    It lowers the monthly credit only if it is monthly, undisputed, and not yet taken off the
    stated amount; otherwise pages only mention it.
    """

    name: str
    amount: Decimal
    period: Period = Period.MONTH
    taken: bool = False
    disputed: bool = False

    @property
    def counts(self) -> bool:
        return self.period is Period.MONTH and not self.taken and not self.disputed


@dataclass(frozen=True)
class Rule:
    """The age bands of one policy; ``period`` tells whether its amounts are monthly or yearly."""

    tiers: Sequence[Tier]
    period: Period = Period.MONTH
    deduction: Deduction | None = None

    @property
    def tells_ages_apart(self) -> bool:
        return len(self.tiers) > 1

    @property
    def needs_base(self) -> bool:
        return any(tier.percent is not None for tier in self.tiers)

    def tier_for(self, age: int | None) -> Tier:
        """Return the band that covers ``age``; a rule with a single band ignores the age.

        Raises AgeNeeded and NoTierForAge.
        """
        if not self.tells_ages_apart:
            return self.tiers[0]
        if age is None:
            raise AgeNeeded("this rule tells ages apart")
        tier = next((t for t in self.tiers if t.covers(age)), None)
        if tier is None:
            raise NoTierForAge(f"no age band covers {age}")
        return tier

    def next_tier(self, tier: Tier) -> Tier | None:
        """Return the band that follows ``tier`` in age, or None after the last."""
        later = [t for t in self.tiers if t.min_age > tier.min_age]
        return min(later, key=lambda t: t.min_age, default=None)


class StepKind(Enum):
    """What a step of the computation states."""

    STATED = "stated"  # the amount as the document prints it
    SHARE = "share"  # base × percent
    MONTHLY = "monthly"  # a yearly amount divided by twelve
    DEDUCTION = "deduction"
    ARRIVES = "arrives"
    YEARLY = "yearly"  # a monthly amount times twelve


@dataclass(frozen=True)
class Step:
    """One line of the computation: ``result`` was made from ``left`` and ``right``, if any."""

    kind: StepKind
    result: Decimal
    left: Decimal | None = None
    right: Decimal | None = None


@dataclass(frozen=True)
class Credit:
    """The result of a computation, in yuan: the standard, the deduction and what arrives.

    ``year`` is the stated yearly amount where one is stated and nothing is taken off,
    otherwise twelve times ``month``.
    """

    tier: Tier
    standard: Decimal
    deducted: Decimal
    month: Decimal
    year: Decimal
    steps: tuple[Step, ...]

    @property
    def once_a_year(self) -> bool:
        """Whether the whole year comes in one sum, so that ``month`` is only an average."""
        return all(step.kind is not StepKind.ARRIVES for step in self.steps)


def credit_for(rule: Rule, age: int | None = None, base: Decimal | None = None) -> Credit:
    """Work out what ``rule`` credits at ``age`` with the average pension ``base`` (yuan a month).

    Raises AgeNeeded, NoTierForAge, BaseNeeded, and ValueError for a tier without any figure.

    >>> rule = Rule([Tier(0, None, percent=Decimal("3"))])
    >>> credit_for(rule, base=Decimal("3700")).month
    Decimal('111.00')
    """
    tier = rule.tier_for(age)
    steps: list[Step] = []
    stated_year: Decimal | None = None
    if tier.percent is not None:
        if base is None:
            raise BaseNeeded("a percentage needs an average pension")
        standard = share(base, tier.percent)
        steps.append(Step(StepKind.SHARE, standard, base, tier.percent))
    elif tier.amount is None:
        raise ValueError("a tier states neither an amount nor a percentage")
    elif rule.period is Period.YEAR:
        stated_year = to_fen(tier.amount)
        standard = to_fen(tier.amount / MONTHS)
        steps.append(Step(StepKind.STATED, stated_year))
        steps.append(Step(StepKind.MONTHLY, standard, stated_year, Decimal(MONTHS)))
    else:
        standard = to_fen(tier.amount)
        steps.append(Step(StepKind.STATED, standard))

    deducted = ZERO
    if rule.deduction is not None and rule.deduction.counts:
        # A deduction larger than the credit does not make it negative.
        deducted = min(rule.deduction.amount, standard)
        steps.append(Step(StepKind.DEDUCTION, deducted))
    month = to_fen(standard - deducted)
    if stated_year is not None and not deducted:
        # Credited once a year: nothing "arrives" each month, the month is only an average.
        year = stated_year
    else:
        year = to_fen(month * MONTHS)
        steps.append(Step(StepKind.ARRIVES, month, standard, deducted))
        steps.append(Step(StepKind.YEARLY, year, month, Decimal(MONTHS)))
    return Credit(tier, standard, deducted, month, year, tuple(steps))


def share(base: Decimal, percent: Decimal) -> Decimal:
    """Return ``percent`` per cent of the average pension ``base``, rounded to the fen.

    >>> share(Decimal("3700"), Decimal("2"))
    Decimal('74.00')
    """
    return to_fen(base * percent / 100)


def ages_in_words(min_age: int, max_age: int | None) -> str:
    """Return an age band in Chinese words.

    >>> ages_in_words(0, 69), ages_in_words(70, None), ages_in_words(70, 79)
    ('不满70岁', '70岁及以上', '70岁到79岁')
    """
    if max_age is None:
        return f"{min_age}岁及以上" if min_age else "不分年龄"
    return f"{min_age}岁到{max_age}岁" if min_age else f"不满{max_age + 1}岁"


def tier_faults(tiers: Sequence[Tier]) -> list[str]:
    """Return the faults of one policy's bands as Chinese sentences; empty if there are none.

    Bands must begin at 0 and follow each other without overlap or gap, the last must be open, and
    they must not mix amounts with percentages.
    """
    ordered = sorted(tiers, key=lambda t: t.min_age)
    if not ordered:
        return ["至少要有一个年龄档。不分年龄的，填一档：从 0 岁，到几岁空着。"]
    faults = []
    if ordered[0].min_age > 0:
        faults.append(f"0岁到{ordered[0].min_age - 1}岁没有年龄档。最小的一档从 0 岁开始。")
    for lower, upper in pairwise(ordered):
        if lower.max_age is None or lower.max_age >= upper.min_age:
            faults.append(f"“{lower.ages}”和“{upper.ages}”重叠了。")
        elif lower.max_age + 1 < upper.min_age:
            faults.append(f"{lower.max_age + 1}岁到{upper.min_age - 1}岁没有年龄档，中间空了。")
    if ordered[-1].max_age is not None:
        faults.append(f"{ordered[-1].max_age}岁以后没有年龄档。最大的一档“到几岁”空着。")
    if len({tier.percent is None for tier in ordered}) > 1:
        faults.append("各档要么都填金额，要么都填比例，不能混着。")
    return faults
