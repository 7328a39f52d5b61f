"""Makes a backup: aside, proven, seen on the disk, and only then under its name."""

import datetime
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from operation.backups import postgresql, sqlite
from operation.backups.encryption import ending_for, write_parts
from operation.backups.files import (
    CHINA,
    Backup,
    BackupFault,
    Contents,
    Table,
    backup_of,
    in_words,
    sha256_of,
)
from operation.backups.programs import pieces
from operation.backups.workshop import clear, workshop
from protection.private_files import private_folder, sync_folder, write_whole
from regions.models import ContentRevision

Told = Callable[[str], object]
#: Left free beside what a backup may need at most, in bytes.
SPARE = 16_000_000
_WORKSHOP = ".backup-"
_REVISION = f"SELECT number, mark FROM {ContentRevision._meta.db_table} WHERE id = 1"  # noqa: S608
_MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY app, name"


@dataclass(frozen=True)
class Order:
    """What is wanted: where to, for whom to read, and where a plain copy may lie meanwhile."""

    folder: Path
    recipient: str
    workshop: Path


def name_of(database: BaseDatabaseWrapper) -> str:
    """Say which database it is, without the password."""
    settings = database.settings_dict
    if database.vendor == "sqlite":
        return str(Path(settings["NAME"]).absolute())
    return f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}/{settings['NAME']}"


def make_backup(order: Order, at: datetime.datetime, told: Told) -> tuple[Backup, Contents]:
    """Back up the database of the site; BackupFault in words where that cannot be."""
    folder = order.folder
    backup = backup_of(folder, at, connection.vendor, ending_for(order.recipient))
    read = _of_sqlite if connection.vendor == "sqlite" else _of_postgresql
    aside = folder / f".{backup.path.name}.part"
    try:
        private_folder(folder)
        if any(path.exists() for path in backup.files):
            raise BackupFault(f"这一秒已经有一份备份了：{backup.path.name}。请再运行一次。")
        for left in folder.glob(".yibao-*.part"):  # of a run that was killed
            left.unlink()
        clear(order.workshop, _WORKSHOP)
        _refuse_without_room(order)
        with read(order, at, told) as (contents, parts):
            _write(aside, parts, order.recipient)
        if not backup.is_encrypted:
            told("读一遍写好的")
            _read_back(aside)
        _publish(aside, backup, contents)
    except OSError as error:
        raise BackupFault(f"备份没有写成：{error.strerror or error}（{folder}）") from error
    finally:
        aside.unlink(missing_ok=True)
    return backup, contents


def _refuse_without_room(order: Order) -> None:
    """Refuse before anything is written where the disk would be full of it."""
    if connection.vendor == "sqlite":
        wanted = Path(connection.settings_dict["NAME"]).stat().st_size
        places = {order.folder: wanted, order.workshop: wanted}
    else:
        places = {order.folder: postgresql.size(connection)}
    for folder, least in places.items():
        free = shutil.disk_usage(folder).free
        if free < least + SPARE:
            raise BackupFault(
                f"磁盘不够：{folder} 只剩 {in_words(free)}，备份最多要 {in_words(least + SPARE)}。"
                "没有写，也没有删旧的。"
            )


@contextmanager
def _of_sqlite(
    order: Order, at: datetime.datetime, told: Told
) -> Iterator[tuple[Contents, Iterable[bytes]]]:
    with workshop(order.workshop, _WORKSHOP) as folder:
        copied = folder / "copy.sqlite3"
        told("抄一份")
        sqlite.copy(Path(connection.settings_dict["NAME"]), copied)
        told("查完整")
        sqlite.prove(copied)
        if not sqlite.rows(copied, "SELECT name FROM sqlite_master LIMIT 1"):
            raise BackupFault("库里一张表也没有，没有可备份的。它是不是丢了？旧的备份都还在。")
        tables = sqlite.tables_of(copied, told)
        revision = sqlite.rows(copied, _REVISION)
        migrations = [name for (name,) in sqlite.rows(copied, _MIGRATIONS)]
        yield _contents(at, tables, revision, migrations), sqlite.compressed(copied)


@contextmanager
def _of_postgresql(
    order: Order, at: datetime.datetime, told: Told
) -> Iterator[tuple[Contents, Iterable[bytes]]]:
    with postgresql.one_moment(connection) as moment:
        tables = postgresql.tables_of(connection, told)
        with connection.cursor() as cursor:
            cursor.execute(_REVISION)
            revision = cursor.fetchall()
            cursor.execute(_MIGRATIONS)
            migrations = [name for (name,) in cursor.fetchall()]
        told("pg_dump")
        with postgresql.dumped(connection, moment) as parts:
            yield _contents(at, tables, revision, migrations), parts


def _contents(
    at: datetime.datetime, tables: dict[str, Table], revision: list, migrations: list[str]
) -> Contents:
    number, mark = revision[0] if revision else (0, "")
    return Contents(
        made_at=at.astimezone(CHINA).isoformat(timespec="seconds"),
        engine=connection.vendor,
        database=name_of(connection),
        revision=(number, mark),
        migrations=tuple(migrations),
        tables=tables,
    )


def _write(aside: Path, parts: Iterable[bytes], recipient: str) -> None:
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        write_parts(parts, recipient, file)
        file.flush()
        os.fsync(file.fileno())


def _read_back(aside: Path) -> None:
    """Read what was written to its end, as a restore would."""
    if connection.vendor == "sqlite":
        sqlite.check_packed(aside)
        return
    with aside.open("rb") as file:
        postgresql.check_dump(pieces(file), postgresql.major(connection))


def _publish(aside: Path, backup: Backup, contents: Contents) -> None:
    """Give the backup its names; the checksums come last, without them it does not count."""
    described = contents.as_json()
    sums = {
        backup.path.name: sha256_of(aside),
        backup.contents_path.name: hashlib.sha256(described).hexdigest(),
    }
    aside.rename(backup.path)
    sync_folder(backup.path.parent)
    write_whole(backup.contents_path, described)
    lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    write_whole(backup.sums_path, lines.encode())
