"""Form fields in which editors type numbers and days, in the admin and in sheets.

How they may be written is decided in ``text/reading.py``; ``options_for`` says which field of a
model is read by which.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from text import reading
from text.line_ends import unix_lines

_DAYS_IN_WORDS = "2026-01-01、2026/1/1、2026年1月1日"
#: What stands behind an address that was copied out of a Chinese sentence.
_BEHIND_ADDRESS = "，。、；：！？）》】」』”’ \u3000"


class LinesField(forms.CharField):
    """A field for text of several lines, which browsers send with CR LF at their ends."""

    def to_python(self, value):
        return unix_lines(super().to_python(value))

    def has_changed(self, initial, data):
        return super().has_changed(unix_lines(initial or ""), unix_lines(data or ""))


class NumberField(forms.DecimalField):
    """A field for yuan, or for a percentage if its label says so."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.is_rate = "%" in str(self.label)

    def to_python(self, value):
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        like = "2.8 或 2.8%" if self.is_rate else "75、75元 或 1,234.50"
        return _read(reading.percent if self.is_rate else reading.yuan, value, like)


class WholeNumberField(forms.IntegerField):
    """A field for an age, a year or another whole number."""

    def to_python(self, value):
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        return _read(reading.whole, value, "70 或 2026，不带小数")


class DayField(forms.DateField):
    """A field for a day, in any of the spellings that people use."""

    example = "2026年1月1日"

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"placeholder": self.example}

    def to_python(self, value):
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            day = reading.day(value)
        except ValueError:  # too long
            day = None
        if day is None:
            raise ValidationError(
                f"输入一个有效的日期，如 {_DAYS_IN_WORDS}；不认识“{_start_of(value)}”。",
                code="invalid",
            )
        return day


class RetirementField(DayField):
    """A field for the first or last month in which people retired, kept as its first or last day.

    ``at`` says which day of what was typed is meant: 0 the first one, 1 the last one. Where
    ``whole_years`` is not set, a year alone is refused.
    """

    example = "2023年1月"

    def __init__(self, *, at=0, whole_years=True, **kwargs):
        super().__init__(**kwargs)
        self.at, self.whole_years = at, whole_years

    def to_python(self, value):
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            read = reading.days(value)
        except ValueError:  # too long
            read = None
        if read and not self.whole_years:
            return reading.month(value) or super().to_python(value)
        return read[self.at] if read else super().to_python(value)


class MomentField(forms.CharField):
    """A field for the year or month of a figure: 2022年12月, however it is typed."""

    def to_python(self, value):
        typed = super().to_python(value)
        try:
            read = reading.days(typed)
        except ValueError:  # too long
            read = None
        if read is None or read[0] == read[1]:
            return typed  # the model says how to write it
        first, last = read
        of_year = (first.month, last.month) == (1, 12)
        return f"{first.year}年" if of_year else f"{first.year}年{first.month}月"


class PhoneField(forms.CharField):
    """A field for one telephone number, which pages offer to dial."""

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed:
            return typed
        try:
            return reading.phone(typed)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class AddressField(forms.URLField):
    """A field for a web address, which loses what stands behind it in a sentence."""

    def to_python(self, value):
        if isinstance(value, str):
            value = reading.visible(value).strip().rstrip(_BEHIND_ADDRESS)
        return super().to_python(value)


#: How months are read, by the name of the field.
_MONTHS: dict[str, dict[str, Any]] = {
    "retired_from": {"form_class": RetirementField},
    "retired_until": {"form_class": RetirementField, "at": 1},
    "retired": {"form_class": RetirementField, "whole_years": False},
    "as_of": {"form_class": MomentField},
}


def options_for(field: models.Field) -> dict[str, Any]:
    """Return what ``formfield`` needs to read ``field`` as people type it; else nothing."""
    if field.is_relation or field.choices:
        return {}
    if field.name in _MONTHS:
        return _MONTHS[field.name]
    if isinstance(field, models.URLField):
        return {"form_class": AddressField, "assume_scheme": "https"}
    if isinstance(field, models.TextField):
        return {"form_class": LinesField}
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return {"form_class": DayField}
    if isinstance(field, models.DecimalField):
        return {"form_class": NumberField, "widget": _short("decimal")}
    if isinstance(field, models.IntegerField):
        return {"form_class": WholeNumberField, "widget": _short("numeric")}
    if isinstance(field, models.CharField) and field.name == "phone":
        return {"form_class": PhoneField}
    return {}


def _short(mode: str) -> forms.TextInput:
    """Return the widget of a number: one of the type number would lose 75元 in the browser."""
    return forms.TextInput({"size": "10", "inputmode": mode, "autocomplete": "off"})


def _read(reader, text: str, like: str):
    try:
        found = reader(text)
    except ValueError:
        found = None
    if found is None:
        raise ValidationError(f"不认识“{_start_of(text)}”。输入一个数，如 {like}。", code="invalid")
    return found


def _start_of(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
