"""What a process counted is written by a thread; a database that is away holds up nobody."""

import datetime
import logging
import threading
import time

import pytest
from django.db import OperationalError

from visits import writer as writing
from visits.models import CountedHour, PageVisits
from visits.writer import VisitWriter

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(monkeypatch):
    """A writer whose thread does not run: a test writes itself."""
    monkeypatch.setattr(VisitWriter, "_start", lambda self: None)
    return VisitWriter()


@pytest.fixture
def gone(monkeypatch):
    """A database that takes nothing until ``undo``."""
    with pytest.MonkeyPatch.context() as patch:

        def fails(*args):
            raise OperationalError("gone")

        patch.setattr("visits.models.PageVisitsQuerySet.add", fails)
        yield patch


def numbers():
    return dict(PageVisits.objects.values_list("path", "number"))


def test_the_sums_and_the_minute_are_written(writer):
    for _ in range(3):
        writer.count("/faq/")

    assert writer.write()
    assert writer.write()  # nothing twice

    assert numbers() == {"/faq/": 3}
    assert CountedHour.objects.get().minutes.bit_count() in (1, 2)


def test_what_the_database_does_not_take_waits_and_is_not_lost(writer, gone, caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            writer.count("/")
            assert not writer.write()
    gone.undo()
    writer.count("/")

    assert writer.write()

    assert numbers() == {"/": 4}
    assert len(caplog.messages) == 1  # once, not each minute


def test_a_failure_half_way_writes_nothing_twice(writer, monkeypatch):
    writer.count("/")
    with pytest.MonkeyPatch.context() as patch:

        def fails(*args):
            raise OperationalError("gone")

        patch.setattr("visits.models.CountedHourQuerySet.note", fails)
        assert not writer.write()

    writer.write()

    assert numbers() == {"/": 1}


def test_what_waits_belongs_to_its_day(writer, gone, monkeypatch):
    late = datetime.datetime(2026, 11, 25, 23, 59, tzinfo=datetime.UTC)
    monkeypatch.setattr(writing.timezone, "localtime", lambda: late)
    writer.count("/")
    writer.write()
    gone.undo()
    monkeypatch.setattr(writing.timezone, "localtime", lambda: late + datetime.timedelta(minutes=1))
    writer.count("/")

    writer.write()

    days = [str(day) for day in PageVisits.objects.order_by("day").values_list("day", flat=True)]
    assert days == ["2026-11-25", "2026-11-26"]


def test_what_waits_has_a_bound(writer, gone, monkeypatch):
    monkeypatch.setattr(writing, "MOST_WAITING", 5)
    for number in range(20):
        writer.count(f"/{number}/")
        writer.write()

    assert len(writer.pages) == 5


def test_a_database_that_hangs_holds_up_no_reader(monkeypatch):
    held = threading.Event()
    monkeypatch.setattr(VisitWriter, "_go_on", lambda self: held.wait(5))
    writer = VisitWriter()
    before = time.perf_counter()
    for _ in range(1000):
        writer.count("/")
    took = time.perf_counter() - before
    held.set()

    assert took < 1
    assert writer.counts.take()[0] == {"/": 1000}


def test_a_forked_process_begins_with_nothing_and_a_thread_of_its_own(writer):
    writer.count("/")

    writer._begin()  # what the fork calls in the child

    assert writer.counts.take() == ({}, {})
    assert writer._thread is None
