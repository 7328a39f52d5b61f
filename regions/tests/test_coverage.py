"""What is covered: counted from the facts, by province, and what is still missing."""

import datetime

import pytest

from regions.coverage import coverage, local_channels
from regions.models import LookupChannel, Region, Source
from regions.tests.make import make_channel, make_nation, make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def places():
    """甘肃 by an article, 兰州 by a document, 定西 as the province; 浙江 and 杭州 unknown."""
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    lanzhou = make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, code="620100"
    )
    make_region(slug="dingxi", name="定西市", short_name="定西", parent=gansu, code="621100")
    zhejiang = make_region(slug="zhejiang", name="浙江省", short_name="浙江", code="330000")
    make_region(slug="hangzhou", name="杭州市", short_name="杭州", parent=zhejiang, code="330100")
    make_policy(gansu, source=make_source(confidence=Source.Confidence.SEED))
    make_policy(lanzhou, source=make_source(confidence=Source.Confidence.DOC_SEEN))
    return {place.slug: place for place in Region.objects.all()}


def counted(today=TODAY):
    return coverage(Region.objects.pages().with_lineage().in_tree_order(), today)


def test_places_are_parted_by_whose_rule_holds(places):
    found = counted()

    assert (found.own, found.inherited, found.unknown, found.total) == (2, 1, 2, 5)
    assert [row.province.slug for row in found.provinces] == ["zhejiang", "gansu"]


def test_a_province_is_told_by_its_best_checked_rule(places):
    zhejiang, gansu = counted().provinces

    assert (gansu.best, zhejiang.best) == ("文件条款见于转载", "")
    assert [place.slug for place in gansu.own] == ["gansu", "lanzhou"]
    assert [place.slug for place in gansu.inherited] == ["dingxi"]
    assert gansu.total == 3


def test_documents_are_missing_where_a_rule_rests_on_none_or_nothing_is_known(places):
    zhejiang, gansu = counted().provinces

    assert [place.slug for place in gansu.weak] == ["gansu"]
    assert [place.slug for place in zhejiang.unknown] == ["zhejiang", "hangzhou"]
    assert (gansu.lacks, zhejiang.lacks) == (True, True)


def test_a_province_with_every_document_lacks_nothing():
    hunan = make_region(slug="hunan")
    make_policy(hunan, source=make_source(confidence=Source.Confidence.DOC_SEEN))

    (row,) = counted().provinces

    assert not row.lacks


def test_how_far_checked_counts_rules_and_the_places_they_serve(places):
    assert counted().confidence == [
        ("依据原文", 0, 0),
        ("文件条款见于转载", 1, 1),
        ("网上资料，未经官方核实", 1, 2),
    ]


@pytest.mark.parametrize(
    ("today", "stale", "withheld"),
    [
        (datetime.date(2027, 6, 1), 0, 0),
        (datetime.date(2027, 6, 2), 3, 0),
        (datetime.date(2031, 6, 2), 3, 3),
    ],
    ids=["within-a-year", "past-a-year", "past-five-years"],
)
def test_what_went_unchecked_for_long_is_counted_by_places(places, today, stale, withheld):
    found = counted(today)

    assert (found.stale, found.withheld) == (stale, withheld)


def test_local_channels_are_counted_by_places_and_the_nation_s_do_not_count(places):
    make_channel(make_nation())
    for name in ("甘", "肃"):
        make_channel(places["gansu"], kind="website", name=name)
    make_channel(places["lanzhou"], kind="website")

    rows = local_channels(LookupChannel.objects.published().select_related("region"))

    assert [row[0] for row in rows] == LookupChannel.Kind.values
    assert {row[0]: row[2:] for row in rows if any(row[2:])} == {"website": (1, 1)}


def test_the_page_tells_the_counts_and_links_to_the_directory(client, places):
    page = client.get("/coverage/").text

    assert 'href="/regions/?province=gansu"' in page
    assert 'href="/regions/?rule=none"' in page
    assert "1 条标准，管 2 个地方" in page
    assert "1 条标准只有报纸或网上的资料" in page
    assert "2 个地方什么标准都没查到" in page
    assert 'href="/regions/zhejiang/hangzhou/"' in page
    assert 'href="/report/"' in page


def test_the_page_stands_without_any_place(client):
    assert client.get("/coverage/").status_code == 200


def test_the_page_costs_the_same_with_more_places(client, places, django_assert_num_queries):
    for number in range(5):
        place = make_region(slug=f"place-{number}", parent=places["gansu"])
        make_policy(place)
        make_channel(place)

    # places; policies, tiers, other sources; channels
    with django_assert_num_queries(5):
        client.get("/coverage/")
