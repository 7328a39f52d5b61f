"""The kinds of facts there are, what belongs to them, and which of their fields hold text."""

from functools import cache

from django.apps import apps
from django.db.models import CharField, Field, ForeignKey, Model, SlugField, TextField

from .models.publication import Publishable, Recorded


def publishable_models() -> list[type[Publishable]]:
    """Every kind of fact that a second person approves."""
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


@cache
def owner_fields() -> dict[type[Recorded], ForeignKey]:
    """The parts of facts (tiers, worked examples), and by which field each names its fact."""
    return {part: owner for model in publishable_models() for part, owner in model.parts().items()}


def text_fields(model: type[Model]) -> list[Field]:
    """The fields in which a person writes freely: no choices, no keys."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not isinstance(field, SlugField)
        and field.editable
        and not field.choices
    ]
