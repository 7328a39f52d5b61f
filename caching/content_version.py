"""The version of what pages show: the content's revision and the day in Shanghai.

Each process looks it up at most once in ``settings.EDITION_SECONDS``, whatever the load, so every
process and host sees a change, and midnight, within that time.
"""

import datetime
import logging
import threading
import time
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from caching import revision

logger = logging.getLogger(__name__)


class ContentVersion(NamedTuple):
    revision: revision.Revision
    day: datetime.date


class VersionPoller:
    """A callable that returns the current version, or None if the database was never reached.

    While the database cannot be reached, it returns the last known version, even one of another
    day.
    """

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._due = 0.0
        self._version: ContentVersion | None = None

    def __call__(self) -> ContentVersion | None:
        if time.monotonic() < self._due:
            return self._version
        # One thread looks; the others use the known version, or wait if there is none yet.
        if self._looking.acquire(blocking=self._version is None):
            try:
                if time.monotonic() >= self._due:  # nobody looked while this thread waited
                    self._look()
            finally:
                self._looking.release()
        return self._version

    def _look(self) -> None:
        # This may run before any request, when Django has not closed broken connections.
        close_old_connections()
        try:
            self._version = ContentVersion(revision.current(), timezone.localdate())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("Kept pages go on being served, the database is gone: %s", error)
        finally:
            close_old_connections()
            self._due = time.monotonic() + settings.EDITION_SECONDS
