"""Restores the newest backup into a temporary place, starts the site on it, and looks at pages.

That the backup holds what was backed up is shown by the checksums of all tables, which were
read when it was made: whatever editors changed since does not matter to them. That the site lives
on it is shown by its pages. They are compared with those of the live database, made by the
same program with the same settings at the same moment; where editors changed something since,
pages may differ, and are only listed.
"""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import environ
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from caching import revision
from operation.backups import pages, restoring
from operation.backups.files import Backup, BackupFault, Contents
from operation.backups.served import serving
from protection.private_files import private_folder

Told = Callable[[str], object]
_ALIAS = "drill"


@dataclass(frozen=True)
class Drill:
    """What a drill came to."""

    contents: Contents
    tables: list[restoring.Compared]
    seen: list[pages.Seen]
    changed_since: bool

    @property
    def broken(self) -> list[str]:
        """What is wrong, in words; empty where all is well."""
        faults = [f"表 {one.name} 和备份时不一样" for one in self.tables if not one.is_equal]
        faults += [f"{one.path} 答 {one.status}" for one in self.seen if one.status != 200]
        if len(self.seen) < pages.MANY // 2:
            faults.append(f"只找到 {len(self.seen)} 个页面")
        if not self.changed_since:
            faults += [f"{one.path} 和现在的网站不一样" for one in self.unequal]
        return faults

    @property
    def unequal(self) -> list[pages.Seen]:
        return [one for one in self.seen if one.status == 200 and not one.is_equal]


def drill(backup: Backup, identity: str, workshop: Path, told: Told) -> Drill:
    """Try a backup; ``workshop`` is an empty folder that is deleted afterwards.

    BackupFault where it cannot be restored or the site does not start on it.
    """
    contents = backup.checked()
    restoring.refuse_other_engine(contents, connection)
    restoring.refuse_newer(contents)
    restored = _in_a_file if connection.vendor == "sqlite" else _in_a_database
    with restored(backup, contents, identity, workshop, told) as (url, tables):
        if lacking := restoring.lacking_migrations(contents):
            raise BackupFault(
                f"最新的备份还是换程序以前的，差 {lacking} 个迁移。请先 manage.py backup，再演练。"
            )
        told("在恢复出来的库上启动网站")
        with (
            serving(url, workshop / "restored") as site,
            serving(_url(connection.settings_dict), workshop / "live") as live,
        ):
            paths = pages.chosen(site)
            seen = pages.look(site, live, paths, told)
            changed = tuple(revision.current()) != contents.revision
    return Drill(contents, tables, seen, changed)


@contextlib.contextmanager
def _in_a_file(
    backup: Backup, contents: Contents, identity: str, workshop: Path, told: Told
) -> Iterator[tuple[str, list[restoring.Compared]]]:
    target = private_folder(workshop / "database") / "yibao.sqlite3"
    tables = restoring.unpack_sqlite(backup, contents, identity, target, told)
    yield f"sqlite:///{target}", tables


@contextlib.contextmanager
def _in_a_database(
    backup: Backup, contents: Contents, identity: str, workshop: Path, told: Told
) -> Iterator[tuple[str, list[restoring.Compared]]]:
    place = _lent_database if settings.DRILL_DATABASE_URL else _made_database
    with place() as (url, database):
        yield url, restoring.restore_postgresql(backup, contents, identity, database, told)


@contextlib.contextmanager
def _made_database() -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    """Make a database beside the live one, and drop it at the end."""
    name = f"yibao_drill_{os.getpid()}_{secrets.token_hex(3)}"
    quoted = connection.ops.quote_name(name)
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # that of requests is too short for it
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    except DatabaseError as error:
        raise BackupFault(
            f"不能建演练用的库：{error}。请给用户 CREATEDB 权限，"
            "或者另建一个空库，写进 DRILL_DATABASE_URL。"
        ) from error
    try:
        with _connected(connection.settings_dict | {"NAME": name}) as database:
            yield _url(database.settings_dict), database
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


@contextlib.contextmanager
def _lent_database() -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    """Use the empty database of ``DRILL_DATABASE_URL``, and empty it again at the end."""
    lent = environ.Env.db_url_config(settings.DRILL_DATABASE_URL)
    with _connected(connection.settings_dict | lent) as database:
        with database.cursor() as cursor:
            if names := database.introspection.table_names(cursor):
                raise BackupFault(
                    f"DRILL_DATABASE_URL 的库不是空的，有 {len(names)} 张表。"
                    "演练只用空库，没有动它。"
                )
        try:
            yield settings.DRILL_DATABASE_URL, database
        finally:
            with database.cursor() as cursor:
                for name in database.introspection.table_names(cursor):
                    cursor.execute(f"DROP TABLE {database.ops.quote_name(name)} CASCADE")


@contextlib.contextmanager
def _connected(described: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Add a database to those that Django knows, for the block."""
    options = {k: v for k, v in (described.get("OPTIONS") or {}).items() if k != "pool"}
    connections.databases[_ALIAS] = described | {"OPTIONS": options, "CONN_MAX_AGE": 0}
    try:
        yield connections[_ALIAS]
    finally:
        connections[_ALIAS].close()
        del connections[_ALIAS]
        del connections.databases[_ALIAS]


def _url(database: dict[str, Any]) -> str:
    """Write settings of a database as ``DATABASE_URL`` does, for the environment of a child."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(database['NAME']).absolute()}"
    given = urlsplit(os.environ["DATABASE_URL"])  # also where ``.env`` says it
    folder = given.path.rpartition("/")[0]  # that of a socket stands before the name
    return urlunsplit(given._replace(path=f"{folder}/{quote(database['NAME'])}"))
