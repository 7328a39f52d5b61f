"""The answers where a rule asks when and from where one retired, or for one's own pension."""

import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict

from calculator import answers
from calculator.answers import Outcome
from calculator.forms import CalculatorForm
from calculator.situation import (
    situation_of,
)
from calculator.standing import EITHER_OWN, NO_ESTIMATE, OWN_AMOUNT, OWN_PENSION, absence_of
from regions.tests.make import (
    make_deduction,
    make_estimate,
    make_nation,
    make_no_estimate,
    make_policy,
    make_statistic,
    make_tier,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date
TODAY = DAY(2026, 11, 24)
RETIRED = {"insurance": "employee", "status": "retired"}


@pytest.fixture
def wuxi(lanzhou):
    """A place with a rule like that of 无锡: old retirees as before, new ones by their pension."""
    policy = make_policy(lanzhou, tiers=[], period="year", effective_from=DAY(2024, 1, 1))
    make_tier(policy, as_of="2023年", retired_until=DAY(2022, 12, 31))
    new = {"retired_from": DAY(2023, 1, 1), "retired_until": DAY(2023, 12, 31)}
    make_tier(policy, own_percent=Decimal(7), employer="enterprise", **new)
    make_tier(policy, own_percent=Decimal(4), employer="institution", **new)
    return lanzhou


@pytest.fixture
def hangzhou(lanzhou):
    """A place with a rule like that of 杭州: one's own pension, or the average if higher."""
    policy = make_policy(lanzhou, tiers=[], base_year=2025)
    share = {"at_least_average": True}
    make_tier(policy, max_age=69, own_percent=Decimal("5.8"), **share)
    make_tier(policy, min_age=70, own_percent=Decimal("6.8"), **share)
    return lanzhou


def form_of(place, **asked):
    data = QueryDict(mutable=True)
    data.update(RETIRED | asked)
    return CalculatorForm(data, today=TODAY, region=place)


def ask(place, **asked):
    form = form_of(place, **asked)
    assert form.is_valid(), form.errors
    return answers.answer(form.situation, form.question)


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ({}, "needs-retired"),
        ({"retired": "2020"}, "as-before"),
        ({"retired": "2022-12"}, "as-before"),
        ({"retired": "2023"}, "needs-retired"),
        ({"retired": "2023", "employer": "enterprise"}, "needs-own-pension"),
        ({"retired": "2023", "employer": "enterprise", "own_pension": "4000"}, "credit"),
        ({"retired": "2023", "employer": "flexible"}, "unknown"),
        ({"retired": "2025", "own_pension": "4000"}, "unknown"),
        ({"insurance": "resident"}, "not-eligible"),
        ({"status": "working"}, "not-eligible"),
        (
            {
                "status": "unsure",
                "retired": "2023",
                "employer": "institution",
                "own_pension": "900",
            },
            "credit-if-eligible",
        ),
    ],
)
def test_a_rule_by_cohorts_asks_in_turn_and_answers(wuxi, asked, outcome):
    found = ask(wuxi, **asked)

    assert found.outcome.value == outcome
    assert (found.credit is not None) == outcome.startswith("credit")


def test_the_amount_of_a_cohort_comes_from_ones_own_pension(wuxi):
    found = ask(wuxi, retired="2023-05", employer="enterprise", own_pension="4000")

    assert (found.credit.month, found.credit.year) == (Decimal(280), Decimal(3360))
    assert found.tier.who == "2023年退休的企业人员"


def test_who_is_not_covered_is_told_whom_the_rule_is_for(wuxi):
    found = ask(wuxi, retired="2024")

    assert found.uncovered.startswith("这条标准只写了2022年底前退休、")
    assert found.verdict == "没有写您这种情况"


@pytest.mark.parametrize("retired", ["2020", "2024"])
def test_words_without_an_amount_depend_on_the_retirement_as_an_amount_does(wuxi, retired):
    sure, unsure = (ask(wuxi, retired=retired, status=s) for s in ("retired", "unsure"))

    assert unsure.outcome is sure.outcome
    assert unsure.verdict == f"如果办过退休手续：{sure.verdict}"


def test_that_ones_amount_goes_on_is_no_heading_for_who_may_have_none(wuxi):
    assert ask(wuxi, retired="2020", insurance="unsure").title == "如果办过退休手续：您的数没有变"


def test_a_next_tier_that_needs_the_average_too_is_told_without_amount(lanzhou):
    policy = make_policy(lanzhou, tiers=[], base_year=2025)
    make_tier(policy, max_age=69, own_percent=Decimal(5))
    make_tier(policy, min_age=70, own_percent=Decimal(6), at_least_average=True)

    found = ask(lanzhou, age="65", own_pension="3000")

    assert (found.credit.month, found.next_tier.credit) == (150, None)
    told = "满70岁以后按本人养老金的 6%打，低于人均养老金的按人均算"
    assert found.next_tier.in_words == told


def test_a_rule_of_ones_own_pension_needs_it_and_then_the_average(hangzhou):
    assert ask(hangzhou, age="65").outcome is Outcome.NEEDS_OWN_PENSION
    own = ask(hangzhou, age="65", own_pension="3000")
    assert own.outcome is Outcome.NEEDS_AVERAGE_PENSION
    make_statistic(hangzhou, year=2025, average_pension="4000.00")

    found = ask(hangzhou, age="65", own_pension="3000")

    assert found.credit.month == Decimal("232.00")
    assert found.base == Decimal("4000.00")
    assert found.next_tier.credit.month == Decimal("272.00")


def test_only_what_the_rule_needs_is_asked(lanzhou, wuxi):
    form = form_of(wuxi)
    asks = form.asks_retired, form.asks_employer, form.asks_own_pension
    assert asks == (True, True, True)
    assert not form.asks_average_pension
    assert not form.asks_age


def test_what_is_not_asked_is_ignored_whatever_it_holds(lanzhou):
    make_policy(lanzhou)

    found = ask(lanzhou, retired="不记得", employer="公司", own_pension="很多")

    assert found.outcome is Outcome.CREDIT
    assert {"retired", "employer", "own_pension"}.isdisjoint(found.asked)


def test_the_age_is_not_asked_of_a_cohort_without_age_bands(lanzhou):
    policy = make_policy(lanzhou, tiers=[])
    make_tier(policy, amount=50, retired_until=DAY(2022, 12, 31))
    make_tier(policy, amount=60, max_age=69, retired_from=DAY(2023, 1, 1))
    make_tier(policy, amount=70, min_age=70, retired_from=DAY(2023, 1, 1))

    assert ask(lanzhou, retired="2020").credit.month == 50
    assert form_of(lanzhou, retired="2024").errors["age"]
    assert ask(lanzhou, retired="2024", age="70").credit.month == 70


@pytest.mark.parametrize(
    "asked",
    [
        {"retired": "2020"},
        {"retired": "2023-05", "employer": "enterprise"},
        {"retired": "2023", "employer": "institution", "own_pension": "4000.5"},
    ],
)
def test_a_shared_address_asks_the_very_same_question(wuxi, asked):
    found = ask(wuxi, **asked)

    again = ask(wuxi, **found.asked)

    assert (again.outcome, again.credit, again.asked) == (found.outcome, found.credit, found.asked)
    assert found.asked.items() >= asked.items()


def test_a_share_of_the_own_pension_goes_off_only_if_the_reader_enters_it(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "60.00")])
    make_deduction(lanzhou, kind="care", percent=Decimal("0.15"), percent_of="own")

    untold, told = ask(lanzhou), ask(lanzhou, own_pension="4000")

    assert (untold.credit.month, [v.how_much for v in untold.deductions]) == (
        60,
        ["本人养老金的 0.15%，养老金每 1,000 元扣 1.5 元"],
    )
    assert (told.credit.month, told.may_be_exact) == (54, False)
    assert form_of(lanzhou).asks_own_pension


def test_a_share_of_the_base_is_told_in_yuan_once_the_base_is_known(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.8")], base_year=2022)
    make_deduction(lanzhou, kind="care", percent=Decimal("0.3"), percent_of="base")

    found = ask(lanzhou, average_pension="4000")

    assert found.credit.month == 112
    [told] = found.deductions
    assert told.how_much == "划入基数的 0.3%，照 4,000 元算是每月 12 元"


@pytest.mark.parametrize(
    ("by", "own", "sentence", "short"),
    [
        ("before", True, OWN_AMOUNT, "看您自己以前的数"),
        ("pension", True, OWN_PENSION, "看您自己的养老金"),
        ("either", True, EITHER_OWN, "看您自己的数"),
        ("before", False, NO_ESTIMATE, "查一次到账就知道"),
    ],
    ids=["before", "pension", "either", "neither"],
)
def test_the_headline_says_what_the_amount_goes_by(lanzhou, by, own, sentence, short):
    make_no_estimate(lanzhou, reason="按本人养老金的2%打。", own_amount=own, own_by=by)

    known = situation_of(lanzhou, TODAY, TODAY)

    assert (known.absence, known.absence_in_short) == (sentence, short)
    assert absence_of(lanzhou, None) == (short if own else "还没查到")


def test_no_estimate_is_made_where_a_nearer_row_says_that_none_applies(gansu, lanzhou):
    make_estimate(make_nation())
    nothing = {"low_percent": None, "high_percent": None, "example_pension": None}
    make_estimate(gansu, reason="这里按本人从前的数打。", **nothing)

    found = ask(lanzhou, average_pension="4000")

    assert found.outcome is Outcome.UNKNOWN
    assert found.situation.no_estimate.reason == "这里按本人从前的数打。"
    assert not form_of(lanzhou).asks_average_pension
