"""Load the facts of ``fixtures/`` into the database."""

import datetime

from django.conf import settings
from django.core import serializers
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from caching.revision import one_bump
from regions.kinds import owner_fields
from regions.models import Region

FILES = ["regions.json", "sources.json", "policies.json", "channels.json", "faq.json"]

#: Why the rows are there, in their history.
REASON = "装入资料"


class Command(BaseCommand):
    help = "装入 fixtures/ 里的资料：空库全部装入；已有资料的库只添缺的，并报告哪些不同。"

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="库里已经有资料时什么都不做。")

    def handle(self, *, if_empty=False, verbosity=1, **options):
        if if_empty and Region.objects.exists():
            if verbosity:
                self.stdout.write("库里已有资料，没有改动。")
            return
        self.added: dict[str, int] = {}
        self.different: list[str] = []
        self.old: dict[type, set[int]] = {}
        self.unnoted: dict[type[Model], list[Model]] = {}
        self.places: dict[int | None, Region] = {}
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
        """Add what is missing of one fixture file and note what differs."""
        deferred = []
        rows = serializers.deserialize(
            "json", path.read_text(encoding="utf-8"), handle_forward_references=True
        )
        try:
            for row in rows:
                if row.object.pk is None:
                    if self.belongs_to_old_row(row.object):
                        self.different.append(f"{name_of(row.object)}：库里没有这一行")
                        continue
                    self.add(row)
                    if row.deferred_fields:
                        deferred.append(row)
                else:
                    self.old.setdefault(type(row.object), set()).add(row.object.pk)
                    self.compare(row)
            for row in deferred:
                row.save_deferred_fields()
        except serializers.base.DeserializationError as error:
            raise CommandError(f"{path.name}：{error}") from error

    def belongs_to_old_row(self, fact) -> bool:
        """Parts are added together with their row only: staff may have changed an old one."""
        owner = owner_of(fact)
        return owner is not None and owner.pk in self.old.get(type(owner), set())

    def add(self, row):
        if row.object._meta.many_to_many:
            row.object._change_reason = REASON
        else:  # thousands of rows: their history is written in bulk at the end
            row.object.skip_history_when_saving = True
            self.unnoted.setdefault(type(row.object), []).append(row.object)
        if parent := self.places.get(getattr(row.object, "parent_id", None)):
            row.object.parent = parent  # thousands ask for all that lies above them
        # Not row.save(): that would skip the model's own save(), which derives addresses.
        row.object.save(force_insert=True)
        if isinstance(row.object, Region):
            self.places[row.object.pk] = row.object
        for field, keys in (row.m2m_data or {}).items():
            getattr(row.object, field).set(keys)
        label = row.object._meta.verbose_name
        self.added[label] = self.added.get(label, 0) + 1

    def compare(self, row):
        """Note in which fields the database differs from the fixture."""
        stored = type(row.object)._default_manager.get(pk=row.object.pk)
        for field in row.object._meta.concrete_fields:
            if field.primary_key or not field.editable:
                continue
            new, old = getattr(row.object, field.attname), getattr(stored, field.attname)
            if field.to_python(new) != field.to_python(old):
                self.different.append(
                    f"{name_of(stored)}，{field.verbose_name}：库里“{shown(old)}”，资料“{shown(new)}”"
                )
        for name, keys in (row.m2m_data or {}).items():
            field = stored._meta.get_field(name)
            if set(keys) != set(getattr(stored, name).values_list("pk", flat=True)):
                self.different.append(f"{name_of(stored)}，{field.verbose_name}：不一样")

    def report(self):
        if self.added:
            self.stdout.write("装入：" + "，".join(f"{k} {n}" for k, n in self.added.items()))
        else:
            self.stdout.write("没有缺的资料。")
        for line in self.different:
            self.stdout.write(f"不同，没有改动：{line}")


def name_of(fact) -> str:
    """A fact as a person names it; a part together with what it belongs to."""
    owner = owner_of(fact)
    of_what = f"{owner}，" if owner is not None else ""
    return f"{of_what}{fact._meta.verbose_name}“{fact}”"


def owner_of(fact) -> Model | None:
    """The fact that a part such as a tier belongs to."""
    field = owner_fields().get(type(fact))
    return getattr(fact, field.name) if field else None


def shown(value) -> str:
    """A stored value as a person reads it."""
    if value in (None, ""):
        return "空"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
