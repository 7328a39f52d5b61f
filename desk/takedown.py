"""Take a domain or telephone number off all pages with one action, and put it back.

A published lookup channel with that address or number is withdrawn; elsewhere the term is cut
out and the text around it stays. ``TakeDown.undo`` notes each change. A row that was approved
since then is not restored, nor is a term that another take-down still blocks.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet

from regions.history_records import HistoryRecord
from regions.kinds import owner_fields, publishable_models, text_fields
from regions.models import (
    LookupChannel,
    PolicyTier,
    Publication,
    Source,
    TakeDown,
    WorkedExample,
)
from regions.models.publication import (
    MOVES,
    PUT_BACK,
    TAKEDOWN_REASONS,
    TAKEN_DOWN,
    Publishable,
    Recorded,
)
from regions.terms import Term

from . import publishing
from .row_locks import locked, locked_or_none

#: Fields that hold nothing but an address or a number: emptied, not masked.
_BARE = ("url", "phone")


@dataclass(frozen=True)
class Hit:
    """A row that contains a term; ``owner`` is the row, or the policy of a tier or example."""

    row: Recorded
    excerpts: list[tuple[str, str]]

    @property
    def owner(self) -> Publishable:
        return _owner(self.row)

    @property
    def kind(self) -> str:
        return str(self.owner._meta.verbose_name)


def find(term: Term) -> list[Hit]:
    """Return every row that contains ``term``: facts, their parts and sources, model by model."""
    hits = []
    for model in _models():
        for row in model._default_manager.order_by("pk"):
            if excerpts := list(_excerpts(row, term)):
                hits.append(Hit(row, excerpts))
    return hits


def take_down(term: Term, reason: str, by: User, now: datetime.datetime) -> TakeDown:
    """Take ``term`` off all pages, in one transaction.

    Raises ValidationError where it is already taken down.
    """
    made = TakeDown(kind=term.kind, term=term.text, reason=reason, made_by=by, made_at=now)
    made.full_clean(exclude=["undo"])
    with transaction.atomic():
        found = [locked_or_none(type(hit.row), hit.row.pk) for hit in find(term)]
        rows = [row for row in found if row is not None]
        # All states first: withdrawing a channel may change the state of its source.
        states = [_state(row) for row in rows]
        for row, state in zip(rows, states, strict=True):
            made.undo += [change | state for change in _take_out(row, term, made, by)]
        made.save()
    return made


def put_back(made: TakeDown, by: User, now: datetime.datetime) -> list[str]:
    """Undo the changes of a take-down; return a sentence for each that cannot be undone.

    Only what is still as the take-down left it is changed back. Raises ValidationError where the
    take-down was undone before.
    """
    left: list[str] = []
    with transaction.atomic():
        made = locked(made)
        if made.undone_at is not None:
            raise ValidationError("这一条已经恢复过了。")
        made.undone_at, made.undone_by = now, by
        made.save(update_fields=["undone_at", "undone_by"])
        active = [other.as_term for other in TakeDown.objects.filter(undone_at__isnull=True)]
        for _, changes in groupby(made.undo, key=itemgetter("model", "pk")):
            left += _restore(list(changes), made, active, by)
    return left


def preview_restore(made: TakeDown, by: User, now: datetime.datetime) -> list[str]:
    """Return what ``put_back`` would return now, without changing anything."""
    with transaction.atomic():
        left = put_back(made, by, now)
        transaction.set_rollback(True)
    return left


def _models() -> list[type[Recorded]]:
    """Return the models of facts, their parts and sources that have text fields."""
    kinds: list[type[Recorded]] = [*publishable_models(), *owner_fields()]
    return [model for model in kinds if text_fields(model)]


def _stands_in(row: Model, name: str, term: Term) -> bool:
    """Whether a field contains ``term``; a channel's number may lack its area code."""
    if term.stands_in(getattr(row, name)):
        return True
    return isinstance(row, LookupChannel) and name == "phone" and term.stands_in(row.dial)


def _excerpts(row: Model, term: Term) -> Iterator[tuple[str, str]]:
    for field in text_fields(type(row)):
        text = getattr(row, field.name)
        if _stands_in(row, field.name, term):
            yield str(field.verbose_name), term.excerpt(text) or text


def _owner(row: Recorded) -> Publishable:
    if isinstance(row, PolicyTier | WorkedExample):
        return row.policy
    if isinstance(row, Publishable):
        return row
    raise TypeError(type(row))


def _take_out(row: Recorded, term: Term, made: TakeDown, by: User) -> list[dict]:
    """Cut ``term`` out of one row, or withdraw the row; return the changes."""
    changes: list[dict] = []

    def change(name: str, after: str) -> None:
        before = getattr(row, name)
        if before != after:
            setattr(row, name, after)
            place = {"model": row._meta.label_lower, "pk": row.pk, "field": name}
            changes.append(place | {"before": before, "after": after})

    withdrawn = False
    for field in text_fields(type(row)):
        if not _stands_in(row, field.name, term):
            continue
        if field.name not in _BARE:
            change(field.name, term.masked(getattr(row, field.name))[: field.max_length])
        elif isinstance(row, LookupChannel) and row.status == Publication.PUBLISHED:
            withdrawn = True
        else:
            change(field.name, "")
    why = _why(made)
    row._history_user = by
    if withdrawn and isinstance(row, LookupChannel):
        before = row.status
        row.move(Publication.WITHDRAWN, why)
        place = {"model": row._meta.label_lower, "pk": row.pk, "field": "status"}
        edits = {"source_edits": _edits(row.source).count()}
        changes.append(place | {"before": before, "after": row.status} | edits)
    elif changes:
        row.save_because(why)
    return changes


def _restore(changes: list[dict], made: TakeDown, active: list[Term], by: User) -> list[str]:
    """Undo the changes of one row; return a sentence for each that cannot be undone.

    A field that was edited since, or that contained one of the ``active`` terms, stays as it is.
    """
    model, pk = apps.get_model(changes[0]["model"]), changes[0]["pk"]
    row = locked_or_none(model, pk)
    if row is None:
        return [f"{model._meta.verbose_name}（编号 {pk}）已经删掉了，不恢复。"]
    named = f"{model._meta.verbose_name}“{row}”"
    if reason := _changed_since(row, changes, made):
        return [f"{named}{reason}，不恢复。"]
    withdrawn = next((change for change in changes if change["field"] == "status"), None)
    off = _blocked_by(row, withdrawn, made, active) if withdrawn else []
    left, back = [], False
    for change in changes:
        if change is withdrawn:
            continue
        if reason := _put(row, change, active):
            left.append(
                f"{named}的“{model._meta.get_field(change['field']).verbose_name}”{reason}。"
            )
        else:
            back = True
    if withdrawn and not off:
        off = publishing.faults(row, sourced=False)
    left += [f"{named}不重新公开：{reason}" for reason in off]
    row._history_user = by
    why = f"{PUT_BACK} {made.term}"
    if withdrawn and not off:
        row.move(Publication.PUBLISHED, why)
    elif back:
        row.save_because(why)
        _touch(row, why, by)
    return left


def _put(row: Model, change: dict, active: list[Term]) -> str:
    """Restore the former value of a field; return why not, or ``""`` where it was restored.

    In a withdrawn channel an address or number is restored even if another term blocks it.
    """
    name, after = change["field"], change["after"]
    if getattr(row, name) != after:
        return "后来改过，不动它"
    setattr(row, name, change["before"])
    if name in _BARE and getattr(row, "status", "") == Publication.WITHDRAWN:
        return ""
    if term := next((term for term in active if _stands_in(row, name, term)), None):
        setattr(row, name, after)
        return f"里有 {term.text}，它还停用着，不恢复"
    return ""


def _touch(row: Recorded, why: str, by: User) -> None:
    """Save the fact in review whose part was restored, so that its reviewer has to look again."""
    owner = _owner(row)
    if owner is row or isinstance(owner, Source):
        return
    owner = locked(owner)
    if owner.status == Publication.IN_REVIEW:
        owner._history_user = by
        owner.save_because(why)


def _state(row: Recorded) -> dict:
    """Return the publication state of ``row``, which a take-down notes and ``put_back`` compares.

    A source counts as published where a published fact names it.
    """
    owner = _owner(row)
    if isinstance(owner, Source):
        named = next(owner.published_facts(), None)
        status = Publication.PUBLISHED if named else Publication.DRAFT
        return {"status": status.value, "replaces": owner.replaces_id}
    return {"status": str(owner.status), "replaces": owner.replaces_id}


def _changed_since(row: Recorded, changes: list[dict], made: TakeDown) -> str:
    """Say why ``row`` must not be restored because its state has changed since; ``""`` if it may.

    A draft that was approved meanwhile was approved without the text that was cut out.
    """
    noted, now = changes[0], _state(row)
    if any(change["field"] == "status" for change in changes):
        again = now["status"] == Publication.PUBLISHED
        other = "后来重新审过、公开了" if again else "后来又因为别的原因撤下"
        return "" if _withdrawal(row, made) else other
    if "status" not in noted:  # written before the state was noted
        public = isinstance(row, Publishable) and row.status == Publication.PUBLISHED
        last = _newest(row.history.all())
        kept = public and last is not None and last.history_change_reason == _why(made)
        return "" if kept else "停用时没有记下状态，说不准后来有没有人审过"
    if isinstance(row, Source):
        newly = now["status"] == Publication.PUBLISHED != noted["status"]
        return "停用以后才有公开的资料用它，审的人没有见过停用的内容" if newly else ""
    if now["replaces"] != noted["replaces"]:
        return "后来换了要改的那一条"
    if now["status"] != noted["status"]:
        was, became = Publication(noted["status"]).label, Publication(now["status"]).label
        return f"停用时是“{was}”，现在是“{became}”"
    return ""


def _blocked_by(row: LookupChannel, noted: dict, made: TakeDown, active: list[Term]) -> list[str]:
    """Say why a channel that this take-down withdrew must not be published again; may be empty."""
    then = _withdrawal(row, made)
    if any(getattr(row, f.attname) != getattr(then, f.attname) for f in row.content_fields()):
        return ["撤下以后，里面别的内容又被停用了。"]
    if noted.get("source_edits") != _edits(row.source).count():
        return ["它的来源在撤下以后改过（或者没有记下来）。请另起修改稿，照常审核。"]
    standing = [term.text for term in active if any(_excerpts(row.source, term))]
    return [f"它的来源里有 {text}，还停用着。" for text in standing]


def _withdrawal(row: Recorded, made: TakeDown) -> HistoryRecord | None:
    """Return the record of this take-down withdrawing ``row``; None where an edit followed it."""
    last = _newest(_edits(row))
    step = MOVES[Publication.PUBLISHED, Publication.WITHDRAWN]
    by_it = last is not None and last.history_change_reason == f"{step}：{_why(made)}"
    return last if by_it else None


def _edits(row: Recorded) -> QuerySet:
    """Return the history of ``row`` without the text changes of take-downs and their undoing."""
    records = row.history.all()
    for reason in TAKEDOWN_REASONS:
        records = records.exclude(history_change_reason__startswith=f"{reason} ")
    return records


def _newest(records: QuerySet) -> HistoryRecord | None:
    return records.order_by("-history_date", "-history_id").first()


def _why(made: TakeDown) -> str:
    """Return the change reason that the history gives for each row that ``made`` changed."""
    return f"{TAKEN_DOWN} {made.term}：{made.reason}"


@dataclass(frozen=True)
class TakenDownField:
    """One field that a take-down changed. ``row`` is None where it was deleted since."""

    row: Model | None
    kind: str
    label: str
    before: str
    after: str


def changes_of(made: TakeDown) -> list[TakenDownField]:
    """Return the fields that a take-down changed, in words."""
    told = []
    for change in made.undo:
        model = apps.get_model(change["model"])
        field = model._meta.get_field(change["field"])
        words = dict(field.choices or [])
        told.append(
            TakenDownField(
                model._default_manager.filter(pk=change["pk"]).first(),
                str(model._meta.verbose_name),
                str(field.verbose_name),
                words.get(change["before"], change["before"]),
                words.get(change["after"], change["after"]),
            )
        )
    return told
