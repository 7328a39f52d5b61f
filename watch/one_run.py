"""Sees that two runs never overlap, and that one which is stopped still writes down what it saw."""

import contextlib
import fcntl
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType


class AnotherRun(Exception):
    """Another run is still going on."""


@contextlib.contextmanager
def one_run(path: Path) -> Iterator[None]:
    """Hold the lock at ``path``; AnotherRun where somebody holds it.

    The file stays; a run that was killed leaves no lock behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherRun from error
        yield


@contextlib.contextmanager
def stopped_in_order() -> Iterator[None]:
    """Let a SIGTERM, as ``systemctl stop`` sends it, end the block as an exception does.

    A second one changes nothing: it would interrupt what the first has the block put in order.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
