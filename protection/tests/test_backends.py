"""How the site connects: what the settings say, and files of SQLite that are not there."""

import contextlib
import sqlite3

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from yibao_site.databases import Limits, of_looks, of_requests

WEB = Limits(connect=2, statement=5, lock=2)
COMMAND = Limits(connect=10, statement=0, lock=20)
POSTGRES = {"ENGINE": "django.db.backends.postgresql", "NAME": "yibao"}


def sqlite(path):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


@pytest.fixture
def connected():
    """Make a connection of its own of an entry of ``DATABASES``."""
    made = []

    def connect(entry):
        made.append(ConnectionHandler({"default": entry})["default"])
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


@pytest.mark.django_db
def test_a_request_makes_no_database(tmp_path, connected):
    path = tmp_path / "gone.sqlite3"

    with pytest.raises(OperationalError, match="unable to open"):
        connected(of_requests(sqlite(path), WEB)).ensure_connection()
    assert not path.exists()

    connected(of_requests(sqlite(path), COMMAND)).ensure_connection()
    connected(of_requests(sqlite(path), WEB)).ensure_connection()
    assert path.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a b.sqlite3", "100%.sqlite3", "问?.sqlite3", "a#b.sqlite3"])
def test_a_file_may_have_any_name(tmp_path, connected, name):
    sqlite3.connect(tmp_path / name).execute("CREATE TABLE found (x)")

    with connected(of_requests(sqlite(tmp_path / name), WEB)).cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM found").fetchone() == (0,)


@pytest.mark.django_db
def test_a_look_notices_that_its_file_is_another(tmp_path, connected):
    path = tmp_path / "yibao.sqlite3"
    sqlite3.connect(path).execute("CREATE TABLE first (x)")
    connection = connected(of_looks(sqlite(path)))
    connection.ensure_connection()
    assert connection.is_usable()

    path.unlink()
    assert not connection.is_usable()
    sqlite3.connect(path).execute("CREATE TABLE second (x)")
    assert not connection.is_usable()
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM second")


@pytest.mark.parametrize(("limits", "waits"), [(WEB, 2), (COMMAND, 20)])
def test_a_writer_of_sqlite_waits_for_the_lock_as_long_as_is_said(limits, waits):
    assert of_requests(sqlite("x"), limits)["OPTIONS"]["timeout"] == waits


def test_postgresql_is_told_all_limits_and_keeps_those_of_the_address():
    given = {"options": "-c search_path=own", "sslmode": "require"}
    options = of_requests(POSTGRES | {"OPTIONS": given}, WEB)["OPTIONS"]

    assert options["options"] == (
        "-c statement_timeout=5000 -c lock_timeout=2000"
        " -c idle_in_transaction_session_timeout=30000 -c search_path=own"
    )
    assert options["connect_timeout"] == 2
    assert options["silence"] > 5
    assert options["sslmode"] == "require"


def test_a_command_has_as_long_as_it_takes():
    options = of_requests(POSTGRES, COMMAND)["OPTIONS"]

    assert "statement_timeout=0" in options["options"]
    assert "silence" not in options


def test_a_look_gives_up_soon_and_takes_no_connection_of_the_pool():
    looks = of_looks(POSTGRES | {"OPTIONS": {"pool": True}})

    assert "statement_timeout=300 -c lock_timeout=300" in looks["OPTIONS"]["options"]
    assert "pool" not in looks["OPTIONS"]
    assert looks["CONN_MAX_AGE"] is None


@pytest.mark.django_db
def test_a_host_for_readers_writes_no_byte_into_a_file_nor_beside_it(tmp_path, connected):
    path = tmp_path / "edition.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE found (x)")
    before = path.read_bytes()

    for entry in (of_requests(sqlite(path), WEB, True), of_looks(sqlite(path), True)):
        with connected(entry).cursor() as cursor:
            cursor.execute("SELECT x FROM found")
            with pytest.raises(OperationalError, match="readonly"):
                cursor.execute("INSERT INTO found VALUES (1)")

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.django_db
def test_a_host_for_readers_makes_no_file(tmp_path, connected):
    path = tmp_path / "gone.sqlite3"

    with pytest.raises(OperationalError, match="unable to open"):
        connected(of_requests(sqlite(path), COMMAND, True)).ensure_connection()

    assert not path.exists()
