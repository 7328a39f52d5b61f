"""Load the facts of ``fixtures/`` into the database."""

import datetime
import json
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Field, ManyToManyField, Model

from caching.revision import one_bump
from regions.kinds import owner_fields
from regions.models import Region
from regions.natural_keys import Key, NaturalKeys, references

FILES = ["regions.json", "sources.json", "policies.json", "channels.json", "faq.json"]

#: Why the rows are there, in their history.
REASON = "装入资料"


@dataclass
class Row:
    """One line of a fixture file: the fact, its links, and its references to rows not found yet."""

    fact: Model
    links: dict[ManyToManyField, list[Key]] = field(default_factory=dict)
    early: dict[Field, Key] = field(default_factory=dict)


class Command(BaseCommand):
    help = "装入 fixtures/ 里的资料：空库全部装入；已有资料的库只添缺的，并报告哪些不同。"

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="库里已经有资料时什么都不做。")

    def handle(self, *, if_empty=False, verbosity=1, **options):
        if if_empty and Region.objects.exists():
            if verbosity:
                self.stdout.write("库里已有资料，没有改动。")
            return
        self.keys = NaturalKeys()
        self.added: dict[str, int] = {}
        self.different: list[str] = []
        self.waiting: list[Model] = []  # to be inserted together
        self.early: list[Row] = []  # they name rows that come later
        self.linked: dict[ManyToManyField, dict[int, set[int]]] = {}
        self.unnoted: dict[type[Model], list[Model]] = {}
        with one_bump():
            for name in FILES:
                self.load(settings.BASE_DIR / "fixtures" / name)
            for model, rows in self.unnoted.items():
                model.history.bulk_history_create(
                    rows, batch_size=500, default_change_reason=REASON
                )
        if verbosity:
            self.report()

    def load(self, path):
        """Add the rows of one fixture file that are missing, and note which differ."""
        for line in json.loads(path.read_text(encoding="utf-8")):
            try:
                row = self.read(line)
                stored = self.keys.find(type(row.fact), row.fact.natural_key())
            except Exception as error:
                raise CommandError(f"{path.name}：{error}（{line}）") from error
            if stored is not None:
                self.insert()
                self.compare(row, stored)
            elif self.belongs_to_old_row(row.fact):
                self.different.append(f"{name_of(row.fact)}：库里没有这一行")
            else:
                self.note(row.fact)
                self.add(row)
        self.insert()
        early, self.early = self.early, []
        for row in early:
            self.add(row)
        self.insert()
        for row in self.early:
            raise CommandError(f"{path.name}：{name_of(row.fact)}指向的一行找不到。")

    def read(self, line: dict) -> Row:
        """Return the row in a line of a file, not saved."""
        model = apps.get_model(line["model"])
        row = Row(model())
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

    def complete(self, row):
        """Set the references that can be found by now; return whether all are set and saved."""
        for column, key in list(row.early.items()):
            if (target := self.keys.find(column.related_model, key)) is not None:
                setattr(row.fact, column.name, target)
                del row.early[column]
        named = [c.get_cached_value(row.fact, default=None) for c in references(type(row.fact))]
        return not row.early and all(target.pk for target in named if target is not None)

    def belongs_to_old_row(self, fact) -> bool:
        """Whether the fact is part of a row stored before, which staff may have changed."""
        owner = owner_of(fact)
        return owner is not None and owner.pk in self.keys.table(type(owner)).stored

    def note(self, fact):
        """Make the row findable for later references, and count it."""
        self.keys.add(fact)
        label = fact._meta.verbose_name
        self.added[label] = self.added.get(label, 0) + 1

    def add(self, row: Row):
        """Save a new row in bulk with others and link it, once all it refers to is there."""
        if row.fact.pk is None:
            if not self.complete(row):
                self.insert()
            if not self.complete(row):
                self.early.append(row)
                return
            self.waiting.append(row.fact)
        if row.fact._meta.many_to_many:
            self.insert()
            self.link(row)

    def insert(self):
        """Save the waiting rows, in bulk if their model has no links; each leaves a record."""
        waiting, self.waiting = self.waiting, []
        for model, facts in by_model(waiting).items():
            if model._meta.many_to_many:
                for fact in facts:
                    fact._change_reason = REASON
                    fact.save(force_insert=True)
            else:
                model._default_manager.bulk_create(facts)
                self.unnoted.setdefault(model, []).extend(facts)

    def link(self, row: Row):
        """Set the links whose targets are all there, and put the row off if some are not."""
        for column, keys in list(row.links.items()):
            targets = self.targets(column, keys)
            if targets is not None:
                getattr(row.fact, column.name).set(targets)
                del row.links[column]
                self.linked.clear()
        if row.links:
            self.early.append(row)

    def targets(self, column, keys):
        """Return the ids of the rows that a link names, or None if one is not there yet."""
        found = [self.keys.find(column.related_model, key) for key in keys]
        return None if None in found else [row.pk for row in found]

    def compare(self, row: Row, stored: Model):
        """Note in which fields the stored row differs from the fixture."""
        for column in stored._meta.concrete_fields:
            if column.primary_key or not column.editable:
                continue
            new, old = written(row.fact, column), getattr(stored, column.attname)
            if column.to_python(new) != column.to_python(old):
                self.different.append(
                    f"{name_of(stored)}，{column.verbose_name}：库里“{shown(old)}”，资料“{shown(new)}”"
                )
        for column, keys in row.links.items():
            targets = self.targets(column, keys)
            if targets is not None and set(targets) != self.links_of(stored, column):
                self.different.append(f"{name_of(stored)}，{column.verbose_name}：不一样")

    def links_of(self, stored, column):
        """Return the ids of the rows linked to one; the links of all rows are read at once."""
        if column not in self.linked:
            ends = column.m2m_field_name(), column.m2m_reverse_field_name()
            table = self.linked[column] = {}
            for own, other in column.remote_field.through._default_manager.values_list(*ends):
                table.setdefault(own, set()).add(other)
        return self.linked[column].get(stored.pk, set())

    def report(self):
        if self.added:
            self.stdout.write("装入：" + "，".join(f"{k} {n}" for k, n in self.added.items()))
        else:
            self.stdout.write("没有缺的资料。")
        for line in self.different:
            self.stdout.write(f"不同，没有改动：{line}")


def by_model(facts: list[Model]) -> dict[type[Model], list[Model]]:
    found: dict[type[Model], list[Model]] = {}
    for fact in facts:
        found.setdefault(type(fact), []).append(fact)
    return found


def written(fact, column):
    """Return the fixture's value of a column; the id if it refers to a row that was found."""
    named = column.get_cached_value(fact, default=None) if column.is_relation else None
    return getattr(fact, column.attname) if named is None else named.pk


def name_of(fact) -> str:
    """Return a fact's name for people; a part is named together with its fact."""
    owner = owner_of(fact)
    of_what = f"{owner}，" if owner is not None else ""
    return f"{of_what}{fact._meta.verbose_name}“{fact}”"


def owner_of(fact) -> Model | None:
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
