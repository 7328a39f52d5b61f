"""Tell what was changed in a fact, when, by whom and why, and restore an earlier state.

Simple-history writes one record per save and further ones when links are set; here all records
with the same version of a row are one event. Tiers and worked examples have histories of their
own: a version has those that stood just before the next version began.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from regions.history_records import HistoryRecord, linked, links, standing_parts
from regions.models import PolicyTier, Publication, WorkedExample
from regions.models.publication import MoveRefused, Publishable, Recorded, Versioned
from regions.models.tier import tier_of
from regions.parts import replace_parts
from text.formats import day, example_case, number, tier_figure, tier_limits, yuan
from text.line_ends import unix_lines

from .publishing import copy_of, name_of
from .row_locks import locked

Fact = TypeVar("Fact", bound=Publishable)

EMPTY, MISSING = "空", "没有"
KINDS = {"+": "新建", "~": "改动", "-": "删除"}


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """One save of a row. ``number`` is the id of the state it left, ``version`` the row's new one.

    The first event has no old values.
    """

    number: int
    version: int
    when: datetime.datetime
    who: str
    step: str
    is_first: bool
    changes: list[FieldChange]


@dataclass(frozen=True)
class State:
    """A row as one save left it: its record, and the records of its parts by model.

    ``step`` is the reason given for the save, or the kind of change where none was given.
    """

    record: HistoryRecord
    began: datetime.datetime
    step: str
    parts: dict[type[Recorded], list[HistoryRecord]] = field(default_factory=dict)


def events(row: Versioned) -> list[Event]:
    """Return the events in the history of ``row``, newest first."""
    told: list[Event] = []
    name = _namer()
    before: dict[str, str] = {}
    for state in states(row):
        fields, parts = _fields_in_words(state.record, name), _parts_in_words(state)
        after = fields | parts
        changes = [
            FieldChange(label, old, new)
            for label in dict.fromkeys([*fields, *before, *parts])
            if (old := before.get(label, MISSING)) != (new := after.get(label, MISSING))
            and (told or new not in (EMPTY, "否"))
        ]
        record = state.record
        user = record.history_user
        told.append(
            Event(
                number=record.history_id,
                version=record.version,
                when=state.began,
                who=name_of(user) if user else "系统",
                step=state.step,
                is_first=not told,
                changes=changes,
            )
        )
        before = after
    return told[::-1]


def restore(row: Fact, number: int) -> Fact:
    """Return a draft with the contents that ``row`` had in the state ``number``.

    A draft is changed itself, a published row through its draft copy; what the draft said before
    stays in its history. Raises LookupError where there is no such state, and ValidationError
    where a row it named was deleted or the draft is in review.
    """
    with transaction.atomic():
        state = next((s for s in states(row) if s.record.history_id == number), None)
        if state is None:
            raise LookupError(number)
        draft = row if row.status in Publication.UNPUBLISHED else copy_of(row)
        draft = locked(draft)
        if draft.status != Publication.DRAFT:
            raise MoveRefused("稿子正在等审核。先退回来，再恢复从前的样子。")
        _take_fields(draft, state.record)
        draft.validate_constraints()
        when = timezone.localtime(state.began)
        draft.save_because(f"恢复成{day(when)}{when:%H:%M}的样子")
        for link in state.record._history_m2m_fields:
            getattr(draft, link.name).set(_still_linked(state.record, link))
        for name in row.PARTS:
            replace_parts(draft, name, state.parts.get(getattr(draft, name).model, []))
    return draft


# --- States --------------------------------------------------------------------------------------


def states(row: Versioned) -> Iterator[State]:
    """Yield the states of ``row``, oldest first; the row itself may have been deleted."""
    kept = row.history.model
    joined = [links(kept, link) for link in kept._history_m2m_fields]
    records = row.history.select_related("history_user").prefetch_related(*joined)
    records = records.order_by("history_date", "history_id")
    versions = [list(group) for _, group in groupby(records, key=lambda r: r.version)]
    parts = row.parts() if isinstance(row, Publishable) else {}
    logs = {
        part: list(
            part.history.filter(**{owner.name: row.pk}).order_by("history_date", "history_id")
        )
        for part, owner in parts.items()
    }
    for group, following in zip(versions, [*versions[1:], None], strict=True):
        until = following[0].history_date if following else None
        standing = {model: standing_parts(log, until) for model, log in logs.items()}
        reasons = [r.history_change_reason for r in group if r.history_change_reason]
        step = reasons[0] if reasons else KINDS[group[0].history_type]
        yield State(group[-1], group[0].history_date, step, standing)


# --- In words ------------------------------------------------------------------------------------


def _fields_in_words(record, name: Callable[[type[models.Model], int], str]) -> dict[str, str]:
    """Return the values of a record in words, by field label; bookkeeping is left out."""
    said = {
        str(column.verbose_name): _value_in_words(record, column, name)
        for column in record.tracked_fields
        if column.editable and not column.primary_key
    }
    for link in record._history_m2m_fields:
        names = sorted(name(link.related_model, pk) for pk in linked(record, link))
        said[str(link.verbose_name)] = "\n".join(names) or EMPTY
    return said


def _value_in_words(record, column, name) -> str:
    value = getattr(record, column.attname)
    if column.is_relation and value is not None:
        return name(column.related_model, value)
    return in_words(column, value)


def in_words(column: models.Field, value: object) -> str:
    """Return a stored value in words; ``column`` must not be a relation."""
    if value is None or value == "":
        return EMPTY
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return day(value)
    if isinstance(value, Decimal):
        return number(value)
    return unix_lines(str(value))


def _namer() -> Callable[[type[models.Model], int], str]:
    """Return a function that names the row of a model with an id, with one query for each row."""
    known: dict[tuple[type[models.Model], int], str] = {}

    def name(model: type[models.Model], pk: int) -> str:
        if (model, pk) not in known:
            row = model._default_manager.filter(pk=pk).first()
            known[model, pk] = str(row) if row else f"已经删掉的（{model._meta.verbose_name} {pk}）"
        return known[model, pk]

    return name


def _parts_in_words(state: State) -> dict[str, str]:
    """Return the parts in words, by the label that tells them apart: ages or the example's case."""
    said = {}
    for record in sorted(state.parts.get(PolicyTier, []), key=lambda r: r.min_age):
        tier = tier_of(record)
        said[f"年龄档 {tier.who}"] = f"{tier_figure(tier)}{tier_limits(tier)}"
    for record in sorted(state.parts.get(WorkedExample, []), key=lambda r: r.age):
        note = f"（{record.note}）" if record.note else ""
        said[f"算例 {example_case(record)}"] = f"{yuan(record.amount)}{note}"
    return said


# --- The way back --------------------------------------------------------------------------------


def _still_linked(record, link) -> list[int]:
    """Return the ids of the rows that ``record`` links and that still exist."""
    there = link.related_model._default_manager.filter(pk__in=linked(record, link))
    return list(there.values_list("pk", flat=True))


def _is_there(column, pk: int) -> bool:
    return column.related_model._default_manager.filter(pk=pk).exists()


def _take_fields(draft: Publishable, record) -> None:
    """Copy the fields of ``record`` to ``draft``.

    Raises ValidationError where a row that it names was deleted.
    """
    tracked = {column.name for column in record.tracked_fields}
    gone = []
    for column in draft.content_fields():
        if column.name not in tracked:
            continue
        value = getattr(record, column.attname)
        if column.is_relation and value is not None and not _is_there(column, value):
            gone.append(f"那时填的“{column.verbose_name}”已经删掉了，恢复不了。")
            continue
        setattr(draft, column.attname, value)
    if gone:
        raise ValidationError(gone)
