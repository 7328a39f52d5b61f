"""What is moved: every table of every model, those that others point at first."""

from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models

Model = type[models.Model]

#: Rows that are read at once; a scan or a page that is kept may be megabytes.
_CHUNK = 200


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
    keys = [f for f in model._meta.concrete_fields if f.remote_field and f.db_constraint]
    targets = {field.remote_field.model._meta.concrete_model for field in keys}
    return {target._meta.label for target in targets if target is not model}


def resting_on(changed: Iterable[Model], order: list[Model]) -> list[Model]:
    """Return ``changed`` and all models whose keys lead there, by whatever way."""
    reached = {model._meta.label for model in changed}
    for model in order:
        if _above(model) & reached:
            reached.add(model._meta.label)
    return [model for model in order if model._meta.label in reached]


def rows(model: Model, alias: str) -> Iterator[tuple[Any, ...]]:
    """All rows of a table as the fields' own Python values, a few at a time."""
    names = [field.attname for field in model._meta.concrete_fields]
    # No manager of the model has a say in this: none of them may hide a row.
    found = models.QuerySet(model, using=alias).order_by("pk").values_list(*names)
    return found.iterator(chunk_size=_CHUNK)


def count(model: Model, alias: str) -> int:
    return models.QuerySet(model, using=alias).count()
