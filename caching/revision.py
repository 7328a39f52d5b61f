"""The revision of the content: every change of what pages show raises it, and caches read it.

It is one row of the database (``regions.models.ContentRevision``), raised in the transaction of
the change: ``regions.revision_signals`` raises it for a row that is saved, deleted or linked,
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
    """One state of the content; pages of equal revisions are the same on the same day."""

    number: int
    mark: str


def _row() -> Any:
    """Return the manager of the revision's row, by name because the model lives in a room above."""
    return apps.get_model("regions", "ContentRevision").objects


def current() -> Revision:
    """Return the current revision in the database, ``(0, "")`` before the first. One query."""
    found = _row().filter(pk=_KEY).values_list("number", "mark").first()
    return Revision(*found) if found else Revision(0, "")


def bump_revision() -> None:
    """Raise the revision in the current transaction; within ``one_bump`` only once, at its end."""
    if bump_pending():
        _held.missed = True
        return
    row = _row().filter(pk=_KEY)
    raised = {"number": F("number") + 1, "mark": secrets.token_hex(8)}
    if not row.update(**raised):
        # The first change of a new database; two at once create only one row.
        _row().get_or_create(pk=_KEY)
        row.update(**raised)


def bump_pending() -> bool:
    """Whether this thread is within ``one_bump``, which raises the revision at its end."""
    return bool(getattr(_held, "depth", 0))


@contextlib.contextmanager
def one_bump() -> Iterator[None]:
    """Open a transaction that raises the revision once for all changes within it."""
    with transaction.atomic():
        _held.depth = getattr(_held, "depth", 0) + 1
        missed = False
        try:
            yield
        finally:
            _held.depth -= 1
            if not bump_pending():  # only the outermost of nested blocks counts
                missed, _held.missed = getattr(_held, "missed", False), False
        if missed:
            bump_revision()
