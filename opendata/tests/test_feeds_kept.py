"""Feeds and calendars in the page store: kept until something changes, but never one's own day."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from caching.tests.test_warm_pages import ask, store_of
from regions.tests.make import make_channel, make_policy
from yibao_site.wsgi import in_utf8

pytestmark = pytest.mark.django_db

FEED = "/regions/gansu/lanzhou/feed/"
PATHS = ["/changes/feed/", "/changes/calendar/", FEED, "/regions/gansu/lanzhou/calendar/"]


@pytest.fixture(autouse=True)
def _stay_connected():
    """The transaction around a test is lost with its connection, which requests give back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("path", PATHS)
def test_who_has_the_newest_is_told_so_without_it(lanzhou, path):
    store = store_of(in_utf8)
    status, headers, body = ask(store, path)
    tag = dict(headers)["ETag"]

    again = ask(store, f"{path}?utm_source=reader", HTTP_IF_NONE_MATCH=f'W/{tag}, "x"')
    head = ask(store, path, REQUEST_METHOD="HEAD")

    assert (status, bool(body)) == ("200 OK", True)
    assert (again[0], again[2]) == ("304 Not Modified", b"")
    assert (head[0], head[2]) == ("200 OK", b"")
    assert dict(head[1])["Content-Length"] == str(len(body))
    assert store.made == 1


def test_who_has_an_old_one_gets_the_new(lanzhou):
    store = store_of(in_utf8)
    tag = dict(ask(store, FEED)[1])["ETag"]
    make_channel(lanzhou)

    status, headers, body = ask(store, FEED, HTTP_IF_NONE_MATCH=tag)

    assert (status, bool(body)) == ("200 OK", True)
    assert dict(headers)["ETag"] != tag


def test_ones_own_day_is_made_each_time(lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "90"), (70, None, "110")])
    store = store_of(in_utf8)
    path = "/regions/gansu/lanzhou/reminder/?insurance=employee&status=retired&birth=1960-03"

    answers = [ask(store, path) for _ in range(2)]

    assert [status for status, _, _ in answers] == ["200 OK", "200 OK"]
    assert dict(answers[0][1])["Cache-Control"] == "no-store"
    assert store.made == 0
