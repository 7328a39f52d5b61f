"""What is taken off the account of retirees: 长期护理保险, 大病保险 and the like."""

import re
from dataclasses import dataclass

from documents.found import Deduction, Period

from .amounts import Figure
from .bases import Kind, deducted_base
from .scope import takes_off
from .written import Line

_NOT_TAKEN = re.compile(r"不从|不在[^,。]{0,12}[扣划]|不再?(?:代扣|扣)|无需|免缴|另行缴纳|现金缴")


@dataclass(frozen=True)
class Taken:
    """A deduction and the line it stands in."""

    line: Line
    deduction: Deduction


def taken(
    line: Line,
    sentence: tuple[int, int],
    near: tuple[int, int],
    figure: Figure,
    *,
    name: str,
    account: bool,
    period: Period | None,
) -> Taken | None:
    """Return what a ``sentence`` of ``line`` takes off by ``figure``, or None.

    ``near`` is the part of the sentence since the figure before; ``account`` says that the
    sentence speaks of the account or the credit of retirees.
    """
    text = line.text[slice(*sentence)]
    if not name or not account or not takes_off(text) or _NOT_TAKEN.search(text):
        return None
    where = line.span(*sentence)
    kind: Kind | None = None
    if figure.rate is not None:
        kind = (
            deducted_base(text[slice(*near)])
            or deducted_base(text[: figure.start])
            or deducted_base(text[figure.end :])
        )
    rate_of = kind if kind in ("own", "average", "base", "credit") else None
    return Taken(
        line,
        Deduction(name, "", where, figure.amount, period, figure.rate, rate_of),
    )
