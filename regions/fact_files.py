"""Reads the facts of ``fixtures/``: adds the rows that are missing, compares those that are there.

Rows that are there are never changed here. What ``refused`` has something against is held back.
A row counts as changed on the day that its line states, not on the day it is loaded.
"""

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db.models import ForeignKey, ManyToManyField
from django.utils import timezone

from regions.kinds import owner_fields, publishable_models
from regions.models.publication import Changing
from regions.natural_keys import Key, NaturalKeys, references
from text.progress import Progress

FILES = [
    "regions.json",
    "sources.json",
    "policies.json",
    "channels.json",
    "faq.json",
    "local_answers.json",
]

#: States the day of the lines that have no ``changed_on`` of their own.
EDITION = "edition.json"

#: Why the rows are there, in their history.
REASON = "装入资料"
#: The reasons with which rows came from a release and not from a person; the second is that of
#: rows that were there before there was a history.
RELEASE_REASONS = (REASON, "最初的资料", "从划入标准移来")

#: The most characters of a text that a report quotes.
EXCERPT = 60

#: A row of a model that has a natural key and a history, and the model; they have no common base.
Fact: TypeAlias = Any
Kind: TypeAlias = Any


@dataclass
class Row:
    """One line of a fixture file: the fact, its links, and its references to rows not found yet.

    ``changed_on`` is the day on which the fact was last changed in the files.
    """

    fact: Fact
    file: str
    changed_on: datetime.date
    links: dict[ManyToManyField, list[Key]] = field(default_factory=dict)
    early: dict[ForeignKey, Key] = field(default_factory=dict)


@dataclass
class Met:
    """A fact of the files with its parts that was not added: it is there, or was held back.

    ``stored`` is the row that is there; ``why`` says why there is none.
    """

    row: Row
    stored: Fact | None
    why: str = ""
    parts: list[Row] = field(default_factory=list)


class FactFiles:
    """What the files say, beside what the database has.

    ``added`` counts the new rows by kind. ``met`` are the rows that were there, ``held`` those
    that ``refused`` had something against, by model and key. It is not asked while an empty
    database is filled.
    """

    def __init__(self, refused: Callable[[Fact], str] = lambda fact: ""):
        self.refused = refused
        self.keys = NaturalKeys()
        self.added: dict[str, int] = {}
        self.met: dict[tuple[Kind, int], Met] = {}
        self.held: dict[tuple[Kind, Key], Met] = {}
        self._had_rows = False
        self._day = datetime.date.min
        self._changed: dict[tuple[Kind, datetime.date], list[Fact]] = {}
        self._waiting: list[Fact] = []  # to be inserted together
        self._early: list[Row] = []  # they name rows that come later
        self._linked: dict[ManyToManyField, dict[int, set[int]]] = {}
        self._unnoted: dict[Kind, list[Fact]] = {}
        self._copies: dict[Kind, dict[int, Fact]] = {}
        self._owned: dict[Kind, dict[int, list[Fact]]] = {}

    def load(self, out: Any = None) -> None:
        """Add what is missing; the caller opens the transaction (``one_bump``).

        ``out`` is told how far it is.
        """
        folder = settings.BASE_DIR / "fixtures"
        self._day = _day_in(json.loads((folder / EDITION).read_text(encoding="utf-8")))
        for name in FILES:
            self._load_file(folder / name, out)
        for (model, day), facts in self._changed.items():
            noon = datetime.datetime.combine(day, datetime.time(12))
            rows = model._base_manager.filter(pk__in=[fact.pk for fact in facts])
            rows.update(changed_at=timezone.make_aware(noon))
        for model, rows in self._unnoted.items():
            model.history.bulk_history_create(rows, batch_size=500, default_change_reason=REASON)

    # Adding

    def _load_file(self, path, out):
        lines = json.loads(path.read_text(encoding="utf-8"))
        with Progress(out, f"装入 {path.stem}", len(lines)) as so_far:
            for line in lines:
                try:
                    self._take(self._read(line, path.name))
                except Exception as error:
                    raise CommandError(f"{path.name}：{error}（{line}）") from error
                so_far.step()
        self._insert()
        early, self._early = self._early, []
        for row in early:
            self._add(row)
        self._insert()
        for row in self._early:
            raise CommandError(f"{path.name}：{name_of(row.fact)}指向的一行找不到。")

    def _read(self, line: dict, file: str) -> Row:
        """Return the row in a line of a file, not saved."""
        model = apps.get_model(line["model"])
        row = Row(model(), file, _day_in(line) if "changed_on" in line else self._day)
        for name, value in line["fields"].items():
            column = model._meta.get_field(name)
            if column.many_to_many:
                row.links[column] = value
            elif not column.is_relation:
                setattr(row.fact, name, column.to_python(value))
            elif value is not None:
                row.early[column] = value
        self.complete(row)
        return row

    def _take(self, row: Row) -> None:
        """Put the row where it belongs: to its fact, to those met or held back, or add it."""
        if (owner := self._met_owner(row)) is not None:
            owner.parts.append(row)
            return
        model, key = type(row.fact), row.fact.natural_key()
        self._had_rows = self._had_rows or bool(self.keys.table(model).stored)
        stored = self.keys.find(model, key)
        if stored is not None:
            if stored.pk not in self.keys.table(model).stored or (model, stored.pk) in self.met:
                raise ValueError("前面已经有这一行")
            self.met[model, stored.pk] = Met(row, stored)
        elif self._had_rows and (why := self.refused(row.fact)):
            self.held[model, key] = Met(row, None, why)
        else:
            self._note(row)
            self._add(row)

    def _met_owner(self, row: Row) -> Met | None:
        """Return the fact that a row is part of, if that fact was met or held back."""
        column = owner_fields().get(type(row.fact))
        if column is None:
            return None
        if column in row.early:
            return self.held.get((column.related_model, tuple(row.early[column])))
        owner = getattr(row.fact, column.name)
        return self.met.get((type(owner), owner.pk))

    def complete(self, row: Row) -> bool:
        """Set the references that can be found by now; return whether all are set and saved."""
        for column, key in list(row.early.items()):
            if (target := self.keys.find(column.related_model, key)) is not None:
                setattr(row.fact, column.name, target)
                del row.early[column]
        links = references(type(row.fact))
        return not row.early and not any(is_unsaved(row.fact, link) for link in links)

    def _note(self, row: Row):
        """Make the row findable for later references, and count it."""
        fact = row.fact
        self.keys.add(fact)
        if isinstance(fact, Changing):
            self._changed.setdefault((type(fact), row.changed_on), []).append(fact)
        label = fact._meta.verbose_name
        self.added[label] = self.added.get(label, 0) + 1

    def _add(self, row: Row):
        """Save a new row in bulk with others and link it, once all it refers to is there."""
        if row.fact.pk is None:
            if not self.complete(row):
                self._insert()
            if not self.complete(row):
                self._early.append(row)
                return
            self._waiting.append(row.fact)
        if links_of(type(row.fact)):
            self._insert()
            self._link(row)

    def _insert(self):
        """Save the waiting rows, in bulk if their model has no links; each leaves a record."""
        waiting, self._waiting = self._waiting, []
        for model, facts in by_model(waiting).items():
            if links_of(model):
                for fact in facts:
                    fact._change_reason = REASON
                    fact.save(force_insert=True)
            else:
                model._default_manager.bulk_create(facts)
                self._unnoted.setdefault(model, []).extend(facts)

    def _link(self, row: Row):
        """Set the links whose targets are all there, and put the row off if some are not."""
        for column, keys in list(row.links.items()):
            targets = self.targets(column, keys)
            if targets is not None:
                getattr(row.fact, column.name).set(targets)
                del row.links[column]
                self._linked.clear()
        if row.links:
            self._early.append(row)

    def targets(self, column: ManyToManyField, keys: list[Key]) -> list[int] | None:
        """Return the ids of the rows that a link names, or None if one is not there yet.

        Those that were held back are left out.
        """
        model = column.related_model
        coming = [key for key in keys if (model, tuple(key)) not in self.held]
        found = [self.keys.find(model, key) for key in coming]
        return None if None in found else [row.pk for row in found]

    # Comparing, once everything is there

    def differences(self, met: Met) -> list[str]:
        """Return a line for each field, link and part in which the files differ from a row."""
        if met.stored is None:
            return []
        lines = self._compared(met.row, met.stored)
        known = set()
        for part in met.parts:
            model = type(part.fact)
            stored = self.keys.find(model, part.fact.natural_key())
            if stored is None:
                lines.append(f"{name_of(part.fact)}：库里没有这一行")
            else:
                known.add((model, stored.pk))
                lines += self._compared(part, stored)
        for stored in self._parts_of(met.stored):
            if (type(stored), stored.pk) not in known:
                lines.append(f"{name_of(stored)}：资料里没有这一行")
        return lines

    def _compared(self, row: Row, stored: Fact) -> list[str]:
        self.complete(row)
        lines = []
        for column in stored._meta.concrete_fields:
            if column.primary_key or not column.editable:
                continue
            new, old = written(row.fact, column), getattr(stored, column.attname)
            if column.to_python(new) != column.to_python(old):
                there, coming = excerpts(self._shown(column, old), self._shown(column, new))
                said = f"库里“{there}”，资料“{coming}”"
                lines.append(f"{name_of(stored)}，{column.verbose_name}：{said}")
        for column, targets in self.links_in(row):
            if set(targets) != self._links_of(stored, column):
                lines.append(f"{name_of(stored)}，{column.verbose_name}：不一样")
        return lines

    def links_in(self, row: Row) -> Iterator[tuple[ManyToManyField, list[int]]]:
        """Yield the links of a row that was not added, with the ids of the rows they name.

        A link that the file leaves out names none, unless it is set from its other end too.
        """
        for column in links_of(type(row.fact)):
            if column in row.links or not column.remote_field.symmetrical:
                targets = self.targets(column, row.links.get(column, []))
                if targets is not None:
                    yield column, targets

    def _links_of(self, stored, column) -> set[int]:
        """Return the ids of the rows linked to one; the links of all rows are read at once."""
        if column not in self._linked:
            ends = column.m2m_field_name(), column.m2m_reverse_field_name()
            table = self._linked[column] = {}
            rows = self.keys.table(column.related_model).stored
            for own, other in column.remote_field.through._default_manager.values_list(*ends):
                # A link to the own kind is set from both ends, so a draft copy stands in it too.
                if getattr(rows.get(other), "replaces_id", None) is None:
                    table.setdefault(own, set()).add(other)
        return self._linked[column].get(stored.pk, set())

    def _parts_of(self, stored: Fact) -> Iterator[Fact]:
        """Yield the parts of a row; those of all rows are indexed at once."""
        for model, column in owner_fields().items():
            if column.related_model is not type(stored):
                continue
            if model not in self._owned:
                index = self._owned[model] = {}
                for part in self.keys.table(model).stored.values():
                    index.setdefault(getattr(part, column.attname), []).append(part)
            yield from self._owned[model].get(stored.pk, [])

    def copy_of(self, stored: Fact) -> Fact | None:
        """Return the draft copy that a row had; those of all rows are indexed at once."""
        model = type(stored)
        if model not in self._copies:
            rows = self.keys.table(model).stored.values()
            copies = ((getattr(row, "replaces_id", None), row) for row in rows)
            self._copies[model] = {pk: row for pk, row in copies if pk is not None}
        return self._copies[model].get(stored.pk)

    def _shown(self, column: Any, value: object) -> str:
        """Return a value of a column as a person reads it."""
        if column.is_relation:
            value = column.related_model._default_manager.filter(pk=value).first()
        elif column.choices:
            value = dict(column.flatchoices).get(value, value)
        return shown(value)

    def vanished(self) -> Iterator[Fact]:
        """Yield the rows that an earlier release brought and that no file has any more."""
        for model in dict.fromkeys([*publishable_models(), *(model for model, _ in self.met)]):
            loaded = model.history.filter(history_change_reason__in=RELEASE_REASONS)
            for pk in sorted(set(loaded.values_list("id", flat=True))):
                row = self.keys.table(model).stored.get(pk)
                if row is not None and (model, pk) not in self.met:
                    yield row


def _day_in(line: dict[str, str]) -> datetime.date:
    return datetime.date.fromisoformat(line["changed_on"])


def links_of(model: Kind) -> list[ManyToManyField]:
    """Return the links of a kind that files can name; scans, which have no key, are in none."""
    links = model._meta.many_to_many
    return [link for link in links if hasattr(link.related_model, "natural_key")]


def by_model(facts: list[Fact]) -> dict[Kind, list[Fact]]:
    found: dict[Kind, list[Fact]] = {}
    for fact in facts:
        found.setdefault(type(fact), []).append(fact)
    return found


def is_unsaved(fact, column) -> bool:
    """Whether a reference names a row that is not saved yet."""
    named = column.get_cached_value(fact, default=None)
    return named is not None and named.pk is None


def written(fact, column):
    """Return the fixture's value of a column; the id if it refers to a row that was found."""
    named = column.get_cached_value(fact, default=None) if column.is_relation else None
    return getattr(fact, column.attname) if named is None else named.pk


def name_of(fact) -> str:
    """Return a fact's name for people; a part is named together with its fact."""
    owner = owner_of(fact)
    of_what = f"{owner}，" if owner is not None else ""
    return f"{of_what}{fact._meta.verbose_name}“{fact}”"


def owner_of(fact) -> Fact | None:
    """Return the fact that a part such as a tier belongs to, or None."""
    field = owner_fields().get(type(fact))
    return getattr(fact, field.name) if field else None


def shown(value) -> str:
    """Return a stored value as a person reads it."""
    if value in (None, ""):
        return "空"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Return two texts, long ones cut down to where they begin to differ, each in one line."""
    if max(len(old), len(new)) > EXCERPT:
        same = min(len(old), len(new))
        pairs = enumerate(zip(old, new, strict=False))
        begin = next((number for number, (a, b) in pairs if a != b), same)
        begin = max(begin - EXCERPT // 4, 0)
        old, new = _cut(old, begin), _cut(new, begin)
    return old.replace("\n", "↵"), new.replace("\n", "↵")


def _cut(text: str, begin: int) -> str:
    end = begin + EXCERPT
    return ("…" if begin else "") + text[begin:end] + ("…" if len(text) > end else "")
