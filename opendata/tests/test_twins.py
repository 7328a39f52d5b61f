"""A page in forms for programs: where, with which headers, and what a wrong address gets."""

import datetime
import re
from urllib.parse import urljoin

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caching.tests.test_page_store import ask, store_of
from faq.models import Question
from faq.tests.make import make_local_answer, make_question
from opendata.prose import Prose
from pages.parameters import parameters_at
from regions.tests.make import make_channel, make_no_estimate, make_policy, make_region, make_source
from text.wrapping import COLUMNS, columns

pytestmark = pytest.mark.django_db

FORMS = {
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
PAGES = ["/regions/gansu", "/regions/gansu/lanzhou", "/faq/lapse"]
LINK = re.compile(r'<link rel="alternate" type="([^"]+)" href="([^"]+)">')
PROBLEM = "application/problem+json; charset=utf-8"


@pytest.fixture(autouse=True)
def _little_world(lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "90.00"), (70, None, "100.00")])
    make_channel(lanzhou, phone="12393", steps="打 12393。\n听语音提示。")
    make_question(slug="lapse").rule_regions.add(lanzhou)
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)
    make_region(
        slug="merged",
        parent=lanzhou.parent,
        ended_on=datetime.date(2020, 1, 1),
        successor=lanzhou,
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("at", PAGES)
def test_a_page_names_its_twins_and_they_name_the_page(client, settings, at, form):
    links = LINK.findall(client.get(f"{at}/").text)
    kind, written = next(link for link in links if link[1].endswith(f".{form}"))
    address = urljoin(f"{at}/", written)

    twin = client.get(address)

    assert address == f"{at}.{form}"
    assert twin.status_code == 200
    assert twin["Content-Type"] == FORMS[form] == f"{kind}; charset=utf-8"
    assert twin["Link"] == f'<{settings.SITE_URL}{at}/>; rel="canonical"'
    assert twin["Access-Control-Allow-Origin"] == "*"
    assert twin["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert twin["X-Robots-Tag"] == "noindex"
    assert "s-maxage" in twin["Cache-Control"]
    assert "Set-Cookie" not in twin
    assert "Cookie" not in twin.get("Vary", "")


@pytest.mark.parametrize("query", ["?age=74&insurance=employee&status=retired", "?region=gansu"])
def test_a_readers_own_answer_names_no_twins(client, query):
    at = "/regions/gansu/lanzhou/" if "age" in query else "/faq/lapse/"
    make_local_answer(make_region(slug="shaanxi"), Question.objects.get(slug="lapse"))

    assert 'type="application/json"' in client.get(at).text
    assert 'type="application/json"' not in client.get(at + query).text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("at", PAGES)
def test_nothing_that_is_asked_besides_changes_a_twin(client, at, form):
    plain = client.get(f"{at}.{form}")

    assert client.get(f"{at}.{form}?age=74&form=html&x=1").content == plain.content
    assert client.get(f"{at}.{form}", headers={"accept": "image/png"}).content == plain.content
    assert client.get(f"{at}.{form}", headers={"cookie": "type=large"}).content == plain.content
    head = client.head(f"{at}.{form}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Type"] == plain["Content-Type"]
    assert parameters_at(f"{at}.{form}") == frozenset()


@pytest.mark.parametrize("form", FORMS)
def test_a_twin_is_kept_with_an_etag_and_not_sent_twice(client, form):
    class App:
        def __call__(self, environ, start_response):
            answer = client.get(environ["PATH_INFO"])
            start_response("200 OK", list(answer.headers.items()))
            return [answer.content]

    store = store_of(App())
    status, first, body = ask(store, f"/regions/gansu/lanzhou.{form}")
    again, unchanged, nothing = ask(
        store, f"/regions/gansu/lanzhou.{form}", HTTP_IF_NONE_MATCH=first["ETag"]
    )

    assert status.startswith("200")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert again.startswith("304")
    assert unchanged["ETag"] == first["ETag"]
    assert body
    assert not nothing


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("/regions/gansu/yuzhong", "/regions/gansu/lanzhou"),
        ("/regions/gansu/merged", "/regions/gansu/lanzhou"),
        ("/regions/Gansu/LANZHOU", "/regions/gansu/lanzhou"),
        ("/Regions/gansu/lanzhou", "/regions/gansu/lanzhou"),
        ("/regions/GANSU", "/regions/gansu"),
        ("/faq/Lapse", "/faq/lapse"),
        ("//regions/gansu//lanzhou", "/regions/gansu/lanzhou"),
    ],
)
def test_other_ways_to_write_an_address_lead_to_the_twin(client, typed, at):
    for form in FORMS:
        moved = client.get("/", PATH_INFO=f"{typed}.{form}", QUERY_STRING="x=1")

        assert moved.status_code == 301
        assert moved["Location"].partition("?")[0] == f"{at}.{form}"


@pytest.mark.parametrize("behind", ["。", "）", "/", " ", "。看看这个", "&from=timeline"])
def test_what_stands_behind_the_address_of_a_twin_is_taken_off(client, behind):
    for form in FORMS:
        typed = f"/regions/gansu/lanzhou.{form}{behind}".encode().decode("latin-1")
        moved = client.get("/", PATH_INFO=typed)

        assert (moved.status_code, moved["Location"]) == (301, f"/regions/gansu/lanzhou.{form}")


@pytest.mark.parametrize("path", ["/regions/gansu/nowhere", "/regions/nowhere", "/faq/nothing"])
def test_what_there_is_not_is_said_in_the_form_of_the_address(client, path):
    told, text, marked = (client.get(f"{path}.{form}") for form in ("json", "txt", "md"))

    assert [answer.status_code for answer in (told, text, marked)] == [404] * 3
    assert told["Content-Type"] == PROBLEM
    assert told.json()["status"] == 404
    assert told.json()["title"] == "没有找到"
    assert text["Content-Type"] == FORMS["txt"]
    assert marked["Content-Type"] == FORMS["md"]
    assert text.text.startswith("没有找到\n")
    assert all(answer["Cache-Control"] == "no-store" for answer in (told, text, marked))


def test_an_address_of_several_places_is_a_question_and_no_page_for_people(client, gansu):
    for slug in ("wuwei", "zhangye"):
        make_region(slug="gaotai", parent=make_region(slug=slug, parent=gansu), has_page=False)

    told = client.get("/regions/gansu/gaotai.json")

    assert told.status_code == 404
    assert "几个地方" in told.json()["detail"]
    assert "/search/?q=" in told.json()["detail"]


def test_a_renamed_question_leads_on(client):
    question = make_question(slug="before")
    question.slug = "after"
    question.save()

    moved = client.get("/faq/before.json")

    assert (moved.status_code, moved["Location"]) == (301, "/faq/after.json")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/regions/a/b/c.json", PROBLEM),
        ("/regions/a/b/c.txt", FORMS["txt"]),
        ("/nothing/here.md", FORMS["md"]),
        (f"/faq/{'x' * 61}.json", PROBLEM),
        ("/regions/gansu/nowhere/feed/", FORMS["txt"]),
        ("/regions/nowhere/calendar/", FORMS["txt"]),
        ("/data/a/b.csv", FORMS["txt"]),
    ],
)
def test_an_address_of_no_known_shape_is_told_in_its_form_as_well(client, path, kind):
    told = client.get(path)

    assert (told.status_code, told["Content-Type"]) == (404, kind)
    assert (told["Cache-Control"], told["Access-Control-Allow-Origin"]) == ("no-store", "*")
    assert "没有这个网址" in told.text
    assert "/llms.txt" in told.text


def test_that_there_is_no_database_is_told_in_the_form_asked_for(client, monkeypatch):
    def broken(*args):
        raise OperationalError("it is gone")

    monkeypatch.setattr("opendata.views.twins.place_document", broken)
    gone = [client.get(f"/regions/gansu/lanzhou.{form}") for form in FORMS]

    assert [(answer.status_code, answer["Content-Type"]) for answer in gone] == [
        (503, PROBLEM if form == "json" else kind) for form, kind in FORMS.items()
    ]
    assert all(int(answer["Retry-After"]) for answer in gone)
    assert all("现在答不了" in answer.text for answer in gone)


def test_a_twin_takes_nothing():
    for form, kind in (("json", PROBLEM), ("txt", FORMS["txt"])):
        answer = Client(enforce_csrf_checks=True).post(f"/regions/gansu/lanzhou.{form}")

        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD"
        assert answer["Content-Type"] == kind


@pytest.mark.parametrize(
    "path",
    [
        *("/edition.json", "/regions/places.json", "/llms.txt", "/data/policies.csv"),
        *("/data/edition.sqlite3", "/changes/feed/", "/regions/gansu/lanzhou/calendar/"),
    ],
)
def test_whoever_posts_to_programs_addresses_is_not_told_to_come_back(path):
    answer = Client(enforce_csrf_checks=True).post(path)

    assert answer.status_code == 403
    assert not answer["Content-Type"].startswith("text/html")
    assert "只回答 GET 和 HEAD" in answer.text
    assert "过一会儿" not in answer.text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("~~~", "\\~\\~\\~"),
        ("# 题 `码` <b>", "\\# 题 \\`码\\` \\<b\\>"),
        ("&lt;b&gt;&#60; 甲&乙", "\\&lt;b\\&gt;\\&#60; 甲&乙"),
    ],
)
def test_words_are_no_marks_in_markdown(said, written):
    prose = Prose()
    prose.say(said)

    assert prose.as_markdown() == f"{written}\n"


def test_the_list_of_places_stays_what_it_was(client):
    assert isinstance(client.get("/regions/places.json").json(), list)


@pytest.mark.parametrize("at", PAGES)
def test_the_text_has_short_lines_without_markup(client, at):
    lines = client.get(f"{at}.txt").text.splitlines()

    assert not [line for line in lines if columns(line) > COLUMNS and " " in line.strip()]
    assert not [line for line in lines if re.search(r"<|\*\*|^#|\[.*\]\(", line)]


def test_what_editors_type_is_no_markup_in_markdown(client, lanzhou):
    make_channel(lanzhou, kind="kiosk", name="*自助*_机_[一](x)", shows="余额")

    told = client.get("/regions/gansu/lanzhou.md").text

    assert r"\*自助\*\_机\_\[一\](x)" in told
    assert "*自助*_机_[一](x)" in client.get("/regions/gansu/lanzhou.txt").text


def test_a_withheld_figure_stands_in_no_form(client, lanzhou):
    lanzhou.policies.all().delete()
    old = make_source(published_on=datetime.date(2020, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "87.65")], wording="每月87.65元", source=old)

    for form in FORMS:
        text = client.get(f"/regions/gansu/lanzhou.{form}").text
        assert "87.65" not in text
        assert "太旧" in text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("at", "queries"), [("/regions/gansu/lanzhou", 2), ("/faq/lapse", 13)])
def test_a_twin_asks_no_more_with_more_places(client, gansu, at, queries, form):
    def asked():
        client.get(f"{at}.{form}")  # works out what is kept
        with CaptureQueriesContext(connection) as found:
            client.get(f"{at}.{form}")
        return len(found)

    before = asked()
    for number in range(5):
        make_policy(make_region(slug=f"p{number}", parent=gansu))

    assert asked() == before <= queries


def test_the_overview_tells_places_without_one_number_apart_from_what_is_unknown(gansu):
    make_no_estimate(make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu))

    told = Client().get("/llms.txt").text

    assert "1 个没有统一的数（各人不一样），1 个还没查到；" in told


def test_a_province_whose_places_differ_says_so_below_how_much(client):
    told = client.get("/regions/gansu.md").text

    assert re.search(r"^## 多少钱\n\n[^#\n]", told, re.M)


def test_the_overview_counts_and_names_what_there_is(client, settings):
    answer = client.get("/llms.txt")

    assert answer["Content-Type"] == FORMS["txt"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "收录 2 个地方，1 个有自己的标准，0 个用上级的，1 个还没查到；" in answer.text
    assert "1 个常见问题" in answer.text
    links = re.findall(rf"\]\({settings.SITE_URL}([^)]+)\)", answer.text)
    assert "/regions/gansu.json" in links
    assert [link for link in links if client.get(link).status_code != 200] == []
