"""Raises the revision for each change of what pages show, and tells which; drafts do not count.

Which pages show a row, the row says itself (``Recorded.touches``, ``Recorded.listed_on``).
"""

from collections.abc import Iterator
from typing import cast

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from caching.revision import EVERYTHING, bump_revision, everything_pending

from .kinds import owner_fields
from .models.publication import Publication, Publishable, Recorded, Versioned

#: The columns that decide whose pages show a row: one that changes leaves those of before.
_WHERE = ("region_id", "question_id", "kind")
#: Where a row being saved keeps who showed it before, and whether lists will tell another.
_UNTIL_NOW = "_shown_until_now"


def connect() -> None:
    """Connect to the signals of every save, delete and link."""
    pre_save.connect(_is_changing, dispatch_uid="regions.revision_signals")
    for signal in (post_save, post_delete):
        signal.connect(_changed, dispatch_uid="regions.revision_signals")
    m2m_changed.connect(_linked, dispatch_uid="regions.revision_signals")


def _is_changing(sender, instance, **kwargs) -> None:
    """Note before a save who showed the row until now, and whether lists will tell another."""
    if not isinstance(instance, Versioned) or instance.pk is None or everything_pending():
        return
    if not is_shown(instance):
        return
    before = sender._base_manager.filter(pk=instance.pk).first()
    if before is None:
        return
    listed = any(_differs(before, instance, name) for name in _listed_columns(instance))
    moved = any(_differs(before, instance, name) for name in _WHERE)
    touched = before.touches() if moved else set()
    if listed:
        touched |= before.listed_on()
    instance.__dict__[_UNTIL_NOW] = touched, listed


def _differs(before: Model, row: Model, name: str) -> bool:
    return getattr(before, name, None) != getattr(row, name, None)


def _listed_columns(row: Recorded) -> Iterator[str]:
    """Yield the names of the columns among what other pages list of the row."""
    for name in row.LISTED:
        field = row._meta.get_field(name)
        if field.concrete and not field.many_to_many:
            yield field.attname


def _changed(sender, instance, **kwargs) -> None:
    fact = shown_fact(instance)
    if fact is None:
        return
    before, listed = instance.__dict__.pop(_UNTIL_NOW, (set(), True))
    if fact is not instance:  # a part of it
        listed = owner_fields()[sender].remote_field.related_name in fact.LISTED
    bump_revision(_touched_by(fact, listed) | before)


def _linked(sender, instance, **kwargs) -> None:
    if not kwargs["action"].startswith("post_") or not is_shown(instance):
        return
    ids, model = kwargs["pk_set"], kwargs["model"]
    links = instance._meta.many_to_many
    link = next((one.name for one in links if one.remote_field.through == sender), None)
    if kwargs["reverse"] or link is None or ids is None:  # from the far side, or emptied: of what?
        bump_revision()
        return
    linked = ids if link in instance.SHOWN_BY_LINKED else ()
    far = {f"{model._meta.model_name}:{pk}" for pk in linked}
    bump_revision(_touched_by(instance, link in instance.LISTED) | far)


def _touched_by(fact: Recorded, listed: bool) -> set[str]:
    if everything_pending():
        return {EVERYTHING}
    return fact.touches() | fact.listed_on() if listed else fact.touches()


def is_shown(row: Model) -> bool:
    """Whether pages show ``row`` or showed it until now."""
    return shown_fact(row) is not None


def shown_fact(row: Model) -> Recorded | None:
    """Return ``row``, or the fact it is a part of, if pages show it or showed it until now."""
    if isinstance(row, Recorded) and (owner := owner_fields().get(type(row))):
        found = owner.related_model._default_manager.filter(pk=getattr(row, owner.attname))
        return cast("Recorded | None", found.filter(status__in=Publication.SETTLED).first())
    if isinstance(row, Publishable):
        # Pages showed a withdrawn one until now.
        return row if row.status in Publication.SETTLED else None
    return row if isinstance(row, Versioned) else None
