"""Headers that every answer has, whoever makes it; methods; what Mozilla's Observatory counts."""

import re
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from caching.tests.test_page_store import ask, store_of
from protection.content_policy import content_policy
from regions.tests.make import make_nation, make_policy, make_region
from yibao_site.middleware import SecurityHeadersMiddleware

pytestmark = pytest.mark.django_db

#: What each answer says, besides what its own kind needs.
EVERYWHERE = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
}
CARD = "/card.png"


@pytest.fixture(autouse=True)
def little_world(settings):
    make_nation()
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    make_policy(make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu))
    settings.OPERATOR_CONTACT = "kefu@example.org"


#: An address of every kind, by status, as whom it is asked.
KINDS = [
    ("/", 200),
    ("/regions/gansu/lanzhou/", 200),
    ("/regions/places.json", 200),
    ("/search/?q=x", 200),
    ("/report/", 200),
    ("/robots.txt", 200),
    ("/sitemap.xml", 200),
    ("/sitemap-pages.xml", 200),
    ("/healthz", 200),
    ("/readyz", 200),
    ("/metrics", 404),
    ("/.well-known/security.txt", 200),
    (CARD, 200),
    ("/site.webmanifest", 200),
    ("/regions", 301),
    ("/r/lanzhou", 301),
    ("/display/large/", 302),
    ("/admin/", 302),
    ("/admin/login/", 200),
    ("/static/no.css", 404),
    ("/nowhere/", 404),
]


#: What may stand in frames on other sites, by status: pages, wrong ones, what leads to another.
FRAMED = [
    ("/embed/calculator/", 200),
    ("/embed/gansu/", 200),
    ("/embed/gansu/lanzhou/", 200),
    ("/embed/gansu/lanzhou/?insurance=employee&status=retired&type=large", 200),
    ("/embed/gansu/lanzhou/?age=abc", 200),
    ("/embed/gansu/lanzhou", 301),
    ("/embed/Gansu/Lanzhou/", 301),
    ("/embed/nowhere/", 404),
    ("/embed/a/b/c/d/", 404),
    ("/embed//", 404),
]
#: What lies beside them: the page on it, and addresses that only look alike.
BESIDE = [("/embed/", 200), ("/embed", 301), ("/embedded/", 404), ("/x/embed/calculator/", 404)]


@pytest.mark.parametrize(("path", "status"), FRAMED)
def test_what_is_made_for_frames_may_be_framed_by_anybody(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert set(response.headers) >= EVERYWHERE - {"X-Frame-Options"}
    assert "X-Frame-Options" not in response.headers
    usual = content_policy()
    policy = usual.replace("frame-ancestors 'none'", "frame-ancestors *")
    assert response["Content-Security-Policy"] == policy != usual
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


@pytest.mark.parametrize(("path", "status"), [*KINDS, *BESIDE])
def test_nothing_else_may_be_framed(client, path, status):
    response = client.get(path)
    response.getvalue()

    assert response.status_code == status
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", [path for path, _ in [*KINDS, *FRAMED]])
def test_only_the_page_that_shows_a_frame_may_hold_one(client, path):
    response = client.get(path)
    response.getvalue()

    assert "frame-src" not in response["Content-Security-Policy"]
    assert client.get("/embed/")["Content-Security-Policy"].endswith("; frame-src 'self'")


def test_refusals_in_a_frame_can_be_read_there(client, monkeypatch, settings):
    def fails(*args, **kwargs):
        raise OperationalError("gone")

    answers = {
        405: client.put("/embed/gansu/"),
        400: client.get("/embed/x/", headers={"host": "?"}),
    }
    settings.CLIENT_SECONDS = 0.000001
    braked = Client()
    braked.get("/embed/gansu/")
    answers[429] = braked.get("/embed/gansu/")
    monkeypatch.setattr("pages.views.embed.place_context", fails)
    settings.CLIENT_SECONDS = 1_000
    answers[503] = Client().get("/embed/gansu/")

    for status, answer in answers.items():
        assert answer.status_code == status
        assert "X-Frame-Options" not in answer.headers
        assert answer["Content-Security-Policy"].endswith("frame-ancestors *")
        assert '<base target="_top">' in answer.text, "a link would open what no frame shows"
        assert "12393" in answer.text


@pytest.mark.parametrize(("path", "status"), KINDS)
def test_every_kind_of_address_has_all_headers(client, path, status):
    response = client.get(path)
    response.getvalue()  # closes the file that is served

    assert response.status_code == status
    assert set(response.headers) >= EVERYWHERE
    wanted = "cross-origin" if path in SecurityHeadersMiddleware.EMBEDDED else "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == wanted
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_pictures_for_others_pages_are_the_files_at_the_root_and_no_page():
    assert CARD in SecurityHeadersMiddleware.EMBEDDED
    assert not any(path.endswith("/") for path in SecurityHeadersMiddleware.EMBEDDED)


def test_refusals_have_all_headers(client, monkeypatch):
    def fails(*args, **kwargs):
        raise OperationalError("gone")

    answers = {
        400: client.get("/", headers={"host": "not a host"}),
        403: Client(enforce_csrf_checks=True).post("/admin/login/"),
        405: client.put("/"),
        413: client.post("/report/", {"text": "x" * 40_000}),
    }
    monkeypatch.setattr("pages.views.search.hits", fails)
    answers[503] = client.get("/search/?q=x")

    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    wanted = EVERYWHERE | {"Content-Length"}
    assert [s for s, answer in answers.items() if not set(answer.headers) >= wanted] == []


def test_the_redirect_to_https_has_all_headers(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/")

    assert response.status_code == 301
    assert set(response.headers) >= EVERYWHERE


def test_a_kept_page_has_the_headers_of_a_fresh_one_and_a_304_no_others(client):
    fresh = dict(client.get("/").headers)

    class Once:
        def __call__(self, environ, start_response):
            start_response("200 OK", list(fresh.items()))
            return [b"x" * 100]

    store = store_of(Once())
    _, kept, _ = ask(store, "/")
    status, unchanged, _ = ask(store, "/", HTTP_IF_NONE_MATCH=kept["ETag"])

    assert {name: kept[name] for name in EVERYWHERE} == {n: fresh[n] for n in EVERYWHERE}
    assert status.startswith("304")
    # A browser goes on with the headers of the page that it has.
    assert {n: v for n, v in unchanged.items() if kept.get(n) != v} == {}


# --- Methods -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND"])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", "GET, HEAD"),
        ("/regions/gansu/lanzhou/", "GET, HEAD"),
        ("/nowhere/", "GET, HEAD"),
        ("/static/no.css", "GET, HEAD"),
        ("/report/", "GET, HEAD, POST"),
        ("/admin/login/", "GET, HEAD, POST"),
    ],
)
def test_what_neither_reads_nor_posts_is_refused(client, method, path, allowed):
    response = client.generic(method, path, headers={"Cookie": "secret=1"})

    assert response.status_code == 405
    assert response["Allow"] == allowed
    assert "这一页不能这样打开" in response.text
    assert "secret" not in response.text


@pytest.mark.parametrize("path", [path for path, status in KINDS])
def test_a_head_is_a_get_without_its_body(client, path):
    get, head = client.get(path), client.head(path)

    assert head.status_code == get.status_code
    assert get.getvalue() or get.status_code in (301, 302)
    assert head.getvalue() == b"" or head.streaming  # the server reads no file to its end
    same = EVERYWHERE | {"Content-Type", "Location", "Cache-Control"}
    assert {n: head.get(n) for n in same} == {n: get.get(n) for n in same}


# --- HTTPS ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subdomains", "preload", "said"),
    [
        (False, False, "max-age=31536000"),
        (True, False, "max-age=31536000; includeSubDomains"),
        (True, True, "max-age=31536000; includeSubDomains; preload"),
    ],
)
def test_only_a_setting_binds_subdomains_to_https(settings, subdomains, preload, said):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = subdomains
    settings.SECURE_HSTS_PRELOAD = preload

    assert Client().get("/", secure=True)["Strict-Transport-Security"] == said


def test_by_default_no_subdomain_is_bound(settings):
    text = Path(settings.BASE_DIR, "yibao_site/settings.py").read_text(encoding="utf-8")

    assert 'env.bool("HSTS_SUBDOMAINS", default=False)' in text
    assert 'env.bool("HSTS_PRELOAD", default=False)' in text


# --- Mozilla's Observatory -----------------------------------------------------------------------


def observed(headers, cookies) -> dict[str, int]:
    """What each test of the Observatory gives or takes, by its published table, for our answer."""
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    strict = policy["default-src"] == "'none'" and not re.search("unsafe|https?:|\\*", str(policy))
    (age,) = re.findall(r"max-age=(\d+)", headers["Strict-Transport-Security"])
    return {
        "csp": 10 if strict else -25,
        "cookies": -40 if cookies else 0,
        "cors": -50 if "Access-Control-Allow-Origin" in headers else 0,
        "redirection": 0,  # to HTTPS on the same host: test_the_redirect_to_https…
        "referrer-policy": 5 if headers["Referrer-Policy"] == "same-origin" else -5,
        "hsts": 0 if int(age) >= 15_768_000 else -10,
        "sri": 0,  # all scripts come from here
        "x-content-type-options": 0 if headers["X-Content-Type-Options"] == "nosniff" else -5,
        "x-frame-options": 5 if policy["frame-ancestors"] == "'none'" else -20,
        "corp": 10 if headers["Cross-Origin-Resource-Policy"] == "same-origin" else 0,
    }


def test_the_observatory_counts_what_the_document_says(settings):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    response = Client().get("/", secure=True)

    points = observed(response.headers, response.cookies)

    text = Path(settings.BASE_DIR, "docs/security.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \| ([+-]?\d+) \|", text, re.MULTILINE)
    assert {name: int(value) for name, value in told} == points
    assert f"**{100 + sum(points.values())} 分" in text
    assert 100 + sum(v for v in points.values() if v < 0) >= 90  # else bonuses do not count
