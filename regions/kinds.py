"""Lists the kinds of facts, the parts that belong to them, and their fields of free text."""

from functools import cache

from django.apps import apps
from django.db.models import CharField, Field, ForeignKey, Model, SlugField, TextField

from .models.publication import Publishable, Recorded


def publishable_models() -> list[type[Publishable]]:
    """Return every kind of fact that a second person approves."""
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


@cache
def owner_fields() -> dict[type[Recorded], ForeignKey]:
    """Return the kinds of parts (tiers, worked examples), each with the field of its fact."""
    return {part: owner for model in publishable_models() for part, owner in model.parts().items()}


def text_fields(model: type[Model]) -> list[Field]:
    """Return the fields of free text: editable ones that are no slugs and have no choices."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not isinstance(field, SlugField)
        and field.editable
        and not field.choices
    ]
