"""The other places of a province, one bar for each figure."""

import datetime
import re
from decimal import Decimal

import pytest

from caching import memo
from calculator.province import province_of
from pages.neighbours import groups_of, neighbours
from regions.tests.make import make_no_estimate, make_policy, make_region

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def hubei():
    """A province with two cities of 70 yuan, one of 1,200 a year, one of 2 % and one unknown."""
    hubei = make_region(slug="hubei", name="湖北省", short_name="湖北")
    cities = {name: make_region(slug=name, parent=hubei) for name in "abcde"}
    for name in "ab":
        make_policy(cities[name], tiers=[(0, None, "70.00")])
    make_policy(cities["c"], tiers=[(0, None, "1200.00")], period="year")
    make_policy(cities["d"], rates=[(0, None, "2.0")])
    return hubei, cities


def test_places_with_one_figure_share_a_bar_and_those_without_have_none(hubei):
    province, _ = hubei

    groups = groups_of(province_of(province, TODAY, TODAY))

    assert [(g.words, g.length, [p.slug for p in g.places]) for g in groups] == [
        ("70 元", 70, ["a", "b"]),
        ("每年 1,200 元", 100, ["c"]),
        ("人均养老金的 2%", None, ["d"]),
        ("还没查到", None, ["e"]),
    ]


def test_a_page_marks_its_own_figure_and_leaves_itself_out(hubei):
    _, cities = hubei

    shared, alone, unknown = (neighbours(cities[name], TODAY) for name in "ace")

    assert '<div class="me"><dt><b>70 元</b>（这里也是）' in shared
    assert "/hubei/a/" not in shared
    assert "/hubei/b/" in shared
    assert re.search("每年 1,200 元</b>.*?<dd>只有这里</dd>", alone)
    assert alone.count("<ul") == 3
    assert re.search("没查到</b>.*?<dd>只有这里</dd>", unknown)
    assert "折成每月来画" in shared


def test_where_all_are_alike_one_line_says_so():
    hunan = make_region(slug="hunan", name="湖南省", short_name="湖南")
    one, _ = (make_region(slug=slug, parent=hunan) for slug in ("one", "two"))
    make_policy(hunan, tiers=[(0, None, "75.00")])

    found = neighbours(one, TODAY)

    assert '都是<b class="nb">75 元</b>：' in found
    assert "<svg" not in found
    assert found.count("<li>") == 1


def test_where_nothing_is_known_the_line_says_that():
    yunnan = make_region(slug="yunnan")
    one, _ = (make_region(slug=slug, parent=yunnan) for slug in ("one", "two"))

    assert "都还没查到：" in neighbours(one, TODAY)


def test_where_everybody_goes_by_their_own_amount_it_is_not_called_unknown(hubei):
    _, cities = hubei
    make_no_estimate(cities["e"], own_amount=True)

    assert "<b>看您自己以前的数</b></dt><dd>只有这里</dd>" in neighbours(cities["e"], TODAY)


def test_a_province_and_a_place_alone_have_none(hubei):
    alone = make_region(slug="x", parent=make_region(slug="y"))

    assert neighbours(hubei[0], TODAY) == ""
    assert neighbours(alone, TODAY) == ""


def test_the_list_is_made_once_for_all_places_with_one_figure(hubei, django_assert_num_queries):
    _, cities = hubei
    neighbours(cities["a"], TODAY)

    with memo.one_revision(), django_assert_num_queries(1):  # the revision
        neighbours(cities["b"], TODAY)


def test_what_is_published_is_in_the_list_at_once(hubei):
    _, cities = hubei
    neighbours(cities["a"], TODAY)

    make_policy(cities["e"], tiers=[(0, None, "90.00")])

    assert "没查到" not in neighbours(cities["a"], TODAY)


def test_the_least_by_age_is_drawn(hubei):
    province, cities = hubei
    make_policy(cities["e"], tiers=[(0, 69, "50.00"), (70, None, "60.00")])

    first = groups_of(province_of(province, TODAY, TODAY))[0]

    assert (first.words, first.month) == ("50 元起", Decimal(50))
