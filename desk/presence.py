"""Say who else has a row open; a hint that locks nothing and must never be in anybody's way."""

import contextlib
import datetime
import logging
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from desk.models import OpenForm
from desk.publishing import name_of

log = logging.getLogger(__name__)

#: How long, in milliseconds, to wait for the one writer of SQLite before the note is left out.
PATIENCE = 300


def note(row: models.Model, by: User, now: datetime.datetime, beats: bool = False) -> None:
    """Note that ``by`` has ``row`` open, if the database can take it just now."""
    with _optional("note who has a row open"):
        OpenForm.objects.note(row, by, now, beats)


def leave(row: models.Model, by: User) -> None:
    """Note that ``by`` has ``row`` open no longer."""
    with _optional("note who has closed a row"):
        OpenForm.objects.of(row).filter(by=by).delete()


def who_else(row: models.Model, by: User, now: datetime.datetime) -> str:
    """Return a sentence about the others who have ``row`` open; empty where nobody has."""
    others = OpenForm.objects.of(row).alive(now).exclude(by=by).select_related("by")
    said = [
        f"{name_of(one.by)}从 {timezone.localtime(one.since):%H:%M} 起"
        for one in others.order_by("since")[:3]
    ]
    if not said:
        return ""
    return f"{'、'.join(said)}正在改这一条。您也可以改：存的时候合在一起，两边都改了的才问。"


@contextlib.contextmanager
def _optional(what: str) -> Iterator[None]:
    """Log where the database refuses, or is locked for longer than ``PATIENCE``."""
    try:
        with _impatient(), transaction.atomic():
            yield
    except DatabaseError as error:
        log.warning("could not %s: %s", what, error)


@contextlib.contextmanager
def _impatient() -> Iterator[None]:
    """Let SQLite wait for a moment only, and afterwards as long as the settings say."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
