"""The version of what pages show: the content's revision and the day in Shanghai.

Each process has a thread that looks it up every ``settings.EDITION_SECONDS`` over a connection of
its own, so every process and host sees a change, and midnight, within about that time. Requests
only read what the thread found: a database that hangs holds up nobody who has a kept page.
"""

import datetime
import logging
import os
import threading
import time
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.utils import ConnectionHandler
from django.utils import timezone

from caching import revision

logger = logging.getLogger(__name__)

#: The most seconds that a request waits for a look, where it has to.
LONGEST_WAIT = 0.3
#: After so many seconds a look that has not ended tells that the database hangs. More than the
#: limits of the look's own connection, because on a busy machine the thread waits for a core.
OVERDUE = 1.0


class ContentVersion(NamedTuple):
    revision: revision.Revision
    day: datetime.date


class VersionPoller:
    """A callable that returns the known version, or None as long as the database was not reached.

    While the database cannot be reached, it is the last known version, even one of another day:
    yesterday's page is better than none, and could not be made anew. The thread starts with the
    first call, and again in a process that was forked.
    """

    def __init__(self) -> None:
        self._version: ContentVersion | None = None
        self._well = True
        self._reset()
        os.register_at_fork(after_in_child=self._reset)

    def _reset(self) -> None:
        """Forget the thread: a fork does not copy it, and may copy a lock that it held."""
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wanted, self._ended = 1, 0  # the last look that was asked for, and that was made
        self._began: float | None = None  # the look that is going on

    def __call__(self) -> ContentVersion | None:
        if self._thread is None:
            self._start()
        if not settings.EDITION_SECONDS:
            self._wait_for_a_new_look()
        elif self._version is None:
            with self._turn:
                self._turn.wait_for(lambda: self._ended, self._patience())
        return self._version

    @property
    def reachable(self) -> bool:
        """Whether the last look read the database and no later one hangs."""
        began = self._began
        return self._well and (began is None or time.monotonic() - began < OVERDUE)

    def look(self) -> ContentVersion | None:
        """Look now, over the connection of the calling thread, and return what is known then."""
        try:
            self._version = ContentVersion(revision.current(), timezone.localdate())
            reached = True
        except (DatabaseError, InterfaceError) as error:
            # Anything else but the two that tell of a database out of reach is a fault of ours.
            reached = not isinstance(error, OperationalError | InterfaceError)
            if not reached and self._well:
                logger.warning("Kept pages go on being served, the database is gone: %s", error)
            elif reached:
                logger.exception("The content's version cannot be read.")
        if reached and not self._well:
            logger.warning("The database is back.")
        self._well = reached
        return self._version

    # The thread

    def _start(self) -> None:
        with self._turn:
            if self._thread is None:
                self._began = time.monotonic()
                self._thread = threading.Thread(target=self._go_on, name="version", daemon=True)
                self._thread.start()

    def _go_on(self) -> None:
        """Look again and again, for the life of the process."""
        # Only this thread gets it: Django keeps connections by thread.
        handler = ConnectionHandler({"default": settings.VERSION_DATABASE})
        connections["default"] = handler["default"]
        while True:
            with self._turn:
                number = self._wanted
                self._began = time.monotonic()
            self._look_over_own_connection()
            with self._turn:
                self._began, self._ended = None, number
                self._turn.notify_all()
                seconds = settings.EDITION_SECONDS or None  # 0: whenever somebody asks
                self._turn.wait_for(lambda: self._wanted > self._ended, seconds)

    def _look_over_own_connection(self) -> None:
        try:
            connections["default"].close_if_unusable_or_obsolete()
            self.look()
        except Exception:
            # Without the thread the pages would stay as they are until the process ends.
            logger.exception("The look at the content's version failed.")
            self._well = False

    def _wait_for_a_new_look(self) -> None:
        """Wait for a look that begins after this call, so that what was written is seen."""
        with self._turn:
            self._wanted = number = self._wanted + 1
            self._turn.notify_all()
            self._turn.wait_for(lambda: self._ended >= number, self._patience())

    def _patience(self) -> float:
        """Seconds to wait for the look that is going on: nothing once it is overdue."""
        began = self._began
        return LONGEST_WAIT if began is None or time.monotonic() - began < LONGEST_WAIT else 0
