"""The number of the content: raised with each change of what pages show, read by who keeps pages.

It is one row of the database (``regions.models.ContentRevision``), raised in the transaction of
the change itself: by ``regions.revision_signals`` for a row that is saved, deleted or linked, by
``BumpsRevisionQuerySet`` for many rows at once.
"""

import contextlib
import secrets
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import transaction
from django.db.models import F

_KEY = 1
_held = threading.local()


class Revision(NamedTuple):
    """A state of the content; two that are equal show the same on the same day."""

    number: int
    mark: str


def _row() -> Any:
    """The row that holds the number: its model lives above, with the facts that it counts."""
    return apps.get_model("regions", "ContentRevision").objects


def current() -> Revision:
    """The state of the content as the database has it now. One query."""
    found = _row().filter(pk=_KEY).values_list("number", "mark").first()
    return Revision(*found) if found else Revision(0, "")


def bump_revision() -> None:
    """Count a change, in the transaction that makes it."""
    if bump_pending():
        _held.missed = True
        return
    row = _row().filter(pk=_KEY)
    raised = {"number": F("number") + 1, "mark": secrets.token_hex(8)}
    if not row.update(**raised):
        _row().get_or_create(pk=_KEY)
        row.update(**raised)


def bump_pending() -> bool:
    """Whether changes of this thread wait to be counted as one."""
    return bool(getattr(_held, "depth", 0))


@contextlib.contextmanager
def one_bump() -> Iterator[None]:
    """A transaction in which many changes count as one."""
    with transaction.atomic():
        _held.depth = getattr(_held, "depth", 0) + 1
        missed = False
        try:
            yield
        finally:
            _held.depth -= 1
            if not bump_pending():  # of blocks in one another the outermost counts
                missed, _held.missed = getattr(_held, "missed", False), False
        if missed:
            bump_revision()
