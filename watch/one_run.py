"""Sees that two runs never overlap: a lock on a file, which the system lifts when a run ends."""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path


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
