"""How the site connects to its database, and how long it waits for it: part of the settings."""

from typing import Any, NamedTuple

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
#: Our own backends for them, which never let a request wait without end.
OURS = {SQLITE: "protection.databases.sqlite3", POSTGRESQL: "protection.databases.postgresql"}


class Limits(NamedTuple):
    """The most seconds to wait for a connection, a statement's end, a lock; 0 without limit."""

    connect: float
    statement: float
    lock: float


#: A look whether the content changed, three times a second.
OF_LOOKS = Limits(connect=2, statement=0.3, lock=0.3)
#: The sums of visits, once a minute; what takes longer waits for the next.
OF_SUMS = Limits(connect=5, statement=5, lock=5)


def of_requests(url: dict[str, Any], limits: Limits, read_only: bool = False) -> dict[str, Any]:
    """Return the entry of ``DATABASES`` for what ``DATABASE_URL`` says.

    ``read_only``: a file of SQLite is opened for reading alone, and stays as it is to the byte.
    """
    return url | {
        "ENGINE": OURS.get(url["ENGINE"], url["ENGINE"]),
        "OPTIONS": _options(url, limits, read_only) | _given(url),
        # A connection that outlives its request belongs to a thread: of many threads each would
        # hold one, though only a few use the database at once.
        "CONN_MAX_AGE": url.get("CONN_MAX_AGE", 0),
        "CONN_HEALTH_CHECKS": url["ENGINE"] != SQLITE,
    }


def of_looks(url: dict[str, Any], read_only: bool = False) -> dict[str, Any]:
    """Return the same database for the thread that looks: a connection that stays open.

    While it is open, SQLite keeps its files for readers beside the database: on a full disk they
    could not be made anew.
    """
    own = of_requests(url, OF_LOOKS, read_only)
    options = {name: value for name, value in own["OPTIONS"].items() if name != "pool"}
    # A deleted file of SQLite could be read for ever; PostgreSQL says itself that it is gone.
    checked = url["ENGINE"] == SQLITE
    return own | {"OPTIONS": options, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": checked}


def of_sums(url: dict[str, Any]) -> dict[str, Any]:
    """Return the same database for the thread that writes the sums of visits."""
    own = of_requests(url, OF_SUMS)
    options = {name: value for name, value in own["OPTIONS"].items() if name != "pool"}
    return own | {"OPTIONS": options}


def _given(url: dict[str, Any]) -> dict[str, Any]:
    """What the query of the URL says; its ``options`` are among ours already."""
    given = url.get("OPTIONS", {})
    return {name: value for name, value in given.items() if name != "options"}


def _options(url: dict[str, Any], limits: Limits, read_only: bool) -> dict[str, Any]:
    if url["ENGINE"] == SQLITE and read_only:
        return {"timeout": limits.lock, "read_only": True}
    if url["ENGINE"] == SQLITE:
        return _of_sqlite(limits)
    if url["ENGINE"] == POSTGRESQL:
        return _of_postgresql(url.get("OPTIONS", {}).get("options", ""), limits)
    return {}


def _of_sqlite(limits: Limits) -> dict[str, Any]:
    return {
        # A transaction that reads before it writes would fail at once where another one writes.
        "transaction_mode": "IMMEDIATE",
        "timeout": limits.lock,
        # An empty database in the place of a lost one would look like a site without facts.
        "create": not limits.statement,
        # What was acknowledged is on the disk: docs/decisions/0048-….
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }


def _of_postgresql(given: str, limits: Limits) -> dict[str, Any]:
    """Limits that the server keeps, and for when it no longer answers those of the network.

    ``silence`` is our backend's: where bytes are taken but nothing is answered, only we can end
    it. It comes after the server's own limit, which gives the better message.
    """
    waits = {
        "statement_timeout": limits.statement,
        "lock_timeout": limits.lock,
        # A request that forgot to end its transaction would hold its locks for ever.
        "idle_in_transaction_session_timeout": limits.statement * 6,
    }
    server = [f"-c {name}={int(seconds * 1000)}" for name, seconds in waits.items()]
    options: dict[str, Any] = {
        "options": " ".join([*server, given]).strip(),
        "keepalives": 1,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
    if limits.connect:
        options["connect_timeout"] = int(limits.connect)
    if limits.statement:
        options["silence"] = limits.statement + 1
        options["tcp_user_timeout"] = int((limits.statement + 2) * 1000)
    return options
