"""What a table and its columns are, and how a value stands in CSV, in JSON and in the schema."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from text.formats import machine

#: A spreadsheet takes a cell that begins with one of these for a formula.
ACTIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


class Kind(Enum):
    """What the values of a column are: its type in the schema, and what people call it."""

    TEXT = "string", "文字"
    LINES = "string", "文字，可以有几行"
    INTEGER = "integer", "整数"
    AMOUNT = "number", "元，写到分"
    PERCENT = "number", "百分数，2.8 就是 2.8%"
    DAY = "date", "日期"
    YES_NO = "boolean", "true 是，false 不是"

    @property
    def type(self) -> str:
        """Its type in Table Schema."""
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class Column:
    """A column: ``of(row)`` is its value, None or ``""`` where it is not known or not said.

    ``choices`` are the codes that it may hold, with their words. ``quoted``: its words are those
    of a source, not ours. ``refers_to`` is a table and its key.
    """

    name: str
    title: str
    kind: Kind
    of: Callable[[Any], Any]
    note: str = ""
    required: bool = False
    choices: tuple[tuple[Any, str], ...] = ()
    quoted: bool = False
    refers_to: tuple[str, str] | None = None

    def value(self, row: Any) -> Any:
        """Return the value in ``row`` as JSON has it: amounts as strings, unknown as None."""
        value = self.of(row)
        if value is None or value == "":
            return None
        if isinstance(value, Decimal):
            return machine(value) if self.kind is Kind.AMOUNT else f"{value.normalize():f}"
        if isinstance(value, datetime.date):
            return value.isoformat()
        return value

    @property
    def schema(self) -> dict[str, Any]:
        """The column as a field of Table Schema."""
        said: dict[str, Any] = {
            "name": self.name,
            "title": self.title,
            "type": self.kind.type,
            "description": self.words,
        }
        limits: dict[str, Any] = {}
        if self.required:
            limits["required"] = True
        if self.choices:
            limits["enum"] = [code for code, _ in self.choices]
        return said | ({"constraints": limits} if limits else {})

    @property
    def words(self) -> str:
        """What it holds, in a line for the dictionary."""
        codes = "；".join(f"{code} {words}" for code, words in self.choices)
        quoted = "照抄资料的原话" if self.quoted else ""
        return "。".join(filter(None, [self.note, codes, quoted])) or self.kind.words


@dataclass(frozen=True)
class Table:
    """A table: ``rows(today)`` yields what its columns read; ``key`` is unique, if it is given."""

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: Callable[[datetime.date], Iterable[Any]]
    key: str = ""

    def schema(self, suffix: str = "") -> dict[str, Any]:
        """Return its Table Schema; names of tables that it refers to end with ``suffix``."""
        links = [
            {
                "fields": [column.name],
                "reference": {
                    "resource": f"{other}{suffix}" if (other := column.refers_to[0]) else "",
                    "fields": [column.refers_to[1]],
                },
            }
            for column in self.columns
            if column.refers_to
        ]
        said: dict[str, Any] = {
            "fields": [column.schema for column in self.columns],
            "missingValues": [""],
        }
        if self.key:
            said["primaryKey"] = [self.key]
        return said | ({"foreignKeys": links} if links else {})


def in_cell(value: Any) -> str:
    """Return a value as a cell of CSV that no spreadsheet takes for a formula.

    >>> in_cell(None), in_cell(True), in_cell("=1+1"), in_cell("90.00")
    ('', 'true', "'=1+1", '90.00')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(ACTIVE) else text
