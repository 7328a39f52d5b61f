"""A folder to work in that is gone afterwards, however the work ends."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def workshop(root: Path, prefix: str) -> Iterator[Path]:
    """Give an empty folder in ``root``; it is removed at the end, and so is one of a killed run.

    A run that is told to stop may hear it between making the folder and knowing its name, so that
    all folders of that name are removed, not this one alone: the caller holds the lock of its runs.
    """
    clear(root, prefix)
    try:
        yield Path(tempfile.mkdtemp(prefix=prefix, dir=root))
    finally:
        clear(root, prefix)


def clear(root: Path, prefix: str) -> None:
    """Remove every folder in ``root`` whose name begins with ``prefix``."""
    for left in root.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
