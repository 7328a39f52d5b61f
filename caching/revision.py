"""The revision of the content: every change of what pages show raises it, and caches read it.

It is one row of the database (``regions.models.ContentRevision``), raised in the transaction of
the change: ``regions.revision_signals`` raises it for a row that is saved, deleted or linked,
``BumpsRevisionQuerySet`` for many rows at once. Beside it ``regions.models.LastChange`` keeps, for
each subject (a place, a question, everything), the number of the last change that touched it.
"""

import contextlib
import secrets
import threading
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import transaction
from django.db.models import F, Subquery

_KEY = 1
#: The subject of a change that may show anywhere.
EVERYTHING = "everything"
#: The subject that every change touches: its number is the revision's own.
SITE = "site"
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


def bump_revision(touched: Iterable[str] = (EVERYTHING,)) -> None:
    """Raise the revision in the current transaction; within ``one_bump`` only once, at its end.

    ``touched`` are the subjects whose pages the change shows on: without it everything, ``()``
    where no page of a place or a question shows it.
    """
    if bump_pending():
        _held.missed = {*getattr(_held, "missed", ()), SITE, *touched}
        return
    with transaction.atomic(savepoint=False):
        row = _row().filter(pk=_KEY)
        raised = {"number": F("number") + 1, "mark": secrets.token_hex(8)}
        if not row.update(**raised):
            # The first change of a new database; two at once create only one row.
            _row().get_or_create(pk=_KEY)
            row.update(**raised)
        _note({SITE, *touched})


def _note(subjects: set[str]) -> None:
    """Write down the number just raised as that of the last change of ``subjects``. Two queries.

    The update before holds the row of the revision until the transaction ends, so no other
    change comes between. Where somebody raised the number without noting what he touched (the
    version before, a restored copy), everything counts as changed.
    """
    last_change = apps.get_model("regions", "LastChange")
    noted = last_change.objects.filter(pk=SITE).values("number")
    found = _row().filter(pk=_KEY).values_list("number", Subquery(noted))
    number, before = found.get()
    if before != number - 1 and number > 1:
        subjects = {EVERYTHING, *subjects}
    last_change.objects.bulk_create(
        [last_change(subject=subject, number=number) for subject in sorted(subjects)],
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["number", "at"],
    )


def everything_pending() -> bool:
    """Whether ``one_bump`` will count all as changed anyway, so that nobody need ask what."""
    return bump_pending() and EVERYTHING in getattr(_held, "missed", ())


def bump_pending() -> bool:
    """Whether this thread is within ``one_bump``, which raises the revision at its end."""
    return bool(getattr(_held, "depth", 0))


@contextlib.contextmanager
def one_bump() -> Iterator[None]:
    """Open a transaction that raises the revision once for all changes within it."""
    with transaction.atomic():
        _held.depth = getattr(_held, "depth", 0) + 1
        missed: set[str] = set()
        try:
            yield
        finally:
            _held.depth -= 1
            if not bump_pending():  # only the outermost of nested blocks counts
                missed, _held.missed = getattr(_held, "missed", set()), set()
        if missed:
            bump_revision(missed)
