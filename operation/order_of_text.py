"""In which order a database puts Chinese names: by the number of the character, as SQLite does.

Lists are ordered by the database. A dictionary's order depends on the version of a library of
the system: after an upgrade of that, indexes are silently wrong. Ours depends on nothing.
"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_BY_NUMBER = {"C", "POSIX", "C.UTF-8", "C.UTF8"}
_ICU = "i"


def fault_in_order_of_text(connection: BaseDatabaseWrapper) -> str:
    """Say how a database of PostgreSQL orders text otherwise, and what to do; "" if it does not."""
    with connection.cursor() as cursor:
        cursor.execute(
            # The kind of library is a column since PostgreSQL 15.
            "SELECT pg_encoding_to_char(encoding), datcollate, to_jsonb(own)->>'datlocprovider'"
            " FROM pg_database own WHERE datname = current_database()"
        )
        encoding, order, provider = cursor.fetchone()
    if encoding == "UTF8" and order.upper() in _BY_NUMBER and provider != _ICU:
        return ""
    order = "ICU" if provider == _ICU else order
    return (
        f"这个库的编码是 {encoding}，排序规则是 {order}，名单的次序会和 SQLite 上不一样。"
        "请另建一个："
        "CREATE DATABASE yibao OWNER yibao ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;"
    )


@register(Tags.database)
def check_order_of_text(databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """Warn at each ``migrate`` of a database that orders names otherwise."""
    found = [connections[alias] for alias in databases or []]
    faults = [fault_in_order_of_text(c) for c in found if c.vendor == "postgresql"]
    return [Warning(fault, id="operation.W001") for fault in faults if fault]
