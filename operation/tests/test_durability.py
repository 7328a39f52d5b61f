import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="settings of SQLite"),
]


def test_what_sqlite_acknowledges_is_on_the_disk():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")

        assert cursor.fetchone() == (2,)  # FULL: the log is synced before a commit returns
