"""Rules, tiers and answers in words: each is said in one place and means what was computed."""

import datetime
from decimal import Decimal
from itertools import product

import pytest
from django.http import QueryDict

from calculator import answers
from calculator.answers import Insurance, Outcome, Question, Status
from calculator.forms import CalculatorForm
from calculator.headline import Headline, headline_in_words
from calculator.situation import situation_of
from regions.tests.make import make_deduction, make_policy, make_statistic

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
AGES = [(0, 69, "1200.00"), (70, None, "1440.00")]


def view_of(place, **policy):
    make_policy(place, **policy)
    return situation_of(place, TODAY, TODAY).view


def ask(place, on=TODAY, **question):
    question = {"insurance": Insurance.EMPLOYEE, "status": Status.RETIRED, **question}
    return answers.answer(situation_of(place, on, TODAY), Question(**question))


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        (Headline("每月", Decimal("90.00"), False, False), "每月 90 元"),
        (Headline("每年", Decimal("1680.00"), False, True), "每年 1,680 元起"),
        (Headline("每月到账", Decimal("157.50"), False, False), "每月到账 157.5 元"),
        (Headline("人均养老金的", Decimal("2.80"), True, False), "人均养老金的 2.8%"),
        (Headline("人均养老金的", Decimal("2.00"), True, True), "人均养老金的 2%起"),
        (None, "年龄档有错"),
    ],
)
def test_a_headline_in_words(headline, words):
    assert headline_in_words(headline) == words


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({"tiers": AGES}, ("1,200 元", "每月 1,200 元", "每月 1,200 元，一年 14,400 元")),
        (
            {"tiers": AGES, "period": "year"},
            ("每年 1,200 元", "每年 1,200 元", "每年 1,200 元，折合每月 100 元"),
        ),
        ({"rates": [(0, 69, "2.8"), (70, None, "3")]}, ("2.8%", "2.8%", "人均养老金的 2.8%")),
    ],
    ids=["amount", "once-a-year", "rate"],
)
def test_a_tier_in_words(lanzhou, policy, told):
    line = view_of(lanzhou, **policy).lines[0]

    assert (line.figure, line.in_words, line.in_full) == told


def test_a_tier_less_a_deduction_tells_standard_and_arrival(lanzhou):
    make_deduction(lanzhou)

    line = view_of(lanzhou, tiers=AGES, period="year").lines[0]

    assert (line.figure, line.in_words, line.in_full) == (
        "93 元",
        "每月 93 元",
        "标准每年 1,200 元，每月到账 93 元",
    )


def test_a_rule_that_must_be_verified_says_so_and_why(lanzhou):
    view = view_of(lanzhou, tiers=[(60, None, "75.00")])

    assert (view.in_words, view.why_withheld) == ("需核实", "这条标准录得不完整，正在核对")


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({"ended_on": datetime.date(2026, 12, 31)}, "2026年12月31日"),
        ({"stated_until": datetime.date(2026, 6, 30)}, "资料写到 2026年6月30日"),
        ({}, "资料没有写"),
    ],
    ids=["ended", "stated", "unknown"],
)
def test_until_when_a_rule_holds(lanzhou, fields, until):
    make_policy(lanzhou, **fields)

    assert situation_of(lanzhou, TODAY, TODAY).until == until


def test_a_rule_holds_until_the_next_of_the_same_place(lanzhou):
    make_policy(lanzhou)
    make_policy(lanzhou, effective_from=datetime.date(2027, 1, 1))

    known = situation_of(lanzhou, TODAY, TODAY)

    assert (known.since, known.until) == ("资料没有写", "2027年1月1日改用新标准")
    assert situation_of(lanzhou, datetime.date(2027, 1, 1), TODAY).since == "2027年1月1日"


def test_a_rule_from_above_is_said_to_be_one(gansu, lanzhou):
    make_policy(gansu, rates=[(0, None, "2")], base_year=2022)

    known = situation_of(lanzhou, TODAY, TODAY)

    assert known.inheritance == "兰州市未见单独标准，按甘肃省的规定。"
    assert situation_of(gansu, TODAY, TODAY).inheritance == ""
    assert known.base_in_words == "兰州2022年"


@pytest.mark.parametrize(("insurance", "status"), list(product(Insurance.values, Status.values)))
def test_the_form_asks_for_an_age_exactly_where_there_may_be_a_credit(lanzhou, insurance, status):
    make_policy(lanzhou, tiers=AGES)
    asked = QueryDict(f"insurance={insurance}&status={status}")
    form = CalculatorForm(asked, today=TODAY, region=lanzhou)

    refused = ask(lanzhou, insurance=insurance, status=status, age=70).refusal

    assert form.is_valid() is (refused is not None)


@pytest.mark.parametrize(
    ("case", "title", "reason"),
    [
        ({"insurance": Insurance.RESIDENT}, "居民医保没有这笔钱", "居民医保没有这笔钱。"),
        ({"status": Status.WORKING}, "办好退休手续，才开始打钱", "您还在上班。"),
        ({"status": Status.NOT_YET}, "先办退休手续，才会开始打钱", "退休手续还没办。"),
    ],
    ids=["resident", "working", "not-yet"],
)
def test_who_has_no_credit_is_told_why(lanzhou, case, title, reason):
    found = ask(lanzhou, **case)

    assert (found.outcome, found.title) == (Outcome.NOT_ELIGIBLE, title)
    assert found.refusal.reason.startswith(reason)


@pytest.mark.parametrize(
    ("policy", "case", "told"),
    [
        (
            {"tiers": AGES, "period": "year"},
            {"age": 69, "born": datetime.date(1957, 3, 1)},
            "到 2027年3月您满70岁，进“70岁及以上”这一档：每年 1,440 元，折合每月 120 元。",
        ),
        ({"tiers": AGES}, {"age": 69}, "满70岁以后，进“70岁及以上”这一档：每月 1,440 元。"),
        ({"tiers": AGES}, {"age": 70}, "您已经在最高一档"),
        ({}, {}, "兰州不分年龄，以后不会因为年龄变。"),
    ],
    ids=["month", "age", "last", "flat"],
)
def test_what_comes_with_age(lanzhou, policy, case, told):
    make_policy(lanzhou, **policy)

    assert ask(lanzhou, **case).with_age.startswith(told)


def test_a_flat_rule_tells_of_coming_tiers(lanzhou):
    make_policy(lanzhou)
    make_policy(lanzhou, tiers=AGES, effective_from=datetime.date(2027, 1, 1))

    found = ask(lanzhou)

    assert found.with_age == "兰州现在不分年龄，新标准按年龄分档。"
    assert found.coming_in_words == "每月 1,200 元起"
    assert ask(lanzhou, age=70).coming_in_words == "您每月 1,440 元"


def test_what_will_come_once_a_year_is_told_by_the_year(lanzhou):
    make_policy(lanzhou)
    make_policy(lanzhou, tiers=AGES, period="year", effective_from=datetime.date(2027, 1, 1))

    assert ask(lanzhou).coming_in_words == "每年 1,200 元起"
    assert ask(lanzhou, age=70).coming_in_words == "您每年 1,440 元"


def test_the_average_pension_says_whose_it_is(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.8")], base_year=2022)
    stored = make_statistic(lanzhou, year=2022)

    assert ask(lanzhou).base_origin == f"{stored.source.title}，2026年6月1日"
    assert ask(lanzhou, average_pension=Decimal(4000)).base_origin == "您填的数"
