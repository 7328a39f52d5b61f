"""The posted rows of an inline, brought up to date with the rows that are in the database now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from desk import merging
from desk.merging import Verdict
from desk.typed_fields import options_for

from .field_values import as_posted, fingerprint_of, in_words, is_omitted

Cells = dict[str, str]


@dataclass(frozen=True)
class Question:
    """What both sides changed: the name of its input, what it is about, and both in words."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass
class Outcome:
    """What is still to be asked, and the labels of what was taken over from the other side."""

    asked: list[Question] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class InlineRows:
    """The rows of an inline as the database has them: ``parts`` with the ``fields`` to compare.

    ``key`` names the fields by which a row is known that has another id now. Where the form holds
    no ids (``has_ids``), rows are known by their key only, and all posted ones count as new.
    """

    prefix: str
    parts: list[models.Model]
    fields: Mapping[str, forms.Field]
    key: tuple[str, ...]
    pk: str = "id"
    may_add: bool = True
    has_ids: bool = True

    def fingerprints(self, part: models.Model) -> Cells:
        return self.fingerprints_of(as_typed(part, self.fields))

    def fingerprints_of(self, cells: Cells) -> Cells:
        return {name: self.fingerprint(name, cells) for name in self.fields}

    def fingerprint(self, name: str, cells: Cells) -> str:
        return fingerprint_of(self.fields[name], _list(cells.get(name)))


class PostedRows:
    """Rewrites the posted rows of an inline for the rows that are in the database now.

    Django looks up each posted row by the id it was opened with, and can neither save nor show
    the form once that row is gone. What was typed is kept like this::

        opened with         typed                    is there now     becomes
        tier 7, 0–69 岁      tier 7, 90 → 95 元        tier 9, 0–69     tier 9, 95 元 (same key)
        tier 8, 70 岁起      tier 8, untouched        tier 8, 70–79    tier 8, 70–79
                            a new tier, 80 岁起       tier 10, 60 起    tier 10, as it is
                                                                      a new tier, 80 岁起
    """

    def __init__(self, data: QueryDict, rows: InlineRows):
        self.data, self.rows, self.prefix = data, rows, rows.prefix
        self.standing, self.fields = rows.parts, rows.fields
        self.key, self.pk = rows.key, rows.pk
        self.base: Mapping[str, Mapping[str, str]] = {}
        self.answers: Mapping[str, str] = {}
        self.outcome = Outcome()

    def merge(self, base: Mapping[str, Mapping[str, str]], answers: Mapping[str, str]) -> Outcome:
        """Put the existing rows first, merged with what was typed, then all else typed as new.

        ``base`` are the fingerprints of the rows as they were opened, by id and field; ``answers``
        what was answered to questions, by the names of their inputs.
        """
        self.base, self.answers = base, answers
        total = self.data.get(f"{self.prefix}-TOTAL_FORMS", "")
        if not (total.isdecimal() and len(total) < 4):  # forged: left to Django
            return self.outcome
        pairs, others = self._aligned([self._take(at) for at in range(int(total))])
        made = [
            self._untyped(part) if row is None else self._merged(part, row) for part, row in pairs
        ]
        rows = [row for row in made if row is not None]
        for row in others:
            if self.rows.may_add and self._stays(row):
                rows.append(row | {self.pk: ""})
        self._put(rows)
        return self.outcome

    def _aligned(self, typed: list[Cells]) -> tuple[list[tuple[models.Model, Cells | None]], list]:
        """Return each existing row with what was typed for it, and what belongs to none."""
        ids = {str(part.pk) for part in self.standing}
        known = {row[self.pk]: row for row in typed if row.get(self.pk) in ids}
        others = [row for row in typed if row.get(self.pk) not in ids]
        pairs: list[tuple[models.Model, Cells | None]] = []
        for part in self.standing:
            row = known.get(str(part.pk))
            if row is None and self.key:
                row = next((other for other in others if _means(other, part, self.key)), None)
                others = [other for other in others if other is not row]
            pairs.append((part, row))
        return pairs, others

    def _merged(self, part, row: Cells) -> Cells:
        """Return the cells of an existing row for which ``row`` was typed."""
        opened = self._opened(row.get(self.pk) or str(part.pk), row)
        row = row | {self.pk: str(part.pk)}
        now = as_typed(part, self.fields)
        theirs = self.rows.fingerprints_of(now)
        about = f"{part._meta.verbose_name} {part}"
        if "DELETE" in row:
            return self._merged_deletion(part, row, opened, now)
        for name, form_field in self.fields.items():
            asked = f"{self.prefix}-{part.pk}-{name}"
            mine = self.rows.fingerprint(name, row)
            said = Verdict.THEIRS
            if not is_omitted(form_field, row, name):
                was = opened.get(name) if opened is not None else None
                said = merging.verdict(was, mine, theirs[name], self.answers.get(asked))
            if said is Verdict.ASKED:
                words = [in_words(form_field, _list(cells.get(name))) for cells in (row, now)]
                self.outcome.asked.append(Question(asked, f"{about}：{form_field.label}", *words))
            if said is Verdict.THEIRS:
                if mine != theirs[name]:
                    self.outcome.taken.append(f"{about}：{form_field.label}")
                row.pop(name, None)
                row |= {name: now[name]} if name in now else {}
        return row

    def _merged_deletion(self, part, row: Cells, opened, now: Cells) -> Cells:
        asked = f"{self.prefix}-{part.pk}"
        said = merging.verdict_on_deleted(
            opened, self.rows.fingerprints_of(now), self.answers.get(asked)
        )
        about = f"{part._meta.verbose_name} {part}"
        if said is Verdict.ASKED:
            self.outcome.asked.append(Question(asked, about, "删掉", self._said(now)))
        if said is Verdict.THEIRS:
            self.outcome.taken.append(about)
            return now | {self.pk: str(part.pk)}
        return row

    def _untyped(self, part: models.Model) -> Cells | None:
        """Return the cells of an existing row for which none was posted; None for no row.

        It was added by the other person; or removed here, in a form that holds no ids.
        """
        now = as_typed(part, self.fields)
        opened = self._opened(str(part.pk), now)
        if opened is None:
            self.outcome.taken.append(f"{part._meta.verbose_name} {part}")
        elif not self.rows.has_ids:
            row = self._merged_deletion(part, {"DELETE": "on"}, opened, now)
            return None if "DELETE" in row else row
        return now | {self.pk: str(part.pk)}

    def _stays(self, row: Cells) -> bool:
        """Whether a typed row that belongs to no existing one is to be a new row."""
        mine = self.rows.fingerprints_of(row)
        opened = self._opened(row.get(self.pk, ""), row)
        is_old = bool(row.get(self.pk)) if self.rows.has_ids else opened is not None
        if is_old and "DELETE" in row:
            return False
        known = [mine[name] for name in self.key if name in mine]
        asked = f"{self.prefix}-gone-{merging.fingerprint(repr(known))}"
        if not is_old and asked not in self.answers:
            return True
        said = merging.verdict_on_gone(opened, mine, self.answers.get(asked))
        if said is Verdict.ASKED:
            label = f"{self._kind}：{self._said(row)}"
            self.outcome.asked.append(Question(asked, label, "留着", "删掉了"))
        if said is Verdict.THEIRS:
            self.outcome.taken.append(f"{self._kind}（删掉了）：{self._said(row)}")
        return said is not Verdict.THEIRS

    def _opened(self, pk: str, cells_now: Cells) -> Mapping[str, str] | None:
        """Return a row as it was opened, by its id or else its key; None where there was none."""
        if self.rows.has_ids or pk in self.base:
            return self.base.get(pk)
        mine = self.rows.fingerprints_of(cells_now)
        for cells in self.base.values():
            if all(cells.get(name) == mine.get(name) for name in self.key):
                return cells
        return None

    @property
    def _kind(self) -> str:
        return str(self.standing[0]._meta.verbose_name) if self.standing else "一行"

    def _said(self, cells: Cells) -> str:
        """Return what a row says, in words."""
        said: Iterator[tuple[str, str]] = (
            (str(form_field.label), in_words(form_field, _list(cells.get(name))))
            for name, form_field in self.fields.items()
        )
        return "，".join(f"{label} {words}" for label, words in said if words)

    def _take(self, at: int) -> Cells:
        start = f"{self.prefix}-{at}-"
        names = [name for name in self.data if name.startswith(start)]
        return {name.removeprefix(start): self.data.pop(name)[-1] for name in names}

    def _put(self, rows: list[Cells]) -> None:
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        known = len(self.standing) if self.rows.has_ids else 0
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(known)
        for at, row in enumerate(rows):
            for name, value in row.items():
                if self.rows.has_ids or name != self.pk:
                    self.data[f"{self.prefix}-{at}-{name}"] = value


def as_typed(part: models.Model, fields: Mapping[str, forms.Field]) -> Cells:
    """Return what an unchanged form of ``part`` would post."""
    cells = {}
    for name, form_field in fields.items():
        column: Any = part._meta.get_field(name)
        value = column.value_from_object(part)
        if posted := as_posted(form_field, value):
            cells[name] = posted[-1]
    return cells


def _list(cell: str | None) -> list[str]:
    return [] if cell is None else [cell]


def _means(row: Cells, part: models.Model, key: tuple[str, ...]) -> bool:
    """Whether the fields ``key`` that were typed in ``row`` are those of ``part``."""
    fields = [column for column in part._meta.concrete_fields if column.name in key]
    try:
        return all(
            _known(_typed(column, row.get(column.name))) == _known(column.value_from_object(part))
            for column in fields
        )
    except ValidationError:
        return False


def _typed(column: models.Field, text: str | None) -> object:
    """Return the value that a form reads in ``text``. Raises ValidationError."""
    options = options_for(column)
    reader = column.formfield(**options) if options else None
    return (reader or column).to_python(text or None)


def _known(value: object) -> object:
    """Return ``value``, or None for an empty text: an empty field is read as either."""
    return None if value == "" else value
