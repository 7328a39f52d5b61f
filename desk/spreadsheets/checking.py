"""Check a row as ``full_clean`` does, without a question to the database for each constraint.

A sheet has thousands of rows with several parts each; Django asks the database once for every
constraint of every one. The conditions are worked out here instead, with NULL as in SQL.
"""

import operator
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F, Q

Row = Any  # a row of one of our models

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}
#: Fields that are unique without looking: a random key, and the row that a draft copy is of.
_UNIQUE_ANYWAY = frozenset(["key", "replaces"])


class Unanswerable(Exception):
    """The condition says something that is not worked out here."""


class Taken:
    """The values that unique constraints forbid to other rows; each constraint is one query."""

    def __init__(self) -> None:
        self._held: dict[str, dict[tuple, set[int]]] = {}

    def by_others(self, constraint: models.UniqueConstraint, row: Row) -> bool:
        """Whether another row in the database has the values of ``row``."""
        names = [row._meta.get_field(name).attname for name in constraint.fields]
        if constraint.name not in self._held:
            rows = type(row)._default_manager.all()
            if constraint.condition is not None:
                rows = rows.filter(constraint.condition)
            held: dict[tuple, set[int]] = {}
            for pk, *values in rows.values_list("pk", *names):
                held.setdefault(tuple(values), set()).add(pk)
            self._held[constraint.name] = held
        values = tuple(getattr(row, name) for name in names)
        return bool(self._held[constraint.name].get(values, set()) - {row.pk})


def check(row: Row, taken: Taken, exclude: Collection[str] = ()) -> None:
    """Raise ValidationError with the faults that ``full_clean`` would find in ``row``.

    What links name is not looked for: a sheet finds it before it is set.
    """
    errors: dict[str, list] = {}
    linked = {f.name for f in row._meta.concrete_fields if f.is_relation and _value(row, f)}
    for step in (lambda: row.clean_fields(exclude={*exclude, *linked}), row.clean):
        try:
            step()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    left_out = {*exclude, *errors} - {NON_FIELD_ERRORS}
    unique = {
        f.name
        for f in row._meta.concrete_fields
        if f.unique and not f.primary_key and f.name not in _UNIQUE_ANYWAY | left_out
    }
    if unique:
        try:
            row.validate_unique(exclude={f.name for f in row._meta.fields} - unique)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    for constraint in _constraints(row):
        try:
            _check_constraint(constraint, row, taken, left_out)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _value(row: Row, field: models.Field) -> object:
    return getattr(row, field.attname)


def _constraints(row: Row) -> Iterator[models.BaseConstraint]:
    for _, constraints in row.get_constraints():
        yield from constraints


def _check_constraint(constraint, row: Row, taken: Taken, left_out: set[str]) -> None:
    try:
        broken = _is_broken(constraint, row, taken, left_out)
    except Unanswerable:
        constraint.validate(type(row), row, exclude=left_out)
        return
    if broken:
        message = constraint.get_violation_error_message()
        raise ValidationError(message, code=constraint.violation_error_code)


def _is_broken(constraint, row: Row, taken: Taken, left_out: set[str]) -> bool:
    if isinstance(constraint, models.CheckConstraint):
        if not isinstance(constraint.condition, Q):
            raise Unanswerable
        if not left_out.isdisjoint(_names(constraint.condition)):
            return False
        return holds(constraint.condition, row) is False
    if not isinstance(constraint, models.UniqueConstraint) or constraint.expressions:
        raise Unanswerable
    if not left_out.isdisjoint(constraint.fields):
        return False
    if any(_value(row, row._meta.get_field(name)) is None for name in constraint.fields):
        return False
    if constraint.condition is not None and holds(constraint.condition, row) is not True:
        return False
    return taken.by_others(constraint, row)


def _names(condition: Any) -> Iterator[str]:
    """Yield the names of the fields that ``condition`` speaks of."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _names(child)
        else:
            name, value = child
            yield name.partition("__")[0]
            if isinstance(value, F):
                yield _name_of(value)


def holds(condition: Any, row: Row) -> bool | None:
    """Whether ``condition`` holds for ``row``, None where SQL would answer NULL.

    Raises Unanswerable where it says what is not worked out here.
    """
    told = [
        holds(child, row) if isinstance(child, Q) else _answer(child[0], child[1], row)
        for child in condition.children
    ]
    if condition.connector == Q.AND:
        answer = False if False in told else None if None in told else True
    elif condition.connector == Q.OR:
        answer = True if True in told else None if None in told else False
    else:
        raise Unanswerable
    return not answer if condition.negated and answer is not None else answer


def _answer(lookup: str, wanted: Any, row: Row) -> bool | None:
    name, _, asked = lookup.partition("__")
    value = _of_row(name, row)
    if asked == "isnull":
        return (value is None) is bool(wanted)
    if asked == "in" and isinstance(wanted, list | tuple | set | frozenset):
        return None if value is None else value in wanted
    if hasattr(wanted, "resolve_expression"):
        if type(wanted) is not F:
            raise Unanswerable
        wanted = _of_row(_name_of(wanted), row)
    compare = _COMPARE.get(asked or "exact")
    if compare is None:
        raise Unanswerable
    return None if value is None or wanted is None else compare(value, wanted)


def _name_of(column: Any) -> str:
    return column.name


def _of_row(name: str, row: Row) -> Any:
    try:
        return _value(row, row._meta.get_field(name))
    except LookupError:
        raise Unanswerable from None
