"""The columns of a sheet, which turn values of a row into text in cells and back."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import cast

from django.core.exceptions import ValidationError
from django.db import models

from desk.typed_fields import options_for
from regions.models import Region, Source

from .checking import Taken, check
from .files import tidy

_YES, _NO = ("是", "1", "true", "yes", "√"), ("", "否", "0", "false", "no")


class Column:
    """A column for one value of a row; a list of parts takes several cells side by side.

    A value counts as changed only where the text of its cells differs.
    """

    #: Whether the row must be saved before this column can be set.
    after_saving = False
    #: Whether the column is ignored by an import.
    read_only = False

    def __init__(self, name: str, heading: str, note: str = ""):
        self.name, self.title, self.headings, self.note = name, heading, [heading], note

    @property
    def notes(self) -> list[list[str]]:
        """How to fill in the column: what is meant, and what to write."""
        return [[self.title, self.note.strip() or "照原文填。"]]

    def shown(self, row) -> list[str]:
        """Return the cells of an existing row."""
        return self.write(getattr(row, self.name))

    def read(self, cells: list[str]) -> object:
        """Return the value that the cells state. Raises ValidationError."""
        return cells[0]

    def write(self, value) -> list[str]:
        return [str(value)]

    def set(self, row, value) -> None:
        setattr(row, self.name, value)


class Shown(Column):
    """A column that helps to read the sheet and is not imported."""

    read_only = True

    def __init__(self, heading: str, say):
        super().__init__("", f"{heading}（只看）", "给人看的，改了也不导入。")
        self.say = say

    def shown(self, row):
        return [self.say(row)]


class Plain(Column):
    """A column for a model field: text, a number, a date, 是 or 否, or one of its choices."""

    def __init__(self, field: models.Field):
        super().__init__(field.name, str(field.verbose_name), str(field.help_text))
        self.field, self.form = field, field.formfield(**options_for(field))
        self.choices = {str(label): value for value, label in field.choices or []}
        if self.choices:
            self.note = f"填：{'、'.join(self.choices)}。{self.note}"
        elif isinstance(field, models.BooleanField):
            self.note = f"填：是、否。{self.note}"
        elif isinstance(field, models.DateField):
            self.note = f"写成 2026-01-01。{self.note}"

    def read(self, cells):
        (text,) = cells
        if self.choices:
            return self._choice(text)
        if isinstance(self.field, models.BooleanField):
            return self._yes(text)
        if not text and self.field.has_default():
            return self.field.get_default()
        return self.form.clean(text)

    def _choice(self, text):
        if not text:
            return self.field.get_default() or ""
        value = self.choices.get(text, text)
        if value not in self.choices.values():
            raise ValidationError(f"没有“{text}”这一项，只能填：{'、'.join(self.choices)}。")
        return value

    def says_something(self, text: str) -> bool:
        """Whether a cell states more than 否, which stays behind where a part is cleared."""
        return (
            text.lower() not in _NO if isinstance(self.field, models.BooleanField) else bool(text)
        )

    def _yes(self, text) -> bool:
        if text.lower() not in _YES + _NO:
            raise ValidationError("只能填“是”或“否”。")
        return text.lower() in _YES

    def write(self, value):
        if value is None:
            return [""]
        if self.choices:
            labels = {choice: label for label, choice in self.choices.items()}
            return [labels.get(value, str(value))]
        if isinstance(value, bool):
            return ["是" if value else "否"]
        if isinstance(value, Decimal):
            return [f"{value.normalize():f}"]
        return [tidy(str(value))]


class Places:
    """Finds places by the names that a cell may contain: the full name or the code."""

    def __init__(self) -> None:
        self.named: dict[str, list[Region]] = {}
        self.text: dict[int, str] = {}
        regions = list(Region.objects.with_lineage())
        for region in regions:
            for name in {region.full_title, region.code or region.path}:
                self.named.setdefault(name, []).append(region)
        for region in regions:
            alone = len(self.named[region.full_title]) == 1
            self.text[region.pk] = region.full_title if alone else region.natural_key()[0]

    def find(self, text: str) -> Region:
        found = self.named.get(text, [])
        if not found:
            raise ValidationError(f"没有“{text}”这个地区。写全称，如“湖南省永州市”，或者六位代码。")
        if len(found) > 1:
            raise ValidationError(f"叫“{text}”的不止一个，请写六位代码。")
        return found[0]


class Sources:
    """Finds sources by key, or by title where only one source has it."""

    def __init__(self) -> None:
        self.named: dict[str, list[Source]] = {}
        self.text: dict[int, str] = {}
        for source in Source.objects.originals().defer("full_text"):
            self.text[source.pk] = source.key
            for name in {source.key, source.title}:
                self.named.setdefault(name, []).append(source)

    def find(self, text: str) -> Source:
        found = self.named.get(text, [])
        if not found:
            raise ValidationError(
                f"没有编号或标题是“{text}”的来源。请先在“来源”里建好（多的用来源的表导入），"
                "再照导出的来源表抄编号。"
            )
        if len(found) > 1:
            raise ValidationError(f"有几份来源都叫“{text}”，请写编号。")
        return found[0]


class Named:
    """Finds rows of another model by the unique text in ``field``."""

    def __init__(self, rows: Iterable[models.Model], field: str, kind: str, called: str = "编号"):
        """Take the ``kind`` of row and what ``field`` is ``called``, for the message."""
        self.kind, self.called = kind, called
        self.by_text = {getattr(row, field): row for row in rows}
        self.text = {row.pk: text for text, row in self.by_text.items()}

    def find(self, text: str):
        if text not in self.by_text:
            raise ValidationError(f"没有{self.called}是“{text}”的{self.kind}。")
        return self.by_text[text]


class Link(Column):
    """A column for a foreign key."""

    def __init__(self, field: models.Field, rows, note: str):
        super().__init__(field.name, str(field.verbose_name), note)
        self.field, self.rows = field, rows

    def shown(self, row):
        pk = getattr(row, self.field.attname)
        return ["" if pk is None else self.rows.text[pk]]

    def read(self, cells):
        if not cells[0]:
            if self.field.null:
                return None
            raise ValidationError("这一栏必填。")
        return self.rows.find(cells[0])

    def write(self, value):
        return ["" if value is None else self.rows.text[value.pk]]


class Links(Link):
    """A column for a many-to-many field, in one cell."""

    after_saving = True

    def __init__(self, field: models.Field, rows, note: str):
        super().__init__(field, rows, f"{note}几个的用顿号隔开。")

    def shown(self, row):
        return self.write(getattr(row, self.name).all())

    def read(self, cells):
        return [self.rows.find(text) for text in re.split(r"[、\s]+", cells[0]) if text]

    def write(self, value):
        # Draft copies may be linked beside their rows, but sheets do not show them.
        texts = self.rows.text
        return ["、".join(sorted({texts[row.pk] for row in value if row.pk in texts}))]


class Parts(Column):
    """A column for the parts of a policy, each in a numbered group of cells: 年龄档1从几岁 …

    There are ``most`` groups; a policy with more parts cannot be changed in a sheet.
    """

    after_saving = True

    def __init__(self, name: str, model: type[models.Model], title: str, **of_group):
        """Take ``most`` groups of ``fields``; ``check`` refuses parts that do not fit together."""
        self.name, self.model, self.title = name, model, title
        self.most, self.check = of_group["most"], of_group["check"]
        self.taken = Taken()
        self.columns = [
            Plain(cast(models.Field, model._meta.get_field(field))) for field in of_group["fields"]
        ]
        self.headings = [
            f"{title}{number}{column.headings[0]}"
            for number in range(1, self.most + 1)
            for column in self.columns
        ]
        self.note = f"每一{'档' if title == '年龄档' else '个'}一组，从 1 填起，用不到的空着。"

    @property
    def notes(self):
        own = [[f"{self.title}1{c.title} 等", c.notes[0][1]] for c in self.columns]
        return [[f"{self.title}1 到 {self.title}{self.most}", self.note], *own]

    def shown(self, row):
        return self.write(getattr(row, self.name).all())

    def read(self, cells):
        """Return the parts, unsaved, in the order of the groups."""
        width, found, faults = len(self.columns), [], []
        for number in range(1, self.most + 1):
            texts = cells[(number - 1) * width : number * width]
            if not any(map(Plain.says_something, self.columns, texts)):
                continue
            part = self.model()
            try:
                for column, text in zip(self.columns, texts, strict=True):
                    self._set(column, part, text)
                check(part, self.taken, exclude=["policy"])
            except ValidationError as error:
                faults += [f"{self.title}{number}：{message}" for message in error.messages]
            found.append(part)
        if faults:
            raise ValidationError(faults)
        self.check(found)
        return found

    def _set(self, column, part, text):
        try:
            column.set(part, column.read([text]))
        except ValidationError as error:
            raise ValidationError(f"{column.headings[0]}：{error.messages[0]}") from None

    def write(self, value):
        parts = sorted(value, key=self._order)
        texts = [text for part in parts for column in self.columns for text in column.shown(part)]
        return (texts + [""] * len(self.headings))[: len(self.headings)]

    def _order(self, part) -> tuple:
        """Sort parts by their first two numbers, empty ones first."""
        values = [getattr(part, column.name) for column in self.columns[:2]]
        return tuple((value is not None, value or 0) for value in values)

    def refuse_too_many(self, row) -> None:
        """Raise ValidationError where ``row`` has more parts than there are groups."""
        if len(getattr(row, self.name).all()) > self.most:
            raise ValidationError(f"{self.title}超过 {self.most} 个，请在页面上改。")
