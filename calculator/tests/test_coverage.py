"""What is covered: counted from the facts, by province, and what is still missing."""

import datetime

import pytest

from calculator.coverage import coverage, local_channels, missing
from calculator.situation import rules_of
from calculator.standing import next_rules
from regions.models import CorrectionReport, LookupChannel, Region, Source
from regions.tests.make import (
    make_channel,
    make_nation,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DAY_CHECKED = datetime.date(2026, 6, 1)


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
    places = list(Region.objects.pages().with_lineage().in_tree_order())
    return coverage(places, rules_of(places, today, today), next_rules(today))


def lacking():
    places = list(Region.objects.pages().with_lineage().in_tree_order())
    return missing(places, rules_of(places, TODAY, TODAY), next_rules(TODAY))


def test_places_are_parted_by_whose_rule_holds(places):
    found = counted()

    assert (found.own, found.inherited, found.unknown, found.total) == (2, 1, 2, 5)
    assert [row.province.slug for row in found.provinces] == ["zhejiang", "gansu"]


def test_a_province_is_told_by_its_best_checked_rule(places):
    zhejiang, gansu = counted().provinces

    assert (gansu.best, zhejiang.best) == ("文件条款见于转载", "")
    assert (gansu.own, gansu.inherited, gansu.weak) == (2, 1, 1)
    assert gansu.total == 3


def test_a_rule_is_weak_unless_the_words_of_a_document_were_seen(places):
    told = {}
    for confidence in Source.Confidence.values:
        for source in Source.objects.all():
            source.confidence, source.checked_on = confidence, TODAY
            source.save()
        found = counted()
        told[confidence] = found.weak
        assert (found.own, found.total) == (2, 5)
        assert len(lacking()) == found.weak + found.unknown

    assert told == {
        **dict.fromkeys(("original", "doc_seen"), 0),
        **dict.fromkeys(("secondary", "seed", "known_unseen", "general", "unknown"), 2),
    }


def test_documents_are_missing_where_a_rule_rests_on_none_or_nothing_is_known(places):
    found = {row.place.slug: row.view is not None for row in lacking()}

    assert found == {"gansu": True, "zhejiang": False, "hangzhou": False}


def test_a_place_whose_document_was_seen_lacks_none_and_one_that_inherits_neither(places):
    found = [row.place.slug for row in lacking()]

    assert "lanzhou" not in found
    assert "dingxi" not in found


def test_a_document_serves_the_pages_on_which_it_would_count(places):
    make_region(slug="ningbo", name="宁波市", parent=places["zhejiang"], own_pool=True)

    serves = {row.place.slug: row.serves for row in lacking()}

    assert serves == {"gansu": 2, "zhejiang": 2, "hangzhou": 1, "ningbo": 1}


def test_missing_documents_are_those_of_provinces_first_whatever_is_reported(places):
    CorrectionReport.objects.create(region=places["hangzhou"])

    assert [row.place.slug for row in lacking()] == ["zhejiang", "gansu", "hangzhou"]


def test_on_one_level_open_reports_come_before_pages_served_and_these_before_the_code(places):
    for number in range(3):
        city = make_region(slug=f"city-{number}", parent=places["gansu"], code=f"62020{number}")
        make_policy(city)
    county = make_region(slug="county", parent=city)
    CorrectionReport.objects.create(region=places["hangzhou"])
    CorrectionReport.objects.create(region=Region.objects.get(slug="city-0"), handled=True)

    found = [(row.place.slug, row.reports, row.serves) for row in lacking()]

    assert county.level == Region.Level.COUNTY
    assert found[2:] == [("hangzhou", 1, 1), ("city-2", 0, 2), ("city-0", 0, 1), ("city-1", 0, 1)]


def test_the_page_lists_missing_documents_in_the_same_order(client, places):
    section = client.get("/coverage/").text.split('id="v-missing"')[1]

    told = [
        section.index(f'href="/regions/{place.path}/"') for place in (r.place for r in lacking())
    ]

    assert told == sorted(told)


def test_where_every_document_was_seen_the_page_says_so(client):
    make_policy(make_region(), source=make_source(confidence=Source.Confidence.DOC_SEEN))

    assert "每个地方的标准都见到了文件" in client.get("/coverage/").text


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
        (datetime.date(2027, 6, 2), 2, 0),
        (datetime.date(2031, 6, 2), 2, 3),
    ],
    ids=["within-a-year", "past-a-year", "past-five-years"],
)
def test_only_what_somebody_had_checked_counts_as_unchecked_for_long(
    places, today, stale, withheld
):
    places["gansu"].policies.get().other_sources.add(make_source(checked_on=DAY_CHECKED))

    found = counted(today)

    assert (found.never_checked, found.stale, found.withheld) == (1, stale, withheld)


def test_places_where_one_goes_by_ones_own_amount_are_a_group_of_their_own(client, places):
    make_no_estimate(places["zhejiang"])
    make_no_estimate(places["lanzhou"])  # has a rule all the same

    found = counted()
    page = client.get("/coverage/").text

    assert (found.own, found.inherited, found.personal, found.unknown) == (2, 1, 2, 0)
    assert found.total == 5
    assert "<dt>各人的数不一样，没有统一的数</dt><dd>2 个地方</dd>" in page
    assert "2 个按自己的数" in page
    assert "2 个按各人自己的数打，0 个还没查到" in page
    assert "现在的数没查到</span>" not in page


def test_local_channels_are_counted_by_places_and_the_nation_s_do_not_count(places):
    make_channel(make_nation())
    for name in ("甘", "肃"):
        make_channel(places["gansu"], kind="website", name=name)
    make_channel(places["lanzhou"], kind="website")

    rows = local_channels(LookupChannel.objects.published().select_related("region"))

    assert [row.kind for row in rows] == LookupChannel.Kind.values
    assert {row.kind: row.in_words for row in rows if row.in_words != "还没有收录"} == {
        "website": "1 个省，1 个市州"
    }


def test_the_page_tells_the_counts_and_links_to_the_directory(client, places):
    page = client.get("/coverage/").text

    assert 'href="/regions/?province=gansu"' in page
    assert 'href="/regions/?rule=none"' in page
    assert "1 条标准，管 2 个地方" in page
    assert "1 条标准只有报纸或网上的资料" in page
    assert "2 个地方现在的标准没查到" in page
    assert 'href="/regions/zhejiang/hangzhou/"' in page
    assert 'href="/report/"' in page


def test_the_page_stands_without_any_place(client):
    assert client.get("/coverage/").status_code == 200


def test_the_page_costs_the_same_with_more_places(client, places, django_assert_num_queries):
    for number in range(5):
        place = make_region(slug=f"place-{number}", parent=places["gansu"])
        make_policy(place)
        make_channel(place)

    # reports, the revision; places; policies, tiers, other sources; deductions; estimates;
    # channels
    with django_assert_num_queries(9):
        client.get("/coverage/")
    with django_assert_num_queries(2):
        client.get("/coverage/")


def test_the_page_tells_of_each_change_report_and_midnight_at_once(client, places, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z", tick=False)
    policy = make_policy(places["hangzhou"], ended_on=TODAY)
    assert "1 个地方现在的标准没查到" in client.get("/coverage/").text

    time_machine.move_to("2026-11-25T16:00:00Z", tick=False)  # midnight in Shanghai
    assert "2 个地方现在的标准没查到" in client.get("/coverage/").text
    CorrectionReport.objects.create(region=places["hangzhou"])
    assert "1 封来信" in client.get("/coverage/").text
    policy.ended_on = None
    policy.save()
    assert "1 个地方现在的标准没查到" in client.get("/coverage/").text


def test_places_beyond_the_first_are_told_by_name(client, places):
    for number in range(25):
        make_region(slug=f"p{number}", name=f"第{number}<市", parent=places["zhejiang"])

    page = client.get("/coverage/").text

    assert "后面还有 8 个地方" in page
    assert '<a href="/regions/zhejiang/p9/">第9&lt;</a>' in page.split("连数字也没查到的：")[1]
