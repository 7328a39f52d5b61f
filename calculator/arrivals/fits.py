"""What an amount that arrived fits: the standard, less what, another tier, another rule.

Only what is equal to the fen fits; nothing is "about" right. A twelfth of a yearly sum may be a
fen off, because twelve of them are not always the year.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from calculator.deductions import DeductionView
from calculator.province import province_of
from calculator.rules import RuleView
from calculator.situation import Situation, rules_of, rules_of_all
from credit.money import FEN, MONTHS, to_fen
from credit.rule import Case
from regions.models import Region

from .figures import (
    Arrived,
    Figure,
    Taken,
    ages_between,
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

    ``taken``: what goes off, or, if ``left_on``, what should have and did not; ``untold``: what
    should too, of unknown amount. ``times``: how many months at once. ``younger``:
    whether the other tier is for those who are younger. ``places``: where the province has places
    that differ, those that have the figure, and ``differs`` that they do.
    """

    kind: Kind
    amount: Decimal
    figure: Figure
    taken: tuple[Taken, ...] = ()
    left_on: bool = False
    untold: tuple[DeductionView, ...] = ()
    times: int = 1
    younger: bool = False
    first: datetime.date | None = None
    last: datetime.date | None = None
    differs: bool = False
    places: tuple[str, ...] = ()


def fits(situation: Situation, arrived: Arrived, person: Case) -> list[Fit]:
    """Return what fits an amount that arrived in the month of ``situation.on``, at most three.

    Where the standard itself fits, nothing else is said; what takes more steps to explain is only
    thought of where nothing simpler fits, and a slip of the pen last.
    """
    person = with_average(situation, person)
    found: dict[Kind, Fit] = {}
    for look in (_at_once, _in_two_steps, _slips):
        for fit in look(situation, arrived.amount, person):
            if fit.kind in (Kind.EXACT, Kind.TWELFTH):
                return [fit]
            found.setdefault(fit.kind, fit)
        if found:
            break
    return [*found.values()][:MOST]


def compared(situation: Situation, person: Case) -> list[str]:
    """Name what an amount was compared with beside the standard itself, in words."""
    person = with_average(situation, person)
    mine = own_figures(situation.view, person) if situation.view else []
    less = [any(_changed(figure, situation, person)) for figure in mine]
    others = [*_others(situation, mine, person)]
    names = {
        "扣款": any(less),
        "几个月一起打": bool(mine),
        "别的年龄档": any(fit.kind is Kind.OTHER_AGE for fit in others),
        "全省的数": any(fit.kind is Kind.PROVINCE for fit in others),
        "从前的数": any(fit.kind is Kind.EARLIER for fit in others),
        "后来的数": any(fit.kind is Kind.COMING for fit in others),
    }
    return [name for name, done in names.items() if done]


def _at_once(situation: Situation, amount: Decimal, person: Case) -> Iterator[Fit]:
    """What one step explains: the standard, what goes off it, another figure, several months."""
    mine = own_figures(situation.view, person) if situation.view else []
    for figure in mine:
        yield from _of_the_standard(figure, situation, amount, person)
    for fit in _others(situation, mine, person):
        if _pays(fit.figure, amount):
            yield _named(situation, replace(fit, amount=amount))
    for figure in mine:
        for times in _months(amount, figure.twelfth):
            if amount != figure.arrives:  # twelve twelfths of a yearly sum are the sum itself
                yield Fit(Kind.MONTHS, amount, figure, times=times)


def _in_two_steps(situation: Situation, amount: Decimal, person: Case) -> Iterator[Fit]:
    """Another figure before or after what goes off, and several months of such a one."""
    mine = own_figures(situation.view, person) if situation.view else []
    for fit in _others(situation, mine, person):
        for paid, taken, left_on in _changed(fit.figure, situation, person):
            if paid == amount:
                changed = replace(fit, amount=amount, taken=tuple(taken), left_on=left_on)
                yield _named(situation, changed)
    for figure in mine:
        if figure.yearly:
            continue
        for paid, taken, left_on in _changed(figure, situation, person):
            if any(part.view.is_yearly for part in taken):
                continue
            for times in _months(amount, paid):
                yield Fit(Kind.MONTHS, amount, figure, tuple(taken), left_on, times=times)


def _slips(situation: Situation, amount: Decimal, person: Case) -> Iterator[Fit]:
    """A hundred times, or a hundredth, of what should come, or of the same before deductions."""
    for figure in own_figures(situation.view, person) if situation.view else []:
        if _is_slip(amount, figure.arrives):
            yield Fit(Kind.SLIP, figure.arrives, figure)
        for paid, missing in undeducted(figure, person):
            if _is_slip(amount, paid):
                yield Fit(Kind.SLIP, paid, figure, tuple(missing), left_on=True)


def _is_slip(amount: Decimal, meant: Decimal) -> bool:
    return amount in (meant * _SLIP, to_fen(meant / _SLIP))


def _months(amount: Decimal, paid: Decimal) -> list[int]:
    """Return how many months at once, two to twelve, make the amount; at most one number."""
    return [times for times in range(2, MONTHS + 1) if amount == paid * times and amount]


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
    for paid, taken, left_on in _changed(figure, situation, person):
        if amount == paid:
            kind = Kind.UNDEDUCTED if left_on else Kind.DEDUCTED
            yield Fit(kind, amount, figure, tuple(taken), left_on)


def _changed(
    figure: Figure, situation: Situation, person: Case
) -> Iterator[tuple[Decimal, list[Taken], bool]]:
    """Yield what a figure is less what may go off, and before what surely does (True)."""
    for taken in subsets(figure, situation.deductions, person):
        yield figure.standard - sum(part.amount for part in taken), taken, False
    for sum_before, missing in undeducted(figure, person):
        yield sum_before, missing, True


def _pays(figure: Figure, amount: Decimal) -> bool:
    """Whether a rule pays ``amount``, in its one sum a year or in twelve parts."""
    return amount == figure.arrives or _is_twelfth(amount, figure)


def _is_twelfth(amount: Decimal, figure: Figure) -> bool:
    return figure.yearly and abs(amount - figure.twelfth) <= FEN


def _others(situation: Situation, mine: list[Figure], person: Case) -> Iterator[Fit]:
    """Other figures than the reader's own, each as a fit of the amount that it pays."""
    if situation.view is not None:
        for figure in of_other_ages(situation.view, person):
            younger = any(figure.tier.min_age < own.tier.min_age for own in mine)
            yield Fit(Kind.OTHER_AGE, figure.arrives, figure, younger=younger)
    above = _rule_above(situation)
    if above is not None:
        for figure in own_figures(above, under(above, situation, person)):
            yield Fit(Kind.PROVINCE, figure.arrives, figure)
    yield from _of_other_times(situation, person)


def _named(situation: Situation, fit: Fit) -> Fit:
    """Name the places that have a province's figure, where its places differ."""
    if fit.kind is not Kind.PROVINCE:
        return fit
    province = province_of(fit.figure.view.policy.region, situation.on, situation.today)
    if province is None or not province.differs:
        return fit
    same = [row.place.short_name for row in province.exceptions if _same(row.view, fit.figure)]
    return replace(fit, differs=True, places=tuple(same))


def _same(view: RuleView | None, figure: Figure) -> bool:
    """Whether a rule gives the standard of ``figure`` to everybody."""
    if view is None or view.withheld:
        return False
    return {(t.amount, t.percent) for t in view.rule.tiers} == {
        (figure.tier.amount, figure.tier.percent)
    }


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


def _of_other_times(situation: Situation, person: Case) -> Iterator[Fit]:
    """What held here before the month, and what holds only after it, at the age of then."""
    for span in situation.past:
        first = span.view.policy.effective_from
        for figure in _figures_then(span.view, situation, person, first, span.last):
            yield Fit(Kind.EARLIER, figure.arrives, figure, first=first, last=span.last)
    for view in _later(situation):
        first = view.policy.effective_from
        last = max(first, situation.today) if first else situation.today
        for figure in _figures_then(view, situation, person, first, last):
            yield Fit(Kind.COMING, figure.arrives, figure, first=first)


def _figures_then(
    view: RuleView,
    situation: Situation,
    person: Case,
    first: datetime.date | None,
    last: datetime.date | None,
) -> list[Figure]:
    """Return what a rule of another time pays this person, at each age they may have had then."""
    person, found = under(view, situation, person), []
    for age in ages_between(person.age, situation.on, first, last):
        for figure in own_figures(view, replace(person, age=age)):
            if figure not in found:
                found.append(figure)
    return found
