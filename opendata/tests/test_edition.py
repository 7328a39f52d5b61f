"""The page and the JSON that tell the edition, and what changed since one."""

import json
import re

import pytest
from django.core.cache import cache
from django.utils.html import strip_tags

from caching.revision import bump_revision
from faq.tests.make import make_question
from opendata.views.edition import A_PAGE, A_PART
from regions.editions import current
from regions.models import ContentRevision, Publication, Source
from regions.tests.make import make_channel, make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

BAD = {
    "negative": "-1",
    "letters": "abc",
    "ten digits": "1234567890",
    "of the future": "999999999",
    "digits of others": "１２",
    "long": "1" * 3000,
}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-30T04:00:00Z", tick=False)


@pytest.fixture
def lanzhou():
    place = make_region("lanzhou", make_region("gansu"), name="兰州市")
    make_region("yongzhou", make_region("hunan"), name="永州市")
    make_policy(place)
    make_question(question="断交了怎么办？")
    return place


def told(client, query="") -> dict:
    answer = client.get(f"/edition.json{query}")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.content)


def urls(data) -> list[str]:
    return [row["url"].partition("//")[2].partition("/")[2] for row in data["changed"]]


def test_the_edition_is_told_with_its_day(client, lanzhou):
    number = current().number

    page = strip_tags(client.get("/edition/").content.decode())
    data = told(client)

    assert f"现在是第 {number} 版，2026年11月30日改的。" in page
    assert (data["edition"], data["day"], data["since"]) == (number, "2026-11-30", None)
    assert data["total"] == 5


def test_what_changed_since_an_edition_is_listed_and_nothing_else(client, lanzhou):
    before = make_source() and current().number
    make_channel(lanzhou, source=Source.objects.last())

    page = client.get(f"/edition/?since={before}").content.decode()
    data = told(client, f"?since={before}")

    assert urls(data) == ["regions/gansu/lanzhou/"]
    assert data["changed"][0]["edition"] == data["edition"] == before + 1
    assert "1 页改过" in page
    assert "/regions/gansu/lanzhou/" in page
    assert "/regions/hunan/yongzhou/" not in page


def test_the_newest_comes_first(client, lanzhou):
    make_channel(lanzhou)

    assert urls(told(client))[0] == "regions/gansu/lanzhou/"


def test_nothing_changed_since_the_current_edition(client, lanzhou):
    number = current().number

    data = told(client, f"?since={number}")

    assert (data["changed"], data["total"], data["next"]) == ([], 0, None)
    assert "以后没有改过" in client.get(f"/edition/?since={number}").content.decode()


@pytest.mark.parametrize("since", BAD.values(), ids=BAD)
def test_what_is_no_edition_gets_a_clear_answer(client, lanzhou, since):
    page = client.get("/edition/", {"since": since})
    data = client.get("/edition.json", {"since": since})

    for answer in (page, data):
        assert answer.status_code == 400
        assert answer.headers["Cache-Control"] == "no-store"
    assert re.search("版次是 0 到|还没有第", page.content.decode())
    assert 'aria-invalid="true"' in page.content.decode()
    assert data.headers["Content-Type"].startswith("application/problem+json")
    assert re.search("版次是 0 到|还没有第", json.loads(data.content)["detail"])


@pytest.mark.parametrize("since", ["0", "", "00000001", " 1 "])
def test_what_is_an_edition_is_taken(client, lanzhou, since):
    assert client.get("/edition/", {"since": since}).status_code in {200, 301}
    assert client.get("/edition.json", {"since": since}).status_code in {200, 301}


def test_a_long_list_goes_on_from_page_to_page(client, lanzhou):
    for n in range(A_PART):
        make_region(f"place{n}", lanzhou.parent)

    first = told(client, "?since=0")
    second = told(client, f"?{first['next'].partition('?')[2]}")

    assert len(first["changed"]) == A_PART
    assert (second["page"], second["pages"], second["next"]) == (2, 2, None)
    assert len({*urls(first), *urls(second)}) == first["total"] == A_PART + 5
    page = client.get("/edition/?since=0").content.decode()
    assert page.count('<li><a href="/regions/') + page.count('<li><a href="/faq/') >= A_PAGE
    assert "?since=0&amp;page=2" in page


@pytest.mark.parametrize(("page", "status"), [("3", 404), ("0", 404), ("x", 400), ("9" * 50, 404)])
def test_a_part_that_is_not_there_is_said(client, lanzhou, page, status):
    answer = client.get("/edition.json", {"page": page})

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert client.get("/edition/", {"page": page}).status_code == 200


def test_a_withdrawn_question_is_counted_and_not_named(client, lanzhou):
    gone = make_question("gone", question="撤下的问题怎么办？")
    make_question("never-public", status=Publication.DRAFT)
    before = current().number
    gone.move(Publication.WITHDRAWN)
    after = current().number
    bump_revision()  # everything changes, and nothing more is withdrawn

    page = client.get(f"/edition/?since={before}").content.decode()

    assert told(client, f"?since={before}")["withdrawn"] == 1
    assert "另有 1 个问题撤下了" in page
    assert "撤下的问题怎么办" not in page
    assert told(client, f"?since={after}")["withdrawn"] is None
    assert "撤下了" not in client.get(f"/edition/?since={after}").content.decode()
    assert told(client)["withdrawn"] is None


def test_a_question_that_is_back_is_not_withdrawn(client, lanzhou):
    question = make_question("gone")
    before = current().number
    question.move(Publication.WITHDRAWN)
    question.move(Publication.PUBLISHED)

    assert told(client, f"?since={before}")["withdrawn"] is None


def test_a_day_that_is_not_known_is_no_day(client, lanzhou):
    ContentRevision.objects.update(number=900)

    data = told(client)

    assert data["day"] is None
    assert data["day_unknown"]
    assert "第 900 版</b>。" in client.get("/edition/").content.decode()


def test_more_places_take_no_more_queries(client, lanzhou, django_assert_num_queries):
    def asked():
        bump_revision()
        cache.clear()
        with django_assert_num_queries(6):
            told(client)
        with django_assert_num_queries(1):
            told(client)

    told(client)
    asked()
    for n in range(20):
        make_region(f"place{n}", lanzhou.parent)
    asked()


def test_the_page_is_found_from_the_changes_and_the_coverage(client, lanzhou):
    for path in ("/changes/", "/coverage/"):
        assert 'href="/edition/"' in client.get(path).content.decode()
