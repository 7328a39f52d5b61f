"""Each page knows the parameters that its view reads, and no others."""

from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve

from pages.parameters import CASE, mended_query, parameters_at
from yibao_site.tests.browser.pages import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

#: A page of every address but the desk's.
PATHS = {
    *(path.partition("?")[0] for name, path in PAGES.items() if name != "404"),
    *("/robots.txt", "/.well-known/security.txt", "/display/large/", "/regions/places.json"),
    *(
        "/r/lanzhou",
        "/sitemap.xml",
        "/sitemap-regions.xml",
        "/regions/gansu/sheet/",
        "/regions/gansu/picture/",
        "/regions/gansu.json",
        "/regions/gansu/lanzhou.md",
        "/faq/balance-how.txt",
        "/llms.txt",
    ),
    "/api/",
    *(
        f"/api/v1/{path}"
        for path in (
            *("openapi.json", "places", "places/gansu", "places/gansu/lanzhou", "policies"),
            *("deductions", "channels", "local-answers", "questions", "calculate", "compare"),
            *("questions/years-cumulative", "no-such-address"),
        )
    ),
    *("/embed/", "/embed/calculator/", "/embed/gansu/", "/embed/gansu/lanzhou/"),
    *("/changes/feed/", "/changes/calendar/", "/data/", "/data/places.csv", "/offline.js"),
    *("/edition.json", "/statistics/"),
    *(f"/regions/gansu/{tail}/" for tail in ("feed", "calendar", "reminder")),
    *(f"/regions/gansu/lanzhou/{tail}/" for tail in ("feed", "calendar", "reminder")),
    "/key-of-indexnow.txt",
}
#: What a view reads only behind another parameter that it understands.
TYPED = {"region": "gansu/lanzhou", "province": "gansu", "next": "/"}


def patterns(resolver, before=()):
    """The patterns of all addresses, each with those that lead to it, without the desk's."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLResolver):
            yield (*before, str(pattern.pattern))
        elif pattern.app_name != "admin":
            yield from patterns(pattern, (*before, str(pattern.pattern)))


@pytest.fixture
def read_at(monkeypatch):
    """What the view at a path reads of a query."""
    names = set()

    class Spy(QueryDict):
        def __getitem__(self, name):
            names.add(name)
            return super().__getitem__(name)

        def getlist(self, name, default=None):
            names.add(name)
            return super().getlist(name, default)

        def __contains__(self, name):
            names.add(name)
            return super().__contains__(name)

    def read(path, **typed):
        query = Spy(urlencode(typed))
        monkeypatch.setattr(WSGIRequest, "GET", property(lambda _: query))
        names.clear()
        Client().get(path)
        return set(names)

    return read


def test_there_is_a_page_of_every_address():
    routes = {"".join(route) for route in patterns(get_resolver())}

    assert {resolve(path).route for path in PATHS} == routes


@pytest.mark.parametrize("path", sorted(PATHS))
def test_a_page_knows_what_its_view_reads(read_at, path):
    known = parameters_at(path)

    unasked = read_at(path)
    asked = read_at(path, **{name: TYPED.get(name, "1") for name in known})

    assert unasked | asked == known


@pytest.mark.parametrize("path", ["/regions", "/Regions/", "/REGIONS"])
def test_what_leads_to_an_address_knows_its_parameters(path):
    assert parameters_at(path) == parameters_at("/regions/") != frozenset()


@pytest.mark.parametrize("path", ["/no-such-page/", "/regions/a/b/c/", "/faq", "", "/sitemap-a.b"])
def test_elsewhere_nothing_is_known(path):
    assert parameters_at(path) == frozenset()


def test_a_readers_own_case_names_no_place():
    numbers = {"age", "birth", "average_pension", "own_pension"}
    assert {*numbers, "insurance", "status", "retired", "employer", "on", "confirm"} == CASE


@pytest.mark.parametrize(
    "typed",
    [
        "age=74，也可能七十五",
        "average_pension=3700，还是四千",
        "average_pension=3千",
        "age=74或75",
        "age=75（虚岁）",
        "age=74（我妈75）",
        "age=74（兰州）",
        "birth=1952年3月（农历）",
        "birth=1952年3月，阴历",
        "retired=2010年5月（内退）",
        "average_pension=3700（税前）",
        "average_pension=3700（年）",
        "average_pension=44400（一年）",
        "own_pension=3700，2022年的",
    ],
)
def test_words_behind_a_number_are_no_dirt(typed):
    """What it means is the form's to ask: an answer to half of it would be wrong."""
    assert mended_query("regions:detail", QueryDict(typed)) == ""


@pytest.mark.parametrize(
    "behind",
    [
        "。",
        "，看看",
        "，您看看吧。",
        " ",
        "）",
        "，帮我看一下！",
        "#wechat_redirect",
        "?from=timeline",
        "……",
        "\ufffd",
    ],
)
@pytest.mark.parametrize("typed", ["74", "1952年3月", "3,700元", "-1"])
def test_what_is_sent_along_with_a_link_is_dirt(typed, behind):
    query = QueryDict(mutable=True)
    query["age"] = typed + behind

    assert mended_query("regions:detail", query) == urlencode({"age": typed}, safe="/")
