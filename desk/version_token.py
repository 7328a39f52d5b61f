"""What rows looked like when somebody was shown them, so that a change since then is noticed.

One token for all who act on what they saw: who saves a form, approves, corrects a published
rule, confirms a sheet.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from django.db import models

from regions.models import Region, Source
from regions.models.publication import Publishable, Versioned

_TEXT = re.compile(r"(\d{1,18})-(\d{1,18})-([0-9a-f]{32})", re.ASCII)
#: The rows that belong to others that are no facts.
_PARTS: dict[type[models.Model], tuple[str, ...]] = {Region: ("aliases",), Source: ("scans",)}


@dataclass(frozen=True)
class VersionToken:
    """A state of some rows; two that are equal looked the same.

    ``pk`` and ``version`` are those of the first row, to say which it was and what came after;
    0 where it is no row.
    """

    pk: int
    version: int
    digest: str

    @classmethod
    def of(cls, *shown: object) -> Self:
        """The state of rows, each with its parts and links; of anything else what it says."""
        pk, version = 0, 0
        if shown and isinstance(shown[0], Versioned):
            pk, version = shown[0].pk, shown[0].version
        state = repr([_looks(one) if isinstance(one, Versioned) else one for one in shown])
        return cls(pk, version, hashlib.sha256(state.encode()).hexdigest()[:32])

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """The token that a page carried; None for any other text."""
        found = _TEXT.fullmatch(text)
        return cls(int(found[1]), int(found[2]), found[3]) if found else None

    def __str__(self) -> str:
        return f"{self.pk}-{self.version}-{self.digest}"


def _looks(row: Versioned) -> object:
    """What tells a state of ``row`` from all others: its version, its parts, its links."""
    names = row.PARTS if isinstance(row, Publishable) else _PARTS.get(type(row), ())
    parts = [_values(getattr(row, name)) for name in names]
    links = [_linked(getattr(row, link.name).all()) for link in row._meta.many_to_many]
    return row._meta.label, row.pk, row.version, parts, links


def _values(parts) -> list[tuple]:
    """What the parts of a row say, but for the bytes of a scan, which never change."""
    fields = parts.model._meta.concrete_fields
    names = [field.attname for field in fields if not isinstance(field, models.BinaryField)]
    return list(parts.order_by("pk").values_list(*names))


def _linked(rows) -> list[int]:
    """The ids of linked rows; a draft copy is linked beside its row and is not shown."""
    return sorted(row.pk for row in rows if getattr(row, "replaces_id", None) is None)
