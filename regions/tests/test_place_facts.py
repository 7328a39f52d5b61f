"""What the page of a place shows beside its rule: its own, what lies above, no neighbour's."""

import datetime
from decimal import Decimal

import pytest

from regions.models import Claim, LookupChannel, Publication
from regions.place_facts import (
    average_pension,
    estimate_for,
    facts_for,
    neighbours,
    page_at,
    places,
)
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 29)
UNSEEN = [status for status in Publication if status != Publication.PUBLISHED]


@pytest.fixture
def baiyin(gansu):
    return make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu)


# --- Channels --------------------------------------------------------------------------------


def names(place) -> list[str]:
    return [channel.name for channel in LookupChannel.objects.for_region(place)]


def test_of_each_kind_only_the_nearest_level_serves_and_kinds_keep_their_order(lanzhou, gansu):
    make_channel(make_nation(), kind="app", name="全国软件")
    make_channel(make_nation(), kind="phone", name="全国热线")
    make_channel(gansu, kind="phone", name="省热线")
    make_channel(lanzhou, kind="counter", name="乙窗口")
    make_channel(lanzhou, kind="counter", name="甲窗口")
    make_channel(gansu, kind="counter", name="省窗口")

    assert names(lanzhou) == ["省热线", "全国软件", *sorted(["乙窗口", "甲窗口"])]
    assert names(gansu) == ["省热线", "全国软件", "省窗口"]
    assert names(make_nation()) == ["全国热线", "全国软件"]


def test_a_channel_that_is_not_public_neither_serves_nor_hides_a_farther_one(lanzhou, gansu):
    make_channel(gansu, name="省热线")
    for status in UNSEEN:
        make_channel(lanzhou, name=f"本地{status}", status=status)

    assert names(lanzhou) == ["省热线"]


def test_places_asked_together_get_what_each_gets_alone(lanzhou, gansu, baiyin):
    for place in (make_nation(), gansu, lanzhou, baiyin):
        make_channel(place, name=place.short_name)

    together = LookupChannel.objects.for_regions([gansu, lanzhou, baiyin])

    assert {pk: [c.name for c in rows] for pk, rows in together.items()} == {
        place.pk: names(place) for place in (gansu, lanzhou, baiyin)
    }
    assert names(baiyin) == ["白银"]


# --- Claims ----------------------------------------------------------------------------------


def statements(place) -> list[str]:
    return [claim.statement for claim in Claim.objects.about(place)]


def test_a_claim_goes_down_only_where_it_says_so_and_never_sideways_or_up(lanzhou, gansu, baiyin):
    make_claim(make_nation(), statement="全国", below=True)
    make_claim(gansu, statement="省里", below=False)
    make_claim(gansu, statement="省里和各市", below=True)
    make_claim(lanzhou, statement="兰州", below=True)
    for status in UNSEEN:
        make_claim(lanzhou, statement="没有公开", status=status)

    assert statements(lanzhou) == ["兰州", "省里和各市"]
    assert statements(baiyin) == ["省里和各市"]
    assert sorted(statements(gansu)) == ["省里", "省里和各市"]
    places = [gansu, lanzhou, baiyin]
    together = Claim.objects.about_each(places)
    assert together == {place.pk: Claim.objects.about(place) for place in places}


def test_a_place_that_pools_apart_is_told_no_claim_on_its_province(lanzhou, gansu):
    make_claim(gansu, statement="省里和各市", below=True)
    lanzhou.own_pool = True
    lanzhou.save()

    assert statements(lanzhou) == []


# --- Figures beside a rule -------------------------------------------------------------------


def test_the_nearest_published_estimate_counts(lanzhou, gansu):
    assert estimate_for(lanzhou) is None

    nation, province = make_estimate(make_nation()), make_estimate(gansu)
    assert (estimate_for(lanzhou), estimate_for(make_nation())) == (province, nation)

    province.move(Publication.WITHDRAWN)
    assert estimate_for(lanzhou) == nation


def test_an_average_pension_is_that_of_the_place_itself_and_of_the_year_asked_for(lanzhou, gansu):
    make_statistic(gansu, year=2023, average_pension=Decimal(9000))
    for year, pension in [(2021, 3900), (2022, 4000)]:
        make_statistic(lanzhou, year=year, average_pension=Decimal(pension))
    make_statistic(lanzhou, year=2024, status=Publication.DRAFT)
    county = make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)
    make_statistic(county, year=2020, average_pension=Decimal(3500))

    for place, year, pension in [
        (lanzhou, None, 4000),
        (lanzhou, 2021, 3900),
        (lanzhou, 2023, None),
        (lanzhou, 2024, None),
        (gansu, None, 9000),
        (county, None, 3500),
        (county, 2022, None),
        (make_nation(), None, None),
    ]:
        found = average_pension(place, year)
        assert (found.average_pension if found else None) == pension, (place, year)


# --- A province at once ----------------------------------------------------------------------


def test_provinces_whose_addresses_begin_alike_do_not_mix(gansu, lanzhou):
    other = make_region(slug="gansu-east", name="陇东省", short_name="陇东")
    city = make_region(slug="lanzhou", name="陇东兰州市", short_name="陇兰", parent=other)
    make_policy(other, tiers=[(0, None, "99.00")])

    assert list(places("gansu")) == ["gansu", "gansu/lanzhou"]
    assert list(places("gansu-east")) == ["gansu-east", "gansu-east/lanzhou"]
    assert (page_at("gansu/lanzhou"), page_at("gansu-east/lanzhou")) == (lanzhou, city)
    assert facts_for(lanzhou, TODAY).timelines[lanzhou.pk].current is None
    assert facts_for(city, TODAY).timelines[city.pk].current.region == other
    assert (neighbours(lanzhou), neighbours(other)) == ([], [city])


def test_ended_places_and_those_without_a_page_stand_in_no_province(gansu, lanzhou, baiyin):
    baiyin.ended_on = TODAY
    baiyin.save()
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)

    assert list(places("gansu")) == ["gansu", "gansu/lanzhou"]
    assert page_at("gansu/baiyin") is None
    assert page_at("gansu/yuzhong") is None


def test_each_day_has_facts_of_its_own(lanzhou):
    first = make_policy(lanzhou, effective_from=datetime.date(2020, 1, 1))
    second = make_policy(lanzhou, effective_from=datetime.date(2027, 1, 1))

    eve, day = datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)
    for today, rule, coming in [(eve, first, second), (day, second, None), (eve, first, second)]:
        timeline = facts_for(lanzhou, today).timelines[lanzhou.pk]
        assert (timeline.current, timeline.coming) == (rule, coming), today
