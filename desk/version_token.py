"""Tokens of what rows looked like when they were shown, to notice a change since then.

Every page that acts on what was shown carries one: forms, the review, the correction of a
published rule, the confirmation of a sheet.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from django.db import models

from regions.models import Region
from regions.models.publication import Publishable, Versioned

_TEXT = re.compile(r"(\d{1,18})-(\d{1,18})-([0-9a-f]{32})", re.ASCII)
#: The parts of rows that are not facts.
_PARTS: dict[type[models.Model], tuple[str, ...]] = {Region: ("aliases",)}


@dataclass(frozen=True)
class VersionToken:
    """A state of some rows; equal tokens mean that the rows looked the same.

    ``pk`` and ``version`` are those of the first row, to find what was saved after it was shown;
    both are 0 where the first thing shown is not a row.
    """

    pk: int
    version: int
    digest: str

    @classmethod
    def of(cls, *shown: object) -> Self:
        """Return the token of rows with their parts and links, and of the ``repr`` of the rest."""
        pk, version = 0, 0
        if shown and isinstance(shown[0], Versioned):
            pk, version = shown[0].pk, shown[0].version
        state = repr([_looks(one) if isinstance(one, Versioned) else one for one in shown])
        return cls(pk, version, hashlib.sha256(state.encode()).hexdigest()[:32])

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Parse the token that a page carried; None for any other text."""
        found = _TEXT.fullmatch(text)
        return cls(int(found[1]), int(found[2]), found[3]) if found else None

    def __str__(self) -> str:
        return f"{self.pk}-{self.version}-{self.digest}"


def _looks(row: Versioned) -> object:
    """Return what identifies a state of ``row``: its version, its parts, its links."""
    names = row.PARTS if isinstance(row, Publishable) else _PARTS.get(type(row), ())
    parts = [_values(getattr(row, name)) for name in names]
    links = [_linked(getattr(row, link.name).all()) for link in row._meta.many_to_many]
    return row._meta.label, row.pk, row.version, parts, links


def _values(parts) -> list[tuple]:
    """Return the values of a row's parts."""
    names = [field.attname for field in parts.model._meta.concrete_fields]
    return list(parts.order_by("pk").values_list(*names))


def _linked(rows) -> list[int]:
    """Return the ids of linked rows without draft copies, which pages do not show."""
    fields = rows.model._meta.concrete_fields
    # Else what was loaded before counts, as it was then.
    if large := [field.name for field in fields if isinstance(field, models.BinaryField)]:
        rows = rows.defer(*large)
    return sorted(row.pk for row in rows if getattr(row, "replaces_id", None) is None)
