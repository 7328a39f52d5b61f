"""Compares and replaces the parts of a fact, such as tiers and worked examples."""

from collections.abc import Iterable

from django.db import models


def replace_parts(row: models.Model, name: str, wanted: Iterable[models.Model]) -> None:
    """Replace the parts ``name`` of ``row`` by ``wanted``: other parts, or records of parts.

    A part with the same key is changed in place, because a form that is open elsewhere holds its
    id. Equal parts are not saved, so their history does not grow.
    """
    parts = getattr(row, name)
    key = parts.model.PART_KEY
    coming = {
        tuple(getattr(part, one) for one in key): said_by(parts.model, part) for part in wanted
    }
    for part in parts.all():
        said = coming.pop(tuple(getattr(part, one) for one in key), None)
        if said is None:
            part.delete()
        elif said != said_by(parts.model, part):
            for attribute, value in said.items():
                setattr(part, attribute, value)
            part.save()
    for said in coming.values():
        parts.create(**said)


def said_by(model: type[models.Model], part: models.Model) -> dict[str, object]:
    """Return the values of a part or of a record of one, without its id and relations."""
    return {
        field.attname: getattr(part, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.is_relation
    }
