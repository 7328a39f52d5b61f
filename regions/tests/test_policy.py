"""Which policy holds: the resolver, from every side."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import Publication, RefundPolicy
from regions.tests.make import make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

DAY = datetime.date
TODAY = DAY(2026, 11, 24)


@pytest.fixture
def province():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃")


@pytest.fixture
def city(province):
    return make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=province)


def resolved(region, on=TODAY):
    return RefundPolicy.objects.resolve(region, on)


def test_a_citys_own_rule_wins_over_its_provinces(province, city):
    make_policy(province, tiers=[(0, None, "120.00")], effective_from=DAY(2025, 1, 1))
    own = make_policy(city, tiers=[(0, None, "200.00")], effective_from=DAY(2020, 1, 1))

    assert resolved(city) == own


def test_resolve_falls_back_to_the_province(province, city):
    rule = make_policy(province)

    assert resolved(city) == rule


def test_an_ended_rule_does_not_bring_back_an_older_one(province, city):
    make_policy(city, effective_from=DAY(2020, 1, 1))
    make_policy(city, effective_from=DAY(2023, 1, 1), ended_on=DAY(2024, 12, 31))
    rule = make_policy(province)

    assert resolved(city) == rule
    assert resolved(city, DAY(2024, 12, 31)).effective_from == DAY(2023, 1, 1)


def test_an_ended_rule_without_a_province_leaves_nothing(city):
    make_policy(city, effective_from=DAY(2020, 1, 1))
    make_policy(city, effective_from=DAY(2023, 1, 1), ended_on=DAY(2024, 12, 31))

    assert resolved(city, DAY(2025, 1, 1)) is None


@pytest.mark.parametrize(
    ("on", "year"),
    [(DAY(2026, 12, 31), 2023), (DAY(2027, 1, 1), 2027)],
    ids=["day-before", "first-day"],
)
def test_a_future_rule_takes_effect_by_the_date_alone(city, on, year):
    make_policy(city, effective_from=DAY(2023, 1, 1))
    make_policy(city, effective_from=DAY(2027, 1, 1))

    assert resolved(city, on).effective_from.year == year


def test_the_coming_rule_is_the_earliest_start_that_changes_the_answer(province, city):
    make_policy(province)
    make_policy(province, effective_from=DAY(2028, 1, 1))
    own = make_policy(city, effective_from=DAY(2027, 6, 1))

    timeline = RefundPolicy.objects.timeline([city], TODAY)[city.pk]

    assert timeline.coming == own


def test_a_coming_rule_of_the_province_does_not_concern_a_city_with_its_own(province, city):
    make_policy(city)
    make_policy(province, effective_from=DAY(2027, 1, 1))

    assert RefundPolicy.objects.timeline([city], TODAY)[city.pk].coming is None


@pytest.mark.parametrize(
    "status", [Publication.DRAFT, Publication.IN_REVIEW, Publication.WITHDRAWN]
)
def test_only_published_rules_hold(city, status):
    make_policy(city, status=status)

    assert resolved(city) is None


def test_an_unknown_start_has_always_begun_but_comes_before_every_dated_one(city):
    unknown = make_policy(city)

    assert resolved(city, DAY(2001, 1, 1)) == unknown

    dated = make_policy(city, effective_from=DAY(2022, 1, 1))

    assert resolved(city) == dated
    assert resolved(city, DAY(2021, 12, 31)) == unknown


def test_a_place_that_pools_apart_does_not_take_its_provinces_rule(province):
    corps = make_region(slug="shihezi", name="石河子市", parent=province, own_pool=True)
    make_policy(province)

    assert resolved(corps) is None


def test_two_queries_whatever_the_number_of_places_and_the_length_of_history(province, city):
    def queries(regions):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            list(RefundPolicy.objects.timeline(regions, TODAY)[city.pk].current.tiers.all())
        return len(seen)

    make_policy(city, effective_from=DAY(2000, 1, 1))
    few = queries([city])
    for year in range(2001, 2021):
        make_policy(city, effective_from=DAY(year, 1, 1))
    others = [make_region(slug=f"p{n}", parent=province) for n in range(20)]

    assert few == queries([city, *others]) == 2


def test_the_timeline_tells_what_held_before_newest_first(city):
    rules = [make_policy(city)]
    rules += [make_policy(city, effective_from=DAY(year, 1, 1)) for year in range(2018, 2026)]

    timeline = RefundPolicy.objects.timeline([city], TODAY, earlier=3)[city.pk]

    assert timeline.current == rules[-1]
    assert list(timeline.earlier) == rules[-2:-5:-1]
    assert RefundPolicy.objects.timeline([city], TODAY)[city.pk].earlier == ()


def test_the_timeline_tells_a_nearer_rule_that_ended(province, city):
    rule = make_policy(province)
    over = make_policy(city, effective_from=DAY(2023, 1, 1), ended_on=DAY(2024, 12, 31))

    timeline = RefundPolicy.objects.timeline([city], TODAY)[city.pk]

    assert (timeline.current, timeline.ended) == (rule, over)
    assert RefundPolicy.objects.timeline([city], DAY(2024, 1, 1))[city.pk].ended is None


@pytest.mark.parametrize("own", [False, True], ids=["no-rule-now", "a-rule-now"])
def test_the_timeline_tells_a_withdrawn_rule_where_none_took_its_place(city, own):
    make_policy(city, status=Publication.WITHDRAWN)
    if own:
        make_policy(city)

    timeline = RefundPolicy.objects.timeline([city], TODAY, earlier=1)[city.pk]

    assert timeline.withdrawn is not own
    assert (timeline.current is not None) is own


@pytest.mark.parametrize(
    ("since", "stale", "withheld"),
    [
        (DAY(2025, 11, 24), False, False),
        (DAY(2025, 11, 23), True, False),
        (DAY(2021, 11, 24), True, False),
        (DAY(2021, 11, 23), True, True),
    ],
    ids=["twelve-months", "a-day-more", "sixty-months", "a-day-more-than-sixty"],
)
def test_freshness_counts_whole_months(since, stale, withheld):
    freshness = make_source(published_on=since).freshness(TODAY)

    assert (freshness.stale, freshness.withheld) == (stale, withheld)


def test_a_source_says_who_it_is_by_when_and_how_far_it_was_checked():
    paper = make_source(
        publisher="甘肃日报", published_on=DAY(2023, 5, 1), published_precision="month"
    )
    bare = make_source(title="某通知", publisher="", published_on=None)

    assert paper.origin == "甘肃日报，2023年5月，二手资料"
    assert paper.particulars == "甘肃日报，2023年5月，二手资料，从未和原文核对"
    assert (bare.origin, bare.standing) == ("某通知，日期不详，二手资料", "二手资料")
    assert bare.particulars == "日期不详，二手资料，从未和原文核对"
    said_already = make_source(publisher="资讯站", published_on=None, confidence="seed")
    assert said_already.particulars == "资讯站，日期不详，网上资料，未经官方核实"


def test_a_check_counts_before_any_day_of_publication(city):
    policy = make_policy(city, source=make_source(published_on=DAY(2026, 10, 1)))
    policy.other_sources.add(make_source(published_on=DAY(2020, 1, 1), checked_on=DAY(2025, 1, 1)))

    freshness = policy.freshness(TODAY)

    assert (freshness.since, freshness.checked, freshness.stale) == (DAY(2025, 1, 1), True, True)


def test_sources_without_a_date_are_stale_but_not_withheld():
    freshness = make_source(published_on=None).freshness(TODAY)

    assert (freshness.since, freshness.stale, freshness.withheld) == (None, True, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"published_on": DAY(2022, 12, 1), "published_precision": "month"},
            "资料是 2022年12月的，快4年了，从没核对过",
        ),
        ({"published_on": DAY(2026, 6, 1)}, "资料是 2026年6月1日的，不到1年，从没核对过"),
        (
            {"published_on": DAY(2023, 1, 1), "published_precision": "year"},
            "资料是 2023年的，3年左右了，从没核对过",
        ),
        ({"published_on": None}, "资料没有写日期，从没核对过"),
        ({"checked_on": DAY(2026, 10, 1)}, "上次核对是 2026年10月1日"),
        ({"checked_on": DAY(2025, 10, 1)}, "上次核对是 2025年10月1日，超过一年没核对"),
    ],
    ids=["month", "fresh", "year", "undated", "checked", "checked-long-ago"],
)
def test_the_age_of_a_fact_never_says_that_somebody_checked_what_nobody_did(fields, words):
    assert make_source(**fields).freshness(TODAY).in_words == words


def test_the_age_is_that_of_the_newest_source_as_precisely_as_that_is_known(city):
    policy = make_policy(city, source=make_source(published_on=DAY(2020, 1, 1)))
    newer = {"published_on": DAY(2024, 1, 1), "published_precision": "year"}
    policy.other_sources.add(make_source(**newer))

    assert policy.freshness(TODAY).in_words == "最近一份资料是 2024年的，2年左右了，从没核对过"


def test_a_date_is_not_told_as_that_of_a_main_source_without_one(city):
    policy = make_policy(city, source=make_source(published_on=None))
    policy.other_sources.add(make_source(published_on=DAY(2023, 5, 14)))

    assert policy.freshness(TODAY).in_words == (
        "主要资料没有写日期，别的资料最近是 2023年5月14日的，3年多了，从没核对过"
    )
