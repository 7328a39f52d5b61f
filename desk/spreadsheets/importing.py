"""Export the rows of a model as a sheet, and import a changed sheet as drafts.

An import publishes nothing. Rows are found by their key, and rows without changes are skipped. A
draft is changed itself, a published fact through a draft copy (``desk.publishing``); an existing
copy keeps the changes that somebody else made in it. If one row is wrong, nothing is imported.
Other names and area codes have no drafts and change at once.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction

from caching.revision import one_bump
from desk import publishing
from desk.implausible_dates import implausible
from desk.row_locks import locked
from desk.version_token import VersionToken
from regions.models import Publication
from regions.models.publication import Publishable

from .columns import Column, Link, Parts, Places, Plain, Sources
from .files import MOST_CELLS, MOST_ROWS, Table

MOST_TOLD = 6
PLACE_NOTE = "写全称，如“湖南省永州市”，或者六位代码。"

Row = Any  # a row of one of our models
Cells = list[list[str]]  # by column
CellChange = tuple[Column, object, list[str], list[str]]  # what, its value, cells before and after


@dataclass(frozen=True)
class RowResult:
    """What importing one row does, in words and cell by cell, and what is doubtful about it.

    ``before`` is the token of the former row and its draft copy. ``faults`` say why the row is
    refused; it is then not imported.
    """

    line: int
    title: str = ""
    before: VersionToken | None = None
    step: str = "不变"
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """What importing a sheet does, row by row; ``kept`` says whether it was imported."""

    rows: list[RowResult]
    kept: bool = False

    @property
    def faults(self) -> list[tuple[int, list[str]]]:
        """The faults, each with its line in the file."""
        return [(row.line, row.faults) for row in self.rows if row.faults]

    @property
    def changed(self) -> list[RowResult]:
        """The rows whose contents change."""
        return [row for row in self.rows if row.differences]

    @property
    def token(self) -> VersionToken:
        """A token that is equal for two imports with the same effect on the same rows."""
        return VersionToken.of(*(replace(row, doubts=sorted(row.doubts)) for row in self.rows))


class Sheet:
    """The rows of one model as a sheet; ``doubts`` warns of what is allowed but rarely right."""

    model: type[models.Model]
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
        self.seen: dict[tuple, int] = {}
        self.moved: list[str] = []  # keys of rows that a preview has moved and undone

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

    def take(self, table: Table, dry_run: bool = False, shown: str | None = None) -> Result:
        """Import ``table`` completely or not at all; ``dry_run`` only returns what it would do.

        ``shown`` is the token of a preview; nothing is imported where the effect is different now.
        Raises ValidationError where the columns are not those of this sheet.
        """
        self._check_headings(table.headings)
        if dry_run:
            self._know(self.rows())
            return Result(self._take_rows(table, undo=True))
        with transaction.atomic():
            with one_bump():  # lock the revision, which others need too, only at the end
                self._know(self.rows().select_for_update(of=("self",)))
                result = Result(self._take_rows(table))
            kept = not result.faults and shown in (None, str(result.token))
            if not kept:
                transaction.set_rollback(True)
        return replace(result, kept=kept)

    def _know(self, rows: models.QuerySet) -> None:
        self.known = {self.key_of_row(row): row for row in rows}

    def _check_headings(self, headings: list[str]) -> None:
        faults = []
        for column in self.all_columns:
            missing = [heading for heading in column.headings if heading not in headings]
            if missing and not column.read_only:
                faults.append(f"表头里缺这几栏：{_some(missing)}。")
        strange = [heading for heading in headings if heading not in self.headings]
        if strange:
            faults.append(f"表头里多了不认识的栏：{_some([h or '（空）' for h in strange])}。")
        twice = sorted({heading for heading in headings if headings.count(heading) > 1})
        if twice:
            faults.append(f"表头里写了两次：{'、'.join(twice)}。")
        if faults:
            raise ValidationError([*faults, "请用模板，或者用导出的文件改。"])

    def _take_rows(self, table: Table, undo: bool = False) -> list[RowResult]:
        """Import each row in turn; ``undo`` rolls each back at once.

        On SQLite, which has one writer at a time, readers' reports can then be saved in between.
        """
        results = []
        for line, texts in table.rows:
            told = dict(zip(table.headings, texts, strict=True))
            cells = [[told.get(heading, "") for heading in c.headings] for c in self.all_columns]
            try:
                with transaction.atomic():
                    results.append(self._take_row(line, cells))
                    if undo:
                        transaction.set_rollback(True)
            except ValidationError as error:
                results.append(RowResult(line, faults=self._sentences(error)))
        return results

    def _take_row(self, line: int, cells: Cells) -> RowResult:
        key = self.key_of_cells(cells)
        self._refuse_twice(key or tuple(map(tuple, cells)), line)
        fact = self.known.get(key) if key else None
        return self._begin(line, key, cells) if fact is None else self._change(line, fact, cells)

    def _refuse_twice(self, key: tuple, line: int) -> None:
        first = self.seen.setdefault(key, line)
        if first != line:
            raise ValidationError(f"和第 {first} 行是同一条，只留一行。")

    def _begin(self, line: int, key: tuple | None, cells: Cells) -> RowResult:
        if not self.makes_new or (key and self.key == ("key",)):
            raise ValidationError(self.unknown_key)
        fact = self.model()
        changes = self._changes(None, cells)
        self._put(fact, changes)
        if self.twins:
            self._refuse_twin(fact, line)
        self._keep(fact, changes)
        return self._told(RowResult(line, step=self.words("新增")), fact, changes)

    def _refuse_twin(self, fact, line: int) -> None:
        values = self._claimed(fact, line)
        twin = self.rows().filter(**values).exclude(key__in=self.moved).first()
        if twin is not None:
            raise ValidationError(f"已经有一条一样的（编号 {twin.key}）。要改它，请填上这个编号。")

    def _claimed(self, fact, line: int) -> dict[str, object]:
        """Return the values of ``twins``. Raises ValidationError where an earlier line has them."""
        values = {name: getattr(fact, name) for name in self.twins}
        self._refuse_twice(("twin", *values.values()), line)
        return values

    def _change(self, line: int, fact: Row, cells: Cells) -> RowResult:
        changes = self._changes(fact, cells)
        if not changes:
            return RowResult(line, title=str(fact))
        before = VersionToken.of(fact, getattr(fact, "draft", None))
        result, step = RowResult(line, str(fact), before), self.words("修改")
        if isinstance(fact, Publishable) and fact.status != Publication.DRAFT:
            begun = getattr(fact, "draft", None)
            if begun:
                result.doubts.append(
                    f"已经有一份修改稿{_by(begun)}，表里的改动会加进去，稿子里别的地方不动。"
                )
            fact, step = self._copy_of(fact), "改已有的修改稿" if begun else "另起修改稿"
            changes = self._missing_from(fact, changes)
        if not changes:
            return result
        self._put(fact, changes)
        if any(column.name in self.twins for column, *_ in changes):
            self._claimed(fact, line)
            self.moved.append(fact.key)
        self._keep(fact, changes)
        return self._told(replace(result, step=step), fact, changes)

    def _copy_of(self, fact) -> Publishable:
        """Return the draft copy of a fact, locked. Raises ValidationError during a review."""
        if fact.status != Publication.IN_REVIEW:
            fact = locked(publishing.copy_of(fact))  # it may have been submitted since
        if fact.status != Publication.DRAFT:
            raise ValidationError("正在审核，先退回再导入。")
        return fact

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
        fact.full_clean(exclude=derived - {"path", "replaces"})  # which constraints name

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

    def _keep(self, fact, changes: list[CellChange]) -> None:
        fact.save_because("从表格导入")
        for column, value, _, _ in changes:
            if column.after_saving:
                column.set(fact, value)

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


def _some(headings: list[str]) -> str:
    """Return the first of ``headings``, and how many there are if that is not all."""
    cut = f" 等 {len(headings)} 栏" if len(headings) > MOST_TOLD else ""
    return "、".join(headings[:MOST_TOLD]) + cut


def _by(draft: Publishable) -> str:
    """Return who wrote a draft copy, in brackets; empty where nobody is known."""
    names = publishing.names_of(draft.writers())
    return f"（{names}起草）" if names else ""
