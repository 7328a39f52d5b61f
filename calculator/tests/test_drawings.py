"""What is drawn beside figures: heights from zero, and where the reader's age stands."""

import datetime
from decimal import Decimal

import pytest

from calculator.drawings import Ladder, bar, comparable
from calculator.headline import tier_lines
from credit.deduction import Deduction, FromAccount
from credit.rule import Cohort, Period, Rule, Tier

D = Decimal
SHANGHAI = Rule([Tier(0, 74, amount=D(1680)), Tier(75, None, amount=D(1890))], Period.YEAR)
BEIJING = Rule([Tier(0, 69, amount=D(100)), Tier(70, None, amount=D(110))])


def ladder(rule, age=None, deductions=()):
    return Ladder.of(rule, tier_lines(rule, deductions), age)


def test_a_bar_is_as_long_as_its_figure_beside_the_longest():
    assert bar(D(45), D(90)) == 50
    assert bar(D(90), D(90), longest=94) == 94
    assert bar(D(0), D(0)) == 0


def test_each_band_is_a_rung_as_high_as_its_figure_counted_from_zero():
    found = ladder(SHANGHAI)

    assert [(r.height, r.top) for r in found.rungs] == [(D("88.9"), D("11.1")), (100, 0)]


@pytest.mark.parametrize(
    ("rule", "lead", "figures", "beside"),
    [
        (SHANGHAI, "每年打多少", ["1,680 元", "1,890 元"], "折合每月 140 元"),
        (BEIJING, "每月打多少", ["100 元", "110 元"], "一年 1,200 元"),
        (
            Rule([Tier(0, 69, percent=D(2), floor=D(60)), Tier(70, None, percent=D(3))]),
            "打人均养老金的百分之几",
            ["2%", "3%"],
            "每月不少于 60 元",
        ),
        (
            Rule([Tier(0, 69, own_percent=D(2)), Tier(70, None, own_percent=D(3))]),
            "打本人养老金的百分之几",
            ["2%", "3%"],
            "",
        ),
    ],
    ids=["year", "month", "percent", "own-percent"],
)
def test_the_words_say_the_period_once_and_each_figure(rule, lead, figures, beside):
    found = ladder(rule)

    assert found.lead == lead
    assert [rung.figure for rung in found.rungs] == figures
    assert found.rungs[0].beside == beside


def test_what_arrives_is_drawn_and_the_standard_told_beside():
    off = Deduction("大病保险", D(7), period=Period.MONTH, from_account=FromAccount.YES)

    found = ladder(BEIJING, deductions=[off])

    assert found.lead == "每月到账多少"
    assert [rung.figure for rung in found.rungs] == ["93 元", "103 元"]
    assert found.rungs[0].beside == "标准每月 100 元"


@pytest.mark.parametrize(
    ("age", "rung", "at"),
    [(60, 0, 55), (69, 0, 96), (40, 0, 4), (70, 1, 4), (80, 1, 50), (110, 1, 96)],
    ids=["in-the-first", "its-last", "too-young", "first-of-the-next", "later", "very-old"],
)
def test_the_age_stands_in_its_own_band_and_inside_the_drawing(age, rung, at):
    found = ladder(BEIJING, age)

    assert [r.at for r in found.rungs][rung] == at
    assert [r.at for r in found.rungs][1 - rung] is None


def test_an_age_on_the_border_of_a_band_of_one_year_is_still_inside():
    tiers = [Tier(0, 69, amount=D(1)), Tier(70, 70, amount=D(2)), Tier(71, None, amount=D(3))]

    assert [r.at for r in ladder(Rule(tiers), 70).rungs] == [None, 4, None]


@pytest.mark.parametrize(
    "rule",
    [
        Rule([Tier(0, None, amount=D(90))]),
        Rule([]),
        Rule([Tier(0, 69, amount=D(90)), Tier(71, None, amount=D(95))]),
        Rule(
            [
                Tier(0, None, amount=D(90), cohort=Cohort(employer="enterprise")),
                Tier(0, None, amount=D(95), cohort=Cohort(employer="flexible")),
            ]
        ),
        Rule(
            [
                Tier(0, None, as_of="2022年", cohort=Cohort(None, datetime.date(2022, 12, 31))),
                Tier(0, 69, own_percent=D(5), cohort=Cohort(datetime.date(2023, 1, 1))),
                Tier(70, None, own_percent=D(6), cohort=Cohort(datetime.date(2023, 1, 1))),
            ]
        ),
    ],
    ids=["one-band", "none", "a-gap", "by-employer", "by-retirement"],
)
def test_where_the_age_alone_does_not_decide_there_is_no_ladder(rule):
    assert ladder(rule, 72) is None


def test_figures_of_several_kinds_cannot_be_compared():
    one, other = Rule([Tier(0, None, amount=D(90))]), Rule([Tier(0, None, percent=D(2))])

    assert comparable([*tier_lines(one), *tier_lines(other)]) == []
