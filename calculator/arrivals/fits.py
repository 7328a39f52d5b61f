"""What an amount that arrived fits: the standard, less what, another tier, another rule.

Only what is equal to the fen fits; nothing is "about" right. A twelfth of a yearly sum may be a
fen off, because twelve of them are not always the year.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from calculator.deductions import DeductionView
from calculator.rules import RuleView
from calculator.situation import Situation, rules_of, rules_of_all
from credit.money import FEN, MONTHS, to_fen
from credit.rule import Case
from regions.models import Region

from .figures import (
    Arrived,
    Figure,
    Taken,
    of_other_ages,
    of_unknown_amount,
    own_figures,
    subsets,
    undeducted,
    under,
    with_average,
)

#: More than that are no answer.
MOST = 3
_SLIP = 100


class Kind(Enum):
    """What an amount fits, the most plausible first; the values stand in ``data-fit``."""

    EXACT = "exact"  # the standard of the reader's tier, less what surely goes off
    DEDUCTED = "deducted"  # the standard less what may go off
    UNDEDUCTED = "undeducted"  # the standard before what surely goes off
    TWELFTH = "twelfth"  # a month's part of a yearly sum
    OTHER_AGE = "other-age"  # what a younger or an older tier gives
    PROVINCE = "province"  # the province's own figure, where the place has another
    EARLIER = "earlier"  # what held before the month
    COMING = "coming"  # what holds only after the month
    MONTHS = "months"  # several months at once
    SLIP = "slip"  # a hundred times, or a hundredth of, what should come


@dataclass(frozen=True)
class Fit:
    """One explanation of an amount. ``first`` and ``last`` bound a rule of another time.

    ``taken``: what goes off, or should have; ``untold``: what should too, of unknown amount.
    ``times``: how many months at once. ``younger``:
    whether the other tier is for those who are younger.
    """

    kind: Kind
    amount: Decimal
    figure: Figure
    taken: tuple[Taken, ...] = ()
    untold: tuple[DeductionView, ...] = ()
    times: int = 1
    younger: bool = False
    first: datetime.date | None = None
    last: datetime.date | None = None


def fits(situation: Situation, arrived: Arrived, person: Case) -> list[Fit]:
    """Return what fits an amount that arrived in the month of ``situation.on``, at most three.

    Where the standard itself fits, nothing else is said; a slip of the pen is only thought of
    where nothing else fits.
    """
    person = with_average(situation, person)
    found: list[Fit] = []
    for fit in _explanations(situation, arrived.amount, person):
        if fit.kind in (Kind.EXACT, Kind.TWELFTH):
            return [fit]
        if fit.kind not in {other.kind for other in found}:
            found.append(fit)
    return [fit for fit in found if fit.kind is not Kind.SLIP or len(found) == 1][:MOST]


def _explanations(situation: Situation, amount: Decimal, person: Case) -> Iterator[Fit]:
    mine = own_figures(situation.view, person) if situation.view else []
    for figure in mine:
        yield from _of_the_standard(figure, situation, amount, person)
    if situation.view:
        yield from _of_other_ages(situation, mine, amount, person)
    yield from _of_the_province(situation, amount, person)
    yield from _of_other_times(situation, amount, person)
    for figure in mine:
        yield from _of_several_months(figure, amount)
    for figure in mine:
        if amount in (figure.arrives * _SLIP, to_fen(figure.arrives / _SLIP)):
            yield Fit(Kind.SLIP, figure.arrives, figure)


def _of_the_standard(
    figure: Figure, situation: Situation, amount: Decimal, person: Case
) -> Iterator[Fit]:
    """The standard itself, less what may go off, or before what surely does."""
    if amount == figure.arrives:
        untold = of_unknown_amount(figure, figure.view.deductions, person)
        sure = tuple(view for view in untold if view.is_certain)
        kind = Kind.UNDEDUCTED if sure else Kind.EXACT
        yield Fit(kind, amount, figure, untold=sure)
    elif _is_twelfth(amount, figure):
        yield Fit(Kind.TWELFTH, amount, figure)
    for taken in subsets(figure, situation.deductions, person):
        if amount == figure.standard - sum(part.amount for part in taken):
            yield Fit(Kind.DEDUCTED, amount, figure, tuple(taken))
    for sum_before, missing in undeducted(figure, person):
        if amount == sum_before:
            yield Fit(Kind.UNDEDUCTED, amount, figure, tuple(missing))


def _pays(figure: Figure, amount: Decimal) -> bool:
    """Whether a rule pays ``amount``, in its one sum a year or in twelve parts."""
    return amount == figure.arrives or _is_twelfth(amount, figure)


def _is_twelfth(amount: Decimal, figure: Figure) -> bool:
    return figure.yearly and abs(amount - figure.twelfth) <= FEN


def _of_other_ages(
    situation: Situation, mine: list[Figure], amount: Decimal, person: Case
) -> Iterator[Fit]:
    if situation.view is None:
        return
    for figure in of_other_ages(situation.view, person):
        if _pays(figure, amount):
            younger = any(figure.tier.min_age < own.tier.min_age for own in mine)
            yield Fit(Kind.OTHER_AGE, amount, figure, younger=younger)


def _of_the_province(situation: Situation, amount: Decimal, person: Case) -> Iterator[Fit]:
    """The province's figure, where the place has a rule of its own and the province too."""
    view = _rule_above(situation)
    if view is not None:
        for figure in own_figures(view, under(view, situation, person)):
            if _pays(figure, amount):
                yield Fit(Kind.PROVINCE, amount, figure)


def other_rules(situation: Situation) -> list[RuleView]:
    """The province's rule beside the place's own, and the place's at other times."""
    above = _rule_above(situation)
    views = [above] if above else []
    return [*views, *(span.view for span in situation.past), *_later(situation)]


def _rule_above(situation: Situation) -> RuleView | None:
    """The province's rule, where the place has one of its own."""
    province = situation.region.province
    if not situation.own or province is None or province == situation.region:
        return None
    return _rule_in(province, situation.on, situation.today)


def _later(situation: Situation) -> list[RuleView]:
    """The rules that hold only after the month: what comes, and what holds today."""
    found = [situation.coming] if situation.coming else []
    if found and situation.on != situation.today:
        now = _rule_in(situation.region, situation.today, situation.today)
        found += [now] if now else []
    return [view for view in found if view.policy != situation.policy]


def _rule_in(place: Region, on: datetime.date, today: datetime.date) -> RuleView | None:
    """Return the rule of a place on the day ``on``; today's are kept for all places."""
    if on == today and place.has_page:
        return rules_of_all(today).get(place.pk)
    return rules_of([place], on, today)[place.pk]


def _of_other_times(situation: Situation, amount: Decimal, person: Case) -> Iterator[Fit]:
    """What held here before the month, and what holds only after it."""
    for span in situation.past:
        for figure in own_figures(span.view, under(span.view, situation, person)):
            if _pays(figure, amount):
                first = span.view.policy.effective_from
                yield Fit(Kind.EARLIER, amount, figure, first=first, last=span.last)
    for view in _later(situation):
        for figure in own_figures(view, under(view, situation, person)):
            if _pays(figure, amount):
                yield Fit(Kind.COMING, amount, figure, first=view.policy.effective_from)


def _of_several_months(figure: Figure, amount: Decimal) -> Iterator[Fit]:
    """Two to twelve months at once; twelve twelfths of a yearly sum are the sum itself."""
    for times in range(2, MONTHS + 1):
        if amount == figure.twelfth * times and amount != figure.arrives:
            yield Fit(Kind.MONTHS, amount, figure, times=times)
