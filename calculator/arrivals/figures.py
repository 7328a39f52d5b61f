"""What the rules of a place would pay a person, and what may go off it."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from calculator.deductions import DeductionView
from calculator.headline import payment_lead
from calculator.rules import RuleView
from calculator.situation import Situation
from credit.credit import BaseNeeded, Credit, OwnPensionNeeded, Unchanged, credit_of
from credit.deduction import FromAccount, PercentOf
from credit.money import MONTHS, share, to_fen
from credit.rule import (
    AgeNeeded,
    Case,
    EmployerNeeded,
    NotCovered,
    Period,
    RetirementNeeded,
    Rule,
    Tier,
)
from text.dates import add_months
from text.formats import yuan

#: Of more deductions than that, nobody could say which of them it was.
MOST_DEDUCTIONS = 4


@dataclass(frozen=True)
class Arrived:
    """What came to the account: ``amount`` in yuan, and the first day of its month if known."""

    amount: Decimal
    month: datetime.date | None = None

    def on(self, today: datetime.date) -> datetime.date:
        """The last day of that month, but not later than ``today``."""
        return last_day_of(self.month, today) if self.month else today


def last_day_of(month: datetime.date, today: datetime.date) -> datetime.date:
    """The last day of ``month``, given by its first day, but not later than ``today``."""
    return min(add_months(month, 1) - datetime.timedelta(days=1), today)


@dataclass(frozen=True)
class Taken:
    """A deduction and what it takes from one payment, in yuan."""

    view: DeductionView
    amount: Decimal


@dataclass(frozen=True)
class Figure:
    """What a rule pays to those of one of its tiers, after what surely goes off."""

    view: RuleView
    tier: Tier
    credit: Credit

    @property
    def yearly(self) -> bool:
        """Whether it is paid in one sum a year."""
        return self.credit.once_a_year

    @property
    def arrives(self) -> Decimal:
        """What comes in one payment."""
        return self.credit.payment

    @property
    def standard(self) -> Decimal:
        """The same before anything goes off."""
        return self.credit.year if self.yearly else self.credit.standard

    @property
    def twelfth(self) -> Decimal:
        """A month's part of a yearly sum, or the month itself."""
        return self.credit.month

    @property
    def standard_in_words(self) -> str:
        return f"{'每年' if self.yearly else '每月'} {yuan(self.standard)}"

    @property
    def in_words(self) -> str:
        """每月 90 元, 每年 1,680 元, 每月到账 103 元."""
        return f"{payment_lead(self.credit)} {yuan(self.arrives)}"

    def beside(self, amount: Decimal) -> str:
        """The same beside an amount of a month's size: 每年 1,890 元（每月 157.5 元）."""
        if self.yearly and 2 * amount < self.arrives:
            return f"{self.in_words}（每月 {yuan(self.twelfth)}）"
        return self.in_words


def tiers_for(rule: Rule, person: Case) -> list[Tier]:
    """Return the tiers that a person may belong to: several if it counts when they retired.

    Nobody is asked for that here. Raises AgeNeeded.
    """
    try:
        return [rule.tier_for(person)]
    except NotCovered:
        return []
    except (RetirementNeeded, EmployerNeeded):
        pass
    found = []
    for cohort in rule.cohorts:
        tiers = rule.of_cohort(cohort)
        if len(tiers) > 1 and person.age is None:
            raise AgeNeeded("this rule tells ages apart")
        found += [t for t in tiers if len(tiers) == 1 or t.covers(person.age or 0)]
    return found


def figures(view: RuleView, tiers: Iterable[Tier], person: Case) -> list[Figure]:
    """Return what ``tiers`` of a rule pay, without those that cannot be worked out."""
    if view.withheld:
        return []
    taken = [deduction.as_computed for deduction in view.deductions]
    found = []
    for tier in tiers:
        try:
            credit = credit_of(tier, view.rule.period, person, taken)
        except (BaseNeeded, OwnPensionNeeded, Unchanged):
            continue
        found.append(Figure(view, tier, credit))
    return found


def own_figures(view: RuleView, person: Case) -> list[Figure]:
    """Return what a rule pays this person; empty also where their age is needed."""
    try:
        return figures(view, tiers_for(view.rule, person), person)
    except AgeNeeded:
        return []


def of_other_ages(view: RuleView, person: Case) -> list[Figure]:
    """Return what a rule pays to others like this person, but younger or older."""
    try:
        mine = tiers_for(view.rule, person)
    except AgeNeeded:
        return []
    others = (t for m in mine for t in view.rule.of_cohort(m.cohort) if t not in mine)
    return figures(view, dict.fromkeys(others), person)


def ages_between(
    age: int | None, on: datetime.date, first: datetime.date | None, last: datetime.date | None
) -> list[int | None]:
    """Return the ages from ``first`` to ``last`` of who is ``age`` on the day ``on``.

    >>> ages_between(72, datetime.date(2026, 11, 29), None, datetime.date(2023, 12, 31))
    [69, 70]
    """
    if age is None:
        return [None]
    days = [day for day in (first, last) if day is not None] or [on]
    found = [then for day in days for then in _ages_on(day, age, on)]
    return [*range(max(min(found), 0), max(found) + 1)]


def _ages_on(day: datetime.date, age: int, on: datetime.date) -> tuple[int, int]:
    """The least and the greatest age on another day: nobody is asked for their birthday."""
    early, late = min(day, on), max(day, on)
    years = late.year - early.year - ((late.month, late.day) < (early.month, early.day))
    if day == on:
        return age, age
    return (age - years - 1, age - years) if day < on else (age + years, age + years + 1)


def with_average(situation: Situation, person: Case) -> Case:
    """Return the person with the average pension that counts here, if one is known."""
    stored = situation.statistic
    if person.average_pension is not None or stored is None:
        return person
    return replace(person, average_pension=stored.average_pension)


def under(view: RuleView, situation: Situation, person: Case) -> Case:
    """Return the person for another rule: without an average pension that is not meant there."""
    policy, other = situation.policy, view.policy
    same = policy is not None and (policy.base_year, policy.base_place(situation.region)) == (
        other.base_year,
        other.base_place(situation.region),
    )
    return person if same else replace(person, average_pension=None)


def subsets(figure: Figure, deductions: Iterable[DeductionView], person: Case) -> list[list[Taken]]:
    """Return every choice of what may go off one payment, the smaller ones first.

    Left out is the choice that the figure is less already, and what is surely not taken.
    """
    known = [taken for view in deductions if (taken := _taken(figure, view, person)) is not None]
    known = known[:MOST_DEDUCTIONS]
    sure = {view.name for view in figure.view.deductions if _is_off(view, figure)}
    found = (list(c) for n in range(1, len(known) + 1) for c in combinations(known, n))
    return [choice for choice in found if {taken.view.name for taken in choice} != sure]


def of_unknown_amount(
    figure: Figure, deductions: Iterable[DeductionView], person: Case
) -> list[DeductionView]:
    """Return what may go off, but nobody knows here how much."""
    views = [view for view in deductions if _may_go_off(view)]
    return [view for view in views if _taken(figure, view, person) is None]


def undeducted(figure: Figure, person: Case) -> Iterator[tuple[Decimal, list[Taken]]]:
    """Yield what comes if nothing goes off, with what should have gone off."""
    off = [v for v in figure.view.deductions if _is_off(v, figure)]
    sums = [taken for view in off if (taken := _taken(figure, view, person)) is not None]
    if figure.credit.deducted:
        yield figure.standard, sums
    for view in figure.view.deductions:  # the standard is what is left of a larger sum
        computed = view.as_computed
        monthly = computed.period is Period.MONTH and not figure.yearly
        if computed.taken and monthly and computed.amount is not None:
            yield figure.standard + computed.amount, [Taken(view, computed.amount)]


def _is_off(view: DeductionView, figure: Figure) -> bool:
    steps = figure.credit.steps
    return any(step.deduction == view.as_computed for step in steps if step.deduction is not None)


def _may_go_off(view: DeductionView) -> bool:
    """Whether it may be taken from the account now, beside what the standard is less already."""
    computed = view.as_computed
    return not (view.coming or computed.taken or computed.from_account is FromAccount.NO)


def _taken(figure: Figure, view: DeductionView, person: Case) -> Taken | None:
    """Return what a deduction takes of one payment; None if that is not known, or nothing."""
    if not _may_go_off(view):
        return None
    computed = view.as_computed
    if computed.amount is not None:
        monthly = computed.period is Period.MONTH
        amount = computed.amount * MONTHS if monthly and figure.yearly else computed.amount
        return Taken(view, to_fen(amount))
    base = _base(figure, view, person)
    if computed.percent is None or base is None:
        return None
    return Taken(view, share(base * (MONTHS if figure.yearly else 1), computed.percent))


def _base(figure: Figure, view: DeductionView, person: Case) -> Decimal | None:
    """Return of how much a month a percentage goes off; None if that is not known."""
    kind = view.as_computed.percent_of
    if kind is PercentOf.OWN:
        return person.own_pension
    if kind is PercentOf.CREDIT:
        return figure.credit.standard
    return None if view.row.base_name else person.average_pension
