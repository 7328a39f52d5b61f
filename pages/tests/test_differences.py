"""Why what arrives may differ from the figure: only from facts of the place."""

import datetime

import pytest

from calculator.answers import Question, answer
from calculator.province import province_of
from calculator.situation import situation_of
from pages.differences import question, reasons
from regions.tests.make import (
    make_deduction,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
FRESH = {"published_on": datetime.date(2026, 11, 1)}


def told(place):
    return reasons(situation_of(place, TODAY, TODAY), province_of(place, TODAY, TODAY))


def asked(place, answer=None):
    return question(situation_of(place, TODAY, TODAY), province_of(place, TODAY, TODAY), answer)


def answered(place, **case):
    return answer(situation_of(place, TODAY, TODAY), Question("employee", "retired", **case))


def test_a_fresh_rule_of_one_s_own_gives_no_reason(lanzhou):
    make_policy(lanzhou, source=make_source(**FRESH))

    assert told(lanzhou) == []


def test_a_place_without_a_figure_gives_none_and_is_asked_about_openly(lanzhou):
    assert told(lanzhou) == []
    assert asked(lanzhou) == "我是兰州的退休职工，医保卡每月该打多少？扣了什么？"


def test_where_one_goes_by_ones_own_amount_it_is_asked_how_that_is_worked_out(lanzhou):
    make_no_estimate(lanzhou)

    assert asked(lanzhou) == "我是兰州的退休职工，医保卡今年打了多少？按什么算的？扣了什么？"


def test_each_fact_that_may_make_the_difference_is_told(gansu, lanzhou):
    source = make_source(published_on=datetime.date(2023, 5, 1))
    make_policy(gansu, tiers=[(0, 69, "90.00"), (70, None, "95.00")], source=source)
    make_deduction(lanzhou, name="大病保险", effective_from=None)

    assert told(lanzhou) == [
        "这是甘肃省的数，兰州自己的没有查到。",
        "打多少看年龄：不满70岁、70岁及以上，数不一样。",
        "2023年以后改没改，没有查到。",
        "上面的数已经减去大病保险（每月 7 元）。",
    ]


def test_what_is_not_taken_off_the_figure_is_told_too(lanzhou):
    make_policy(lanzhou, source=make_source(**FRESH))
    make_deduction(lanzhou, name="大病保险", disputed=True)

    assert told(lanzhou) == ["另有大病保险，上面的数没有减。"]


def test_a_percentage_is_asked_about_with_the_average_it_is_of(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.5")], base_year=2022, source=make_source(**FRESH))

    assert told(lanzhou) == ["按兰州2022年的人均养老金算，那个数变了，打的钱也变。"]
    assert asked(lanzhou) == (
        "我是兰州的退休职工，医保卡该按人均养老金的 2.5% 打吗？"
        "算医保卡返款用的兰州2022年人均养老金是多少？扣了什么？"
    )


def test_a_province_without_one_number_names_none(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "120.00")])
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(make_region(slug="wuwei", parent=gansu), tiers=[(0, None, "80.00")])

    assert told(gansu) == ["各地的数不一样，先看您参保的那一页。"]
    assert "120" not in asked(gansu)
    assert "每月该打 90 元吗？" in asked(lanzhou)


def test_what_arrives_is_asked_about_after_what_goes_off(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "110.00")], source=make_source(**FRESH))
    make_deduction(lanzhou, amount="7.00", effective_from=None)

    assert "医保卡每月该到账 103 元吗？" in asked(lanzhou)


def test_where_ages_differ_the_reader_says_the_age_and_asks_about_the_figure_of_it(lanzhou):
    make_policy(
        lanzhou,
        tiers=[(0, 74, "1680.00"), (75, None, "1890.00")],
        period="year",
        source=make_source(**FRESH),
    )

    assert "我是兰州的退休职工，今年……岁，医保卡每年该打多少？" in asked(lanzhou)
    told = asked(lanzhou, answered(lanzhou, age=75))
    assert told == "我是兰州的退休职工，今年75岁，医保卡每年该打 1,890 元吗？扣了什么？"


def test_an_answer_for_another_day_is_not_asked_about(lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "90.00"), (70, None, "95.00")])
    before = TODAY - datetime.timedelta(days=1)
    old = answer(situation_of(lanzhou, before, TODAY), Question("employee", "retired", age=75))

    assert "95" not in asked(lanzhou, old)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (datetime.date(2026, 6, 30), ["2026年6月30日以后改没改，没有查到。"]),
        (datetime.date(2027, 6, 30), []),
    ],
    ids=["passed", "to come"],
)
def test_a_stated_last_day_counts_before_the_age_of_the_sources(lanzhou, until, words):
    source = make_source(published_on=datetime.date(2023, 5, 1))
    make_policy(lanzhou, stated_until=until, source=source)

    assert told(lanzhou) == words
