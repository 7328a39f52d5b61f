"""Frames on other sites: what they show, what stays in them, and the code that puts them there."""

import datetime
import html
import re

import pytest

from pages.embedding import kept_in_frame, may_be_framed
from regions.models import Region
from regions.tests.make import make_nation, make_policy, make_region

pytestmark = pytest.mark.django_db

CASE = "insurance=employee&status=retired"
#: Addresses that stand in the pages of others. None is ever taken out of this list.
FOR_EVER = [
    "/embed/calculator/",
    "/embed/calculator/?type=large",
    "/embed/gansu/",
    "/embed/gansu/lanzhou/",
    "/embed/gansu/lanzhou/?type=large",
]


@pytest.fixture(autouse=True)
def _little_world():
    make_nation()
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    lanzhou = make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)
    make_region(slug="merged", parent=gansu, ended_on=datetime.date(2020, 1, 1), successor=lanzhou)
    renamed = make_region(slug="former", name="白银市", short_name="白银", parent=gansu)
    renamed.slug = "baiyin"
    renamed.save()


def tags(text: str, name: str) -> list[dict[str, str]]:
    """The attributes of each tag of a kind."""
    found = re.findall(rf"<{name}\b([^>]*)>", text)
    return [{k: html.unescape(v) for k, v in re.findall(r'([\w-]+)="([^"]*)"', t)} for t in found]


@pytest.mark.parametrize("address", FOR_EVER)
def test_an_address_that_others_use_is_answered_for_ever(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert ('data-type="large"' in response.text) == ("type=large" in address)


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("/embed/gansu/former/", "/embed/gansu/baiyin/"),
        ("/embed/gansu/merged/", "/embed/gansu/lanzhou/"),
        ("/embed/gansu/yuzhong/", "/embed/gansu/lanzhou/"),
        ("/embed/Gansu/LANZHOU/", "/embed/gansu/lanzhou/"),
        ("/embed/gansu/lanzhou", "/embed/gansu/lanzhou/"),
        ("/Embed/Calculator", "/embed/calculator/"),
        ("/embed/gansu/lanzhou/。", "/embed/gansu/lanzhou/"),
    ],
)
@pytest.mark.parametrize("query", ["", f"?{CASE}&type=large"])
def test_what_moved_is_led_to_within_the_frame(client, former, now, query):
    response = client.get(former + query)

    assert (response.status_code, response["Location"]) == (301, now + query)


def test_a_place_shows_its_figure_its_source_and_its_edition(client):
    text = client.get("/embed/gansu/lanzhou/").text

    assert re.search(r"<b>(<data[^>]*>)?90(</data>)?</b>", text)
    assert "资料来源：" in text
    assert re.search(r"资料第 \d+ 版", text)
    assert "本站不是政府网站" in text
    assert '<meta name="robots" content="noindex">' in text
    assert re.search(r'rel="canonical" href="[^"]+/regions/gansu/lanzhou/"', text)


@pytest.mark.parametrize(
    "address", ["/embed/gansu/lanzhou/?", "/embed/calculator/?region=lanzhou&"]
)
def test_a_readers_own_case_is_answered_in_the_frame_and_never_kept(client, address):
    response = client.get(address + CASE)

    assert 'id="answer"' in response.text
    assert response["Cache-Control"] == "no-store"
    path = address.partition("?")[0]
    forms = tags(response.text, "form")
    assert forms
    assert {form["target"] for form in forms} == {"_self"}
    assert {form["action"] for form in forms} == {f"{path}#answer"}


def test_a_page_that_nobody_asked_is_kept(client):
    assert "s-maxage" in client.get("/embed/gansu/lanzhou/?x=1")["Cache-Control"]
    assert "s-maxage" in client.get("/embed/calculator/")["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/embed/calculator/",
        "/embed/gansu/",
        "/embed/gansu/lanzhou/",
        f"/embed/gansu/?{CASE}",
        f"/embed/gansu/lanzhou/?{CASE}",
        f"/embed/gansu/lanzhou/?{CASE}&on=2020-01-01",
        f"/embed/calculator/?region=lanzhou&{CASE}",
        "/embed/gansu/lanzhou/?age=abc",
        "/embed/nowhere/",
    ],
)
@pytest.mark.parametrize("large", ["", "type=large"])
def test_what_stays_may_stay_and_what_may_not_leaves(client, address, large):
    text = client.get(address + ("&" if "?" in address else "?") + large).text

    assert '<base target="_top">' in text
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    links = [link for link in tags(text, "a") if not link["href"].startswith("tel:")]
    for link in links:
        to = link["href"]
        stays = link.get("target") == "_self"
        assert stays == (to.startswith(("#", "?")) or may_be_framed(to)), to
        if to.startswith("#"):
            assert to[1:] in ids
        elif stays and link.get("rel") != "nofollow":  # the switch to the other type
            assert ("type=large" in to) == bool(large)
    hidden = [field for field in tags(text, "input") if field.get("name") == "type"]
    staying = [form for form in tags(text, "form") if form.get("target") == "_self"]
    assert len(hidden) == (len(staying) if large else 0)
    assert "autofocus" not in text


def test_what_the_full_page_alone_has_is_linked_there():
    text = '<a href="#fix">x</a><a class="y" href="#here">y</a><p id="here"><use href="#i"/></p>'

    assert kept_in_frame(text, "/regions/a/?b=1&c=2", large=False) == (
        '<a href="/regions/a/?b=1&amp;c=2#fix">x</a><a target="_self" class="y" href="#here">y</a>'
        '<p id="here"><use href="#i"/></p>'
    )


def test_a_chosen_place_of_a_province_answers_in_the_frame(client):
    make_policy(Region.objects.get(slug="gansu"), tiers=[(0, None, "80.00")])

    text = client.get(f"/embed/gansu/?{CASE}&type=large").text

    links = [link["href"] for link in tags(text, "a")]
    assert any(re.match(r"/embed/gansu/lanzhou/\?.*type=large#answer$", to) for to in links)


def test_the_frame_changes_its_type_without_a_cookie(client):
    client.cookies["type"] = "large"

    plain = client.get(f"/embed/gansu/lanzhou/?{CASE}&x=1")
    large = client.get(f"/embed/gansu/lanzhou/?{CASE}&type=large")

    assert 'data-type="large"' not in plain.text
    assert 'data-type="large"' in large.text
    assert f"?{CASE}&type=large" in [link["href"] for link in tags(plain.text, "a")]
    assert f"?{CASE}" in [link["href"] for link in tags(large.text, "a")]
    assert not plain.cookies
    assert not large.cookies


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("/embed/gansu/lanzou/", ["/embed/gansu/lanzhou/"]),
        ("/embed/lanzou/", ["/embed/gansu/lanzhou/"]),
        ("/embed/nowhere/", []),
        ("/embed/兰州/", ["/embed/gansu/lanzhou/"]),
        ("/embed/calculator/x/", []),
        ("/embed/a/b/c/", []),
    ],
)
def test_a_wrong_place_is_told_kindly_in_the_frame(client, address, offered):
    response = client.get(address)

    assert response.status_code == 404
    links = [link["href"] for link in tags(response.text, "a") if link.get("target") == "_self"]
    assert links == [*offered, "/embed/calculator/"]
    assert 'action="/search/"' in response.text
    assert 'class="nav"' not in response.text


def test_an_address_of_several_places_asks_no_search_in_the_frame(client, monkeypatch):
    both = list(Region.objects.filter(slug__in=["lanzhou", "baiyin"]))
    monkeypatch.setattr("regions.place_facts.page_at", lambda path: None)
    monkeypatch.setattr(type(Region.objects.all()), "pages_at", lambda self, path: both)

    assert client.get("/embed/gansu/both/").status_code == 404


def test_without_the_database_a_wrong_address_is_still_told_in_the_frame(client, monkeypatch):
    from django.db import OperationalError

    def gone(path):
        raise OperationalError("gone")

    monkeypatch.setattr("pages.views.addresses.offers", gone)

    response = client.get("/embed/a/b/c/")

    assert response.status_code == 404
    assert "在这里算一算" in response.text


def test_a_frame_asks_the_database_as_often_as_the_page(client, django_assert_num_queries):
    client.get("/embed/gansu/lanzhou/")
    client.get("/embed/calculator/")
    client.get("/embed/")

    with django_assert_num_queries(1):
        client.get("/embed/gansu/lanzhou/")
    with django_assert_num_queries(1):
        client.get(f"/embed/gansu/lanzhou/?{CASE}")
    with django_assert_num_queries(1):
        client.get("/embed/calculator/")
    with django_assert_num_queries(0):
        client.get("/embed/")


# --- The code ------------------------------------------------------------------------------------


def code_in(text: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


@pytest.mark.parametrize(
    ("query", "source", "size"),
    [
        ("", "/embed/calculator/", ("100%", "720")),
        ("?region=", "/embed/calculator/", ("100%", "720")),
        ("?region=兰州", "/embed/gansu/lanzhou/", ("100%", "720")),
        ("?region=榆中县&size=narrow", "/embed/gansu/lanzhou/", ("320", "640")),
        ("?region=gansu/&size=tall&type=large", "/embed/gansu/?type=large", ("100%", "1200")),
        ("?region=没有的地方", "/embed/calculator/", ("100%", "720")),
        ("?size=x&type=y", "/embed/calculator/", ("100%", "720")),
    ],
)
def test_the_code_is_that_of_the_preview(client, settings, query, source, size):
    text = client.get(f"/embed/{query}").text

    (preview,) = tags(text, "iframe")
    (written,) = tags(code_in(text), "iframe")
    assert written["src"] == f"{settings.SITE_URL}{source}"
    assert preview["src"] == source
    for frame in (written, preview):
        assert (frame["width"], frame["height"]) == size
    assert client.get(source).status_code == 200


@pytest.mark.parametrize(
    "query", ["?region=没有的地方", "?size=x", "?type=y", "?region=%00", "?region=" + "x" * 5000]
)
def test_what_cannot_be_meant_is_said_and_the_page_stands(client, query):
    response = client.get(f"/embed/{query}")

    assert response.status_code == 200
    assert "有地方要改" in response.text or "改一下" in response.text
    assert "x" * 200 not in code_in(response.text)


def test_what_somebody_typed_never_gets_into_the_code(client):
    text = client.get('/embed/?region="><script>alert(1)</script>').text

    assert "script" not in code_in(text)
    assert "<script>alert" not in text


def test_the_page_on_it_is_linked_and_says_what_height_means(client):
    assert 'href="/embed/"' in client.get("/about/").text
    assert "高度是定好的" in client.get("/embed/").text
