"""Counts each change of what pages show, whoever makes it. Drafts do not count."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from caching.revision import bump_revision

from .models.publication import Publication, Publishable, Versioned


def connect() -> None:
    """Listen to every saving, deleting and linking."""
    for signal in (post_save, post_delete):
        signal.connect(_changed, dispatch_uid="regions.revision_signals")
    m2m_changed.connect(_linked, dispatch_uid="regions.revision_signals")


def _changed(sender, instance, **kwargs) -> None:
    if is_shown(instance):
        bump_revision()


def _linked(sender, instance, action, **kwargs) -> None:
    if action.startswith("post_") and is_shown(instance):
        bump_revision()


def is_shown(row: Model) -> bool:
    """Whether pages show ``row``, or did until now."""
    owner = _owners().get(type(row))
    if owner is not None:
        facts: Any = row._meta.get_field(owner).related_model
        fact = facts._default_manager.filter(pk=getattr(row, f"{owner}_id"))
        return fact.values_list("status", flat=True).first() in Publication.SETTLED
    if isinstance(row, Publishable):
        return row.status in Publication.SETTLED  # withdrawn: until just now
    return isinstance(row, Versioned)


@cache
def _owners() -> dict[type[Model], str]:
    """By which field a part (a tier, a worked example) names the fact it belongs to."""
    found: dict[type[Model], str] = {}
    for model in apps.get_models():
        if issubclass(model, Publishable):
            for name in model.PARTS:
                link: Any = model._meta.get_field(name)
                found[link.related_model] = link.field.name
    return found
