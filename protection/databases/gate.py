"""How many requests may use the database at once, so that a slow one never takes all threads.

The rest of the threads go on serving kept pages and what is computed from memory. Editors have
permits of their own: their long work does not shut readers out, nor readers them.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from django.db import OperationalError

#: At most so many requests of readers, and of editors, use the database at once in a process.
OF_READERS, OF_EDITORS = 8, 3
LONGEST_WAIT = 2.0  # seconds for a permit: on a busy machine a page may take as long
MOST_WAITING = 12  # of each kind, so that they take no more threads; who comes then is turned away


class Permits:
    """So many at once; of the others a few wait for a short while."""

    def __init__(self, most: int, waiting: int = MOST_WAITING) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._places = threading.BoundedSemaphore(waiting)

    def take(self, seconds: float) -> bool:
        """Whether there was a permit within ``seconds``; it has to be given back."""
        if self._free.acquire(blocking=False):
            return True
        if not seconds or not self._places.acquire(blocking=False):
            return False
        try:
            return self._free.acquire(timeout=seconds)
        finally:
            self._places.release()

    def give_back(self) -> None:
        self._free.release()


class _OfThread(threading.local):
    """The request that the thread is at: what it needs to use the database, and has."""

    permits: Permits | None = None
    asks_whether_reachable = False
    has_permit = False
    until: float | None = None  # by the monotonic clock


class Gate:
    """Lets a request use the database, or raises the error of one that is out of reach.

    ``is_reachable`` tells whether the database answered when it was last looked at; ``wsgi.py``
    sets it to what the content version's thread knows.
    """

    def __init__(self) -> None:
        self.readers, self.editors = Permits(OF_READERS), Permits(OF_EDITORS)
        self.is_reachable: Callable[[], bool] = lambda: True
        self._now = _OfThread()

    @contextlib.contextmanager
    def request(self, editor: bool) -> Iterator[None]:
        """Handle a request of an editor or a reader; commands need no permit."""
        now = self._now
        now.permits = self.editors if editor else self.readers
        now.asks_whether_reachable = not editor
        try:
            yield
        finally:
            permits, now.permits = now.permits, None
            if now.has_permit:
                now.has_permit = False
                permits.give_back()

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give the database so many seconds for the block, where its backend can be cut short."""
        self._now.until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._now.until = None

    def left(self) -> float | None:
        """Seconds left of ``within``, None outside of it."""
        until = self._now.until
        return None if until is None else max(until - time.monotonic(), 0)

    def enter(self) -> None:
        """Called before each use of the database; takes the permit at a request's first."""
        now = self._now
        if now.has_permit or now.permits is None:
            return
        # An editor is told by the database itself: it may be back, and nobody else waits.
        if now.asks_whether_reachable and not self.is_reachable():
            raise OperationalError("the database does not answer: not asked")
        left = self.left()
        if not now.permits.take(LONGEST_WAIT if left is None else min(left, LONGEST_WAIT)):
            raise OperationalError("the database is busy with other requests: not asked")
        now.has_permit = True


#: That of this process.
gate = Gate()
