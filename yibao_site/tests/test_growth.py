"""What lists, searches and the home page ask the database: no more with more places and rules.

What they keep until the content changes follows each change, and midnight, at once.
"""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from simple_history.utils import bulk_create_with_history

from caching.revision import bump_revision
from faq.search import search as search_questions
from faq.tests.make import make_question
from regions.models import (
    LookupChannel,
    PolicyTier,
    RefundPolicy,
    Region,
    Source,
)
from regions.place_search import find, near
from regions.tests.make import make_channel, make_policy, make_region, make_source
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
FILTERS = {
    "no condition": ("/regions/", 3),
    "name": ("/regions/?q=兰", 3),
    "province": ("/regions/?province=gansu", 4),
    "amount": ("/regions/?rule=amount", 3),
    "nothing known": ("/regions/?rule=none", 3),
    "tiers": ("/regions/?tiers=no", 3),
    "checked": ("/regions/?checked=secondary", 3),
    "local": ("/regions/?local=yes", 3),
    "a later page": ("/regions/?rule=amount&page=2", 3),
}
#: Queries once what is kept has been worked out, the revision counted.
PAGES = {
    **FILTERS,
    "home": ("/", 1),
    "coverage": ("/coverage/", 2),
    "watched pages": ("/coverage/watch/", 3),  # the rows; official domains and what was taken down
    "statistics": ("/statistics/", 7),  # begun when, terms, unread ones, letters, minutes
    "suggestions": ("/regions/places.json", 1),
    "sitemap of places": ("/sitemap-regions.xml", 1),
    "sitemap of questions": ("/sitemap-faq.xml", 1),
    "sitemap of pages": ("/sitemap-pages.xml", 1),
    "sitemaps": ("/sitemap.xml", 1),
    "search for a place": ("/search/?q=吉林", 1),
    "search for a name not known": ("/search/?q=兰洲", 2),
    "search for pinyin not known": ("/search/?q=lanzuo", 2),
    "search for a sentence": ("/search/?q=兰州的医保断交了怎么办", 2),
    "search for a misspelt name in a sentence": ("/search/?q=兰洲的医保断交了怎么办", 2),
    "questions": ("/faq/", None),
    "a question": ("/faq/lapse/", None),
}
DESK = ["/admin/regions/region/", "/admin/regions/refundpolicy/", "/admin/regions/regionalias/"]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z", tick=False)


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


@pytest.fixture
def lanzhou(gansu):
    return make_region(
        slug="lanzhou", name="兰州市", parent=gansu, code="620100", pinyin="lan zhou"
    )


@pytest.fixture
def world(lanzhou):
    """A little of everything; of the places more than a page of the directory shows."""
    jilin = make_region(slug="jilin", name="吉林省", short_name="吉林", code="220000")
    make_region(slug="jilin", name="吉林市", parent=jilin, code="220200")
    make_question(question="医保断交了怎么办？").rule_regions.add(lanzhou)
    make_policy(lanzhou.parent, tiers=[(0, None, "75.00")])
    grow(lanzhou.parent, 25)


def grow(province, number):
    """Places with two rules and a channel each, every one with a source and records of its own."""
    begun, level = Region.objects.count(), province.level + 1
    places = add(
        Region(
            slug=f"p{n}",
            name=f"{n}兰市",
            short_name=f"{n}兰",
            code=f"62{n:04}",
            pinyin=f"p{n}",
            level=level,
            parent=province,
            has_page=True,
        )
        for n in range(begun, begun + number)
    )
    source = {"confidence": "secondary", "published_on": TODAY}
    sources = iter(add(Source(title=f"通知{n}", **source) for n in range(3 * number)))
    policies = add(
        RefundPolicy(region=place, source=next(sources), effective_from=day, status="published")
        for place in places
        for day in (None, datetime.date(2020, 1, 1))
    )
    add(PolicyTier(policy=policy, amount="75.00") for policy in policies)
    add(
        LookupChannel(region=place, kind="phone", source=next(sources), status="published")
        for place in places
    )


def add(rows) -> list:
    rows = list(rows)
    return bulk_create_with_history(rows, type(rows[0]))


def queries(client, path) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


# --- Queries ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("world")
def test_more_places_and_rules_take_no_more_queries(client, admin_client, gansu):
    def asked() -> dict[str, list[int]]:
        """The queries of each page after a change, then of the same page again."""
        bump_revision()
        pages = {name: (client, path) for name, (path, _) in PAGES.items()}
        pages |= {path: (admin_client, path) for path in DESK}
        return {name: [queries(*page), queries(*page)] for name, page in pages.items()}

    asked()  # what is read once a process
    before = asked()
    grow(gansu, 25)
    after = asked()

    assert after == before
    steady = {name: number for name, (_, number) in PAGES.items() if number is not None}
    assert {name: after[name][1] for name in steady} == steady


# --- What is kept -------------------------------------------------------------------------------


def shown(client, path) -> bool:
    return "兰州市</a>" in client.get(path).text


def test_the_directory_follows_each_change_at_once(client, gansu, lanzhou):
    assert shown(client, "/regions/?rule=none")
    policy = make_policy(lanzhou, source=make_source(confidence=Source.Confidence.SECONDARY))
    assert not shown(client, "/regions/?rule=none")
    assert shown(client, "/regions/?rule=amount&tiers=no&checked=secondary")

    policy.tiers.update(max_age=69)
    policy.tiers.create(min_age=70, amount="80.00")
    assert shown(client, "/regions/?tiers=yes")
    Source.objects.filter(pk=policy.source_id).update(confidence=Source.Confidence.SEED)
    assert shown(client, "/regions/?checked=article")
    assert not shown(client, "/regions/?local=yes")
    make_channel(lanzhou)
    assert shown(client, "/regions/?local=yes")
    assert shown(client, "/regions/?province=gansu")
    lanzhou.has_page = False
    lanzhou.save()
    assert not shown(client, "/regions/?province=gansu")


def test_the_directory_follows_midnight(client, lanzhou, time_machine):
    make_policy(lanzhou, ended_on=TODAY)
    make_policy(
        lanzhou.parent, effective_from=TODAY + datetime.timedelta(days=1), rates=[(0, None, "2")]
    )
    assert shown(client, "/regions/?rule=amount")

    time_machine.move_to("2026-11-25T16:00:00Z", tick=False)  # midnight in Shanghai

    assert not shown(client, "/regions/?rule=amount")
    assert shown(client, "/regions/?rule=rate")


def test_the_home_page_follows_each_change_and_midnight(client, gansu, lanzhou, time_machine):
    def tile():
        return plain(client.get("/").text).partition("甘肃<span>")[2].partition("</span>")[0]

    for slug in ("tianshui", "wuwei"):  # most places take the number of the province
        make_region(slug=slug, parent=gansu)
    assert tile() == "没查到"
    make_policy(lanzhou)
    assert tile() == "75元"
    policy = make_policy(gansu, tiers=[(0, None, "83.00")], ended_on=TODAY)
    assert tile() == "83元"
    policy.tiers.update(amount="84.00")
    assert tile() == "84元"

    time_machine.move_to("2026-11-25T16:00:00Z", tick=False)
    assert tile() == "75元"

    question = make_question(question="断交了怎么办？")
    assert "断交了怎么办？" in plain(client.get("/").text)
    question.question = "停保了怎么办？"
    question.save()
    assert "停保了怎么办？" in plain(client.get("/").text)


def test_searches_follow_each_change(gansu, lanzhou):
    def places(found):
        return [candidate.place.slug for candidate in found]

    question = make_question(question="医保断交了怎么办？")
    assert places(near("兰洲")) == places(near("lanzuo")) == ["lanzhou"]
    assert places(find("金城医保", by_name=True).offered) == []
    assert search_questions("断交") == [question]

    lanzhou.name, lanzhou.short_name, lanzhou.pinyin = "金城市", "金城", "jin cheng"
    lanzhou.save()
    question.question, question.synonyms, question.body = "手机怎么查？", "", "打电话。"
    question.short_answer = "打电话。"
    question.save()

    assert places(near("兰洲")) == places(near("lanzuo")) == []
    assert places(near("jincheg")) == places(find("金城医保", by_name=True).offered) == ["lanzhou"]
    assert search_questions("断交") == []
    assert [found.question for found in search_questions("手机")] == ["手机怎么查？"]


def test_a_place_in_front_of_another_is_told_from_the_whole_name(gansu, lanzhou):
    yuzhong = make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)

    for typed in ("甘肃榆中", "甘肃省兰州市榆中县", "兰州榆中", "兰州市榆中县", "榆中"):
        found = find(typed)
        assert (found.place, found.via) == (lanzhou, yuzhong.name), typed
    assert find("白银榆中").place is None
    assert find("榆中兰州").place is None
