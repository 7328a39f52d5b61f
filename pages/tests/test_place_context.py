"""What a place's page is made of: the card of today beside an answer of any day, and its words."""

import datetime
import re
from decimal import Decimal

import pytest
from django.http import QueryDict

from calculator.answers import Outcome
from pages.neighbours import MAX_LINKS
from pages.views.place import context_for
from regions.tests.make import make_channel, make_nation, make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
CASE = "insurance=employee&status=retired"
AGES = [(0, 69, "100.00"), (70, None, "125.00")]


def page(place, asked="", today=TODAY):
    return context_for(place, today, QueryDict(asked))


def test_the_card_shows_today_whatever_day_is_asked_for(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(lanzhou, tiers=[(0, None, "95.00")], effective_from=datetime.date(2027, 1, 1))

    now, later = page(lanzhou, CASE), page(lanzhou, f"{CASE}&on=2027-01-01")

    assert (now["answer"].credit.month, later["answer"].credit.month) == (Decimal(90), Decimal(95))
    assert now["situation"].on == later["situation"].on == TODAY
    assert now["situation"].policy == later["situation"].policy


def test_the_card_stands_where_it_says_something_else_than_the_answer(lanzhou):
    make_policy(lanzhou)

    cards = {
        asked: page(lanzhou, asked)["card"]
        for asked in (
            "",
            CASE,
            f"{CASE}&on=2027-01-01",
            "insurance=resident",
            "insurance=employee&status=not-yet",
            "insurance=x",
        )
    }

    assert list(cards.values()) == [True, False, True, False, False, True]


def test_the_readers_own_tier_is_marked_only_in_the_rule_of_today(lanzhou):
    make_policy(lanzhou, tiers=AGES)

    assert page(lanzhou, f"{CASE}&age=70")["tier"].min_age == 70
    assert page(lanzhou, f"{CASE}&age=70&on=2027-01-01")["tier"] is None
    assert page(lanzhou)["tier"] is None


def test_an_answer_is_never_listed_by_search_engines_nor_a_place_without_facts(lanzhou):
    assert page(lanzhou)["noindex"]

    make_policy(lanzhou)

    assert not page(lanzhou)["noindex"]
    assert page(lanzhou, CASE)["noindex"]


def test_only_who_shares_the_area_code_is_named_beside_it(gansu):
    def place(slug, code):
        return make_region(slug=slug, short_name=slug, parent=gansu, area_code=code)

    one, _, alone = place("one", "0930"), place("two", "0930"), place("three", "0931")
    without = place("four", "")
    place("five", "")

    assert page(one)["area_code_shared"] == ["two"]
    assert page(alone)["area_code_shared"] == page(without)["area_code_shared"] == []


def test_the_neighbours_are_the_other_places_of_the_province(gansu, lanzhou):
    wuwei = make_region(slug="wuwei", short_name="武<威", parent=gansu)
    make_region(slug="yuzhong", parent=lanzhou, has_page=False)
    make_region(slug="hunan")

    def neighbours(place):
        listed = page(place)["beside"] or page(place)["neighbours"]
        return re.findall(r'href="/regions/([^"]*)/"', listed)

    assert neighbours(lanzhou) == ["gansu/wuwei"]
    assert neighbours(wuwei) == ["gansu/lanzhou"]
    assert sorted(neighbours(gansu)) == ["gansu/lanzhou", "gansu/wuwei"]
    assert ">武&lt;威</a>" in page(lanzhou)["beside"]
    assert page(gansu)["province"].region == gansu
    assert page(lanzhou)["province"] is None


def test_no_more_neighbours_are_listed_than_fit(gansu, lanzhou):
    for number in range(MAX_LINKS + 3):
        make_region(slug=f"new-{number}", parent=gansu)

    assert page(gansu)["neighbours"].count("<li>") == MAX_LINKS


def test_the_description_of_a_withheld_rule_names_no_figure(lanzhou):
    make_policy(lanzhou, source=make_source(published_on=datetime.date(2020, 1, 1)))

    found = page(lanzhou)

    assert "75" not in found["description"]
    assert "用的是兰州市的标准" in found["description"]
    assert page(lanzhou, CASE)["answer"].outcome is Outcome.WITHHELD


def test_the_ways_are_counted_by_kind_and_local_ones_said_to_be_missing(lanzhou):
    make_channel(make_nation())
    make_channel(make_nation(), kind="counter")
    without = page(lanzhou)["channels_intro"]
    make_channel(lanzhou, kind="counter")

    assert without == ["2 种办法，都不收钱。", "兰州本地的还没有收录。"]
    assert page(lanzhou)["channels_intro"] == ["2 种办法，都不收钱。"]


def test_the_way_to_a_page_leads_through_its_province(gansu, lanzhou):
    assert page(lanzhou)["trail"] == [("查地区", "/regions/"), ("甘肃", "/regions/gansu/")]
    assert page(gansu)["trail"] == [("查地区", "/regions/")]
