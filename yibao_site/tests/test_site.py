"""What holds for every page: headers, cookies, large type, the frame."""

import io

import pytest
from django.core.signals import request_finished, request_started
from django.db import InterfaceError, OperationalError, close_old_connections
from django.template.loader import render_to_string
from django.test import Client

from bench.ask import ask
from caching.addresses import address
from faq.tests.make import make_question
from regions.models.region import RegionQuerySet
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_source,
)
from yibao_site.wsgi import application, store

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DATA_BLOCK = '<script type="application/ld+json">'
PAGES = [
    "/",
    "/regions/",
    "/regions/gansu/",
    "/regions/gansu/lanzhou/",
    "/calculator/",
    "/balance/",
    "/balance/?have=away&region=lanzhou",
    "/balance/phone/",
    "/coverage/",
    "/coverage/watch/",
    "/statistics/",
    "/changes/",
    "/edition/",
    "/faq/",
    "/faq/lapse/",
    "/search/?q=x",
    "/about/",
    "/about/sources/",
    "/about/accessibility/",
    "/about/privacy/",
    "/report/",
    "/report/thanks/",
    "/nowhere/",
    "/admin/login/",
    "/robots.txt",
    "/sitemap.xml",
    "/healthz",
]


@pytest.fixture(autouse=True)
def little_world():
    nation = make_nation()
    make_estimate(nation)
    make_channel(nation)
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    lanzhou = make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_claim(lanzhou)
    make_question()


def faults(response) -> list[str]:
    """What an answer to a citizen lacks or has too much."""
    headers = response.headers
    right = {
        "content policy": headers["Content-Security-Policy"] == POLICY,
        "nosniff": headers["X-Content-Type-Options"] == "nosniff",
        "no frame": headers["X-Frame-Options"] == "DENY",
        "no cookie": not response.cookies or response.wsgi_request.path.startswith("/admin"),
    }
    return [name for name, is_right in right.items() if not is_right]


def page_faults(page: str) -> list[str]:
    """What a page has inline, and what it owes to search engines and does not have."""
    title = page.split("<title>")[1].split("</title>", maxsplit=1)[0]
    description = page.split('name="description" content="')[1].split('"', maxsplit=1)[0]
    blocks = page.count('<script type="module" src="') + page.count(DATA_BLOCK)
    right = {
        "style": " style=" not in page and "<style" not in page,
        "onclick": " onclick=" not in page,
        "script": page.count("<script") == blocks,
        "h1": page.count("<h1") == 1,
        "title": 4 <= len(title) <= 40,
        "description": 20 <= len(description) <= 160,
    }
    return [name for name, is_right in right.items() if not is_right]


def test_every_answer_carries_the_content_policy_and_no_cookie_and_every_page_is_complete(client):
    answers = {path: client.get(path) for path in PAGES}
    pages = {path: answers[path].text for path in PAGES[: PAGES.index("/admin/login/")]}

    assert {path: said for path, answer in answers.items() if (said := faults(answer))} == {}
    assert {path: said for path, page in pages.items() if (said := page_faults(page))} == {}


def test_large_type_is_a_cookie_and_leads_back(client):
    response = client.get("/display/large/?next=/regions/%3Frule=amount")

    assert response["Location"] == "/regions/?rule=amount"
    assert response.cookies["type"].value == "large"
    assert 'data-type="large"' in client.get("/").text

    client.get("/display/normal/")

    assert 'data-type="large"' not in client.get("/").text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "x", "\x00"]
)
def test_the_switch_leads_nowhere_else(client, target):
    assert client.get("/display/large/", {"next": target})["Location"] == "/"


@pytest.mark.parametrize("address", ["/", "/faq/", "/regions/", "/search/?q=余额", "/about/"])
def test_every_page_has_one_field_for_places_and_questions(client, address):
    page = client.get(address).text

    assert page.count('role="search"') == page.count('name="q"') == 1
    assert "写地方，" in page


def test_home_counts_from_the_database(client):
    page = client.get("/").text

    assert "2 个地方里，1 个市州和 0 个省有自己的标准，0 个市州沿用省里的，1 个还没查到。" in page
    assert "共 9 种查法" in page


def test_sources_lists_only_what_is_used(client):
    make_source(title="没有用到的资料")

    page = client.get("/about/sources/").text

    assert "没有用到的资料" not in page
    assert "某市医保通知" in page


def test_the_500_page_needs_nothing():
    page = render_to_string("500.html")

    assert "12393" in page
    assert "这不是您的错" in page


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("address", ["/", "/regions/gansu/lanzhou/?insurance=employee"])
def test_without_the_database_a_reader_is_asked_to_come_again(
    client, monkeypatch, caplog, error, address
):
    def gone():
        raise error("connection refused")

    monkeypatch.setattr("caching.memo.current", gone)
    monkeypatch.setattr(RegionQuerySet, "pages", lambda self: gone())

    response = client.get(address)

    assert response.status_code == 503
    assert "请过一两分钟再打开一次" in response.text
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    assert [
        record.levelname for record in caplog.records if "cannot be used" in record.message
    ] == ["ERROR"]


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("division"), OperationalError("no such table: regions_region")]
)
def test_another_fault_is_no_503(client, monkeypatch, error):
    def fails():
        raise error

    monkeypatch.setattr("caching.memo.current", fails)
    client.raise_request_exception = False

    assert client.get("/regions/gansu/lanzhou/").status_code == 500


def test_a_form_sent_where_none_is_taken_is_told_so_in_chinese():
    response = Client(enforce_csrf_checks=True).post("/calculator/")

    assert response.status_code == 403
    assert "请退回上一页再试一次" in response.text
    assert response["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    "name",
    [
        *("400.html", "403.html", "405.html", "413.html", "500.html", "503.html"),
        *("readers_only.html", "nginx/404.html", "nginx/429.html"),
    ],
)
def test_the_pages_of_trouble_keep_the_house(name):
    page = render_to_string(name)

    assert "医保明白账" in page
    assert "本站不是政府网站" in page
    assert page.count("<h1") == 1
    assert 'href="tel:12393"' in page


def test_a_request_that_cannot_be_read_is_told_so_in_chinese(client):
    response = client.get("/", headers={"host": "not a host"})

    assert response.status_code == 400
    assert "请退回上一页再试一次" in response.text


@pytest.fixture
def kept_connections(monkeypatch):
    """The test's connection stays open around a real request, as the test client sees to."""
    monkeypatch.setattr(store, "version", store.version.look)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("kept_connections")
@pytest.mark.parametrize("charset", ["hex", "idna", "utf-7", "unicode_escape", "GBK"])
def test_a_request_may_claim_any_encoding(charset):
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/search/",
        "QUERY_STRING": "q=%2B2AA-%5Cud800",
        "CONTENT_TYPE": f"text/plain; Charset={charset}",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    answers = []

    list(application(environ, lambda status, headers: answers.append(status)))

    assert answers == ["200 OK"]


@pytest.mark.usefixtures("kept_connections")
def test_a_prefix_that_a_request_claims_is_in_no_link():
    address.cache_clear()
    ask(application, "/regions/gansu/lanzhou/", {"SCRIPT_NAME": "/evil"})

    status, page = ask(application, "/regions/gansu/", {})

    assert status == "200 OK"
    assert b"/regions/gansu/lanzhou/" in page
    assert b"/evil" not in page


@pytest.mark.usefixtures("kept_connections")
def test_a_forwarded_link_is_the_page_itself_with_clean_links():
    status, page = ask(application, "/regions/gansu/?from=singlemessage&isappinstalled=0", {})
    _, plain = ask(application, "/regions/gansu/", {})

    assert status == "200 OK"
    assert page == plain
    assert b"singlemessage" not in page


def test_the_privacy_page_names_all_that_happens_to_a_remembered_place(client):
    privacy = client.get("/about/privacy/").text

    assert "那个地方并到别处的，打开时自动改记成新的地方" in privacy
    assert "在“没有找到”那一页点“不再记”" in privacy
    missed = client.get("/nowhere/").text
    assert "没有找到" in missed
    assert "不再记</button>" in missed
