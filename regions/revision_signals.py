"""Raises the revision for each change of what pages show; drafts do not count."""

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from caching.revision import bump_revision

from .kinds import owner_fields
from .models.publication import Publication, Publishable, Recorded, Versioned


def connect() -> None:
    """Connect to the signals of every save, delete and link."""
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
    """Whether pages show ``row`` or showed it until now."""
    if isinstance(row, Recorded) and (owner := owner_fields().get(type(row))):
        fact = owner.related_model._default_manager.filter(pk=getattr(row, owner.attname))
        return fact.values_list("status", flat=True).first() in Publication.SETTLED
    if isinstance(row, Publishable):
        return row.status in Publication.SETTLED  # pages showed a withdrawn one until now
    return isinstance(row, Versioned)
