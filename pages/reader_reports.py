"""What several readers report alike of a place, once an editor has looked: told, never reckoned.

No title, description, list or answer reads it. A page without any costs nothing more: what is
shown of all places is read at once and kept (``regions.place_facts``).
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from calculator.answers import Answer
from regions import place_facts
from regions.models import ReaderStatement, Region
from text.dates import add_years
from text.formats import month

#: How many amounts of a place are told.
MOST = 3


@dataclass(frozen=True)
class Told:
    """An amount that several letters report: how many, of which month and ages, in words.

    ``when`` and ``ages`` are empty where not known.
    """

    amount: Decimal
    letters: int
    when: str
    ages: str

    @classmethod
    def of(cls, row: ReaderStatement) -> "Told":
        ages = "" if row.min_age is None else f"{row.min_age}到{row.max_age}岁"
        when = "" if row.month is None else f"{month(row.month)}的"
        return cls(row.amount, row.letters, when, ages)

    @property
    def known(self) -> str:
        """What else they told, in words: 2026年9月的，70到84岁."""
        return "，".join(filter(None, (self.when, self.ages)))


def statements(place: Region, today: datetime.date) -> list[Told]:
    """Return what readers report of ``place``, most letters first; mostly nothing."""
    return [Told.of(row) for row in _shown(place, today)][:MOST]


def beside(answer: Answer | None) -> list[Told]:
    """Return what readers report where an answer for the entitled knows no rule."""
    if answer is None or answer.refusal is not None or answer.situation.view is not None:
        return []
    return statements(answer.situation.region, answer.situation.today)


def alike(place: Region, amount: Decimal, today: datetime.date) -> Told | None:
    """Return how many letters report just this amount of ``place``, or None."""
    return next((Told.of(row) for row in _shown(place, today) if row.amount == amount), None)


def _shown(place: Region, today: datetime.date) -> list[ReaderStatement]:
    """What an editor looked at within a year: amounts change with the years."""
    oldest = add_years(today, -1)
    return [row for row in place_facts.reader_statements(place) if row.seen_on >= oldest]
