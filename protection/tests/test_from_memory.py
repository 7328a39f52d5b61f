"""What is computed from memory goes on while the database does not answer."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from bench.ask import ask
from caching.content_version import VersionPoller
from protection.databases.gate import gate
from yibao_site.wsgi import application, store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

CASE = "insurance=employee&status=retired&age="
#: As they are asked for first, and then, otherwise, while the database is gone.
PAGES = [
    (f"/regions/gansu/lanzhou/?{CASE}70", f"/regions/gansu/lanzhou/?{CASE}83"),
    (f"/regions/gansu/lanzhou/?{CASE}70", f"/regions/shanghai/?{CASE}70"),
    ("/regions/gansu/lanzhou/", "/regions/gansu/baiyin/"),
    (
        f"/calculator/compare/?region=gansu/lanzhou&region=shanghai&{CASE}70",
        f"/calculator/compare/?region=gansu/baiyin&region=shanghai&{CASE}65",
    ),
    ("/about/privacy/", "/about/privacy/"),
]


@pytest.fixture(autouse=True)
def _as_served(monkeypatch, settings):
    """The test's connection outlives a request, and looks for itself."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    poller = VersionPoller()
    poller.look()
    monkeypatch.setattr(store, "version", lambda: poller._version)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("before", "then"), PAGES)
def test_without_the_database_a_result_is_computed(monkeypatch, before, then):
    assert ask(application, before, {})[0] == "200 OK"
    monkeypatch.setattr(gate, "is_reachable", lambda: False)

    assert ask(application, then, {})[0] == "200 OK"


def test_without_the_database_a_search_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(gate, "is_reachable", lambda: False)

    status, body = ask(application, "/search/?q=%E4%BD%99%E9%A2%9D", {})

    assert status == "503 Service Unavailable"
    assert "请过一两分钟再打开一次" in body.decode()
