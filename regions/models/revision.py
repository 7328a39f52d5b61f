"""One row that counts the changes of what pages show, for those who keep finished pages.

It is raised in the transaction of the change itself: by ``regions.counting`` for a row that
is saved, deleted or linked, by ``CountedQuerySet`` for many rows at once.
"""

import contextlib
import secrets
import threading
from collections.abc import Iterator
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F

_KEY = 1
_held = threading.local()


class Revision(NamedTuple):
    """A state of the content; two that are equal show the same on the same day."""

    number: int
    mark: str


class ContentRevision(models.Model):
    """The one row: how often what pages show was changed.

    ``mark`` is drawn with each change, so that a database that was put back and changed again
    is never taken for the one it was before.
    """

    number = models.PositiveBigIntegerField("第几次改动", default=0)
    mark = models.CharField("记号", max_length=16, blank=True)

    class Meta:
        verbose_name = "内容版本"
        verbose_name_plural = "内容版本"

    def __str__(self):
        return str(self.number)


def current() -> Revision:
    """The state of the content as the database has it now. One query."""
    found = ContentRevision.objects.filter(pk=_KEY).values_list("number", "mark").first()
    return Revision(*found) if found else Revision(0, "")


def raise_revision() -> None:
    """Count a change, in the transaction that makes it."""
    if is_held():
        _held.missed = True
        return
    row = ContentRevision.objects.filter(pk=_KEY)
    raised = {"number": F("number") + 1, "mark": secrets.token_hex(8)}
    if not row.update(**raised):
        ContentRevision.objects.get_or_create(pk=_KEY)
        row.update(**raised)


def is_held() -> bool:
    """Whether changes of this thread wait to be counted as one."""
    return bool(getattr(_held, "depth", 0))


@contextlib.contextmanager
def counted_once() -> Iterator[None]:
    """A transaction in which many changes count as one."""
    with transaction.atomic():
        _held.depth = getattr(_held, "depth", 0) + 1
        missed = False
        try:
            yield
        finally:
            _held.depth -= 1
            if not is_held():  # of blocks in one another the outermost counts
                missed, _held.missed = getattr(_held, "missed", False), False
        if missed:
            raise_revision()


class Counted(models.Model):
    """A row whose saving counts: both in one transaction, whoever saves it."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)  # the signal behind it counts


class CountedQuerySet(models.QuerySet):
    """Rows that pages show: who changes many at once leaves no signal, and counts here."""

    def update(self, **kwargs):
        with transaction.atomic():
            changed = super().update(**kwargs)
            raise_revision()
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, *args, **kwargs):
        with transaction.atomic():
            made = super().bulk_create(*args, **kwargs)
            raise_revision()
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]
