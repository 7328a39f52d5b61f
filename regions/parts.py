"""The rows that belong to a fact (tiers, worked examples): what tells them apart, what they say."""

from collections.abc import Iterable

from django.db import models


def key_fields(model: type[models.Model], owner: str) -> tuple[str, ...]:
    """What tells a part from the others of its ``owner``: the fields it is unique by."""
    for constraint in model._meta.total_unique_constraints:
        if owner in constraint.fields:
            return tuple(name for name in constraint.fields if name != owner)
    return ()


def replace_parts(row: models.Model, name: str, wanted: Iterable[models.Model]) -> None:
    """Make the parts ``name`` of ``row`` say what ``wanted`` do: parts, or records of parts.

    One with the same key is changed in place, because a form that is open elsewhere holds its
    id. Equal parts stay, with their history.
    """
    parts = getattr(row, name)
    key = key_fields(parts.model, parts.field.name)
    coming = {tuple(getattr(part, one) for one in key): _said(parts.model, part) for part in wanted}
    for part in parts.all():
        said = coming.pop(tuple(getattr(part, one) for one in key), None)
        if said is None:
            part.delete()
        elif said != _said(parts.model, part):
            for attribute, value in said.items():
                setattr(part, attribute, value)
            part.save()
    for said in coming.values():
        parts.create(**said)


def _said(model: type[models.Model], part: models.Model) -> dict[str, object]:
    """What a part says, whichever row it belongs to."""
    return {
        field.attname: getattr(part, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.is_relation
    }
