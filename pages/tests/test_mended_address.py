"""An address with dirt in it leads to the page it means, a wrong one offers what it names."""

import datetime
import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

import pytest
from django.db import OperationalError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from faq.tests.make import make_question
from pages.mended_address import LONGEST, mended, offers, tidied
from pages.parameters import mended_query, parameters_at
from regions.models import Region
from regions.tests.make import make_nation, make_region

pytestmark = pytest.mark.django_db

LANZHOU = "/regions/gansu/lanzhou/"


@pytest.fixture(autouse=True)
def _little_world():
    nation = make_nation()
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", parent=nation)
    lanzhou = make_region(slug="lanzhou", name="兰州市", parent=gansu, short_name="兰州")
    lanzhou.pinyin = "lan zhou"
    lanzhou.save()
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)
    make_region(slug="merged", parent=gansu, ended_on=datetime.date(2020, 1, 1), successor=lanzhou)
    for slug, province in (("hainan", "青海"), ("haixi", "青海")):
        make_region(slug=slug, name=f"{province}{slug}", parent=gansu)
    make_region(slug="beijing", name="北京市", parent=nation)
    make_question()


def ask(client, typed: str):
    """Ask for an address as it stands in the request line; the client reads // as a host."""
    path, _, query = typed.partition("?")
    raw = unquote_to_bytes(path).decode("latin-1")
    return client.get("/", PATH_INFO=raw, QUERY_STRING=query)


def location(client, typed: str) -> tuple[int, str]:
    response = ask(client, typed)
    return response.status_code, response.headers.get("Location", "")


BEHIND = [
    *"。，、；：！？）)>》】」』”’\"'…·~*|",
    ".",
    ",",
    "%20",
    "%E3%80%80",
    "%0A",
    "//",
    "/index.html",
    "/index.php",
    "/&from=timeline",
    "/&amp;from=singlemessage&amp;isappinstalled=0",
    "&from=singlemessage",
    "/%23wechat_redirect",
    "%3Ffrom%3Dtimeline",
    "/%E2%80%8B",
    "/兰州医保",
    "/兰州退休医保怎么查",
    "（兰州市）",
    "/。看看这个",
    "/%2520",
    "/…",
    ".html",
]


@pytest.mark.parametrize(
    "page",
    [
        "/regions/gansu/lanzhou",
        "/regions/gansu",
        "/regions/gansu/lanzhou/sheet",
        "/faq/lapse",
        "/faq",
        "/balance/phone",
        "/balance",
        "/calculator/compare",
        "/about/privacy",
        "/coverage",
        "/report",
    ],
)
def test_what_stands_behind_an_address_is_taken_off(client, page):
    wrong = {
        behind: found
        for behind in BEHIND
        if (found := location(client, page + behind)) != (301, f"{page}/")
    }

    # Behind a province a city of it is where somebody wants to go.
    named = [b for b in BEHIND if "兰州" in b] if page == "/regions/gansu" else []
    assert wrong == dict.fromkeys(named, (301, LANZHOU))


@pytest.mark.parametrize("behind", [b for b in BEHIND if not re.search("[兰看]", b)] + ["/%E3"])
def test_dirt_is_not_searched_for(client, behind):
    assert location(client, f"/search{behind}") == (301, "/search/")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("//regions//gansu///lanzhou/", LANZHOU),
        ("/regions/gansu/lanzhou/index.html", LANZHOU),
        ("/index.html", "/"),
        ("/%20", "/"),
        ("/。", "/"),
        ("/&from=timeline", "/"),
        ("/Regions/Gansu/Lanzhou/。", LANZHOU),
        ("/ｒｅｇｉｏｎｓ/ｇａｎｓｕ/", "/regions/gansu/"),
        ("/regions\\gansu\\lanzhou", LANZHOU),
        ("/regions/甘肃/兰州/", LANZHOU),
        ("/regions/甘肃/", "/regions/gansu/"),
        ("/regions/兰州", LANZHOU),
        ("/regions/甘肃省兰州市", LANZHOU),
        ("/regions/gansu/兰州/", LANZHOU),
        ("/regions/gansu/兰州退休医保", LANZHOU),
        ("/regions/甘肃/榆中县/", LANZHOU),
        ("/regions/gansu/不知道/", "/regions/gansu/"),
        ("/regions/gansu/，和兰州一样吗", "/regions/gansu/"),
        ("/regions/gansu/比兰州少", "/regions/gansu/"),
        ("/regions/%25E5%2585%25B0%25E5%25B7%259E", LANZHOU),
        ("/regions/gansu/lanzhou/%E3", LANZHOU),
        ("/regions/gansu/lanzhou%E3%80", LANZHOU),
        ("/regions/gansu/lanzhou/%C0%BC", LANZHOU),
        ("/regions/gansu/lanzhou/http://x.cn", LANZHOU),
        ("/regions/gansu/lanzhouhttps:/x.cn/regions/", LANZHOU),
        ("/faq/lapse/%E3", "/faq/lapse/"),
        ("/regions/gansu/yuzhong。", "/regions/gansu/yuzhong/"),
        ("/regions/gansu/merged）", "/regions/gansu/merged/"),
        ("/robots.txt。", "/robots.txt"),
        ("/sitemap.xml，", "/sitemap.xml"),
    ],
)
def test_dirt_in_the_middle_and_chinese_names_lead_on(client, typed, address):
    assert location(client, typed) == (301, address)
    assert client.get(address, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/search/兰州", "兰州"),
        ("/search/兰州。", "兰州"),
        ("/search/兰州/", "兰州"),
        ("/search/lanzhou", "lanzhou"),
        ("/search/q=兰州", "兰州"),
        ("/search/&q=兰州", "兰州"),
        ("/search&q=兰州&from=timeline", "兰州"),
        ("/search/%3Fq=余额怎么查", "余额怎么查"),
        ("/regions/朝阳/", "朝阳"),
        ("/regions/朝阳。", "朝阳"),
        ("/r/朝阳", "朝阳"),
    ],
)
def test_words_are_searched_for_and_one_of_several_places_asks(client, typed, words):
    for province in ("liaoning", "jilin"):
        above = make_region(slug=province, parent=Region.objects.get(slug="china"))
        make_region(slug="chaoyang", name="朝阳市", short_name="朝阳", parent=above)

    assert location(client, typed) == (302, f"/search/?q={quote(words)}")


def test_the_readers_own_case_goes_along(client):
    assert parameters_at(f"{LANZHOU}。") == parameters_at(LANZHOU) != frozenset()
    assert location(client, f"{LANZHOU}。?age=74") == (301, f"{LANZHOU}?age=74")


@pytest.mark.parametrize(
    "typed",
    [
        "/nowhere。",
        "/regions/gansu/nowhere。",
        "/faq/nowhere。",
        "/balance/nowhere。",
        "/faq/%C4%B0/",
        "/admin。",
        "/兰州",
        "/wp-login.php",
        "/.env",
        "/.git/config",
    ],
)
def test_what_is_no_page_without_its_dirt_is_not_found(client, typed):
    assert location(client, typed)[0] == 404


HOSTILE = [
    "/" + "a" * 10_000,
    "/regions/" + "兰州" * 5_000,
    "/regions/gansu/lanzhou/" + "。" * 10_000,
    "/" + "/" * 10_000 + "regions/",
    "/" + "%25" * 3_000,
    "/" + "ﷺ" * 3_000,
    "/%00",
    "/regions/gansu/lanzhou%00/",
    "/regions/%00兰州",
    "/../../etc/passwd",
    "/regions/../admin/",
    "/regions/gansu/lanzhou/../../../admin/",
    "//evil.example",
    "//evil.example/regions/",
    "///evil.example/%2F..",
    "/\\evil.example",
    "/\\\\evil.example\\regions",
    "/https://evil.example/regions/gansu/",
    "/regions//evil.example/",
    "/regions/gansu/lanzhou/%0D%0ALocation:%20https://evil.example",
    "/%C0%AF%C0%AF",
    "/regions/%C0%BC%D6%DD/",
    "/regions/gansu/%FF%FE",
    "/regions/gansu/lanzhou%ED%A0%80",
    "/@evil.example",
    "/javascript:alert(1)",
    "/r/" + "x" * 10_000,
    "/r/%00",
    "/r/..",
    "/r/%E2%80%8B",
]


def test_hostile_addresses_cause_no_fault_and_lead_nowhere_else(client):
    for typed in HOSTILE:
        code, address = location(client, typed)
        target = urlsplit(address)
        assert code in (301, 302, 404), typed[:60]
        assert (target.scheme, target.netloc) == ("", ""), typed[:60]
        assert not target.path.startswith("//"), typed[:60]


def test_an_address_once_mended_stays_as_it_is():
    for typed in [*HOSTILE, *(LANZHOU + quote(behind) for behind in BEHIND)]:
        if address := mended(typed):
            assert mended(address) == "", typed[:60]
            assert "?" in address or tidied(address) == address, typed[:60]
            assert len(address) <= LONGEST + 1, typed[:60]


@given(st.text(max_size=60))
def test_any_text_is_mended_once_or_not_at_all(text):
    if address := tidied(f"/{text}"):
        assert tidied(address) == address
        assert re.fullmatch(r"(/[a-z0-9._-]+)*/?", address)


CASE = "insurance=employee&status=retired"


@pytest.mark.parametrize("behind", ["。", "，看看", ")", "（兰州）", "%20", "%A1%A3"])
@pytest.mark.parametrize(
    "clean",
    [
        f"{LANZHOU}?{CASE}&age=74",
        f"{LANZHOU}?age=74&{CASE}",
        f"/calculator/?region=gansu/lanzhou&{CASE}",
        f"/calculator/compare/?{CASE}&region=beijing&region=gansu/lanzhou",
        "/balance/phone/?region=gansu/lanzhou",
        "/balance/?have=no-smartphone",
        "/faq/lapse/?region=gansu/lanzhou",
        "/regions/?rule=amount&page=2",
        "/report/?kind=unclear",
    ],
)
def test_dirt_behind_parameters_is_taken_off(client, clean, behind):
    told = clean.endswith("age=74") and "兰州" in behind  # words behind a number are the form's
    expected = (200, "") if told else (301, clean)

    assert location(client, clean + quote(behind, safe="%")) == expected
    assert location(client, clean) == (200, "")


@pytest.mark.parametrize(
    "typed",
    [
        "/search/?q=兰州，看看。",
        "/calculator/?region=兰州。",
        "/calculator/?region=lanzhou市",
        "/balance/?region=gansu，兰州",
        f"{LANZHOU}?own_pension=3,700元",
        f"{LANZHOU}?birth=1952年3月",
        f"{LANZHOU}?age={'。' * 2000}",
        f"{LANZHOU}?utm=。",
        f"{LANZHOU}?age=。",
    ],
)
def test_what_people_type_stays_as_it_is(client, typed):
    path, _, query = typed.partition("?")
    name, _, value = query.partition("=")

    assert location(client, f"{path}?{name}={quote(value)}")[0] in (200, 302)


@given(st.text(max_size=30))
def test_parameters_once_mended_stay_as_they_are(text):
    for name in ("age", "status", "region", "confirm", "q"):
        query = QueryDict(mutable=True)
        query[name] = f"{text}。"
        if mended := mended_query("calculator:calculator", query):
            assert mended_query("calculator:calculator", QueryDict(mended)) == ""


def test_only_reading_is_sent_elsewhere(client):
    assert client.post("/faq/。").status_code == 404


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/lanzhou", ["甘肃省兰州市"]),
        ("/lanzou/", ["甘肃省兰州市"]),
        ("/兰州", ["甘肃省兰州市"]),
        ("/兰州。", ["甘肃省兰州市"]),
        ("/regions/gansu/lanzou/", ["甘肃省兰州市"]),
        ("/regions/nowhere/lanzhou/", ["甘肃省兰州市"]),
        ("/regions/gansu/xx/", ["甘肃省"]),
        ("/r/lanzou", ["甘肃省兰州市"]),
        ("/regions/gansu/lanzhou/yibao/", ["甘肃省兰州市"]),
        ("/gansu/lanzhou/", ["甘肃省兰州市"]),
        ("/gansu/lanzou/", ["甘肃省兰州市"]),
        ("/甘肃/兰州/", ["甘肃省兰州市"]),
        ("/lanzhou/yibao/", ["甘肃省兰州市"]),
        ("/lanzhou.html", ["甘肃省兰州市"]),
        ("/regions/lanzhou.html", ["甘肃省兰州市"]),
        ("/r/lanhou", ["甘肃省兰州市"]),
        ("/r/lantou", []),
        ("/regions/beijing/lantou/", ["北京市"]),
        ("/regions/gansu/lantou/", ["甘肃省兰州市"]),
        ("/nowhere/", []),
        ("/wp-content/lanzhou/", []),
        ("/faq/lanzhou/", []),
    ],
)
def test_a_wrong_address_offers_the_place_it_names(client, typed, offered):
    response = client.get(typed)

    assert response.status_code == 404
    assert [candidate.title for candidate in offers(typed)] == offered
    assert ("您要找的是不是" in response.text) == bool(offered)
    assert all(title in response.text for title in offered)
    assert "或者写您的问题" in response.text


def test_without_a_database_a_wrong_address_is_still_not_found(client, monkeypatch):
    def broken(*arguments):
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("pages.views.addresses.mended", broken)

    assert location(client, "/nowhere/") == (404, "")
