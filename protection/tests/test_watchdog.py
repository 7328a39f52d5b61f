"""A connection that does not answer is cut, so that whoever waits for it is told."""

import socket
import time

import pytest

from protection.databases.watchdog import Watchdog


@pytest.fixture
def ends():
    near, far = socket.socketpair()
    near.settimeout(10)
    with near, far:
        yield near, far


def test_who_waits_too_long_is_told_that_the_connection_has_ended(ends, caplog):
    dog = Watchdog()
    dog.watch(self := object(), ends[0], seconds=0)

    assert ends[0].recv(1) == b""
    assert "the connection is cut" in caplog.text
    dog.forget(self)


def test_before_its_time_nothing_is_cut(ends):
    dog = Watchdog()
    dog.watch(object(), ends[0], seconds=100)
    now = time.monotonic()

    dog.cut_overdue(now + 50)
    ends[1].send(b"x")
    assert ends[0].recv(1) == b"x"
    dog.cut_overdue(now + 150)
    assert ends[0].recv(1) == b""


def test_who_was_answered_is_left_alone(ends):
    dog = Watchdog()
    dog.watch(self := object(), ends[0], seconds=100)
    dog.forget(self)

    dog.cut_overdue(time.monotonic() + 200)
    ends[1].send(b"x")

    assert ends[0].recv(1) == b"x"


def test_a_connection_that_has_ended_by_itself_stops_no_other(ends):
    dog = Watchdog()
    gone, other = socket.socketpair()
    dog.watch(first := object(), gone, seconds=100)
    gone.close()
    other.close()
    dog.watch(second := object(), ends[0], seconds=100)
    assert first is not second

    dog.cut_overdue(time.monotonic() + 200)

    assert ends[0].recv(1) == b""
