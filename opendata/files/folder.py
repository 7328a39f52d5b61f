"""The folder of the files: which set is the current one, and what is in it.

``DATA_DIR/current`` is a link to the folder of one whole set. It is replaced in one step, so that
whoever reads it finds the files of one edition, with the sums of these files.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

PACKAGE = "datapackage.json"
SUMS = "SHA256SUMS"
EDITION = "edition.sqlite3"
#: Packed beside a file, for whoever takes that.
PACKED = ".gz"
_CURRENT = "current"


@dataclass(frozen=True)
class Set:
    """A whole set of files in ``folder``; ``package`` is its ``datapackage.json``."""

    folder: Path
    package: dict[str, Any]

    @property
    def sums(self) -> dict[str, str]:
        """The SHA-256 of each file by its name, in the order of the package."""
        return _sums(self.folder)

    def file(self, name: str) -> Path | None:
        """Return the file ``name``, or None if the set has none."""
        return self.folder / name if name in {*self.sums, SUMS} else None


def current(root: Path) -> Set | None:
    """Return the set that is served, or None before the first was written."""
    link = root / _CURRENT
    try:
        folder = link.resolve(strict=True)
        return Set(folder, _package(folder))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None  # nothing written yet, or removed since


@lru_cache(maxsize=2)
def _package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / PACKAGE).read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _sums(folder: Path) -> dict[str, str]:
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


@contextmanager
def new_set(root: Path, name: str) -> Iterator[Path]:
    """Give a folder to write a set into; at the end it is the current one, and former ones go.

    If the block raises, everything stays as it was.
    """
    root.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".new-{name}-", dir=root))
    try:
        yield aside
        folder = aside.rename(root / aside.name.removeprefix(".new-"))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    link = root / f".link-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    before = (root / _CURRENT).resolve()
    link.replace(root / _CURRENT)
    for path in root.iterdir():
        # The one before stays for who is reading it; what is open can be read to its end.
        if path.is_dir() and not path.is_symlink() and path not in (folder, before):
            shutil.rmtree(path, ignore_errors=True)
