"""Compute what a rule credits per month and per year, with every step of the computation."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from .deduction import Deduction
from .money import MONTHS, share, to_fen
from .rule import Case, Period, Rule, Tier


class BaseNeeded(ValueError):
    """The tier states a percentage of an average pension and none was given."""


class OwnPensionNeeded(ValueError):
    """The tier states a percentage of one's own pension and none was given."""


class Unchanged(ValueError):
    """The tier gives one's own earlier amount, which nobody but the person knows."""


class StepKind(Enum):
    """What a step of the computation states."""

    STATED = "stated"  # the amount as the document prints it
    AT_LEAST = "at_least"  # the larger of one's own and the average pension
    SHARE = "share"  # average pension × percent
    OWN_SHARE = "own_share"  # own pension × percent
    FLOOR = "floor"  # raised to the least that is given
    CEILING = "ceiling"  # lowered to the most that is given
    MONTHLY = "monthly"  # a yearly amount divided by twelve
    DEDUCTION = "deduction"
    ARRIVES = "arrives"
    YEARLY = "yearly"  # a monthly amount times twelve


@dataclass(frozen=True)
class Step:
    """One line of the computation: ``result`` was made from ``left`` and ``right``, if any.

    ``left`` counts ``times``: twelve where a share is taken of a year's pension.
    """

    kind: StepKind
    result: Decimal
    left: Decimal | None = None
    right: Decimal | None = None
    times: int = 1
    deduction: Deduction | None = None


@dataclass(frozen=True)
class Credit:
    """The result of a computation, in yuan: the standard, the deductions and what arrives.

    ``year`` is the yearly amount where one is stated or computed and nothing is taken off,
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

    @property
    def payment(self) -> Decimal:
        """What comes at once: the year's sum, or the month's."""
        return self.year if self.once_a_year else self.month

    @property
    def is_stated(self) -> bool:
        """Whether the document's own amount arrives: nothing but months to a year was computed."""
        worked = {StepKind.STATED, StepKind.MONTHLY, StepKind.ARRIVES, StepKind.YEARLY}
        return all(step.kind in worked for step in self.steps)

    @property
    def is_used_up(self) -> bool:
        """Whether deductions leave nothing of the credit."""
        return self.deducted > 0 and not self.month


def credit_for(
    rule: Rule, case: Case | None = None, deductions: Sequence[Deduction] = ()
) -> Credit:
    """Work out what ``rule`` credits to a person, and what is left after ``deductions``.

    Raises what ``Rule.tier_for`` raises, OwnPensionNeeded, BaseNeeded, Unchanged, and ValueError
    for a tier without any figure.

    >>> rule = Rule([Tier(0, None, percent=Decimal("3"))])
    >>> credit_for(rule, Case(average_pension=Decimal("3700"))).month
    Decimal('111.00')
    """
    case = case or Case()
    return credit_of(rule.tier_for(case), rule.period, case, deductions)


def credit_of(
    tier: Tier, period: Period, case: Case, deductions: Sequence[Deduction] = ()
) -> Credit:
    """Work out what ``tier`` gives a person who belongs to it. Raises as ``credit_for``."""
    steps = _standard(tier, period, case)
    stated_year = steps[-1].result if period is Period.YEAR else None
    if stated_year is not None:
        standard = to_fen(stated_year / MONTHS)
        steps.append(Step(StepKind.MONTHLY, standard, stated_year, Decimal(MONTHS)))
    else:
        standard = steps[-1].result
    left = standard
    for deduction in deductions:
        monthly = deduction.monthly(case)
        if monthly is None:
            continue
        # Deductions larger than the credit do not make it negative.
        taken = min(to_fen(monthly), left)
        left -= taken
        steps.append(Step(StepKind.DEDUCTION, taken, deduction=deduction))
    deducted, month = to_fen(standard - left), to_fen(left)
    if stated_year is not None and not deducted:
        # Credited once a year: nothing "arrives" each month, the month is only an average.
        year = stated_year
    else:
        year = to_fen(month * MONTHS)
        steps.append(Step(StepKind.ARRIVES, month, standard, deducted))
        steps.append(Step(StepKind.YEARLY, year, month, Decimal(MONTHS)))
    return Credit(tier, standard, deducted, month, year, tuple(steps))


def _standard(tier: Tier, period: Period, case: Case) -> list[Step]:
    """Return the steps to what the tier gives per ``period``; the last one has the result."""
    if tier.as_of:
        raise Unchanged("the tier gives one's own earlier amount")
    if tier.amount is not None:
        return [Step(StepKind.STATED, to_fen(tier.amount))]
    steps = [*_share(tier, period, case)]
    for kind, limit, beyond in (
        (StepKind.FLOOR, tier.floor, steps[-1].result.__lt__),
        (StepKind.CEILING, tier.ceiling, steps[-1].result.__gt__),
    ):
        if limit is not None and beyond(limit):
            steps.append(Step(kind, to_fen(limit), steps[-1].result))
    return steps


def _share(tier: Tier, period: Period, case: Case) -> list[Step]:
    """Return the steps to the percentage of a pension per ``period``."""
    times = MONTHS if period is Period.YEAR else 1
    if tier.percent is not None:
        base = _average(case)
        result = share(base * times, tier.percent)
        return [Step(StepKind.SHARE, result, base, tier.percent, times)]
    if tier.own_percent is None:
        raise ValueError("a tier states neither an amount nor a percentage")
    own = case.own_pension
    if own is None:
        raise OwnPensionNeeded("a percentage needs one's own pension")
    steps = []
    if tier.at_least_average:
        average = _average(case)
        steps.append(Step(StepKind.AT_LEAST, max(own, average), own, average))
        own = max(own, average)
    result = share(own * times, tier.own_percent)
    return [*steps, Step(StepKind.OWN_SHARE, result, own, tier.own_percent, times)]


def _average(case: Case) -> Decimal:
    if case.average_pension is None:
        raise BaseNeeded("a percentage needs an average pension")
    return case.average_pension
