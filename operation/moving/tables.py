"""What is moved: every table of every model, those that others point at first."""

from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models

Model = type[models.Model]

#: Rows that are read at once; and of tables with files, where one may be twenty megabytes.
_CHUNK, _OF_FILES = 500, 4


def moved_models() -> list[Model]:
    """All models with a table, each after those its keys lead to; a circle raises CycleError."""
    found = [m for m in apps.get_models(include_auto_created=True) if _has_table(m)]
    by_label = {model._meta.label: model for model in found}
    order = TopologicalSorter({label: sorted(_above(by_label[label])) for label in by_label})
    return [by_label[label] for label in order.static_order()]


def _has_table(model: Model) -> bool:
    return model._meta.managed and not model._meta.proxy


def _above(model: Model) -> set[str]:
    """The other models that keys of this one lead to, where the database holds them to it."""
    fields = model._meta.concrete_fields
    # History keeps keys to rows that may be gone: those the database does not hold to it.
    keys = [f for f in fields if isinstance(f, models.ForeignKey) and _is_held(f)]
    return {key.target_field.model._meta.label for key in keys} - {model._meta.label}


def resting_on(changed: Iterable[Model], order: list[Model]) -> list[Model]:
    """Return ``changed`` and all models whose keys lead there, by whatever way."""
    reached = {model._meta.label for model in changed}
    for model in order:
        if _above(model) & reached:
            reached.add(model._meta.label)
    return [model for model in order if model._meta.label in reached]


def _is_held(key: Any) -> bool:
    return key.db_constraint


def rows(model: Model, alias: str) -> Iterator[tuple[Any, ...]]:
    """All rows of a table as the fields' own Python values, a few at a time."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    chunk = _OF_FILES if any(isinstance(f, models.BinaryField) for f in fields) else _CHUNK
    # No manager of the model has a say in this: none of them may hide a row.
    found: models.QuerySet = models.QuerySet(model, using=alias)
    return found.order_by("pk").values_list(*names).iterator(chunk_size=chunk)


def count(model: Model, alias: str) -> int:
    return models.QuerySet(model, using=alias).count()
