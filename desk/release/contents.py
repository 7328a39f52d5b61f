"""What a fact says with its links and parts: in the database, in its history, in the files.

Contents are compared as a whole, whatever kind of fact it is. The state is no part of them.
"""

from collections.abc import Iterable
from typing import TypeAlias

from django.db.models import ManyToManyField

from desk.history import State
from regions.fact_files import Fact, FactFiles, Kind, Met, written
from regions.history_records import linked
from regions.models.publication import Publishable, PublishableQuerySet
from regions.parts import said_by

#: By the name of the field, link or part.
Contents: TypeAlias = dict[str, object]


def contents_of(row: Publishable) -> Contents:
    """Return what a row says in the database."""
    told: Contents = {f.name: getattr(row, f.attname) for f in row.content_fields()}
    for link in row._meta.many_to_many:
        told[link.name] = _named(link, getattr(row, link.name).values_list("pk", flat=True))
    for name in row.PARTS:
        parts = getattr(row, name)
        told[name] = _said(parts.model, parts.all())
    return told


def contents_of_state(row: Publishable, state: State) -> Contents:
    """Return what ``row`` said in one of the states of its history.

    Of a state that ended with the deletion of the row, links and parts are not known any more.
    """
    record = state.record
    kept = {column.name for column in record.tracked_fields}
    told: Contents = {
        f.name: getattr(record, f.attname) for f in row.content_fields() if f.name in kept
    }
    if record.history_type == "-":
        return told
    for link in record._history_m2m_fields:
        told[link.name] = _named(link, linked(record, link))
    for name in row.PARTS:
        model = part_model(type(row), name)
        told[name] = _said(model, state.parts.get(model, []))
    return told


def contents_in_files(files: FactFiles, met: Met) -> Contents:
    """Return what the files say of a fact; a link of which they say nothing is left out."""
    fact = fact_of(met)
    files.complete(met.row)
    told: Contents = {f.name: f.to_python(written(fact, f)) for f in fact.content_fields()}
    for link, targets in files.links_in(met.row):
        told[link.name] = frozenset(targets)
    for name in fact.PARTS:
        told[name] = _said(part_model(type(fact), name), parts_in_files(met, name))
    return told


def fact_of(met: Met) -> Publishable:
    """Return the fact as the files have it."""
    if not isinstance(met.row.fact, Publishable):
        raise TypeError(type(met.row.fact))
    return met.row.fact


def parts_in_files(met: Met, name: str) -> list[Fact]:
    """Return the parts of one kind that the files give to a fact, not saved."""
    model = part_model(type(fact_of(met)), name)
    return [part.fact for part in met.parts if type(part.fact) is model]


def part_model(model: type[Publishable], name: str) -> type:
    """Return the model of the parts ``name`` of a kind of facts."""
    return next(part for part, owner in model.parts().items() if owner.related_query_name() == name)


def agree(one: Contents, other: Contents) -> bool:
    """Whether both say the same, as far as both are known."""
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def _named(link: ManyToManyField, ids: Iterable[int]) -> frozenset[int]:
    """Return ``ids`` without draft copies, which stand in a link that is set from both ends."""
    if not link.remote_field.symmetrical:
        return frozenset(ids)
    there = PublishableQuerySet(link.related_model).originals().filter(pk__in=ids)
    return frozenset(there.values_list("pk", flat=True))


def _said(model: Kind, parts: Iterable[Fact]) -> frozenset[tuple[object, ...]]:
    return frozenset(tuple(said_by(model, part).values()) for part in parts)
