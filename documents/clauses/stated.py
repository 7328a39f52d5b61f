"""A figure as it is stated, with whom, when and where; and when two of them are one said twice."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from documents.found import Period

from .ages import Band
from .bases import Base
from .context import Context
from .stages import Dates
from .written import Line

_PROVISIONAL = re.compile(r"暂按|暂定|暂以|暂行")
_SAID_AGAIN = re.compile(
    r"^(?:即|具体|经测算|折合|据此|因此|故|目前|现|也就是|[^,。]{0,8}(?:具体|测算|折合|即))"
)


@dataclass(eq=False)
class Stated:
    """A figure as it is stated, before the bands and places of the document settle each other."""

    line: Line
    sentence: tuple[int, int]
    at: tuple[int, int]
    amount: Decimal | None = None
    rate: Decimal | None = None
    period: Period | None = None
    band: Band | None = None
    stage: Dates | None = None
    cohort: Dates | None = None
    places: tuple[str, ...] = ()
    base: Base | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None
    open: dict[str, str] = field(default_factory=dict)

    def group(self) -> tuple[object, ...]:
        """Whom, when and where: figures of one group may be one figure said twice."""
        limits = (self.band.lower, self.band.upper) if self.band else None
        return limits, _period_of(self.stage), _period_of(self.cohort), self.places

    def same_when(self, other: "Stated") -> bool:
        """Whether both are for the same places, stage and cohort."""
        return self.group()[1:] == other.group()[1:]


def _period_of(dates: Dates | None) -> object:
    return (dates.first, dates.last, dates.unclear) if dates else None


@dataclass
class LineRead:
    """What one line states, and what it leaves for the lines below it."""

    stated: list[Stated]
    context: Context
    figures: int
    limits: list[tuple[str, Decimal]] = field(default_factory=list)


def said_once(stated: list[Stated]) -> list[Stated]:
    """Join a rate and the amount it comes to; leave out a sum said again for a month or a year."""
    once: list[Stated] = []
    for one in stated:
        last = once[-1] if once else None
        if last and last.line is one.line and last.group() == one.group():
            if _makes_one(last, one):
                _join(last, one)
                continue
            if _same_by_the_month(last, one):
                continue
        once.append(one)
    return once


def _makes_one(first: Stated, second: Stated) -> bool:
    if (first.amount is None) == (second.amount is None):
        return False
    if (first.rate is None) == (second.rate is None):
        return False
    text = first.line.text
    between = text[first.at[1] : second.at[0]]
    if (
        ";" in between
        or _PROVISIONAL.search(between)
        or _PROVISIONAL.search(text[first.sentence[0] : first.at[0]])
    ):
        return False
    if first.sentence == second.sentence:
        return True
    return bool(_SAID_AGAIN.search(text[second.sentence[0] : second.at[0]]))


def explained(stated: list[Stated]) -> list[Stated]:
    """Join the one average's rate of a document and the one amount that stand apart.

    Only where the document states just these two for the same people, places and days: then the
    amount is what the rate comes to. A rate of one's own pension comes to no such amount.
    """
    rates = [one for one in stated if one.amount is None and one.rate is not None]
    amounts = [one for one in stated if one.rate is None]
    kinds = {(one.rate, one.amount, one.group()) for one in stated}
    if len(kinds) != 2 or not rates or not amounts or len(rates) + len(amounts) < len(stated):
        return stated
    rate = rates[0]
    if rate.base is None or rate.base.kind != "average" or not _alike(rate, amounts[0]):
        return stated
    if any(_PROVISIONAL.search(one.line.text[slice(*one.sentence)]) for one in stated):
        return stated
    if len(stated) == 2 and rate.line is amounts[0].line:
        _join(*stated)
        return stated[:1]
    for amount in amounts:
        amount.rate, amount.base = rate.rate, rate.base
        amount.period, amount.stage = amount.period or rate.period, amount.stage or rate.stage
        amount.floor, amount.cap = amount.floor or rate.floor, amount.cap or rate.cap
    return amounts


def _alike(rate: Stated, amount: Stated) -> bool:
    """Whether both are for the same; what only one of them says may be left out by the other."""
    if rate.period and amount.period and rate.period != amount.period:
        return False
    mine, theirs = rate.group(), amount.group()
    return all(a == b or not (a and b) for a, b in zip(mine, theirs, strict=True)) and (
        mine[0] == theirs[0]
    )


def _join(first: Stated, second: Stated) -> None:
    if second.amount is not None:
        first.amount, first.period = second.amount, second.period or first.period
    else:
        first.rate, first.base = second.rate, second.base
        first.period = first.period or second.period
    first.floor, first.cap = first.floor or second.floor, first.cap or second.cap
    first.sentence = (first.sentence[0], second.sentence[1])


def _same_by_the_month(first: Stated, second: Stated) -> bool:
    if first.amount is None or second.amount is None or first.period == second.period:
        return False
    low, high = sorted((first.amount, second.amount))
    if None not in (first.period, second.period):
        return low * 12 == high
    return low * 3 == high or low * 6 == high or low * 12 == high
