"""Pages of the whole site through the store: the same as fresh ones, until something changes."""

import datetime
import io
import logging

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import InterfaceError, OperationalError, close_old_connections
from django.test import Client

from caching import revision as revisions
from caching.content_version import VersionPoller
from caching.page_store import PageStore, _form
from pages.parameters import CASE, parameters_at
from regions.models import Region, Source
from regions.tests.make import make_policy
from text.tests.plain import plain
from yibao_site.tests.browser.pages import PAGES
from yibao_site.wsgi import django_application, in_utf8

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

#: What is a reader's own, about the moment, or not there.
OWN = {name for name, path in PAGES.items() if "?" in path and "page=" not in path}
OWN |= {name for name in PAGES if name.startswith(("report", "sheet", "picture"))} | {"404"}


@pytest.fixture(autouse=True)
def _stay_connected():
    """The transaction around a test is lost with its connection, which requests give back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def store_of(application, **options):
    return PageStore(
        application,
        version=VersionPoller().look,
        limit=10_000_000,
        staff_cookie="sessionid",
        parameters=parameters_at,
        case=CASE,
        **options,
    )


@pytest.fixture
def store():
    return store_of(in_utf8)


def ask(application, path, **environ):
    """Status, headers and body of an answer."""
    head = {}

    def start_response(status, headers, exc_info=None):
        head["status"], head["headers"] = status, list(headers)

    path, _, query = path.partition("?")
    asked = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "br",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    result = application(asked | environ, start_response)
    body = b"".join(result)
    getattr(result, "close", lambda: None)()
    return head["status"], head["headers"], body


@pytest.mark.parametrize("large", ["", "type=large"], ids=["standard", "large"])
@pytest.mark.parametrize("name", sorted(PAGES.keys() - OWN))
def test_a_kept_page_is_a_fresh_one_in_every_header_and_byte(store, name, large):
    cookie = {"HTTP_COOKIE": large} if large else {}

    first = ask(store, PAGES[name], **cookie)
    kept = ask(store, PAGES[name], **cookie)
    status, headers, plain = ask(django_application, PAGES[name], **cookie)
    fresh = _form(None, headers, plain, "br")

    assert store.size > 0
    assert first == kept == (status, fresh.headers, fresh.body)
    assert brotli.decompress(kept[2]) == plain


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_readers_own_page_is_never_kept(store, name):
    ask(store, PAGES[name])

    asked = dict(ask(store, PAGES[name])[1])
    assert "ETag" not in asked or "s-maxage" in asked["Cache-Control"]


def test_a_change_is_seen_at_once(store):
    before = ask(store, "/regions/gansu/lanzhou/")
    policy = Region.objects.get(path="gansu/lanzhou").policies.get()
    tier = policy.tiers.get()
    tier.amount += 1
    tier.save()

    after = ask(store, "/regions/gansu/lanzhou/")

    assert b"91" in brotli.decompress(after[2])
    assert before != after


def test_midnight_in_shanghai_makes_pages_anew(store, time_machine):
    lanzhou = Region.objects.get(path="gansu/lanzhou")
    make_policy(lanzhou, tiers=[(0, None, "99.00")], effective_from=datetime.date(2026, 11, 26))
    time_machine.move_to(datetime.datetime(2026, 11, 25, 15, 59, tzinfo=datetime.UTC))
    before = plain(brotli.decompress(ask(store, "/regions/gansu/lanzhou/")[2]).decode())
    time_machine.move_to(datetime.datetime(2026, 11, 25, 16, 0, tzinfo=datetime.UTC))
    after = brotli.decompress(ask(store, "/regions/gansu/lanzhou/")[2]).decode()

    assert "将于 2026年11月26日起改变" in before
    assert "将于" not in after
    assert "<b>99</b>" in after


@pytest.mark.parametrize("extra", [{}, {"HTTP_RANGE": "bytes=0-9"}], ids=["whole", "range"])
def test_a_kept_page_comes_whole_or_without_body(store, extra):
    page = ask(store, "/regions/gansu/lanzhou/")

    again = ask(store, "/regions/gansu/lanzhou/", **extra)
    head = ask(store, "/regions/gansu/lanzhou/", REQUEST_METHOD="HEAD", **extra)

    assert again == page  # a range may be answered with the whole
    assert head == (*page[:2], b"")


def test_a_kept_page_is_for_its_host_and_scheme_only(store, settings):
    ask(store, "/regions/gansu/lanzhou/")

    assert ask(store, "/regions/gansu/lanzhou/", HTTP_HOST="evil.example")[0].startswith("400 ")

    settings.SECURE_SSL_REDIRECT = True
    redirecting = store_of(WSGIHandler(), proxy_header=("HTTP_X_FORWARDED_PROTO", "https"))
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    page = "/regions/gansu/lanzhou/"
    assert ask(redirecting, page, HTTP_X_FORWARDED_PROTO="https")[0] == "200 OK"
    status, headers, _ = ask(redirecting, page, HTTP_X_FORWARDED_PROTO="http")
    assert (status, dict(headers)["Location"]) == (
        "301 Moved Permanently",
        "https://localhost/regions/gansu/lanzhou/",
    )


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_while_the_database_is_gone_kept_pages_are_served(store, monkeypatch, caplog, error):
    before = ask(store, "/regions/gansu/lanzhou/")

    def gone():
        raise error("connection refused")

    monkeypatch.setattr(revisions, "current", gone)
    with caplog.at_level(logging.WARNING):
        after = ask(store, "/regions/gansu/lanzhou/")

    assert before == after
    assert "the database is gone: connection refused" in caplog.text


def test_staff_see_their_own_page_and_no_cache_does(admin_client):
    answer = admin_client.get("/regions/gansu/lanzhou/")

    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "public, max-age=0, s-maxage=60"),
        ("/regions/places.json", "public, max-age=3600, s-maxage=60"),
        ("/sitemap.xml", "public, max-age=0, s-maxage=60"),
        ("/healthz", "no-store"),
        ("/regions/gansu/lanzhou/?age=66", "no-store"),
        ("/report/", "no-store"),
        ("/admin/login/", "no-cache, no-store"),
    ],
)
def test_each_answer_says_who_may_keep_it(path, said):
    assert said in Client().get(path).headers["Cache-Control"]


@pytest.mark.parametrize("name", sorted(PAGES.keys() - OWN))
def test_a_page_is_kept_once_whatever_apps_append(store, name):
    plain = ask(store, PAGES[name])
    size = store.size
    query = "&" if "?" in PAGES[name] else "?"

    forwarded = ask(store, f"{PAGES[name]}{query}from=timeline&p1=2&utm_source=a&x")

    assert forwarded == plain
    assert store.size == size


def test_a_later_page_of_a_sitemap_can_be_asked_for(store):
    assert ask(store, "/sitemap-regions.xml?p=2")[0].startswith("404 ")
    assert ask(store, "/sitemap-regions.xml?p=1")[0] == "200 OK"


def test_what_is_not_there_is_kept_by_nobody():
    assert "Cache-Control" not in Client().get("/no-such-page/").headers


def test_a_source_that_no_page_names_changes_no_page_but_is_counted(store):
    before = ask(store, "/")
    Source.objects.first().save()

    assert ask(store, "/") == before
