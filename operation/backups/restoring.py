"""Brings a backup back into an empty database, and proves that all of it is there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from operation.backups import postgresql, sqlite
from operation.backups.encryption import plain_parts
from operation.backups.files import Backup, BackupFault, Contents, Table
from operation.backups.making import name_of
from protection.private_files import private_folder

Told = Callable[[str], object]
#: What migrations write into a new database; all else is somebody's.
BY_MIGRATIONS = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
}


@dataclass(frozen=True)
class Compared:
    """A table in the backup and in what was restored; None where it is missing."""

    name: str
    wanted: Table | None
    found: Table | None

    @property
    def is_equal(self) -> bool:
        return self.wanted == self.found


def compare(wanted: dict[str, Table], found: dict[str, Table]) -> list[Compared]:
    """Set each table of either side beside that of the other."""
    return [Compared(name, wanted.get(name), found.get(name)) for name in sorted({*wanted, *found})]


def refuse_other_engine(contents: Contents, database: BaseDatabaseWrapper) -> None:
    if contents.engine != database.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise BackupFault(
            f"这份备份是 {names.get(contents.engine, contents.engine)} 的，"
            f"现在的库是 {names[database.vendor]}。请按 DATABASE_URL 换成同一种库再恢复。"
        )


def refuse_newer(contents: Contents) -> None:
    """Refuse a backup with migrations that this version of the program does not have."""
    loader = MigrationLoader(None)
    ours = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {f"{a}.{n}" for one in loader.disk_migrations.values() for a, n in one.replaces}
    strange = [name for name in contents.migrations if name not in ours | replaced]
    if strange:
        raise BackupFault(
            f"备份来自更新的程序（有这里没有的 {strange[0]} 等 {len(strange)} 个迁移）。"
            "请先装上那一版程序。"
        )


def lacking_migrations(contents: Contents) -> int:
    """Return how many migrations the program has beyond those of the backup."""
    loader = MigrationLoader(None)
    return len({f"{app}.{name}" for app, name in loader.disk_migrations} - {*contents.migrations})


def what_is_there(database: BaseDatabaseWrapper) -> dict[str, int]:
    """Return the tables that hold something beyond what migrations write, and their rows."""
    found = {}
    with database.cursor() as cursor:
        for name in database.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {database.ops.quote_name(name)}")  # noqa: S608
            if (rows := cursor.fetchone()[0]) and name not in BY_MIGRATIONS:
                found[name] = rows
    return found


def refuse_filled(database: BaseDatabaseWrapper) -> None:
    """Refuse a database in which there is anything of anybody's."""
    there = what_is_there(database)
    if not there:
        return
    most = sorted(there, key=lambda name: -there[name])[:3]
    listed = "、".join(f"{name} {there[name]} 行" for name in most)
    where = name_of(database)
    how = (
        f"要恢复，请先停下网站，把它改名留着：mv {where} {where}.old（旁边的 -wal、-shm 一起改名）"
        if database.vendor == "sqlite"
        else "要恢复，请另建一个空库，把 DATABASE_URL 指过去"
    )
    raise BackupFault(
        f"只往空库里恢复，这个库不是空的：{where} 里 {len(there)} 张表有内容（{listed}）。"
        f"没有动它。{how}，再运行一次。"
    )


def restore(backup: Backup, contents: Contents, identity: str, told: Told) -> list[Compared]:
    """Restore into the site's database and return table by table what came of it.

    SQLite's file gets its name only when everything in it is as it was; PostgreSQL restores
    in one transaction. Whoever is stopped leaves an empty database behind.
    """
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        made = target.with_name(f".{target.name}.restoring")
        private_folder(target.parent)
        try:
            compared = unpack_sqlite(backup, contents, identity, made, told)
            if all(one.is_equal for one in compared):
                connection.close()
                sqlite.put_in_place(made, target)
        finally:
            made.unlink(missing_ok=True)
        return compared
    return restore_postgresql(backup, contents, identity, connection, told)


def unpack_sqlite(
    backup: Backup, contents: Contents, identity: str, target: Path, told: Told
) -> list[Compared]:
    """Write the database of a backup as a file of its own, prove it and compare it."""
    told("解开备份")
    with plain_parts(backup, identity) as parts:
        sqlite.unpack(parts, target)
    sqlite.prove(target)
    return compare(contents.tables, sqlite.tables_of(target, told))


def restore_postgresql(
    backup: Backup, contents: Contents, identity: str, database: BaseDatabaseWrapper, told: Told
) -> list[Compared]:
    """Restore a dump into an empty database, once the dump has been read to its end."""
    told("读一遍备份")
    with plain_parts(backup, identity) as parts:
        postgresql.check_dump(parts, postgresql.major(database))
    told("pg_restore")
    with plain_parts(backup, identity) as parts:
        postgresql.bring_back(parts, database)
    with postgresql.one_moment(database):
        return compare(contents.tables, postgresql.tables_of(database, told))
