"""Doubts that hold a figure against its quote, against others that are public, and the usual."""

import datetime
from decimal import Decimal

import pytest

from desk import publishing
from desk.plausibility import Published, doubts
from regions.models import RefundPolicy
from regions.tests.make import (
    make_deduction,
    make_estimate,
    make_policy,
    make_region,
    make_source,
    make_statistic,
    make_tier,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
Day, D = datetime.date, Decimal


def said(row) -> str:
    return "\n".join(doubts(row, TODAY))


@pytest.fixture
def shenzhen():
    """A place elsewhere whose 251 yuan a month are the highest that is public."""
    place = make_region("shenzhen", make_region("guangdong", name="广东省"), name="深圳市")
    make_policy(place, tiers=[(0, None, "251")])
    return place


def one_tier(region, amount="75", **fields) -> RefundPolicy:
    return make_policy(region, tiers=[(0, None, amount)], **({"status": "draft"} | fields))


# --- Above and below all that is public ----------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "period", "doubted"),
    [
        ("502", "month", False),
        ("502.01", "month", True),
        ("6024", "year", False),
        ("6024.12", "year", True),
        ("125.5", "month", False),
        ("125.49", "month", True),
    ],
)
def test_an_amount_beyond_twice_or_half_of_all_that_is_public_is_doubted(
    gansu, shenzhen, amount, period, doubted
):
    text = said(one_tier(gansu, amount, period=period))

    assert ("深圳市的每月 251 元" in text) is doubted


def test_a_sum_of_a_month_asks_for_the_year_and_a_sum_of_a_year_for_the_digit(gansu, shenzhen):
    assert "现在公开的最高是深圳市的每月 251 元，这个比它的两倍还多，请看看是不是一年的数" in said(
        one_tier(gansu, "1200")
    )
    assert "请看看是不是多打了一位" in said(one_tier(gansu, "12000", period="year"))
    assert "这个不到它的一半，请看看是不是一个月的数、该选“每月”" in said(
        one_tier(gansu, "251", period="year")
    )


def test_the_highest_of_many_tiers_is_doubted_once(gansu, shenzhen):
    policy = make_policy(gansu, tiers=[(0, 69, "1200"), (70, None, "1400")], status="draft")

    text = said(policy)

    assert text.count("深圳") == 1
    assert "“70岁及以上”合每月 1,400 元" in text


def test_a_floor_that_is_public_counts_and_a_ceiling_does_not(gansu, shenzhen):
    policy = make_policy(make_region("nanjing"), tiers=[])
    make_tier(policy, own_percent=D("5"), floor=D("300"), ceiling=D("900"))

    assert "nanjing市的每月 300 元" in said(one_tier(gansu, "601"))
    assert said(one_tier(gansu, "600")) == ""


def test_a_row_is_not_its_own_highest_nor_is_the_one_it_replaces(shenzhen):
    draft = publishing.copy_of(RefundPolicy.objects.get())
    draft.tiers.update(amount=D("700"))

    assert "比常见的最高的（315 元）的两倍还多" in said(draft)


@pytest.mark.parametrize(("amount", "doubted"), [("630", False), ("630.01", True)])
def test_where_nothing_is_public_the_usual_highest_stands_for_it(gansu, amount, doubted):
    assert ("常见的最高的" in said(one_tier(gansu, amount))) is doubted


@pytest.mark.parametrize(("amount", "doubted"), [("10", False), ("10.01", True)])
def test_a_deduction_above_twice_the_highest_is_doubted(gansu, shenzhen, amount, doubted):
    make_deduction(shenzhen, amount=D("60"), period="year")

    text = said(make_deduction(gansu, amount=D(amount), status="draft"))

    assert ("现在公开的最高是深圳市的每月 5 元" in text) is doubted


@pytest.mark.parametrize(
    ("pension", "said_of_it"),
    [("8000", ""), ("8000.01", "比它的两倍还多"), ("1000", ""), ("999.99", "不到 1,000 元")],
)
def test_an_average_pension_beyond_the_usual_is_doubted(gansu, shenzhen, pension, said_of_it):
    make_statistic(shenzhen, average_pension=D("4000"))

    text = said(make_statistic(gansu, average_pension=D(pension), status="draft"))

    assert said_of_it in text
    assert bool(text) == bool(said_of_it)


# --- The quote -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wording",
    [
        "每人每月划入一百三十元。",
        "每人每月划入１３０元。",
        "每人每月划入130.00元。",
        "每人每月划入一百三。",
        "",
    ],
)
def test_a_figure_that_the_quote_states_is_not_doubted(gansu, wording):
    assert said(one_tier(gansu, "130", wording=wording)) == ""


@pytest.mark.parametrize(
    ("wording", "doubt"),
    [
        ("每人每月划入一百二十元。", "原话里没有 130（“不分年龄”），请对一对。"),
        ("按全省统一标准每月划入。", "原话里一个数也没有"),
    ],
)
def test_a_figure_that_the_quote_does_not_state_is(gansu, wording, doubt):
    assert said(one_tier(gansu, "130", wording=wording)).startswith(doubt)


def test_each_tier_is_looked_for_in_the_quote(gansu):
    policy = make_policy(
        gansu, tiers=[(0, 69, "75"), (70, None, "80")], wording="不满70岁的每月75元。"
    )

    assert said(policy) == "原话里没有 80（“70岁及以上”），请对一对。"


@pytest.mark.parametrize(
    ("source", "doubted"),
    [
        ({"quote": "每月130元"}, False),
        ({"quote": "每月120元"}, True),
        ({"full_text": "第一条 每月一百三十元。"}, False),
        ({"full_text": "第一条 每月120元。"}, True),
        ({"quote": "退休人员"}, False),
        ({}, False),
    ],
)
def test_without_a_quote_the_source_must_state_one_of_the_figures(gansu, source, doubted):
    text = said(one_tier(gansu, "130", source=make_source(**source)))

    assert ("没有抄原话，来源的原话和正文里也找不到 130" in text) is doubted


SPANS = {
    "month": ["每人每月75元", "月划入额度75元", "75元/月", "75元/人·月", "按月划入75元"],
    "year": ["每年75元", "每人每年75元", "一年75元", "75元/年", "全年75元", "年度定额75元"],
}


@pytest.mark.parametrize("period", ["month", "year"])
@pytest.mark.parametrize("wording", [*SPANS["month"], *SPANS["year"]])
def test_a_quote_for_another_period_is_doubted(gansu, wording, period):
    asked = "一年" if period == "month" else "一个月"

    text = said(one_tier(gansu, period=period, wording=wording))

    assert (f"原话说的是{asked}多少钱" in text) is (wording not in SPANS[period])


@pytest.mark.parametrize(
    "wording",
    [
        "划入75元。",
        "每人每月75元，一年900元。",
        "按年龄划入75元。",
        "每年龄段75元",
        "2022年度定额75元",
        "二〇二一年起75元",
        "75元，每年7月调整",
        "改革第一年75元",
    ],
)
def test_a_quote_that_tells_no_other_period_is_not(gansu, wording):
    assert "多少钱" not in said(one_tier(gansu, wording=wording))


def test_a_sum_of_a_quarter_is_no_sum_of_a_month(gansu):
    assert "原话说的是一个季度多少钱" in said(one_tier(gansu, wording="每季度75元"))


def test_a_sum_worked_out_from_the_period_of_the_quote_is_not_doubted(gansu):
    assert said(one_tier(gansu, "3360", period="year", wording="月计入标准为280元")) == ""
    assert said(one_tier(gansu, "100", wording="每年1200元")) == ""
    assert "原话说的是一年多少钱" in said(one_tier(gansu, "83", wording="每年一千元"))
    assert said(one_tier(gansu, "1000", period="year", wording="每月83.33元")) == ""


def test_a_percentage_has_no_period(gansu):
    policy = make_policy(gansu, rates=[(0, None, "2.8")], wording="每年按2.8%划入")

    assert said(policy) == ""


# --- The one replaced, the one before, the province's --------------------------------------------


@pytest.mark.parametrize(
    ("amount", "far"),
    [("150", ""), ("150.01", "比它的两倍还多"), ("37.5", ""), ("37.49", "不到它的一半")],
)
@pytest.mark.parametrize("how", ["replaced", "before", "province"])
def test_a_figure_far_from_what_was_public_is_doubted(gansu, lanzhou, amount, far, how):
    old = make_policy(gansu if how == "province" else lanzhou)
    if how == "replaced":
        row = publishing.copy_of(old)
        row.tiers.update(amount=D(amount))
    else:
        row = one_tier(lanzhou, amount, effective_from=Day(2027, 1, 1))

    names = {"replaced": "原来的那一条", "before": "这里从前的标准", "province": "甘肃省的标准"}
    found = [doubt for doubt in doubts(row, TODAY) if doubt.startswith("60岁：")]

    told = f"{names[how]}是每月 75 元，这个{far}"
    assert [told in doubt for doubt in found] == ([True] if far else [])


def test_the_figure_is_that_of_a_month_however_it_is_stated(gansu, lanzhou):
    make_policy(gansu)

    assert said(one_tier(lanzhou, "900", period="year")) == ""


def test_the_age_at_which_it_differs_is_named(gansu):
    make_policy(gansu, tiers=[(0, 69, "75"), (70, None, "80")])
    row = make_policy(
        gansu,
        tiers=[(0, 69, "75"), (70, None, "180")],
        status="draft",
        effective_from=Day(2027, 1, 1),
    )

    assert "70岁：这里是每月 180 元，这里从前的标准是每月 80 元" in said(row)
    assert "60岁" not in said(row)


def test_only_like_is_compared_with_like(gansu, lanzhou):
    make_policy(gansu, rates=[(0, None, "2")])

    assert said(one_tier(lanzhou, "75")) == ""
    rate = make_policy(lanzhou, rates=[(0, None, "4")], status="draft")
    assert said(rate) == ""
    rate.tiers.update(own_percent=D("8"), rate_percent=None)
    assert said(RefundPolicy.objects.get(pk=rate.pk)) == ""


def test_a_percentage_is_compared_too(gansu, lanzhou):
    make_policy(gansu, rates=[(0, None, "1.5")])

    text = said(make_policy(lanzhou, rates=[(0, None, "3.5")], status="draft"))

    assert "这里是平均养老金的 3.5%，甘肃省的标准是平均养老金的 1.5%，这个比它的两倍还多" in text


def test_a_rule_that_goes_on_unchanged_is_compared_with_nothing(gansu, lanzhou):
    make_policy(gansu)
    row = make_policy(lanzhou, tiers=[], status="draft")
    make_tier(row, as_of="2022年")

    assert said(row) == ""


def test_a_place_that_pools_apart_is_not_compared_with_the_province(gansu, lanzhou):
    make_policy(gansu)
    lanzhou.own_pool = True
    lanzhou.save()

    assert "甘肃省的标准" not in said(one_tier(lanzhou, "160"))


@pytest.mark.parametrize("how", ["replaced", "before", "province"])
def test_a_deduction_far_from_what_was_public_is_doubted(gansu, lanzhou, how):
    old = make_deduction(gansu if how == "province" else lanzhou, amount=D("24"), period="year")
    if how == "replaced":
        row = publishing.copy_of(old)
    else:
        row = make_deduction(lanzhou, status="draft", effective_from=Day(2027, 1, 1))
    row.amount, row.period, row.status = D("4.01"), "month", "draft"
    row.save()

    names = {"replaced": "原来的那一条", "before": "这里从前的", "province": "甘肃省的"}
    text = said(row)
    row.amount = D("4")

    assert "这里扣每月 4.01 元" in text
    assert f"{names[how]}是每年 24 元，这个比它的两倍还多" in text
    assert "这里扣" not in said(row)


def test_percentages_of_different_things_are_not_compared(gansu, lanzhou):
    make_deduction(gansu, percent=D("0.1"), percent_of="own")

    row = make_deduction(lanzhou, percent=D("0.3"), percent_of="base", status="draft")

    assert said(row) == ""


def test_an_average_pension_is_compared_with_last_years_and_the_provinces(gansu, lanzhou):
    make_statistic(gansu, year=2023, average_pension=D("3900"))
    make_statistic(lanzhou, year=2021, average_pension=D("4000"))

    text = said(make_statistic(lanzhou, year=2023, average_pension=D("1900"), status="draft"))

    assert "2021年的是 4,000 元，这个不到它的一半" in text
    assert "甘肃省这一年的是 3,900 元，这个不到它的一半" in text
    assert said(make_statistic(lanzhou, year=2024, average_pension=D("4100"))) == ""


def test_an_average_pension_is_compared_with_the_one_it_corrects(gansu):
    draft = publishing.copy_of(make_statistic(gansu, average_pension=D("4000")))
    draft.average_pension = D("1900")

    assert "原来的那一条是 4,000 元，这个不到它的一半" in said(draft)


@pytest.mark.parametrize(
    ("low", "high", "doubt"),
    [
        ("1", "4", ""),
        ("0.99", "3", "最低比例是平均养老金的 0.99%，不到 1%"),
        ("2", "4.01", "最高比例是平均养老金的 4.01%，超过 4%"),
    ],
)
def test_an_estimate_goes_by_the_same_bounds(gansu, low, high, doubt):
    text = said(make_estimate(gansu, low_percent=D(low), high_percent=D(high), status="draft"))

    assert doubt in text
    assert bool(text) == bool(doubt)


# --- What it costs -------------------------------------------------------------------------------


def test_many_rows_of_a_sheet_read_once_what_is_public(
    gansu, shenzhen, django_assert_max_num_queries
):
    make_policy(gansu)
    drafts = [one_tier(make_region(f"city{n}", gansu), "160") for n in range(5)]
    rows = RefundPolicy.objects.filter(pk__in=[draft.pk for draft in drafts])
    rows = list(rows.select_related("region__parent__parent", "source").prefetch_related("tiers"))
    public = Published()
    list(doubts(rows[0], TODAY, public))

    with django_assert_max_num_queries(len(rows) - 1):  # the worked examples of each
        told = [list(doubts(row, TODAY, public)) for row in rows[1:]]

    assert all("甘肃省的标准是每月 75 元" in "".join(found) for found in told)


def test_doubts_about_one_row_take_few_queries(gansu, lanzhou, django_assert_max_num_queries):
    make_policy(gansu)
    row = publishing.copy_of(make_policy(lanzhou))

    with django_assert_max_num_queries(17):
        list(doubts(RefundPolicy.objects.with_facts().get(pk=row.pk), TODAY))
