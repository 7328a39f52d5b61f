"""Counts each change of what pages show, whoever makes it. Drafts do not count."""

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from caching.revision import bump_revision

from .kinds import owner_fields
from .models.publication import Publication, Publishable, Recorded, Versioned


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
    if isinstance(row, Recorded) and (owner := owner_fields().get(type(row))):
        fact = owner.related_model._default_manager.filter(pk=getattr(row, owner.attname))
        return fact.values_list("status", flat=True).first() in Publication.SETTLED
    if isinstance(row, Publishable):
        return row.status in Publication.SETTLED  # withdrawn: until just now
    return isinstance(row, Versioned)
