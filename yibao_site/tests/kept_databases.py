"""Databases of SQLite that tests start from: made once, kept as files, copied from then on.

Migrating takes seconds in each process, copying a file milliseconds. What a file came from is in
its name: all our code but the tests, the facts, what is installed, the day (rows say when they
were made). A file appears whole or not at all, and goes when another takes its place.
"""

import contextlib
import datetime
import fcntl
import hashlib
import importlib.metadata
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

BASE_DIR = Path(__file__).resolve().parents[2]
FOLDER = BASE_DIR / ".databases"
#: Those of the tests that make the databases.
MAKERS = [
    "conftest.py",
    "yibao_site/tests/kept_databases.py",
    "yibao_site/tests/kept_on_postgres.py",
    "yibao_site/tests/browser/served.py",
]
CHINA = datetime.timezone(datetime.timedelta(hours=8))


def fingerprint(base: Path, today: datetime.date) -> str:
    """What a database that the code below ``base`` makes today depends on, in 16 characters."""
    installed = {f"{d.metadata['Name']} {d.version}" for d in importlib.metadata.distributions()}
    facts = [today.isoformat(), sys.version, sqlite3.sqlite_version, *sorted(installed)]
    found = hashlib.sha256("\n".join(facts).encode())
    for path in sorted(_files(base)):
        found.update(f"\n{path.relative_to(base)} {path.stat().st_size}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _files(base: Path) -> Iterator[Path]:
    for room in base.glob("*/__init__.py"):
        yield from (p for p in room.parent.rglob("*.py") if "tests" not in p.parts)
    yield from (base / name for name in MAKERS if (base / name).exists())
    for folder in ("fixtures", "locale"):
        yield from (path for path in (base / folder).rglob("*") if path.is_file())


def now() -> str:
    return fingerprint(BASE_DIR, datetime.datetime.now(CHINA).date())


#: What this process has loaded, or is about to.
AT_START = now()


def fill(name: str, target: Callable[[], sqlite3.Connection], make: Callable[[], object]) -> None:
    """Copy the kept database ``name`` into ``target``; where there is none, ``make`` it there.

    It is kept only if the code is still what it was when this process started.
    """
    with alone():
        if copied(name, target()):
            return
        make()
        if now() == AT_START:
            _keep(target(), _path(name))


def copied(name: str, target: sqlite3.Connection) -> bool:
    """Copy the kept database ``name`` into ``target``; False where there is none."""
    if not _path(name).exists():
        return False
    with contextlib.closing(sqlite3.connect(_path(name))) as kept:
        kept.backup(target)
    return True


def _path(name: str) -> Path:
    return FOLDER / f"{name}-{AT_START}.sqlite3"


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One process at a time: who comes second finds what the first has made."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep(source: sqlite3.Connection, path: Path) -> None:
    for old in FOLDER.glob("*.sqlite3*"):
        if AT_START not in old.name:
            old.unlink()
    half = path.with_suffix(".sqlite3-half")
    half.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(half)) as copy:
        source.backup(copy)
        copy.execute("pragma journal_mode = delete")  # all of it in this one file
    half.replace(path)


class MigratedOnce(DatabaseCreation):
    """Creates the database of the tests: a copy of one that the migrations made before."""

    def create_test_db(self, *args, **kwargs):
        name = self._get_test_db_name()
        self.connection.close()
        settings.DATABASES[self.connection.alias]["NAME"] = name
        self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        make = super().create_test_db
        fill("migrated", lambda: self.connection.connection, lambda: make(*args, **kwargs))
        return name
