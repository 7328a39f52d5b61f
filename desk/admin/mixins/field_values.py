"""What the fields of a form hold: as a browser posts it, as a fingerprint, and in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desk.merging import fingerprint
from text.line_ends import unix_lines


def compared(fields: Mapping[str, forms.Field], *without: str) -> dict[str, forms.Field]:
    """Return the fields whose values can be compared: not files, not what nobody types."""
    return {
        name: field
        for name, field in fields.items()
        if name not in without
        and not isinstance(field, forms.FileField)
        and not isinstance(field.widget, forms.HiddenInput)
        and getattr(field, "compared", True)
    }


def as_posted(field: forms.Field, value: Any) -> list[str]:
    """Return what an untouched form posts for the initial ``value`` of ``field``."""
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [str(getattr(one, "pk", one)) for one in value or []]
    if callable(value):
        value = value()
    value = field.prepare_value(value)
    return ["" if value is None else str(value)]


def is_omitted(field: forms.Field, posted: Mapping[str, Any], name: str) -> bool:
    """Whether the browser sent nothing for a field that always sends something."""
    if isinstance(field, forms.BooleanField | forms.ModelMultipleChoiceField):
        return False
    return name not in posted


def fingerprint_of(field: forms.Field, posted: list[str]) -> str:
    """Return the fingerprint of what was ``posted``; two spellings of one value have the same."""
    return fingerprint(_plain(field, posted))


def _plain(field: forms.Field, posted: list[str]) -> str:
    text = posted[-1] if posted else ""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "\n".join(sorted({one for one in posted if one}))
    if isinstance(field, forms.BooleanField):
        return "1" if field.to_python(text) else ""
    if isinstance(field, forms.ModelChoiceField):
        return text
    text = unix_lines(text).strip()
    try:
        value = field.to_python(text)
    except ValidationError:
        return f"?{text}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)


def in_words(field: forms.Field, values: list[str]) -> str:
    """Return the typed text, or the labels of what was chosen; empty for hidden fields."""
    if isinstance(field.widget, forms.HiddenInput):
        return ""
    if isinstance(field, forms.BooleanField):
        return "是" if values else ""
    typed = "\n".join(value for value in values if value)
    try:
        if isinstance(field, forms.ModelMultipleChoiceField):
            return "\n".join(map(str, field.clean(values)))
        if isinstance(field, forms.ModelChoiceField):
            return str(field.clean(typed) or "")
    except ValidationError:
        return typed
    if not typed:
        return ""  # or an empty choice would be told as dashes
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(typed, typed))
    return typed
