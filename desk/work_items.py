"""What the work list is made of: sections of rows, and links into the admin."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from faq.models import LocalAnswer, Question
from regions.models import (
    Claim,
    Deduction,
    Estimate,
    LookupChannel,
    RefundPolicy,
    Source,
    Statistic,
)
from regions.models.publication import Publishable
from text.formats import day

#: How many rows of a section the index shows; the section's own page has all.
SHOWN = 10
FIRST = slice(0, SHOWN)

FACTS: tuple[type[Publishable], ...] = (
    RefundPolicy,
    Deduction,
    LookupChannel,
    Claim,
    Statistic,
    Estimate,
    Question,
    LocalAnswer,
    Source,
)
#: The facts of no single place.
WITHOUT_PLACE = (Question, Source)

#: The query string that filters a list of the admin.
Query = dict[str, str | int]


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Row:
    """One thing to do: its subject, the reason, and the page to do it on; ``url`` may be ``""``.

    ``task`` is what a person can take on: the label of a model and an id; None if nothing.
    """

    text: str
    why: str
    url: str
    also: Link | None = None
    task: tuple[str, int] | None = None


@dataclass(frozen=True)
class Section:
    """Things to do of one kind: their number (in ``unit``), some rows, links to lists of them.

    ``pages`` is the number of rows on all pages, where rows count several things; ``note`` is a
    sentence on the whole.
    """

    name: str
    title: str
    count: int
    unit: str
    rows: list[Row]
    lists: list[Link]
    pages: int | None = None
    note: str = ""

    @property
    def length(self) -> int:
        """The number of rows, also of those that are not among ``rows``."""
        return self.count if self.pages is None else self.pages

    @property
    def cut(self) -> str:
        """Says that only the first rows are shown; empty where all are."""
        return f"这里只列前 {SHOWN} 条。" if self.length > len(self.rows) else ""


def task_of(row: Model) -> tuple[str, int]:
    """Return what a person takes on who works on ``row``."""
    return row._meta.label_lower, row.pk


def on_day(moment: datetime.datetime) -> str:
    """Return the day of a moment in Shanghai's time."""
    return day(timezone.localtime(moment))


def admin_url(row: Any, page: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def list_url(model: Any, query: Query) -> str:
    """Return the address of the admin's list of ``model``, filtered by ``query``."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return f"{reverse(name)}?{urlencode(query)}"
