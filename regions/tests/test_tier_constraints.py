"""What tiers, worked examples, deductions, estimates and local answers refuse and accept."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from faq.models import LocalAnswer
from faq.tests.make import make_question
from regions.models import Deduction, Estimate, PolicyTier, WorkedExample
from regions.tests.make import make_deduction, make_example, make_policy, make_source, make_tier

pytestmark = pytest.mark.django_db

DAY = datetime.date
ONE_FIGURE = "每一档只填一样：金额、人均养老金的比例、本人养老金的比例，或者照哪时的数不变。"


def accepted(row):
    row.full_clean()
    row.save()
    return row


def refused(row, message):
    """The form is told why, and the database holds where no form asks."""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.messages == [message]
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def unclean(row, message):
    """Only the form is told why; the database does not know the rule."""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert message in refusal.value.messages


@pytest.fixture
def bare(gansu):
    """A policy without tiers."""
    return make_policy(gansu, tiers=[])


def tier(policy, **fields):
    return PolicyTier(policy=policy, **fields)


# --- Tiers ---------------------------------------------------------------------------------------

FIGURES = [
    {"amount": Decimal(75)},
    {"rate_percent": Decimal("2.8")},
    {"own_percent": Decimal(7)},
    {"as_of": "2022年12月"},
]


@pytest.mark.parametrize("figure", FIGURES)
def test_a_tier_with_one_figure_is_accepted(bare, figure):
    accepted(tier(bare, **figure))


@pytest.mark.parametrize("more", range(1, 4))
def test_a_tier_with_two_figures_is_refused(bare, more):
    refused(tier(bare, **FIGURES[0], **FIGURES[more]), ONE_FIGURE)


@pytest.mark.parametrize("percent", ["0", "100.01"])
def test_an_impossible_share_of_the_own_pension_is_refused(bare, percent):
    refused(tier(bare, own_percent=Decimal(percent)), "比例要大于 0，不超过 100。")


def test_at_least_the_average_is_of_ones_own_pension_only(bare):
    accepted(tier(bare, own_percent=Decimal(5), at_least_average=True, max_age=69))
    refused(
        tier(bare, min_age=70, rate_percent=Decimal(5), at_least_average=True),
        "“本人低于人均的按人均”只用于本人养老金的比例。",
    )


@pytest.mark.parametrize("limit", ["floor", "ceiling"])
def test_only_percentages_have_a_floor_and_a_ceiling(bare, limit):
    accepted(tier(bare, own_percent=Decimal(5), **{limit: Decimal(70)}, max_age=69))
    for figure in (FIGURES[0], FIGURES[3]):
        refused(
            tier(bare, min_age=70, **figure, **{limit: Decimal(70)}),
            "保底和封顶只用于比例，金额和不变的数没有保底封顶。",
        )
    refused(
        tier(bare, min_age=70, rate_percent=Decimal(5), **{limit: Decimal(0)}),
        "保底和封顶要大于 0；没有的空着。",
    )


def test_a_floor_above_the_ceiling_is_refused(bare):
    accepted(tier(bare, own_percent=Decimal(5), floor=Decimal(70), ceiling=Decimal(70), max_age=69))
    refused(
        tier(bare, min_age=70, own_percent=Decimal(5), floor=Decimal(71), ceiling=Decimal(70)),
        "保底比封顶还高，请看看是不是填反了。",
    )


def test_a_cohort_ends_after_it_begins(bare):
    accepted(tier(bare, amount=75, retired_from=DAY(2023, 1, 1), retired_until=DAY(2023, 1, 31)))
    refused(
        tier(bare, amount=75, retired_from=DAY(2024, 1, 1), retired_until=DAY(2023, 12, 31)),
        "“到哪天退休的”不能早于“哪天起退休的”。",
    )


def test_the_same_age_in_another_cohort_is_another_tier(bare):
    old = {"retired_until": DAY(2022, 12, 31)}
    make_tier(bare, amount=75, **old)
    accepted(tier(bare, amount=60, retired_from=DAY(2023, 1, 1), employer="enterprise"))
    accepted(tier(bare, amount=50, retired_from=DAY(2023, 1, 1), employer="flexible"))
    refused(tier(bare, amount=85, **old), "同一群人有两档从同一岁数开始。")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"retired_from": DAY(2023, 1, 2)}, "填某月1日，比如 2023-01-01。"),
        ({"retired_from": DAY(1940, 1, 1)}, "1940 年太早了，请看看年份是不是写错了。"),
        ({"retired_until": DAY(2022, 12, 30)}, "填某月的最后一天，比如 2022-12-31。"),
        ({"retired_until": DAY(9999, 12, 30)}, "填某月的最后一天，比如 2022-12-31。"),
    ],
)
def test_cohorts_begin_and_end_with_a_month(bare, fields, message):
    unclean(tier(bare, amount=Decimal(75), **fields), message)


@pytest.mark.parametrize(
    "text", ["2022", "2022年13月", "去年", "2022年12月底", "0000年", "２０２２年"]
)
def test_as_of_is_a_year_or_a_month(bare, text):
    unclean(tier(bare, as_of=text), "写哪年或哪年哪月，比如 2023年、2022年12月。")


def test_worked_examples_of_other_persons_are_accepted_and_the_same_twice_is_not(bare):
    make_example(bare)
    for fields in (
        {"own_pension": Decimal(4000)},
        {"retired": DAY(2023, 1, 1)},
        {"employer": "enterprise"},
        {"average_pension": Decimal(4000)},
    ):
        example = WorkedExample(policy=bare, age=65, amount=Decimal(80), **fields)
        accepted(example)
        refused(
            WorkedExample(policy=bare, age=65, amount=Decimal(85), **fields), "这个算例已经有了。"
        )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"average_pension": Decimal(0)}, "养老金要大于 0；用不到的空着，不要填 0。"),
        ({"own_pension": Decimal(-1)}, "养老金要大于 0；用不到的空着，不要填 0。"),
        ({"retired": DAY(2022, 12, 15)}, "填退休那个月的1日，比如 2024-01-01。"),
        ({"retired": DAY(1940, 1, 1)}, "1940 年太早了，请看看年份是不是写错了。"),
    ],
)
def test_a_worked_example_is_of_somebody_who_can_be(bare, fields, message):
    unclean(WorkedExample(policy=bare, age=65, amount=Decimal(80), **fields), message)


# --- Deductions ----------------------------------------------------------------------------------


def deduction(place, **fields):
    fields = {"kind": "care", "name": "长期护理保险费", "status": "published"} | fields
    return Deduction(region=place, source=make_source(), **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": Decimal("8.66")},
        {"amount": Decimal(66), "period": "year"},
        {"percent": Decimal("0.15"), "percent_of": "own"},
        {"percent": Decimal("0.1"), "percent_of": "base", "base_name": "全市平均缴费基数"},
        {},
    ],
    ids=["monthly", "yearly", "own", "base", "announced"],
)
def test_a_deduction_states_an_amount_a_percentage_or_neither(gansu, fields):
    accepted(deduction(gansu, **fields))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"amount": Decimal(7), "percent": Decimal(1), "percent_of": "own"},
            "金额和比例只填一样；都不知道的都空着。",
        ),
        ({"amount": Decimal(0)}, "代扣的金额要大于 0；不知道就空着，不要填 0。"),
        ({"percent": Decimal(1)}, "比例要大于 0、不超过 100，并选好是什么的比例。"),
        (
            {"percent": Decimal(0), "percent_of": "own"},
            "比例要大于 0、不超过 100，并选好是什么的比例。",
        ),
        (
            {"effective_from": DAY(2026, 1, 1), "ended_on": DAY(2025, 12, 31)},
            "“到哪天为止”不能早于“从哪天起”。",
        ),
    ],
)
def test_a_faulty_deduction_is_refused(gansu, fields, message):
    refused(deduction(gansu, **fields), message)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"effective_from": DAY(1997, 12, 31), "kind": "other"},
            "1998 年以前还没有医保个人账户，请看看年份是不是写错了。",
        ),
        ({"effective_from": DAY(2011, 12, 31)}, "那时还没有长期护理保险，请看看年份是不是写错了。"),
        ({"as_of": "前年"}, "写哪年或哪年哪月，比如 2023年、2023年2月。"),
        ({"base_name": "缴费基数"}, "只有“共同的基数”的比例才写基数是什么。"),
    ],
)
def test_a_deduction_before_its_law_or_badly_dated_is_refused_by_the_form(gansu, fields, message):
    unclean(deduction(gansu, **fields), message)


def test_a_place_has_one_published_deduction_of_a_kind_for_each_start(gansu, lanzhou):
    make_deduction(gansu, kind="care", effective_from=DAY(2026, 1, 1))
    make_deduction(gansu, kind="care")
    accepted(deduction(gansu, kind="illness", effective_from=DAY(2026, 1, 1)))
    accepted(deduction(lanzhou, effective_from=DAY(2026, 1, 1)))
    accepted(deduction(gansu, effective_from=DAY(2026, 1, 1), status="draft"))
    refused(
        deduction(gansu, effective_from=DAY(2026, 1, 1)),
        "这个地区已经有一条同一种、同一天开始、已发布的代扣。",
    )
    refused(deduction(gansu), "这个地区已经有一条同一种、没写开始日期、已发布的代扣。")


# --- Estimates and local answers -----------------------------------------------------------------


def test_an_estimate_has_a_range_or_a_reason_why_there_is_none(gansu, lanzhou):
    numbers = {
        "low_percent": Decimal(2),
        "high_percent": Decimal(3),
        "example_pension": Decimal(3700),
    }
    accepted(Estimate(region=gansu, source=make_source(), **numbers))
    message = "三个数都填，或者都空着而写明为什么不能估。"
    for fields in (numbers | {"reason": "按本人从前的数打。"}, {}, {"low_percent": Decimal(2)}):
        refused(Estimate(region=lanzhou, source=make_source(), **fields), message)
    accepted(Estimate(region=lanzhou, source=make_source(), reason="按本人从前的数打。"))


def local_answer(question, place, **fields):
    fields = {"statement": "男30年，女25年。", "status": "published"} | fields
    return LocalAnswer(question=question, region=place, source=make_source(), **fields)


def test_a_place_has_one_published_answer_to_a_question_for_each_start(gansu):
    question = make_question()
    start = DAY(2026, 1, 1)
    accepted(local_answer(question, gansu))
    accepted(local_answer(question, gansu, effective_from=start))
    accepted(local_answer(question, gansu, effective_from=start, status="draft"))
    refused(
        local_answer(question, gansu, effective_from=start),
        "这个地区对这个问题已经有一条同一天开始、已发布的答案。",
    )
    refused(
        local_answer(question, gansu), "这个地区对这个问题已经有一条没写开始日期、已发布的答案。"
    )


@pytest.mark.parametrize("field", ["men_years", "women_years", "local_years"])
def test_nobody_pays_for_more_than_fifty_years(gansu, field):
    question = make_question()

    refused(local_answer(question, gansu, **{field: 51}), "年数不超过 50，请看看是不是多打了一位。")
    accepted(local_answer(question, gansu, **{field: 50}))


def test_a_local_answer_ends_after_it_begins(gansu):
    refused(
        local_answer(
            make_question(), gansu, effective_from=DAY(2026, 1, 1), ended_on=DAY(2025, 1, 1)
        ),
        "“到哪天为止”不能早于“从哪天起”。",
    )


def test_a_local_answer_needs_a_source(gansu):
    row = LocalAnswer(question=make_question(), region=gansu, statement="男30年。")

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert "source" in refusal.value.message_dict
