"""Rows as the database has them now, locked until the transaction ends."""

from typing import TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def locked(row: Row) -> Row:
    """``row`` as it stands now. Raises its DoesNotExist where it was deleted."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def locked_or_none(model: type[Row], pk: int) -> Row | None:
    """The row ``pk`` as it stands now; None where it was deleted."""
    return model._default_manager.select_for_update().filter(pk=pk).first()
