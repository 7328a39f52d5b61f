"""Until when a copy of a page may show its figures."""

import datetime

import pytest
from django.test import Client

from calculator.holding import all_hold_until, holds_until, rules_hold_until
from calculator.situation import situation_of
from regions.tests.make import make_deduction, make_policy, make_region, make_source

TODAY = datetime.date(2026, 11, 30)
pytestmark = pytest.mark.django_db


def policy_of(region, published=datetime.date(2026, 6, 1), **fields):
    return make_policy(region=region, source=make_source(published_on=published), **fields)


def test_a_figure_may_be_shown_until_the_day_before_it_must_be_verified(lanzhou):
    policy_of(lanzhou)

    assert holds_until(lanzhou, TODAY) == "2031-06-01"
    for day, withheld in (("2031-06-01", False), ("2031-06-02", True)):
        on = datetime.date.fromisoformat(day)
        assert situation_of(lanzhou, on, on).withheld is withheld


def test_it_ends_with_the_last_day_of_which_the_sources_speak(lanzhou):
    policy_of(lanzhou, stated_until=datetime.date(2027, 6, 30))

    assert holds_until(lanzhou, TODAY) == "2027-06-30"
    assert holds_until(lanzhou, datetime.date(2027, 7, 1)) == "2031-06-01"


def test_it_ends_before_the_next_rule_begins(lanzhou):
    policy_of(lanzhou)
    policy_of(lanzhou, effective_from=datetime.date(2027, 1, 1))

    assert holds_until(lanzhou, TODAY) == "2026-12-31"


def test_it_ends_before_something_else_goes_off(lanzhou):
    policy_of(lanzhou)
    make_deduction(region=lanzhou, effective_from=datetime.date(2027, 3, 1))

    assert holds_until(lanzhou, TODAY) == "2027-02-28"


def test_the_places_of_the_same_province_count_and_no_others(lanzhou, gansu):
    policy_of(lanzhou)
    policy_of(make_region(slug="dingxi", parent=gansu), stated_until=datetime.date(2027, 1, 31))
    policy_of(make_region(slug="shanghai"), stated_until=datetime.date(2026, 12, 31))

    assert holds_until(lanzhou, TODAY) == holds_until(gansu, TODAY) == "2027-01-31"
    assert all_hold_until(TODAY) == "2026-12-31"


def test_without_a_figure_there_is_no_such_day(lanzhou):
    assert holds_until(lanzhou, TODAY) == ""
    assert rules_hold_until([None], TODAY) == ""
    assert "data-until" not in Client().get("/regions/gansu/lanzhou/").text


@pytest.mark.parametrize("path", ["/regions/gansu/lanzhou/", "/regions/gansu/", "/regions/", "/"])
def test_pages_with_figures_say_it(lanzhou, path):
    policy_of(lanzhou)

    assert '<main id="main" tabindex="-1" data-until="2031-06-01">' in Client().get(path).text


def test_pages_without_figures_do_not(lanzhou):
    policy_of(lanzhou)

    for path in ("/about/", "/about/privacy/", "/balance/"):
        assert "data-until" not in Client().get(path).text
