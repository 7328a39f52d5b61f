"""Take a domain or telephone number off all pages with one action, and put it back.

A published way to look up that leads there is withdrawn; everywhere else the address or number
goes and the text around it stays. ``TakeDown.undo`` notes each change.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Model, SlugField, TextField

from .models import LookupChannel, Publication, Source, TakeDown
from .models.publication import MOVES, RESTORE, STRIKE, Publishable
from .terms import Term

#: Fields that hold nothing but an address or a number: emptied, not masked.
_BARE = ("url", "phone")


@dataclass(frozen=True)
class Hit:
    """A row in which a term stands. ``owner`` is the fact that a part such as a tier is of."""

    row: Model
    excerpts: list[tuple[str, str]]

    @property
    def owner(self) -> Model:
        return self.row if isinstance(self.row, Source | Publishable) else self.row.policy  # type: ignore[attr-defined]

    @property
    def kind(self) -> str:
        return str(self.owner._meta.verbose_name)


def find(term: Term) -> list[Hit]:
    """Every row of the facts in which ``term`` stands, by kind."""
    hits = []
    for model in _models():
        for row in model._default_manager.order_by("pk"):
            if excerpts := list(_excerpts(row, term)):
                hits.append(Hit(row, excerpts))
    return hits


def take_down(term: Term, reason: str, by: User, now: datetime.datetime) -> TakeDown:
    """Take ``term`` off all pages; all of it or nothing.

    Raises ValidationError where it is taken down already.
    """
    made = TakeDown(kind=term.kind, term=term.text, reason=reason, made_by=by, made_at=now)
    made.full_clean(exclude=["undo"])
    with transaction.atomic():
        for hit in find(term):
            made.undo += _strike(_held(hit.row), term, reason, by)
        made.save()
    return made


def put_back(made: TakeDown, by: User, now: datetime.datetime) -> list[str]:
    """Undo what still stands as the take-down left it; returns a sentence for each that does not.

    Raises ValidationError where it was undone before.
    """
    left: list[str] = []
    with transaction.atomic():
        made = TakeDown.objects.select_for_update().get(pk=made.pk)
        if made.undone_at is not None:
            raise ValidationError("这一条已经恢复过了。")
        for (label, pk), changes in groupby(made.undo, key=lambda c: (c["model"], c["pk"])):
            left += _restore(label, pk, list(changes), made, by)
        made.undone_at, made.undone_by = now, by
        made.save(update_fields=["undone_at", "undone_by"])
    return left


def _models() -> list[type[Model]]:
    """The facts and their parts, as far as they hold text."""
    facts: list[type[Model]] = [m for m in apps.get_models() if issubclass(m, Publishable)]
    parts: list[Any] = [
        fact._meta.get_field(name).related_model
        for fact in facts
        for name in fact.PARTS  # type: ignore[attr-defined]
    ]
    return [model for model in [*facts, *parts, Source] if _text_fields(model)]


def _text_fields(model: type[Model]) -> list:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not isinstance(field, SlugField)
        and field.editable
        and not field.choices
    ]


def _stands_in(row: Model, name: str, term: Term) -> bool:
    """Whether ``term`` stands in a field; a channel's number may lack its area code."""
    if term.stands_in(getattr(row, name)):
        return True
    return isinstance(row, LookupChannel) and name == "phone" and term.stands_in(row.dial)


def _excerpts(row: Model, term: Term) -> Iterator[tuple[str, str]]:
    for field in _text_fields(type(row)):
        text = getattr(row, field.name)
        if _stands_in(row, field.name, term):
            yield str(field.verbose_name), term.excerpt(text) or text


def _held(row: Model) -> Model:
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def _strike(row: Model, term: Term, reason: str, by: User) -> list[dict]:
    """Take ``term`` out of one row, or the row off the pages; returns what was changed."""
    changes: list[dict] = []

    def change(name: str, after: str) -> None:
        before = getattr(row, name)
        if before != after:
            setattr(row, name, after)
            place = {"model": row._meta.label_lower, "pk": row.pk, "field": name}
            changes.append(place | {"before": before, "after": after})

    withdrawn = False
    for field in _text_fields(type(row)):
        if not _stands_in(row, field.name, term):
            continue
        if field.name not in _BARE:
            change(field.name, term.masked(getattr(row, field.name))[: field.max_length])
        elif isinstance(row, LookupChannel) and row.status == Publication.PUBLISHED:
            withdrawn = True
        else:
            change(field.name, "")
    why = f"{STRIKE} {term.text}：{reason}"
    row._history_user = by  # type: ignore[attr-defined]
    if withdrawn and isinstance(row, LookupChannel):
        before = row.status
        row.move(Publication.WITHDRAWN, why)
        place = {"model": row._meta.label_lower, "pk": row.pk, "field": "status"}
        changes.append(place | {"before": before, "after": row.status})
    elif changes:
        _save(row, why)
    return changes


def _restore(label: str, pk: int, changes: list[dict], made: TakeDown, by: User) -> list[str]:
    """Put the fields of one row back as far as nobody changed them since."""
    model = apps.get_model(label)
    row = model._default_manager.select_for_update().filter(pk=pk).first()
    if row is None:
        return [f"{model._meta.verbose_name}（编号 {pk}）已经删掉了，没有恢复。"]
    left, back, again = [], False, False
    for change in changes:
        name = change["field"]
        if getattr(row, name) != change["after"]:
            said = model._meta.get_field(name).verbose_name
            left.append(f"{model._meta.verbose_name}“{row}”的“{said}”后来改过，没有动它。")
        elif name == "status" and not _withdrawn_by(row, made):
            left.append(f"{model._meta.verbose_name}“{row}”后来又因为别的原因撤下，没有恢复发布。")
        elif name == "status":
            again = True
        else:
            setattr(row, name, change["before"])
            back = True
    row._history_user = by
    why = f"{RESTORE} {made.term}"
    if again:
        row.move(Publication.PUBLISHED, why)
    elif back:
        _save(row, why)
    return left


def _withdrawn_by(row: Any, made: TakeDown) -> bool:
    """Whether the last step of ``row`` was being withdrawn by this take-down."""
    last = row.history.order_by("-history_date", "-history_id").first()
    step = MOVES[Publication.PUBLISHED, Publication.WITHDRAWN]
    return last is not None and (last.history_change_reason or "").startswith(
        f"{step}：{STRIKE} {made.term}"
    )


def _save(row: Model, why: str) -> None:
    """Save with ``why`` in the history; parts have no version to count."""
    row._change_reason = why  # type: ignore[attr-defined]
    row.save()


@dataclass(frozen=True)
class Change:
    """One field that a take-down changed. ``row`` is None where it was deleted since."""

    row: Model | None
    kind: str
    label: str
    before: str
    after: str


def changes_of(made: TakeDown) -> list[Change]:
    """What a take-down changed, in words."""
    told = []
    for change in made.undo:
        model = apps.get_model(change["model"])
        field = model._meta.get_field(change["field"])
        words = dict(field.choices or [])
        told.append(
            Change(
                model._default_manager.filter(pk=change["pk"]).first(),
                str(model._meta.verbose_name),
                str(field.verbose_name),
                words.get(change["before"], change["before"]),
                words.get(change["after"], change["after"]),
            )
        )
    return told
