"""PostgreSQL: `pg_dump` and what is read of the tables see one and the same moment."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from operation.backups.files import Table
from operation.backups.programs import fed, piped, postgres_program

Told = Callable[[str], object]
#: Limits of a request, which a dump or a checksum may well pass.
_LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
#: Settings of a connection that libpq's programs take from the environment instead.
_FROM_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
}


def environment(database: dict[str, Any]) -> dict[str, str]:
    """Return how a program reaches the database; a password is never on a command line."""
    named = {
        "PGHOST": database.get("HOST"),
        "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"),
        "PGPASSWORD": database.get("PASSWORD"),
        "PGDATABASE": database.get("NAME"),
    }
    options = database.get("OPTIONS") or {}
    named |= {name: options.get(option) for option, name in _FROM_OPTIONS.items()}
    return {name: str(value) for name, value in named.items() if value}


@contextlib.contextmanager
def one_moment(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Read within the block as of one moment; yields its name for ``pg_dump``."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        unlimited(cursor)
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def unlimited(cursor: Any) -> None:
    """Lift the limits of requests until the transaction ends."""
    for name in _LIMITS:
        cursor.execute(f"SET LOCAL {name} = 0")


def size(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def tables_of(connection: BaseDatabaseWrapper, told: Told) -> dict[str, Table]:
    """Return every table's rows and checksum, whatever order the rows lie in."""
    found = {}
    with connection.cursor() as cursor:
        names = sorted(
            table.name
            for table in connection.introspection.get_table_list(cursor)
            if table.type in {"t", "p"}
        )
        for name in names:
            quoted = connection.ops.quote_name(name)
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(one, '' ORDER BY one), ''))"  # noqa: S608 (its own names)
                f" FROM (SELECT md5(t::text) AS one FROM {quoted} t) AS rows"
            )
            number, digest = cursor.fetchone()
            found[name] = Table(number, digest)
            told(name)
    return found


def major(connection: BaseDatabaseWrapper) -> int:
    connection.ensure_connection()
    return int(connection.pg_version) // 10000  # type: ignore[attr-defined]


@contextlib.contextmanager
def dumped(connection: BaseDatabaseWrapper, moment: str) -> Iterator[Iterable[bytes]]:
    """Dump the database as of ``moment``, compressed, piece by piece."""
    command = [
        postgres_program("pg_dump", major(connection)),
        "--format=custom", "--no-owner", "--no-privileges", "--no-password",
        f"--snapshot={moment}",
    ]  # fmt: skip
    with piped(command, environment(connection.settings_dict)) as parts:
        yield parts


def bring_back(parts: Iterable[bytes], connection: BaseDatabaseWrapper) -> None:
    """Restore a dump in one transaction: all of it, or nothing where it fails or is stopped."""
    command = [
        postgres_program("pg_restore", major(connection)),
        "--single-transaction", "--exit-on-error", "--clean", "--if-exists",
        "--no-owner", "--no-privileges", "--no-password",
        f"--dbname={connection.settings_dict['NAME']}",
    ]  # fmt: skip
    fed(command, environment(connection.settings_dict), parts)


def check_dump(parts: Iterable[bytes], least: int) -> None:
    """Raise BackupFault unless the whole dump can be read, data and all; touches no database."""
    # Written out as SQL into nothing, it is read to its end; its list alone is at the front.
    fed([postgres_program("pg_restore", least), "--file=/dev/null"], {}, parts)
