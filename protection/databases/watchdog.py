"""Cuts connections that have not answered in time, so that no thread waits for ever."""

import contextlib
import logging
import os
import socket
import threading
import time
from typing import Any

logger = logging.getLogger(__name__)

STEP = 0.25  # seconds between two looks at who waits


class Watchdog:
    """Knows who waits for which connection until when; one thread, started when first needed."""

    def __init__(self) -> None:
        self._reset()
        os.register_at_fork(after_in_child=self._reset)

    def _reset(self) -> None:
        self._waiting: dict[int, tuple[Any, float]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def watch(self, who: object, connection: Any, seconds: float) -> None:
        """Cut ``connection`` (any with ``fileno()``) in ``seconds`` unless ``who`` is forgotten."""
        with self._lock:
            self._waiting[id(who)] = connection, time.monotonic() + seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._go_on, name="watchdog", daemon=True)
                self._thread.start()

    def forget(self, who: object) -> None:
        with self._lock:
            self._waiting.pop(id(who), None)

    def cut_overdue(self, now: float) -> None:
        """Cut the connections whose time is over."""
        # Under the lock nobody forgets meanwhile: what is cut is still waited for.
        with self._lock:
            for who, (connection, until) in list(self._waiting.items()):
                if until <= now:
                    del self._waiting[who]
                    _cut(connection)

    def _go_on(self) -> None:
        while True:
            time.sleep(STEP)
            self.cut_overdue(time.monotonic())


def _cut(connection: Any) -> None:
    """Shut the socket down: whoever reads from it is told at once that it has ended."""
    logger.warning("The database has not answered in time: the connection is cut.")
    with contextlib.suppress(OSError):  # it ended by itself
        end = socket.socket(fileno=os.dup(connection.fileno()))
        with end:
            end.shutdown(socket.SHUT_RDWR)


#: That of this process.
watchdog = Watchdog()
