"""Numbers that are possible but hardly meant: the reader is asked once more before any answer.

Whoever insists ticks a box; its value names the number, so that another number is asked about
again, and stands in the address, so that a shared one answers at once.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

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
    if age is not None and age < YOUNGEST_RETIRED:
        words = f"{age}岁就办好退休手续的很少，是不是写错了？{_INSIST}"
        if born is None:
            yield Doubt("age", f"age-{age}", words)
        else:
            yield Doubt("birth", f"birth-{born:%Y-%m}", words)
    pensions = {"average_pension": average_pension, "own_pension": own_pension}
    for name, amount in pensions.items():
        if amount is not None and (words := _pension_in_words(amount)):
            yield Doubt(name, f"{name}-{amount.normalize():f}", words)


#: What arrives in a month anywhere; a year's sum is more.
HIGHEST_MONTHLY_CREDIT = Decimal(1_000)
_LEAST_CREDIT = Decimal(10)


def doubt_of_arrived(name: str, amount: Decimal, insist: str = _INSIST) -> Doubt | None:
    """Return the doubt about an amount that arrived at once, in the field ``name``, or None.

    A hundred times too much is a lost decimal point, twelve times as much a year's sum.
    """
    if amount <= HIGHEST_MONTHLY_CREDIT:
        return None
    said = f"一个月{yuan(amount)}太多了"
    perhaps = amount / 100
    if _LEAST_CREDIT <= perhaps <= HIGHEST_MONTHLY_CREDIT and perhaps == round(perhaps, 2):
        said += f"，是不是 {yuan(perhaps)}？几个月一起打的，请在说明里写一句"
    else:
        said += "，请再看一下"
    return Doubt(name, f"{name}-{amount.normalize():f}", f"{said}。{insist}")


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
