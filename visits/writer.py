"""Writes what a process counted, each minute, over a connection of its own, never in a request."""

import datetime
import logging
import os
import threading
import time

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections, transaction
from django.db.utils import ConnectionHandler
from django.utils import timezone

from .counter import Counts
from .models import HOUR, CountedHour, PageVisits, SearchTerm

logger = logging.getLogger(__name__)

MINUTE = 60  # seconds
#: What waits while the database takes nothing: (day, address or term) at most; more is lost.
MOST_WAITING = 20_000

Waiting = dict[tuple[datetime.date, str], int]


class VisitWriter:
    """Counts with ``count`` and has a thread that adds the sums to those of the day.

    The thread starts with the first page that is counted, and again in a process that was forked;
    what its parent counted is the parent's. A process that ends loses what it counted since its
    last write: at most a minute.
    """

    def __init__(self) -> None:
        self._well = True
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self.counts = Counts()
        self.pages: Waiting = {}
        self.terms: Waiting = {}
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def count(self, path: str, term: str = "") -> None:
        """Count one look at ``path``, and the ``term`` that was not found there."""
        if self._thread is None:
            self._start()
        self.counts.add(path, term)

    def write(self) -> bool:
        """Write what was counted, over the connection of this thread; whether that went well.

        What the database does not take waits for the next time.
        """
        now = timezone.localtime()
        day = now.date()
        pages, terms = self.counts.take()
        _merge(self.pages, day, pages)
        _merge(self.terms, day, terms)
        try:
            with transaction.atomic():
                for one, numbers in _by_day(self.pages).items():
                    PageVisits.objects.add(one, numbers)
                for one, numbers in _by_day(self.terms).items():
                    SearchTerm.objects.add(one, numbers)
                CountedHour.objects.note(day, now.hour * HOUR + now.minute)
        except (DatabaseError, InterfaceError) as error:
            if self._well:
                logger.warning("Visits are not written and wait: %s", error)
            self._well = False
            return False
        self.pages, self.terms = {}, {}
        self._well = True
        return True

    # The thread

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._go_on, name="visits", daemon=True)
                self._thread.start()

    def _go_on(self) -> None:
        """Write once in each minute of the clock, for the life of the process."""
        handler = ConnectionHandler({"default": settings.VISITS_DATABASE})
        connections["default"] = handler["default"]  # this thread's alone
        own = os.getpid() % (MINUTE / 2)  # processes do not write in the same moment
        while True:
            time.sleep(MINUTE - (time.time() - own) % MINUTE)
            try:
                self.write()
            except Exception:
                logger.exception("Visits could not be written.")
            finally:
                connections["default"].close()


def _merge(waiting: Waiting, day: datetime.date, numbers: dict[str, int]) -> None:
    for name, number in numbers.items():
        if (day, name) in waiting or len(waiting) < MOST_WAITING:
            waiting[day, name] = waiting.get((day, name), 0) + number


def _by_day(waiting: Waiting) -> dict[datetime.date, dict[str, int]]:
    found: dict[datetime.date, dict[str, int]] = {}
    for (day, name), number in waiting.items():
        found.setdefault(day, {})[name] = number
    return found
