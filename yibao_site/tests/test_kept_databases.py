"""The databases that tests start from: made again with whatever they came from, else copied."""

import contextlib
import datetime
import sqlite3

import pytest
from django.core.management import call_command

from yibao_site.tests import kept_databases
from yibao_site.tests.kept_databases import fill, fingerprint

TODAY = datetime.date(2026, 11, 29)


@pytest.fixture
def clone(tmp_path):
    """A tree with the kinds of files that a clone has."""
    for path in ("regions/migrations/0001.py", "regions/tests/test_x.py", "fixtures/faq.json"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text("1")
    (tmp_path / "regions/__init__.py").touch()
    return tmp_path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_databases, "FOLDER", tmp_path / "kept")
    return tmp_path / "kept"


@pytest.fixture
def database():
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        yield opened


@pytest.mark.parametrize(
    "path",
    [
        "regions/migrations/0001.py",
        "regions/migrations/0002.py",
        "fixtures/faq.json",
        "locale/x",
        "conftest.py",
    ],
)
def test_what_a_database_came_from_is_in_its_name(clone, path):
    before = fingerprint(clone, TODAY)
    (clone / path).parent.mkdir(exist_ok=True)
    (clone / path).write_text("2")

    assert fingerprint(clone, TODAY) != before


def test_what_is_installed_and_the_day_are_in_its_name_and_tests_are_not(clone, monkeypatch):
    before = fingerprint(clone, TODAY)
    (clone / "regions/tests/test_x.py").write_text("2")
    assert fingerprint(clone, TODAY) == before

    assert fingerprint(clone, TODAY + datetime.timedelta(days=1)) != before
    monkeypatch.setattr(kept_databases.importlib.metadata, "distributions", list)
    assert fingerprint(clone, TODAY) != before


def test_a_database_is_made_once_and_its_forerunner_removed(folder, database):
    folder.mkdir()
    (folder / "x-of-other-code.sqlite3").touch()
    made = []

    def make():
        made.append(database.execute("create table t as select 7 as number"))

    fill("x", lambda: database, make)
    database.execute("drop table t")
    fill("x", lambda: database, make)

    assert database.execute("select number from t").fetchall() == [(7,)]
    assert len(made) == 1
    assert [path.name for path in folder.glob("x-*")] == [f"x-{kept_databases.AT_START}.sqlite3"]


def test_a_database_of_code_that_changed_meanwhile_is_not_kept(folder, database, monkeypatch):
    monkeypatch.setattr(kept_databases, "now", lambda: "another")

    fill("x", lambda: database, lambda: database.execute("create table t (number)"))

    assert database.execute("select count(*) from t").fetchone() == (0,)
    assert list(folder.glob("x-*")) == []


def test_one_that_fails_to_be_made_is_not_kept(folder, database):
    with pytest.raises(ZeroDivisionError):
        fill("x", lambda: database, lambda: 1 / 0)

    assert list(folder.glob("x-*")) == []


def test_a_database_that_nobody_made_is_not_copied(folder, database):
    database.execute("create table t (number)")

    assert not kept_databases.copied("x", database)
    assert database.execute("select count(*) from t").fetchone() == (0,)


@pytest.mark.django_db
def test_the_database_of_the_tests_has_every_migration():
    call_command("migrate", check_unapplied=True, verbosity=0)  # exits where one is missing
