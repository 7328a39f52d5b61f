"""The lines below the figure of a hand-out: each says something true of this place and case."""

import datetime
from decimal import Decimal

import pytest

from calculator import answers
from calculator.answers import Question
from calculator.situation import situation_of
from pages.handout_rule import HandoutRule
from regions.tests.make import (
    make_deduction,
    make_estimate,
    make_nation,
    make_no_estimate,
    make_policy,
    make_source,
    make_statistic,
    make_tier,
)

TODAY = datetime.date(2026, 11, 25)
TOMORROW = TODAY + datetime.timedelta(days=1)
AGES = [(0, 69, "100.00"), (70, None, "110.00")]
OLD = {"published_on": datetime.date(2020, 1, 1)}
LINES = ("explanation", "origin", "warning", "dispute", "coming", "next_tier")


def sheet(place, status=None, insurance="employee", **question):
    """The lines of the place, or with a ``status`` those of a person."""
    known = situation_of(place, TODAY, TODAY)
    if status is None:
        return HandoutRule(known)
    return HandoutRule(known, answers.answer(known, Question(insurance, status, **question)))


def source_of(**fields):
    return make_source(publisher="某市医保局", **fields)


def test_who_has_no_credit_is_promised_none(lanzhou):
    make_policy(lanzhou, tiers=AGES, stated_until=datetime.date(2026, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "130.00")], effective_from=TOMORROW)

    for status, insurance in (("working", "employee"), ("not-yet", "unsure"), ("", "resident")):
        told = sheet(lanzhou, status, insurance, age=70)

        assert [line for line in LINES if getattr(told, line)] == ["explanation"], status
        assert not told.lists_tiers
        assert "元" not in told.explanation


def test_that_ones_amount_goes_on_depends_on_the_retirement(lanzhou):
    make_tier(make_policy(lanzhou, tiers=[]), as_of="2023年")

    sure, unsure = sheet(lanzhou, "retired"), sheet(lanzhou, "unsure")

    assert unsure.explanation == f"如果办过退休手续：{sure.explanation}"


def test_a_figure_that_is_withheld_is_on_no_line(lanzhou):
    make_policy(
        lanzhou, tiers=AGES, source=source_of(**OLD), stated_until=datetime.date(2021, 1, 1)
    )

    for told in (sheet(lanzhou), sheet(lanzhou, "retired", age=68)):
        assert told.explanation == "查到的资料太旧，现在的数请打电话问。"
        assert (told.warning, told.coming, told.next_tier) == ("", "", "")
        assert not told.lists_tiers


def test_the_tiers_are_listed_where_nobodys_own_is_known(gansu, lanzhou):
    make_policy(lanzhou, tiers=AGES)
    make_policy(gansu)

    assert sheet(lanzhou).lists_tiers
    assert not sheet(lanzhou, "retired", age=68).lists_tiers
    assert not sheet(gansu).lists_tiers


def test_the_origin_names_whose_rule_since_when_and_how_sure(gansu, lanzhou):
    make_policy(
        gansu, effective_from=datetime.date(2026, 7, 1), provisional=True, source=source_of()
    )

    whole = (
        "2026年7月1日起，暂定。出处：某市医保局（二手资料）。"
        "资料是 2026年6月1日的，不到1年，从没核对过。"
    )
    assert sheet(gansu).origin == f"甘肃省的标准，{whole}"
    assert sheet(lanzhou).origin == f"兰州市未见单独标准，按甘肃省的，{whole}"


def test_without_a_rule_no_origin_is_claimed(lanzhou):
    told = sheet(lanzhou, "retired")

    assert told.unknown
    assert (told.explanation, told.origin) == ("", "")


def test_a_percentage_says_of_which_average_and_from_whom(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.5")], base_year=2022)

    missing = sheet(lanzhou, "retired").explanation
    typed = sheet(lanzhou, "retired", average_pension=Decimal(4000)).explanation
    make_statistic(lanzhou, year=2022, average_pension="3500.50", source=source_of())
    stored = sheet(lanzhou, "retired").explanation

    assert missing == "兰州2022年人均养老金 × 2.5%。人均养老金请打电话问。"
    assert typed == "兰州2022年人均养老金 4,000 元（您填的）× 2.5%，不是您自己的养老金。"
    assert "人均养老金 3,500.5 元（某市医保局，2026年6月1日）× 2.5%" in stored
    assert sheet(lanzhou).explanation == (
        "照兰州2022年人均养老金 3,500.5 元（某市医保局，2026年6月1日）算，每月 87.51 元。"
    )


def test_an_estimate_names_what_it_is_of_and_is_called_no_standard(lanzhou):
    make_estimate(make_nation(), source=make_source(publisher="某报"))

    told = sheet(lanzhou, "retired", average_pension=Decimal(4000)).explanation

    assert told == (
        "还没查到兰州的标准。按人均养老金 4,000 元（您填的）的 2%–3%"
        "（某报，2026年6月1日）估的，不是标准。"
    )


def test_a_percentage_is_told_in_yuan_by_an_example_that_is_called_one(lanzhou):
    make_estimate(make_nation(), source=make_source(publisher="某报"))
    make_policy(lanzhou, rates=[(0, 69, "2.0"), (70, None, "2.8")])

    assert sheet(lanzhou).explanation == (
        "举个例子：假如人均养老金是 3,700 元，不满70岁每月 74 元；70岁及以上每月 103.6 元。"
        "那只是举例的数，兰州的请打电话问。"
    )


def test_of_ones_own_pension_and_the_average_both_are_told(lanzhou):
    policy = make_policy(lanzhou, tiers=[], base_year=2022)
    make_tier(policy, own_percent=Decimal("5.8"), at_least_average=True)
    own = Decimal(3000)

    missing = sheet(lanzhou, "retired", own_pension=own).explanation
    typed = sheet(lanzhou, "retired", own_pension=own, average_pension=Decimal(4000)).explanation

    formula = "本人养老金的 5.8%，低于人均养老金的按人均算。"
    assert missing == f"{formula}人均养老金请打电话问。"
    assert typed == f"{formula}兰州2022年人均养老金 4,000 元（您填的）。"


def test_where_nothing_can_be_estimated_the_sheet_says_why_and_tells_an_old_figure_as_old(lanzhou):
    make_estimate(make_nation())
    make_no_estimate(lanzhou, reason="照自己从前的数打。")
    years = {"effective_from": datetime.date(2023, 1, 1), "ended_on": datetime.date(2023, 12, 31)}
    make_policy(lanzhou, tiers=AGES, source=source_of(), **years)

    for told in (sheet(lanzhou), sheet(lanzhou, "retired", average_pension=Decimal(4000))):
        assert told.explanation == (
            "照自己从前的数打。旧数，2023年：每月 100 元起（某市医保局），现在多少没有查到。"
        )


@pytest.mark.parametrize(
    ("fields", "published_on", "warning"),
    [
        ({}, datetime.date(2025, 11, 25), ""),
        ({}, datetime.date(2025, 11, 24), "资料旧了，先打电话问一下。"),
        ({"stated_until": TODAY}, datetime.date(2026, 6, 1), ""),
        (
            {"stated_until": datetime.date(2026, 11, 24)},
            datetime.date(2025, 1, 1),
            "资料只写到 2026年11月24日，先打电话问一下。",
        ),
    ],
    ids=["just-fresh", "stale", "until-today", "outlived-before-stale"],
)
def test_a_doubtful_figure_is_warned_of_from_the_first_day_on(
    lanzhou, fields, published_on, warning
):
    make_policy(lanzhou, source=source_of(published_on=published_on), **fields)

    assert sheet(lanzhou).warning == sheet(lanzhou, "retired").warning == warning


def test_what_a_rule_to_come_gives_stands_instead_of_the_next_tier(lanzhou):
    make_policy(lanzhou, tiers=AGES)
    born = datetime.date(1957, 3, 1)
    before = sheet(lanzhou, "retired", age=69, born=born)
    make_policy(lanzhou, tiers=[(0, 69, "120.00"), (70, None, "130.00")], effective_from=TOMORROW)
    after = sheet(lanzhou, "retired", age=69, born=born)

    assert (before.coming, before.next_tier) == ("", "2027年3月满70岁以后每月 110 元。")
    assert (after.coming, after.next_tier) == ("您每月 120 元", "")
    assert sheet(lanzhou).coming == "每月 120 元起"


def test_what_goes_off_is_told_with_whether_it_is_taken_off_here(lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou)
    make_deduction(lanzhou, kind="care", name="长护险", amount=Decimal(66), period="year")

    assert sorted(sheet(lanzhou).deductions) == [
        "大病保险：每月 7 元，上面已经减掉。",
        "长护险：每年另扣 66 元，折合每月 5.5 元，上面没有减，到账可能少这些。",
    ]


def test_a_disputed_deduction_is_told_by_its_name(lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, disputed=True)

    assert sheet(lanzhou).dispute == "有没有代扣大病保险，说法不一，以到账为准。"
