"""Export the rows of a model as a sheet, and import a changed sheet as drafts.

An import publishes nothing. Rows are found by their key, and rows without changes are skipped. A
draft is changed itself, a published fact through a draft copy (``desk.publishing``); an existing
copy keeps the changes that somebody else made in it. If one row is wrong, nothing is imported.
Other names and area codes have no drafts and change at once.

What a row does is worked out in memory (``look_at``); ``writing`` then writes it.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from desk import publishing
from desk.implausible_dates import implausible
from regions.models import Publication
from regions.models.publication import Publishable
from regions.parts import said_by

from . import headings as headings_of_file
from . import writing
from .checking import Taken, check
from .columns import Column, Link, Parts, Places, Plain, Sources
from .files import MOST_CELLS, MOST_ROWS, Table
from .plans import Plan, Result, RowResult, hold, in_order, plain, plain_part, plain_values
from .standing import standing

PLACE_NOTE = "写全称，如“湖南省永州市”，或者六位代码。"

Row = Any  # a row of one of our models
Cells = list[list[str]]  # by column
CellChange = tuple[Column, object, list[str], list[str]]  # what, its value, cells before and after


class Sheet:
    """The rows of one model as a sheet; ``doubts`` warns of what is allowed but rarely right."""

    model: Any  # one of our models
    #: The columns that identify a row; a blank key means a new row.
    key: tuple[str, ...] = ("key",)
    #: The fields in which no two rows may agree, where the key does not ensure that.
    twins: tuple[str, ...] = ()
    makes_new = True
    unknown_key = "没有这个编号。新增的请把“编号”空着，改已有的请照导出的编号填。"

    def __init__(
        self,
        today: datetime.date,
        doubts: Callable[[Row], Iterable[str]] = lambda row: (),
    ) -> None:
        self.today, self.doubts = today, doubts
        self.places, self.sources = Places(), Sources()
        self.all_columns = self.columns()
        self.known: dict[tuple, Row] = {}
        self.seen: dict[str, int] = {}  # keys of earlier rows of the file, with their lines
        self.moved: list[str] = []  # keys of rows that leave the values of ``twins``
        self._twins: dict[tuple, list[str]] = {}
        self._taken = Taken()
        self._standing: dict[int, list] = {}

    def columns(self) -> list[Column]:
        raise NotImplementedError

    def rows(self) -> models.QuerySet:
        """Return the rows without draft copies, with all that their columns read."""
        raise NotImplementedError

    def field(self, name: str) -> models.Field:
        return cast(models.Field, self.model._meta.get_field(name))

    def plain(self, *names: str) -> list[Column]:
        return [Plain(self.field(name)) for name in names]

    def place(self, name: str = "region") -> Link:
        return Link(self.field(name), self.places, PLACE_NOTE)

    # Out

    @property
    def headings(self) -> list[str]:
        return [heading for column in self.all_columns for heading in column.headings]

    @property
    def most_rows(self) -> int:
        """How many rows a file may have: fewer where there are many columns."""
        return min(MOST_ROWS, MOST_CELLS // len(self.headings))

    def lines(self) -> Iterator[list[str]]:
        for row in self.rows():
            yield [text for column in self.all_columns for text in column.shown(row)]

    def notes(self) -> list[list[str]]:
        """Return how to fill in each column, for the second sheet of a workbook."""
        own = [note for column in self.all_columns for note in column.notes]
        return [["栏", "怎么填"], *own]

    # In

    def take(self, table: Table, dry_run: bool = False) -> Result:
        """Import ``table`` completely or not at all; ``dry_run`` only returns what it would do.

        Raises ValidationError where the columns are not those of this sheet.
        """
        self.check_headings(table.headings)
        self.know(table)
        result = Result([self.look_at(line, table.headings, cells) for line, cells in table.rows])
        if dry_run or result.faults:
            return result
        writing.write(self, result.plans)
        return Result(result.rows, kept=True)

    def know(self, table: Table) -> None:
        """Load the rows that ``table`` may change, with all that is compared; a few queries."""
        rows = self.rows()
        if self.key == ("key",):
            at = table.headings.index(self.all_columns[0].title)
            rows = rows.filter(key__in={cells[at] for _, cells in table.rows})
        if self.in_drafts:
            lookups: Any = rows  # those of the sheet, which it keeps for itself
            also = [f"draft__{name}" for name in lookups._prefetch_related_lookups]
            rows = rows.prefetch_related(*also)
        self.known = {self.key_of_row(row): row for row in rows}
        copies = [getattr(row, "draft", None) for row in self.known.values()]
        ids = [row.pk for row in (*self.known.values(), *copies) if row is not None]
        self._standing = standing(self.model, ids)
        if self.twins:
            names = [self.field(name).attname for name in self.twins]
            there = self.model._default_manager.filter(replaces__isnull=True)
            for key, *values in there.values_list("key", *names):
                self._twins.setdefault(tuple(values), []).append(key)

    @property
    def in_drafts(self) -> bool:
        """Whether an import changes nothing but drafts."""
        return issubclass(self.model, Publishable)

    @property
    def memory(self) -> dict[str, Any]:
        """What was learnt of earlier rows of the file, as JSON: a file is looked at in parts."""
        return {"seen": self.seen, "moved": self.moved}

    @memory.setter
    def memory(self, told: dict[str, Any]) -> None:
        self.seen, self.moved = dict(told["seen"]), list(told["moved"])

    def look_at(self, line: int, headings: list[str], texts: list[str]) -> RowResult:
        """Return what importing a row of a file would do; nothing is written."""
        told = dict(zip(headings, texts, strict=True))
        cells = [[told.get(heading, "") for heading in c.headings] for c in self.all_columns]
        try:
            return self._look_at(line, cells)
        except ValidationError as error:
            return RowResult(line, faults=self._sentences(error))

    def check_headings(self, headings: list[str]) -> None:
        """Raise ValidationError where ``headings`` are not those of this sheet."""
        optional = {h for column in self.all_columns if column.read_only for h in column.headings}
        headings_of_file.check(headings, self.headings, optional)

    def _look_at(self, line: int, cells: Cells) -> RowResult:
        key = self.key_of_cells(cells)
        self._refuse_twice(key or tuple(map(tuple, cells)), line)
        fact = self.known.get(key) if key else None
        return self._begin(line, key, cells) if fact is None else self._change(line, fact, cells)

    def _refuse_twice(self, key: tuple, line: int) -> None:
        first = self.seen.setdefault(repr([plain(value) for value in key]), line)
        if first != line:
            raise ValidationError(f"和第 {first} 行是同一条，只留一行。")

    def _begin(self, line: int, key: tuple | None, cells: Cells) -> RowResult:
        if not self.makes_new or (key and self.key == ("key",)):
            raise ValidationError(self.unknown_key)
        fact = self.model(pk=-line)  # an id that no row has, so that its parts can be asked for
        for name in (*fact.PARTS, *self._links) if self.in_drafts else ():
            hold(fact, name, [])
        changes = self._changes(None, cells)
        self._put(fact, changes)
        if self.twins:
            self._refuse_twin(fact, line)
        self._put_parts(fact, changes)
        claimed = self.twins or (() if self.key == ("key",) else self.key)
        plan = Plan(
            values=plain_values(fact, self._columns_of_content()),
            claims=plain_values(fact, [self.field(name).attname for name in claimed]),
            **self._links_and_parts(changes),
        )
        return self._told(RowResult(line, step=self.words("新增"), plan=plan), fact, changes)

    @property
    def _links(self) -> list[str]:
        return [link.name for link in self.model._meta.many_to_many]

    def _columns_of_content(self) -> list[str]:
        """Return the columns that hold what a person typed."""
        if issubclass(self.model, Publishable):
            return [column.attname for column in self.model.content_fields()]
        fields = self.model._meta.concrete_fields
        return [column.attname for column in fields if column.editable and not column.primary_key]

    def _links_and_parts(self, changes: list[CellChange]) -> dict[str, Any]:
        """Return the links and parts that ``changes`` set, as JSON, by field."""
        set_later: list[tuple[Column, Any]] = [(c, v) for c, v, *_ in changes if c.after_saving]
        return {
            "links": {c.name: [row.pk for row in v] for c, v in set_later if isinstance(c, Link)},
            "parts": {
                c.name: list(map(plain_part, v)) for c, v in set_later if isinstance(c, Parts)
            },
        }

    def _twin_values(self, fact) -> tuple:
        return tuple(getattr(fact, self.field(name).attname) for name in self.twins)

    def _refuse_twin(self, fact, line: int) -> None:
        self._claim(fact, line)
        there = self._twins.get(self._twin_values(fact), [])
        twin = next((key for key in there if key not in self.moved), None)
        if twin is not None:
            raise ValidationError(f"已经有一条一样的（编号 {twin}）。要改它，请填上这个编号。")

    def _claim(self, fact, line: int) -> None:
        """Raise ValidationError where an earlier line of the file has the values of ``twins``."""
        self._refuse_twice(("twin", *self._twin_values(fact)), line)

    def _change(self, line: int, fact: Row, cells: Cells) -> RowResult:
        changes = self._changes(fact, cells)
        result, step = RowResult(line, title=str(fact)), self.words("修改")
        if not changes:
            return result
        row, begun = fact, None
        if isinstance(fact, Publishable) and fact.status != Publication.DRAFT:
            begun = getattr(fact, "draft", None)
            row = self._copy_of(fact, begun, line)
            step = "改已有的修改稿" if begun else "另起修改稿"
            if begun:
                result.doubts.append(
                    f"已经有一份修改稿{_by(begun)}，表里的改动会加进去，稿子里别的地方不动。"
                )
            changes = self._missing_from(row, changes)
        if not changes:
            return result
        stood = [
            [one.pk, one.version, *self._standing.get(one.pk, [])[1:]]
            for one in (fact, begun)
            if one is not None
        ]
        before = plain_values(row, self._columns_of_content())
        self._put(row, changes)
        if any(column.name in self.twins for column, *_ in changes):
            self._claim(row, line)
            self.moved.append(row.key)
        self._put_parts(row, changes)
        after = plain_values(row, self._columns_of_content())
        plan = Plan(
            pk=None if row.pk == -line else row.pk,
            copies=fact.pk if row.pk == -line else None,
            values={name: value for name, value in after.items() if value != before[name]},
            stood=stood,
            **self._links_and_parts(changes),
        )
        return self._told(replace(result, step=step, plan=plan), row, changes)

    def _copy_of(self, fact: Publishable, begun: Publishable | None, line: int) -> Publishable:
        """Return the draft copy ``begun`` of a fact, or a new one that is not in the database.

        Raises ValidationError during a review.
        """
        if Publication.IN_REVIEW in (fact.status, begun and begun.status):
            raise ValidationError("正在审核，先退回再导入。")
        row = begun or self.model(pk=-line, replaces=fact)
        for column in self.model.content_fields():
            if begun is None:
                setattr(row, column.attname, getattr(fact, column.attname))
            same = getattr(row, column.attname) == getattr(fact, column.attname)
            if same and column.is_relation and column.is_cached(fact):
                column.set_cached_value(row, column.get_cached_value(fact))
        if begun is None:
            for name in self._links:
                hold(row, name, getattr(fact, name).all())
            for part, owner in self.model.parts().items():
                name = owner.remote_field.related_name
                parts = [part(**said_by(part, one)) for one in getattr(fact, name).all()]
                self._hold_parts(row, owner, parts)
        return row

    @staticmethod
    def _hold_parts(row, owner: Any, parts) -> None:
        for part in parts:
            setattr(part, owner.name, row)
        hold(row, owner.remote_field.related_name, in_order(owner.model, parts))

    def _missing_from(self, draft, changes: list[CellChange]) -> list[CellChange]:
        """Return the changes of a published fact that its draft copy does not contain yet.

        Raises ValidationError where the copy was changed otherwise, which is somebody's work.
        """
        faults, missing = [], []
        for change in changes:
            column, _, before, after = change
            stands = column.shown(draft)
            if stands == before:
                missing.append(change)
            elif stands != after:
                faults.append(
                    f"{column.title}：已有的修改稿{_by(draft)}里，这一栏也改过，改得和表里不一样。"
                    "请打开修改稿，在页面上改。"
                )
        if faults:
            raise ValidationError(faults)
        return missing

    def words(self, step: str) -> str:
        return f"{step}草稿" if issubclass(self.model, Publishable) else step

    def _changes(self, fact: Row | None, cells: Cells) -> list[CellChange]:
        """Return the columns whose cells differ from ``fact``. Raises ValidationError."""
        changes, faults = [], []
        for column, texts in zip(self.all_columns, cells, strict=True):
            before = [""] * len(texts) if fact is None else column.shown(fact)
            if column.read_only or (
                fact is not None and (texts == before or column.name in self.key)
            ):
                continue  # a draft copy has a key of its own
            if fact is None and not any(texts) and not isinstance(column, Parts):
                continue  # the default, or the model says that it is needed
            try:
                value = column.read(texts)
            except ValidationError as error:
                where = "" if isinstance(column, Parts) else f"{column.headings[0]}："
                faults += [f"{where}{message}" for message in error.messages]
                continue
            after = column.write(value)
            if after != before:
                changes.append((column, value, before, after))
        if faults:
            raise ValidationError(faults)
        return changes

    def _put(self, fact, changes: list[CellChange]) -> None:
        for column, value, _, _ in changes:
            if not column.after_saving:
                column.set(fact, value)
        self.check(fact)
        derived = {field.name for field in fact._meta.fields if not field.editable}
        check(fact, self._taken, exclude=derived - {"path", "replaces"})  # constraints name these

    def _put_parts(self, fact, changes: Iterable[tuple[Column, Any, Any, Any]]) -> None:
        """Let ``fact`` have the links and parts that ``changes`` set, in memory."""
        owners = {owner.remote_field.related_name: owner for owner in self._owners()}
        for column, value, _, _ in changes:
            if isinstance(column, Parts):
                column.refuse_too_many(fact)
                self._hold_parts(fact, owners[column.name], value)
            elif column.after_saving:
                hold(fact, column.name, value)
        self.check_together(fact)

    def _owners(self) -> Iterable[models.ForeignKey]:
        return self.model.parts().values() if issubclass(self.model, Publishable) else ()

    def check_together(self, fact) -> None:
        """Refuse what does not fit between a row and its parts."""

    def check(self, fact) -> None:
        """Refuse implausible dates and years, which the model does not refuse."""
        faults = {
            field.name: said
            for field in fact._meta.concrete_fields
            if field.editable
            and (said := implausible(field.name, getattr(fact, field.attname), self.today))
        }
        if faults:
            raise ValidationError(faults)

    def saved(self, fact) -> None:
        """Do what follows once a row was written alone."""

    def _told(self, result: RowResult, fact: Row, changes: list[CellChange]) -> RowResult:
        """Return ``result`` completed by what was done to ``fact``."""
        differences = [
            (heading, old, new)
            for column, _, before, after in changes
            for heading, old, new in zip(column.headings, before, after, strict=True)
            if old != new
        ]
        doubts = [*result.doubts, *self.doubts(fact)]
        return replace(result, title=str(fact), differences=differences, doubts=doubts)

    def _sentences(self, error: ValidationError) -> list[str]:
        """Return the faults of a row, each with the heading of its column."""
        if not hasattr(error, "error_dict"):
            return list(dict.fromkeys(error.messages))
        headings = {column.name: column.headings[0] for column in self.all_columns}
        found = []
        for name, errors in error.error_dict.items():
            where = "" if name == NON_FIELD_ERRORS else f"{headings.get(name, name)}："
            missing = any(one.code in ("null", "blank") for one in errors)
            said = ["这一栏必填。"] if missing else ValidationError(errors).messages
            found += [f"{where}{message}" for message in said]
        return list(dict.fromkeys(found))

    # Which row is which

    def key_of_row(self, row) -> tuple:
        """Return the key of a row, as ``key_of_cells`` returns it for its cells."""
        return tuple(getattr(row, name) for name in self.key)

    def key_of_cells(self, cells: Cells) -> tuple | None:
        """Return the key in the cells; None for a row without one. Raises ValidationError."""
        found = []
        for column, texts in zip(self.all_columns, cells, strict=True):
            if column.name in self.key:
                try:
                    found.append(column.read(texts))
                except ValidationError as error:
                    raise ValidationError(f"{column.headings[0]}：{error.messages[0]}") from None
        return tuple(found) if any(found) else None


def _by(draft: Publishable) -> str:
    """Return who wrote a draft copy, in brackets; empty where nobody is known."""
    names = publishing.names_of(draft.writers())
    return f"（{names}起草）" if names else ""
