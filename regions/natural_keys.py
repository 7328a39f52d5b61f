"""All rows of a table by the keys that fixtures name them with: each table is read once."""

from collections import Counter
from typing import TypeAlias

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, Model

Key: TypeAlias = tuple[object, ...]


class Table:
    """The rows of one model: ``stored`` by id, and by key both those and what was added since."""

    def __init__(self, model: type[Model]):
        self.manager = model._default_manager
        self.stored = {row.pk: row for row in self.manager.all()}
        self.by_key: dict[Key, Model] = {}

    def index(self):
        """Note every key that only one row has."""
        keys = {pk: row.natural_key() for pk, row in self.stored.items()}
        once = Counter(keys.values())
        self.by_key = {key: self.stored[pk] for pk, key in keys.items() if once[key] == 1}

    def find(self, key):
        """The row of this key, or None. Of a key that nothing has now the manager may know more."""
        if key not in self.by_key and self.stored:
            try:
                found = self.manager.get_by_natural_key(*key)
            except ObjectDoesNotExist:
                return None
            self.by_key[key] = self.stored.get(found.pk, found)
        return self.by_key.get(key)


class NaturalKeys:
    """The tables, each with the rows that its own refer to already at hand."""

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
    """The fields of ``model`` that name another row by its key."""
    fields = model._meta.concrete_fields
    return [f for f in fields if f.related_model and hasattr(f.related_model, "natural_key")]
