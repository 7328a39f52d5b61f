"""Breaks Chinese text into lines for a terminal, where a wide character takes two columns."""

import re
from functools import lru_cache
from unicodedata import east_asian_width

from .words import pieces

#: Columns of a line: what fits a terminal of eighty with room for a quotation mark.
COLUMNS = 76

#: A run of letters and figures stays whole, an address too; every other character is a piece.
_ATOMS = re.compile(r"[!-~]+|.", re.DOTALL)
#: What may not begin a line, and what may not end one.
_CLOSING = "，。；：、？！）》】”’…—·,.;:?!)]%"
_OPENING = "（《【“‘(["


@lru_cache(4096)
def _wide(char: str) -> int:
    # “ and … are called ambiguous: in Chinese they are wide.
    return 2 if east_asian_width(char) in "WFA" else 1


def columns(text: str) -> int:
    """Return how many columns a text takes.

    >>> columns("每月 90 元")
    10
    """
    return sum(map(_wide, text))


def wrapped(text: str, first: str = "", others: str = "", most: int = COLUMNS) -> list[str]:
    """Return a text in lines of at most ``most`` columns.

    ``first`` stands before the first line, ``others`` before all further ones. Words of the trade
    and figures with their units stay whole, and no punctuation begins a line. Only what cannot be
    broken, such as a long address, makes a longer line.
    """
    text = " ".join(text.split())
    if columns(first) + columns(text) <= most:
        return [(first + text).rstrip()]
    lines, line, used = [], first, columns(first)
    for unit in _units(text):
        width = columns(unit)
        if used + width > most and line not in (first, others):
            lines.append(line.rstrip())
            line, used = others, columns(others)
            if unit == " ":
                continue
        line += unit
        used += width
    return [*lines, line.rstrip()]


def _units(text: str) -> list[str]:
    """Return what may stand on different lines, in order."""
    found: list[str] = []
    for piece, kept in pieces(text):
        for unit in [piece] if kept else _ATOMS.findall(piece):
            joined = found and (unit[0] in _CLOSING or found[-1][-1] in _OPENING)
            # A figure and the letters beside it are one address or number.
            whole = found and _is_narrow(found[-1][-1]) and _is_narrow(unit[0])
            day = found and found[-1][-1] in "年月" and unit[0].isdigit()
            if joined or whole or day:
                found[-1] += unit
            else:
                found.append(unit)
    return found


def _is_narrow(char: str) -> bool:
    return "!" <= char <= "~"
