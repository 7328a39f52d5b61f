"""What importing a row of a file does: in words for the preview, and as data for the writing.

Both are worked out in memory and kept as JSON with the batch, so that what is written is what
was shown.
"""

import dataclasses
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self

from django.db import models

from regions.parts import said_by


@dataclass(frozen=True)
class Plan:
    """What one row of a file writes: values, links and parts, as plain JSON.

    ``pk`` is the row that is changed, ``copies`` the one of which a draft copy is begun; a new
    row has neither. ``values`` are those that change. ``stood`` are the rows that were looked at,
    each as id, version, state and a digest of its parts and links. ``claims`` are the values that
    no other row may have.
    """

    pk: int | None = None
    copies: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    stood: list[list] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RowResult:
    """What importing one row does, in words and cell by cell, and what is doubtful about it.

    ``faults`` say why the row is refused; it is then not imported. ``plan`` is what is written.
    """

    line: int
    title: str = ""
    step: str = "不变"
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    plan: Plan | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON; what is empty is left out."""
        return {
            name: dataclasses.asdict(value) if isinstance(value, Plan) else value
            for one in dataclasses.fields(self)
            if (value := getattr(self, (name := one.name)))
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """Return the result that ``as_json`` returned."""
        plan = Plan(**told["plan"]) if "plan" in told else None
        differences = [(heading, old, new) for heading, old, new in told.get("differences", [])]
        return cls(**{**told, "plan": plan, "differences": differences})


@dataclass(frozen=True)
class Result:
    """What importing a sheet does, row by row; ``kept`` says whether it was imported."""

    rows: list[RowResult]
    kept: bool = False

    @property
    def faults(self) -> list[tuple[int, list[str]]]:
        """The faults, each with its line in the file."""
        return [(row.line, row.faults) for row in self.rows if row.faults]

    @property
    def changed(self) -> list[RowResult]:
        """The rows whose contents change."""
        return [row for row in self.rows if row.differences]

    @property
    def plans(self) -> list[Plan]:
        """What is written, in the order of the file."""
        return [row.plan for row in self.rows if row.plan is not None]


def plain(value: object) -> Any:
    """Return ``value`` as JSON holds it; ``Field.to_python`` reads it again."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def plain_values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of ``row`` in the columns ``names`` as JSON holds them."""
    return {name: plain(getattr(row, name)) for name in names}


def plain_part(part: models.Model) -> dict[str, Any]:
    """Return the values of a part, without its id and relations, as JSON holds them."""
    return {name: plain(value) for name, value in said_by(type(part), part).items()}


def typed(model: Any, told: dict[str, Any]) -> dict[str, Any]:
    """Return values that ``plain`` made JSON of as the columns of ``model`` hold them."""
    columns = {one.attname: one for one in model._meta.concrete_fields}
    return {
        name: columns[name].target_field.to_python(value)
        if columns[name].is_relation
        else columns[name].to_python(value)
        for name, value in told.items()
    }


def hold(row: Any, name: str, rows: Iterable[models.Model]) -> None:
    """Let ``row.name.all()`` be ``rows``, which are not in the database."""
    held = getattr(row, name).model._default_manager.none()
    held._result_cache = list(rows)
    held._prefetch_done = True
    if not hasattr(row, "_prefetched_objects_cache"):
        row._prefetched_objects_cache = {}
    row._prefetched_objects_cache[name] = held


def in_order(model: Any, parts: Iterable[models.Model]) -> list[models.Model]:
    """Sort parts as their model does, empty values first."""
    names = []
    for one in model._meta.ordering:
        name = one if isinstance(one, str) else one.expression.name
        if not model._meta.get_field(name).is_relation:
            names.append(name)

    def place(part: models.Model) -> list[tuple]:
        values = [getattr(part, name) for name in names]
        return [(False,) if value is None else (True, value) for value in values]

    return sorted(parts, key=place)
