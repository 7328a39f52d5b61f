"""What pages show now, as far as this process knows: the content's revision and the day.

Looked up at most once a second, whatever the load; so a change is seen by every process and
host within a second, and midnight in Shanghai too.
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
    """Calling it gives the version of now; None as long as the database was never reached.

    While the database cannot be reached, the last version stands, of whichever day.
    """

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._due = 0.0
        self._version: ContentVersion | None = None

    def __call__(self) -> ContentVersion | None:
        if time.monotonic() < self._due:
            return self._version
        # One looks; the others go on with what is known, or wait where nothing is.
        if self._looking.acquire(blocking=self._version is None):
            try:
                if time.monotonic() >= self._due:
                    self._look()
            finally:
                self._looking.release()
        return self._version

    def _look(self) -> None:
        close_old_connections()
        try:
            self._version = ContentVersion(revision.current(), timezone.localdate())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("Kept pages go on being served, the database is gone: %s", error)
        finally:
            close_old_connections()
            self._due = time.monotonic() + settings.EDITION_SECONDS
