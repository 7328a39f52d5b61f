"""How many requests use the database at once, and what those that may not are told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from protection.databases import gate as gates
from protection.databases.gate import OF_READERS, Gate, Permits
from protection.databases.middleware import GateMiddleware


@pytest.fixture
def gate(monkeypatch):
    """A gate at which nobody waits."""
    monkeypatch.setattr(gates, "LONGEST_WAIT", 0)
    return Gate()


@pytest.fixture
def inside(gate):
    """Have so many requests use the database until the end of the test."""
    leave = threading.Event()
    with ThreadPoolExecutor(20) as pool:

        def enter(count, editor=False):
            entered = threading.Barrier(count + 1)

            def request():
                with gate.request(editor):
                    gate.enter()
                    entered.wait(10)
                    leave.wait(10)

            requests = [pool.submit(request) for _ in range(count)]
            entered.wait(10)
            return requests

        yield enter
        leave.set()


def test_so_many_readers_use_the_database_at_once_and_no_more(gate, inside):
    inside(OF_READERS - 1)
    with gate.request(editor=False):
        gate.enter()
    inside(1)

    with gate.request(editor=False), pytest.raises(OperationalError, match="busy"):
        gate.enter()


def test_readers_do_not_shut_editors_out(gate, inside):
    inside(OF_READERS)

    with gate.request(editor=True):
        gate.enter()


def test_editors_do_not_shut_readers_out(gate, inside):
    inside(gates.OF_EDITORS, editor=True)

    with gate.request(editor=True), pytest.raises(OperationalError, match="busy"):
        gate.enter()
    with gate.request(editor=False):
        gate.enter()


def test_a_request_has_one_permit_and_gives_it_back(gate):
    for _ in range(OF_READERS + 1):
        with gate.request(editor=False):
            for _ in range(OF_READERS + 1):
                gate.enter()


def test_a_request_that_fails_gives_its_permit_back(gate):
    def fails():
        with gate.request(editor=False):
            gate.enter()
            raise ZeroDivisionError

    for _ in range(OF_READERS + 1):
        with pytest.raises(ZeroDivisionError):
            fails()


def test_a_command_needs_no_permit_and_asks_a_database_that_does_not_answer(gate, inside):
    inside(OF_READERS)
    gate.is_reachable = lambda: False

    gate.enter()


def test_a_database_that_does_not_answer_is_not_asked_by_readers(gate):
    gate.is_reachable = lambda: False

    with gate.request(editor=False), pytest.raises(OperationalError, match="does not answer"):
        gate.enter()
    with gate.request(editor=True):
        gate.enter()


def test_who_waits_gets_the_permit_that_is_given_back():
    permits = Permits(1)
    assert permits.take(seconds=0)
    threading.Timer(0.05, permits.give_back).start()

    assert permits.take(seconds=10)


def test_only_a_few_wait():
    permits = Permits(1, waiting=0)
    assert permits.take(seconds=0)

    assert not permits.take(seconds=3600)


def test_time_is_left_within_the_block_only(gate):
    assert gate.left() is None
    with gate.within(3600):
        assert 3500 < gate.left() <= 3600
    with gate.within(-1):
        assert gate.left() == 0
    assert gate.left() is None


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "passes"), [("/", False), ("/admin/", True), ("/admi/", False)])
def test_a_request_meets_the_gate_at_its_first_query(monkeypatch, path, passes):
    monkeypatch.setattr(gates.gate, "is_reachable", lambda: False)

    def view(request):
        connection.ensure_connection()
        return "asked"

    handle = GateMiddleware(view)
    if passes:
        assert handle(RequestFactory().get(path)) == "asked"
    else:
        with pytest.raises(OperationalError, match="does not answer"):
            handle(RequestFactory().get(path))


@pytest.mark.django_db
def test_the_editors_long_work_is_not_counted_as_a_readers(client):
    assert client.get("/").status_code == 200
    assert gates.gate.readers._free._value == OF_READERS
