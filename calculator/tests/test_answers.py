"""The seven outcomes: entitlement first, then missing numbers, then the amount."""

import datetime
from decimal import Decimal

import pytest

from calculator import answers
from calculator.answers import Insurance, Outcome, Question, Status
from calculator.situation import situation_of
from credit.rule import Case, Rule, Tier
from regions.tests.make import (
    make_deduction,
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
AGES = [(0, 69, "100.00"), (70, None, "125.00")]


@pytest.fixture
def city():
    return make_region(slug="lanzhou", name="兰州市", short_name="兰州")


def ask(city, on=TODAY, **question):
    question = {"insurance": Insurance.EMPLOYEE, "status": Status.RETIRED, **question}
    return answers.answer(situation_of(city, on, TODAY), Question(**question))


def test_credit(city):
    make_policy(city, tiers=[(0, None, "90.00")])

    found = ask(city)

    assert found.outcome == Outcome.CREDIT
    assert (found.credit.month, found.credit.year) == (Decimal("90.00"), Decimal("1080.00"))


@pytest.mark.parametrize(
    "unsure",
    [{"insurance": Insurance.UNSURE}, {"status": Status.UNSURE}],
    ids=["insurance", "status"],
)
def test_credit_if_eligible_for_those_who_are_unsure(city, unsure):
    make_policy(city, tiers=[(0, None, "90.00")])

    found = ask(city, **unsure)

    assert (found.outcome, found.credit.month) == (Outcome.CREDIT_IF_ELIGIBLE, Decimal("90.00"))


def test_a_yearly_amount_stays_as_stated(city):
    make_policy(city, tiers=[(0, None, "1000.00")], period="year")

    found = ask(city)

    assert (found.credit.month, found.credit.year) == (Decimal("83.33"), Decimal("1000.00"))


def test_a_percentage_needs_the_average_pension(city):
    make_policy(city, rates=[(0, None, "2.8")], base_year=2021)

    found = ask(city)

    assert (found.outcome, found.credit) == (Outcome.NEEDS_AVERAGE_PENSION, None)


def test_the_stored_average_pension_of_the_year_is_used(city):
    make_policy(city, rates=[(0, None, "2.8")], base_year=2021)
    make_statistic(city, year=2021, average_pension="4000.00")
    make_statistic(city, year=2022, average_pension="5000.00")

    assert ask(city).credit.month == Decimal("112.00")


def test_an_entered_average_pension_beats_a_stored_one(city):
    make_policy(city, rates=[(0, None, "2.8")], base_year=2021)
    make_statistic(city, year=2021, average_pension="4000.00")

    found = ask(city, average_pension=Decimal("5000"))

    assert (found.credit.month, found.base_statistic) == (Decimal("140.00"), None)


def test_a_stored_pension_of_another_year_is_not_used_for_a_rule(city):
    make_policy(city, rates=[(0, None, "2.8")], base_year=2021)
    make_statistic(city, year=2022, average_pension="5000.00")

    assert ask(city).outcome == Outcome.NEEDS_AVERAGE_PENSION


def test_a_base_region_gives_its_average_to_a_city(city):
    province = make_region(slug="qinghai", name="青海省", short_name="青海")
    xining = make_region(slug="xining", parent=province)
    make_policy(province, rates=[(0, None, "2")], base_year=2021, base_region=province)
    make_statistic(province, year=2021, average_pension="4500.00")

    assert ask(xining).credit.month == Decimal("90.00")


def test_estimate_from_an_entered_average_pension(city):
    make_estimate(make_nation())

    found = ask(city, average_pension=Decimal("3700"))

    assert (found.outcome, found.low, found.high) == (
        Outcome.ESTIMATE,
        Decimal("74.00"),
        Decimal("111.00"),
    )


def test_unknown_without_rule_and_pension(city):
    make_estimate(make_nation())

    assert ask(city).outcome == Outcome.UNKNOWN


def test_a_withheld_rule_shows_no_amount_and_the_province_is_not_asked():
    province = make_region(slug="hunan")
    town = make_region(slug="yongzhou", parent=province)
    make_policy(province)
    make_policy(town, source=make_source(published_on=datetime.date(2021, 11, 23)))

    found = ask(town)

    assert (found.outcome, found.credit) == (Outcome.WITHHELD, None)


@pytest.mark.parametrize(
    "tiers",
    [[], [(60, None, "75.00")], [(0, 59, "70.00"), (61, None, "75.00")]],
    ids=["none", "from-60", "gap"],
)
def test_tiers_that_slipped_past_the_checks_are_withheld(city, client, tiers):
    make_policy(city, tiers=tiers)

    found = ask(city, age=60)

    assert (found.outcome, found.credit) == (Outcome.WITHHELD, None)
    assert "录得不完整" in client.get(city.get_absolute_url()).text
    assert client.get("/regions/").status_code == client.get("/").status_code == 200


@pytest.mark.parametrize(
    "case",
    [
        {"insurance": Insurance.RESIDENT},
        {"status": Status.NOT_YET},
        {"status": Status.WORKING},
        {"insurance": Insurance.RESIDENT, "status": ""},
    ],
    ids=["resident", "not-yet", "working", "resident-without-status"],
)
def test_entitlement_is_judged_before_missing_numbers(city, case):
    make_policy(city, tiers=AGES)

    found = ask(city, **case)

    assert (found.outcome, found.credit) == (Outcome.NOT_ELIGIBLE, None)


def test_the_next_tier_with_its_month_where_the_birth_is_known(city):
    make_policy(city, tiers=AGES)

    found = ask(city, age=68, born=datetime.date(1958, 3, 1))

    assert found.next_tier.month == datetime.date(2028, 3, 1)
    assert found.next_tier.credit.month == Decimal("125.00")


def test_after_the_last_tier_nothing_changes(city):
    make_policy(city, tiers=AGES)

    assert ask(city, age=70).next_tier is None


def test_a_coming_policy_is_told_with_its_amount(city):
    make_policy(city, tiers=[(0, None, "90.00")])
    make_policy(city, tiers=[(0, None, "130.00")], effective_from=datetime.date(2027, 1, 1))

    found = ask(city)

    assert (found.credit.month, found.coming.month) == (Decimal("90.00"), Decimal("130.00"))


def test_freshness_counts_up_to_today_never_to_the_day_asked_for(city):
    make_policy(city, source=make_source(published_on=datetime.date(2022, 6, 1)))

    found = ask(city, on=datetime.date(2036, 1, 1))

    assert found.outcome == Outcome.CREDIT


@pytest.mark.parametrize(
    ("deduction", "month"),
    [
        ({}, "103.00"),
        ({"taken": True}, "110.00"),
        ({"disputed": True}, "110.00"),
        ({"period": "year"}, "110.00"),
        ({"from_account": "consent"}, "110.00"),
        ({"for_whom": "以个人身份参保"}, "110.00"),
        ({"from_account": "unknown"}, "110.00"),
        ({"effective_from": datetime.date(2027, 1, 1)}, "110.00"),
        ({"ended_on": datetime.date(2026, 1, 1)}, "110.00"),
        ({"status": "withdrawn"}, "110.00"),
    ],
)
def test_only_a_sure_monthly_deduction_not_yet_taken_lowers_what_arrives(city, deduction, month):
    make_policy(city, tiers=[(0, None, "110.00")])
    make_deduction(city, **deduction)

    assert ask(city).credit.month == Decimal(month)


def test_a_tier_beyond_every_age_leads_to_no_month():
    rule = Rule([Tier(0, 8100, Decimal(75)), Tier(8101, None, Decimal(90))])
    question = Question("employee", "retired", 70, datetime.date(1956, 3, 1))

    change = answers._next_tier(rule, rule.tiers[0], question, Case(70), [])

    assert change is not None
    assert change.month is None


def test_a_rule_from_the_first_day_of_the_calendar_ends_no_rule_before_it(city):
    make_policy(city, effective_from=None)
    make_policy(city, effective_from=datetime.date.min)

    [past] = situation_of(city, TODAY, TODAY).past

    assert past.last is None
