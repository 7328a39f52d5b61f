"""Our backend for PostgreSQL has the watchdog watch each wait, and those only."""

import pytest
from django.db import OperationalError

from protection.databases import gate as gates

pytest.importorskip("psycopg", reason="psycopg is only there where PostgreSQL is (.ci/run)")

from protection.databases.postgresql import base

SETTINGS = {
    "ENGINE": "protection.databases.postgresql",
    "NAME": "yibao",
    "USER": "",
    "PASSWORD": "",
    "HOST": "",
    "PORT": "",
    "TIME_ZONE": None,
    "CONN_HEALTH_CHECKS": False,
    "OPTIONS": {"silence": 6, "sslmode": "prefer"},
}


@pytest.fixture
def watched(monkeypatch):
    """What is watched now, by seconds."""
    seen = {}
    monkeypatch.setattr(base.watchdog, "watch", lambda who, _, seconds: seen.update({who: seconds}))
    monkeypatch.setattr(base.watchdog, "forget", lambda who: seen.pop(who, None))
    return seen


@pytest.fixture
def wrapper():
    made = base.DatabaseWrapper(SETTINGS, "default")
    made.connection = object()
    return made


def test_a_wait_is_watched_until_its_outermost_block_ends(wrapper, watched):
    with wrapper.wrap_database_errors:
        assert watched == {wrapper: 6}
        with wrapper.wrap_database_errors:
            pass
        assert watched == {wrapper: 6}
    assert watched == {}


def test_an_error_ends_the_wait_and_comes_as_djangos(wrapper, watched):
    with pytest.raises(OperationalError, match="closed"), wrapper.wrap_database_errors:
        raise base.base.Database.OperationalError("server closed the connection")

    assert watched == {}
    assert wrapper.errors_occurred


def test_a_report_has_less_time(wrapper, watched):
    with gates.gate.within(2), wrapper.wrap_database_errors:
        assert 1 < watched[wrapper] <= 2


def test_what_has_no_connection_yet_is_not_watched(wrapper, watched):
    wrapper.connection = None
    with wrapper.wrap_database_errors:
        assert watched == {}


def test_psycopg_is_not_told_our_own_option(wrapper):
    params = wrapper.get_connection_params()

    assert "silence" not in params
    assert params["sslmode"] == "prefer"
