"""What the clause reader finds in the text of a document: frozen values, each with its words."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Period = Literal["month", "year"]


@dataclass(frozen=True)
class Span:
    """A part of the text that was read: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True)
class Credit:
    """One figure that retirees are credited with: an amount or a rate, for one group, one stage.

    Ages are whole years, both ends included; ``amount``, ``floor`` and ``cap`` are yuan per
    ``period``. ``rate_of`` is ``average`` (an average pension) or ``own``. ``place`` names the
    places as the text does, where it speaks of several. None is unknown; ``open`` names the
    fields that the text speaks of and leaves undecided. ``reasons`` says why, by field.
    """

    quote: str
    where: Span
    who: Literal["retired"] = "retired"
    min_age: int | None = None
    max_age: int | None = None
    retired_from: datetime.date | None = None
    retired_until: datetime.date | None = None
    amount: Decimal | None = None
    period: Period | None = None
    rate_percent: Decimal | None = None
    rate_of: Literal["average", "own"] | None = None
    base_year: int | None = None
    applies_from: datetime.date | None = None
    applies_until: datetime.date | None = None
    place: str | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None
    open: tuple[str, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Deduction:
    """What the text takes off the credit or the account of retirees, by amount or rate."""

    name: str
    quote: str
    where: Span
    amount: Decimal | None = None
    period: Period | None = None
    rate_percent: Decimal | None = None
    rate_of: Literal["own", "average", "base", "credit"] | None = None


@dataclass(frozen=True)
class Findings:
    """Everything found in one text. None and empty are unknown, never none.

    ``places`` says where in the text a field of the document was read, by its name; a field
    that came from the page around the text has none.
    """

    title: str | None = None
    document_number: str | None = None
    publisher: str | None = None
    published_on: datetime.date | None = None
    effective_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    replaces: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    places: dict[str, Span] = field(default_factory=dict)
