"""Numbers that are possible but hardly meant: the reader is asked once more before any answer.

Whoever insists ticks a box; its value names the number, so that another number is asked about
again, and stands in the address, so that a shared one answers at once.
"""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from credit.money import MONTHS
from text.formats import yuan

YOUNGEST_RETIRED = 40
#: Of an average pension, and of one's own where the answer rests on it.
LOWEST_PENSION, HIGHEST_PENSION = Decimal(500), Decimal(30_000)
#: What a pension mostly is; a slip of the decimal point or a zero is looked for here.
_USUAL = (Decimal(1_000), Decimal(10_000))
_INSIST = "没写错的，勾上“就是这个数”再算。"


@dataclass(frozen=True)
class Doubt:
    """A question about the number in the field ``name``; ``token`` is how one insists on it."""

    name: str
    token: str
    question: str
    insisted: bool = False


def doubts(
    age: int | None,
    born: datetime.date | None,
    average_pension: Decimal | None,
    own_pension: Decimal | None = None,
) -> Iterator[Doubt]:
    """Yield the doubts about the numbers of somebody who may have a credit."""
    if age is not None and (doubt := doubt_of_age("age", age)):
        yield doubt if born is None else replace(doubt, name="birth", token=f"birth-{born:%Y-%m}")
    pensions = {"average_pension": average_pension, "own_pension": own_pension}
    for name, amount in pensions.items():
        if amount is not None and (words := _pension_in_words(amount)):
            yield Doubt(name, f"{name}-{amount.normalize():f}", words)


#: What arrives in a month is at least and at most so much anywhere; a year's sum is more.
_LOWEST_CREDIT, HIGHEST_MONTHLY_CREDIT = Decimal(10), Decimal(1_000)
_SLIP = 100


def doubt_of_age(name: str, age: int, insist: str = _INSIST) -> Doubt | None:
    """Return the doubt about the age of somebody who is retired, in the field ``name``, or None."""
    if age >= YOUNGEST_RETIRED:
        return None
    words = f"{age}岁就办好退休手续的很少，是不是写错了？{insist}"
    return Doubt(name, f"{name}-{age}", words)


def doubt_of_arrived(
    name: str,
    amount: Decimal,
    insist: str = _INSIST,
    *,
    known: Collection[Decimal] = (),
    yearly: bool = False,
) -> Doubt | None:
    """Return the doubt about an amount that arrived at once, in the field ``name``, or None.

    ``known``: what comes at once in that place, in a month or in twelve; ``yearly``: whether it
    comes once a year. Another amount is only proposed if it is one of ``known``.
    """
    highest = HIGHEST_MONTHLY_CREDIT * (MONTHS if yearly else 1)
    if amount in known or _LOWEST_CREDIT <= amount <= highest:
        return None
    meant = next((sum_ for sum_ in known if amount in (sum_ * _SLIP, sum_ / _SLIP)), None)
    odd = "太少了" if amount < _LOWEST_CREDIT else "太多了"
    if meant is not None:
        said = f"{yuan(amount)}{odd}，是不是 {yuan(meant)}？"
    elif highest < amount <= HIGHEST_MONTHLY_CREDIT * MONTHS:
        said = f"{yuan(amount)}是一年的，还是一个月的？一年的、几个月一起打的，请在说明里写一句。"
    else:
        said = f"{'一年' if yearly else '一个月'}{yuan(amount)}{odd}，请再看一下。"
    return Doubt(name, f"{name}-{amount.normalize():f}", said + insist)


def _pension_in_words(amount: Decimal) -> str:
    """Say what is odd about a pension and what it may be; empty where nothing is."""
    if LOWEST_PENSION <= amount <= HIGHEST_PENSION:
        return ""
    if amount < LOWEST_PENSION:
        said = f"{yuan(amount)}一个月太少了"
        perhaps = next((amount * by for by in (10, 100, 1_000) if amount * by >= _USUAL[0]), None)
    else:
        said = f"{yuan(amount)}一个月太多了"
        perhaps = amount / 12
    if perhaps is None or not _USUAL[0] <= perhaps <= _USUAL[1]:
        return f"{said}，请再看一下。{_INSIST}"
    year = "是不是一年的数？一个月大约" if amount > HIGHEST_PENSION else "是不是"
    return f"{said}，{year} {yuan(perhaps)}？{_INSIST}"
