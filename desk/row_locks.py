"""Read rows again and lock them until the transaction ends."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


#: What the person is told whose row is gone.
GONE = "这份稿子已经不在了：刚才可能有人发布了，或者删掉了。"


class Gone(ValidationError):
    """The row has been deleted in the meantime."""


def locked(row: Row) -> Row:
    """Lock ``row`` and return it as the database has it now. Raises Gone where it was deleted."""
    held = locked_or_none(type(row), row.pk)
    if held is None:
        raise Gone(GONE)
    return held


def locked_or_none(model: type[Row], pk: int) -> Row | None:
    """Lock the row with this ``pk`` and return it; None where it was deleted."""
    return model._default_manager.select_for_update().filter(pk=pk).first()
