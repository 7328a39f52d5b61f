"""Doubts about sums of another time, and figures that nobody compared with anything before."""

import datetime
from decimal import Decimal

import pytest

from desk import publishing
from desk.plausibility import doubts
from faq.tests.make import make_local_answer, make_question
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
D = Decimal


def said(row) -> str:
    return "\n".join(doubts(row, TODAY))


def one_tier(region, amount, **fields):
    return make_policy(region, tiers=[(0, None, amount)], **({"status": "draft"} | fields))


# --- A year's sum typed as a month's -------------------------------------------------------------

OF_A_YEAR = [
    "每人每年480元，按月划入个人账户。",
    "按月划入个人账户，标准为每人每年480元。",
    "从2026年1月起每月发放，480元/年。",
    "每月5日前划入；480元（每年）。",
    "全年划入480元，每月到账。",
]


@pytest.mark.parametrize("wording", OF_A_YEAR)
def test_a_sum_that_stands_beside_the_year_is_none_of_a_month_though_it_comes_monthly(
    gansu, wording
):
    assert "480 是一年的数，这里选的是“每月”" in said(one_tier(gansu, "480", wording=wording))
    assert said(one_tier(gansu, "480", wording=wording, period="year")) == ""


@pytest.mark.parametrize(
    "wording",
    [
        "每人每月48元，全年576元。",
        "全年576元，每人每月48元。",
        "从2026年起每年调整，每月48元。",
        "按上一年度养老金的2%定，即48元，按月划入。",
        "每年一次划入的除外，48元/月。",
        "年度内每月划入48元。",
        "满一年的，按48元划入，按月到账。",
    ],
)
def test_a_sum_that_stands_beside_the_month_is_not_doubted_for_a_year_elsewhere(gansu, wording):
    assert "48 是一年的数" not in said(one_tier(gansu, "48", wording=wording))


@pytest.mark.parametrize("wording", OF_A_YEAR)
def test_the_text_of_the_source_is_held_against_the_period_too(gansu, wording):
    source = make_source(full_text=f"第一条 退休人员按月领养老金。\n第二条 {wording}")

    assert "480 是一年的数" in said(one_tier(gansu, "480", source=source))
    assert said(one_tier(gansu, "480", source=source, period="year")) == ""


def test_a_deduction_of_a_year_is_none_of_a_month(gansu):
    row = make_deduction(
        gansu, amount=D("9"), status="draft", wording="每人每年9元，从每月划入的钱里扣。"
    )

    assert "9 是一年的数，这里选的是“每月”" in said(row)


# --- Against the rule replaced -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["floor", "ceiling"])
@pytest.mark.parametrize(("figure", "doubted"), [("160", False), ("161", True), ("39", True)])
def test_a_limit_far_from_the_one_replaced_is_doubted(gansu, name, figure, doubted):
    old = make_policy(gansu, tiers=[])
    make_tier(old, own_percent=D("5"), **{name: D("80")})
    draft = publishing.copy_of(old)
    draft.tiers.update(**{name: D(figure)})
    word = {"floor": "保底", "ceiling": "封顶"}[name]

    assert (f"{word} {figure} 元，原来的那一条是" in said(draft)) is doubted


@pytest.mark.parametrize(("amount", "doubted"), [("180", False), ("301", True), ("49", True)])
def test_an_amount_in_place_of_a_percentage_is_compared_in_yuan(gansu, amount, doubted):
    make_statistic(gansu, year=2025, average_pension=D("5000"))
    old = make_policy(gansu, rates=[(0, None, "3")])
    draft = publishing.copy_of(old)
    draft.tiers.update(rate_percent=None, amount=D(amount))

    assert ("原来的那一条是每月 150 元" in said(draft)) is doubted


def test_a_percentage_in_place_of_an_amount_is_compared_in_yuan(gansu):
    make_statistic(gansu, year=2025, average_pension=D("9000"))
    old = make_policy(gansu, tiers=[(0, None, "75")])
    draft = publishing.copy_of(old)
    draft.tiers.update(rate_percent=D("2"), amount=None)

    assert "这里是每月 180 元，原来的那一条是每月 75 元，这个比它的两倍还多" in said(draft)


# --- Kinds that were compared with nothing -------------------------------------------------------


def test_an_estimate_far_from_the_one_it_corrects_is_doubted(gansu):
    draft = publishing.copy_of(make_estimate(gansu, low_percent=D("1"), high_percent=D("1.5")))
    draft.low_percent, draft.high_percent = D("1"), D("3.5")

    assert "最高比例是 3.5%，原来的那一条是 1.5%，这个比它的两倍还多" in said(draft)


@pytest.mark.parametrize(
    ("wording", "doubted"), [("2%到3%", False), ("1.5%到3%", True), ("", False)]
)
def test_an_estimate_goes_by_its_quote(gansu, wording, doubted):
    assert ("原话里没有 2%" in said(make_estimate(gansu, wording=wording))) is doubted


@pytest.mark.parametrize(
    ("full_text", "doubted"),
    [
        ("2025年人均基本养老金为4000元。", False),
        ("2025年人均基本养老金为48000元。", False),
        ("2025年人均基本养老金为3,500元。", True),
        ("文件的正文。", False),
    ],
)
def test_an_average_pension_that_its_source_does_not_state_is_doubted(gansu, full_text, doubted):
    row = make_statistic(gansu, source=make_source(full_text=full_text))

    assert ("来源的原话和正文里找不到 4,000" in said(row)) is doubted


@pytest.mark.parametrize(
    ("wording", "doubted"), [("每人每年400元", False), ("每人每年40元", True), ("", False)]
)
def test_money_of_a_local_answer_stands_in_its_quote(gansu, wording, doubted):
    question = make_question(differs="各地不一样。")
    row = make_local_answer(
        make_region("yongzhou"), question, statement="每年缴 400 元。", wording=wording
    )

    assert ("原话里没有 400 元" in said(row)) is doubted


# --- Years that are still to come ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("base_year", "start", "doubted"),
    [
        (2025, datetime.date(2026, 1, 1), False),
        (2026, datetime.date(2026, 1, 1), False),
        (2027, datetime.date(2026, 1, 1), True),
        (2026, None, False),
        (2027, None, True),
    ],
)
def test_an_average_of_a_year_after_the_start_is_doubted(gansu, base_year, start, doubted):
    row = make_policy(
        gansu,
        rates=[(0, None, "2")],
        status="draft",
        base_year=base_year,
        effective_from=start,
    )

    assert ("请看看年份是不是写错了" in said(row)) is doubted


@pytest.mark.parametrize(("year", "doubted"), [(2026, False), (2027, True)])
def test_an_average_pension_of_a_year_to_come_is_doubted(gansu, year, doubted):
    assert ("年还没有到" in said(make_statistic(gansu, year=year))) is doubted
