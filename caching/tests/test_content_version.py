"""The thread that looks whether the content changed: nobody waits for a database that hangs."""

import logging
import threading
import time

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError

from caching import content_version
from caching import revision as revisions
from caching.content_version import VersionPoller
from caching.revision import Revision


class Database:
    """Stands in for the database: answers, fails or hangs, and counts who asked."""

    def __init__(self) -> None:
        self.number = 1
        self.error: Exception | None = None
        self.answers = threading.Event()
        self.answers.set()
        self.asked_by: list[threading.Thread] = []
        self.pollers: list[VersionPoller] = []

    def poller(self) -> VersionPoller:
        self.pollers.append(VersionPoller())
        return self.pollers[-1]

    def current(self) -> Revision:
        self.asked_by.append(threading.current_thread())
        self.answers.wait(30)
        if self.error:
            raise self.error
        return Revision(self.number, "x")


@pytest.fixture
def database(monkeypatch):
    made = Database()
    monkeypatch.setattr(revisions, "current", made.current)
    yield made
    made.answers.set()
    while any(poller._thread and poller._ended < poller._wanted for poller in made.pollers):
        time.sleep(0.001)  # what still hangs would ask the database of the next test


def hangs(database, poller):
    """Let a look begin that does not end."""
    database.answers.clear()
    assert poller() is not None


def test_who_asks_waits_for_a_look_that_begins_then(database):
    poller = database.poller()
    seen = []
    for database.number in (3, 7, 9):
        seen.append(poller().revision.number)

    assert seen == [3, 7, 9]
    assert threading.current_thread() not in database.asked_by
    assert len(set(database.asked_by)) == 1


def test_between_two_looks_nobody_asks_the_database(database, settings):
    poller = database.poller()
    poller()
    settings.EDITION_SECONDS = 3600
    before = len(database.asked_by)

    assert [poller().revision.number for _ in range(100)] == [1] * 100
    assert len(database.asked_by) == before


def test_a_look_that_hangs_leaves_what_is_known(database, monkeypatch):
    monkeypatch.setattr(content_version, "LONGEST_WAIT", 0.01)
    poller = database.poller()
    while poller() is None:  # a busy machine
        pass
    hangs(database, poller)

    assert poller.reachable
    monkeypatch.setattr(content_version, "OVERDUE", 0)
    assert not poller.reachable
    assert poller().revision.number == 1


def test_a_database_that_hangs_from_the_start_is_waited_for_once(database, monkeypatch):
    monkeypatch.setattr(content_version, "LONGEST_WAIT", 0.01)
    database.answers.clear()
    poller = database.poller()

    assert [poller() for _ in range(3)] == [None] * 3


@pytest.mark.parametrize("error", [OperationalError("refused"), InterfaceError("closed")])
def test_it_says_once_that_the_database_is_gone_and_once_that_it_is_back(database, caplog, error):
    poller = database.poller()
    known = poller.look()
    with caplog.at_level(logging.WARNING):
        database.error = error
        assert [poller.look(), poller.look()] == [known, known]
        assert not poller.reachable
        database.error = None
        database.number = 2
        assert poller.look().revision.number == 2

    assert poller.reachable
    assert [record.message for record in caplog.records] == [
        f"Kept pages go on being served, the database is gone: {error}",
        "The database is back.",
    ]


def test_a_fault_of_ours_does_not_close_the_site(database, caplog):
    poller = database.poller()
    database.error = ProgrammingError('relation "regions_contentrevision" does not exist')

    assert poller.look() is None
    assert poller.reachable
    assert "cannot be read" in caplog.text


def test_the_thread_outlives_whatever_a_look_raises(database, caplog):
    poller = database.poller()
    poller()
    database.error = RuntimeError("not foreseen")
    poller()
    assert not poller.reachable
    assert "not foreseen" in caplog.text

    database.error = None
    database.number = 5

    assert poller().revision.number == 5
    assert poller.reachable


def test_a_forked_process_looks_with_a_thread_of_its_own(database):
    poller = database.poller()
    poller()
    poller._reset()  # what a fork does in the child
    poller()

    assert len(set(database.asked_by)) == 2


def test_the_day_is_that_of_shanghai(database, time_machine):
    time_machine.move_to("2026-11-25T16:00:00+00:00", tick=False)

    assert VersionPoller().look().day.isoformat() == "2026-11-26"
