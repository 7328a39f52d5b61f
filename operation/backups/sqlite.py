"""SQLite: copied by its own backup while others write, compressed, and put in place whole."""

import contextlib
import gzip
import hashlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from operation.backups.files import PIECE, BackupFault, Table
from protection.private_files import sync_folder

#: Level 6 of gzip: higher ones take longer and save nothing worth it (measured).
LEVEL = 6
Told = Callable[[str], object]


def copy(source: Path, target: Path) -> None:
    """Copy a database that may be in use; the copy is one moment, changes go on meanwhile."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        contextlib.closing(
            sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)
        ) as origin,
        contextlib.closing(sqlite3.connect(target)) as made,
    ):
        origin.backup(made)
        # One file, without a log beside it; the site turns the log on again.
        made.execute("PRAGMA journal_mode=DELETE")


def prove(path: Path) -> None:
    """Raise BackupFault unless SQLite finds the whole file and all references sound."""
    with _reading(path) as database:
        said = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
        if said != ["ok"]:
            raise BackupFault("数据库坏了（integrity_check）：" + "；".join(map(str, said)))
        lost = database.execute("PRAGMA foreign_key_check").fetchmany(5)
        if lost:
            where = "、".join(sorted({str(row[0]) for row in lost}))
            raise BackupFault(f"数据库里有指向空处的行（foreign_key_check），在表 {where}")


def tables_of(path: Path, told: Told) -> dict[str, Table]:
    """Return every table's rows and checksum."""
    with _reading(path) as database:
        names = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        found = {}
        for name in names:
            found[name] = _table(database, name)
            told(name)
        return found


def _table(database: sqlite3.Connection, name: str) -> Table:
    digest, number = hashlib.sha256(), 0
    quoted = name.replace('"', '""')
    for row in database.execute(f'SELECT * FROM "{quoted}" ORDER BY rowid'):  # noqa: S608 (its own names)
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
        number += 1
    return Table(number, digest.hexdigest())


def rows(path: Path, query: str) -> list[tuple]:
    """Return what a query of ours finds in the file."""
    with _reading(path) as database:
        return database.execute(query).fetchall()


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        ) as database:
            yield database
    except sqlite3.DatabaseError as error:
        raise BackupFault(f"数据库文件读不出来：{error}") from error


def compressed(path: Path) -> Iterator[bytes]:
    """Yield the file as gzip does, piece by piece."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield packer.compress(piece)
    yield packer.flush()


def unpack(parts: Iterable[bytes], target: Path) -> None:
    """Write what ``compressed`` yields as a file; BackupFault where it ends too early."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    target.unlink(missing_ok=True)  # of a run that was killed
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        try:
            for part in parts:
                file.write(unpacker.decompress(part))
        except zlib.error as error:
            raise BackupFault("备份坏了，解不开。请换一份备份。") from error
        if not unpacker.eof:
            raise BackupFault("备份不全，后面少了一截。请换一份备份。")
        file.flush()
        os.fsync(file.fileno())


def check_packed(path: Path) -> None:
    """Raise BackupFault unless the compressed file on the disk can be read to its end."""
    try:
        with gzip.open(path) as file:
            while file.read(PIECE):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise BackupFault(f"刚写的备份读不回来：{error}") from error


def put_in_place(made: Path, target: Path) -> None:
    """Give a whole, proven database its name; logs of an earlier one beside it would spoil it."""
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    made.replace(target)
    sync_folder(target.parent)
