"""Findings and contents as JSON: the public form, and the one they are kept and passed on in."""

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

from .contents import Attachment, Contents
from .found import Credit, Deduction, Findings, Span

_DOCUMENT = (
    "title",
    "document_number",
    "publisher",
    "published_on",
    "effective_from",
    "valid_until",
    "replaces",
    "attachments",
)
_CREDIT = (
    "who",
    "min_age",
    "max_age",
    "retired_from",
    "retired_until",
    "amount",
    "period",
    "rate_percent",
    "rate_of",
    "base_year",
    "applies_from",
    "applies_until",
    "place",
    "floor",
    "cap",
    "open",
    "quote",
)
_DEDUCTION = ("name", "amount", "period", "rate_percent", "rate_of", "quote")
_DATES = {
    "published_on",
    "effective_from",
    "valid_until",
    "retired_from",
    "retired_until",
    "applies_from",
    "applies_until",
}
_DECIMALS = {"amount", "floor", "cap", "rate_percent"}


def public_json(found: Findings, refused: str | None) -> dict[str, Any]:
    """Return the findings as other programs read them; what is unknown is None."""
    return {
        **{name: _public(name, getattr(found, name)) for name in _DOCUMENT},
        "credits": [_public_row(_CREDIT, credit) for credit in found.credits],
        "deductions": [_public_row(_DEDUCTION, deduction) for deduction in found.deductions],
        "refused": refused,
    }


def _public_row(names: tuple[str, ...], row: Credit | Deduction) -> dict[str, Any]:
    return {name: _public(name, getattr(row, name)) for name in names}


def _public(name: str, value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if name == "rate_percent" else f"{value:.2f}"
    return _plain(value)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it, without losing a digit of a number."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value


def pack(value: Contents | Findings | None) -> dict[str, Any] | None:
    """Return contents or findings as JSON that ``unpack_…`` makes into the same value."""
    packed: dict[str, Any] | None = _plain(value)
    return packed


def unpack_contents(packed: dict[str, Any] | None) -> Contents | None:
    if packed is None:
        return None
    attachments = tuple(Attachment(**one) for one in packed["attachments"])
    return Contents(**{**_restored(packed), "attachments": attachments})


def unpack_findings(packed: dict[str, Any] | None) -> Findings | None:
    if packed is None:
        return None
    rows = {
        "credits": tuple(Credit(**_restored(one)) for one in packed["credits"]),
        "deductions": tuple(Deduction(**_restored(one)) for one in packed["deductions"]),
        "places": {name: Span(**span) for name, span in packed["places"].items()},
    }
    return Findings(**{**_restored(packed), **rows})


def _restored(packed: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in packed.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DATES:
        return datetime.date.fromisoformat(value)
    if name in _DECIMALS:
        return Decimal(value)
    if name == "where":
        return Span(**value)
    return tuple(value) if isinstance(value, list) else value
