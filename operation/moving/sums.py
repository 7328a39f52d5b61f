"""What a table comes to: so many rows, and one sum over all their values.

Both engines must come to the same, so each value is first put in a form that no engine, driver
or time zone has a part in. The order of the rows has none either: their digests are added.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_BITS = 128


@dataclass(frozen=True)
class TableSum:
    """How many rows there are, and what their digests add up to."""

    rows: int
    total: int

    def __str__(self) -> str:
        return f"{self.total:032x}"


NOTHING = TableSum(0, 0)


def normal(value: Any) -> str:
    """Return a value as text that is the same whichever database it was read from.

    >>> normal(Decimal("70.50")), normal(Decimal("1E+2")), normal(True), normal(1)
    ('d70.5', 'd100', 'bTrue', 'i1')
    >>> normal(None), normal(""), normal("None")
    ('-', 's', 'sNone')
    """
    if value is None:
        return "-"
    if isinstance(value, bool):
        return f"b{value}"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, str):
        return f"s{value}"
    if isinstance(value, Decimal):
        return f"d{value.normalize() if value else Decimal(0):f}"
    if isinstance(value, datetime.datetime):
        return f"t{value.astimezone(datetime.UTC).isoformat()}"
    if isinstance(value, datetime.date):
        return f"y{value.isoformat()}"
    if isinstance(value, bytes | memoryview):
        return f"x{bytes(value).hex()}"
    if isinstance(value, dict | list | float):
        return f"j{json.dumps(value, sort_keys=True, ensure_ascii=True)}"
    raise TypeError(f"a column holds a {type(value).__name__}, which has no normal form yet")


def digest(row: Sequence[Any]) -> int:
    """Return a number for a row; where a value ends is part of it."""
    taken = hashlib.sha256()
    for value in row:
        text = normal(value).encode(errors="surrogatepass")
        taken.update(b"%d:" % len(text))
        taken.update(text)
    return int.from_bytes(taken.digest()[: _BITS // 8])


def summed(rows: Iterable[Sequence[Any]]) -> TableSum:
    """Return what ``rows`` come to, in whatever order they are."""
    count = total = 0
    for row in rows:
        count += 1
        total = (total + digest(row)) % (1 << _BITS)
    return TableSum(count, total)
