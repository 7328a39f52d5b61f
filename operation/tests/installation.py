"""A whole site in a folder of its own, whose commands really run; on either engine."""

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from yibao_site.tests.kept_databases import fill

BASE_DIR = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """Runs commands as an operator does: ``environment`` is what is set beside the folder."""

    folder: Path
    database_url: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def database(self) -> Path:
        return self.var / "yibao.sqlite3"

    @property
    def backups(self) -> list[Path]:
        return sorted(p for p in (self.var / "backups").glob("*") if p.suffix not in DESCRIBED)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {
            "VAR_DIR": str(self.var),
            "STATIC_ROOT": str(self.folder / "static"),
            "BACKUP_DIR": str(self.var / "backups"),
            "BACKUP_RECIPIENT": "",
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": "of an installation that lives for a test only",
            "DJANGO_SETTINGS_MODULE": "yibao_site.settings",
            "PYTHONUTF8": "1",
        }
        return subprocess.run(  # noqa: S603 (our own interpreter)
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=os.environ | own | self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def manage(self, *arguments: str, **environment: str) -> str:
        """Run a command that must go well and return what it says."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *arguments: str, **environment: str) -> str:
        """Run a command that must be refused in words, and return them."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def query(self, sql: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self.database)) as database, database:
            return database.execute(sql).fetchall()

    def lose(self) -> None:
        """Delete the database as a slip of the hand would, with what is beside it."""
        for ending in ("", "-wal", "-shm"):
            self.database.with_name(self.database.name + ending).unlink(missing_ok=True)


DESCRIBED = {".json", ".sha256"}


def on_sqlite(folder: Path) -> Installation:
    """An installation with all facts, its file copied from the one that is made once a day."""
    made = Installation(folder, f"sqlite:///{folder / 'var' / 'yibao.sqlite3'}")
    made.var.mkdir(parents=True)

    def load() -> None:
        made.manage("migrate", "--verbosity=0")
        made.manage("load_facts", "--verbosity=0")

    with contextlib.closing(sqlite3.connect(made.database)) as database:
        fill("facts", lambda: database, load)
    return made


def migrated(made: Installation) -> None:
    """Give an installation the tables of `migrate`, from the file that is made once a day."""
    with contextlib.closing(sqlite3.connect(made.database)) as database:
        fill("migrated", lambda: database, lambda: made.manage("migrate", "--verbosity=0"))


def copy_of(made: Installation, folder: Path) -> Installation:
    """The same installation in another folder."""
    shutil.copytree(made.folder, folder)
    return Installation(folder, f"sqlite:///{folder / 'var' / 'yibao.sqlite3'}")


@contextlib.contextmanager
def new_database() -> Iterator[str]:
    """An empty database beside the one of the tests, on PostgreSQL; its name."""
    name = f"yibao_backups_{secrets.token_hex(4)}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield name
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(name: str) -> str:
    """Name a database on the server of the tests."""
    return os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name
