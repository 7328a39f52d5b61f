"""Finds rows by the natural keys that fixtures use; each table is read once."""

from collections import Counter
from typing import TypeAlias

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, Model

Key: TypeAlias = tuple[object, ...]


class Table:
    """The rows of one model: ``stored`` by id, ``by_key`` by key with those added since."""

    def __init__(self, model: type[Model]):
        self.manager = model._default_manager
        self.stored = {row.pk: row for row in self.manager.all()}
        self.by_key: dict[Key, Model] = {}

    def index(self):
        """Index the rows by key, leaving out keys that several rows have."""
        keys = {pk: row.natural_key() for pk, row in self.stored.items()}
        once = Counter(keys.values())
        self.by_key = {key: self.stored[pk] for pk, key in keys.items() if once[key] == 1}

    def find(self, key):
        """Return the row with this key, or None; the manager may also know former keys."""
        if key not in self.by_key and self.stored:
            try:
                found = self.manager.get_by_natural_key(*key)
            except ObjectDoesNotExist:
                return None
            self.by_key[key] = self.stored.get(found.pk, found)
        return self.by_key.get(key)


class NaturalKeys:
    """The tables of the models, with the rows that their rows refer to already loaded."""

    def __init__(self) -> None:
        self._tables: dict[type[Model], Table] = {}

    def table(self, model):
        if model not in self._tables:
            table = self._tables[model] = Table(model)
            for link in references(model):
                others = self.table(link.related_model).stored
                for row in table.stored.values():
                    setattr(row, link.name, others.get(getattr(row, link.attname)))
            table.index()
        return self._tables[model]

    def find(self, model, key):
        return self.table(model).find(tuple(key))

    def add(self, row):
        self.table(type(row)).by_key[row.natural_key()] = row


def references(model: type[Model]) -> list[Field]:
    """Return the fields of ``model`` that refer to models with natural keys."""
    fields = model._meta.concrete_fields
    return [f for f in fields if f.related_model and hasattr(f.related_model, "natural_key")]
