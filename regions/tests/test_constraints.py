"""What the rows themselves refuse, each beside what they accept.

``refused`` asks twice: the form is told why in Chinese, and the database holds where no form
asks. Rules that only ``clean()`` knows are asked of the form alone.
"""

import datetime
import re
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from regions.models import (
    Estimate,
    LookupChannel,
    PolicyTier,
    Publication,
    RefundPolicy,
    Region,
    RegionAlias,
    Source,
    Statistic,
    WorkedExample,
)
from regions.models.tier import check_tiers
from regions.tests.make import (
    make_estimate,
    make_example,
    make_nation,
    make_policy,
    make_region,
    make_source,
    make_statistic,
    make_tier,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date
ONE_FIGURE = "每一档只填一样：金额、人均养老金的比例、本人养老金的比例，或者照哪时的数不变。"
TOO_OLD = "年龄不超过 130 岁，请看看是不是多打了一位。"


def accepted(row):
    row.full_clean()
    row.save()
    return row


def told(row) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    return refusal.value.messages


def refused(row, *messages):
    assert told(row) == list(messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def beside(row) -> dict[str, list[str]]:
    """The messages by field."""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    return refusal.value.message_dict


@pytest.fixture
def hunan():
    return make_region(slug="hunan", name="湖南省", short_name="湖南", code="430000")


@pytest.fixture
def source():
    return make_source()


def test_every_constraint_explains_itself_in_chinese():
    models = [m for app in ("regions", "faq") for m in apps.get_app_config(app).get_models()]
    constraints = [c for model in models for c in model._meta.constraints]

    assert constraints
    for constraint in constraints:
        assert re.search(r"[\u4e00-\u9fff].*。$", constraint.violation_error_message), constraint


# --- Places ----------------------------------------------------------------------------------


def place(parent, **fields):
    fields = {"slug": "yongzhou", "name": "永州市", "short_name": "永州", "level": 2} | fields
    return Region(parent=parent, **fields)


def test_a_second_place_with_the_same_code_is_refused(hunan):
    accepted(place(hunan, code="431100"))

    other = place(hunan, code="431100", slug="lingling")

    refused(other, "已经有一个地区用了这个行政区划代码。")


def test_many_places_without_a_code_are_accepted(hunan):
    accepted(place(hunan))
    accepted(place(hunan, slug="lingling"))


def test_a_second_page_of_the_same_address_is_refused(hunan):
    city = accepted(place(hunan, slug="hengyang"))
    accepted(place(hunan, has_page=True))

    county = place(city, level=3, has_page=True)

    refused(county, "同一个省里已经有一个地区用了这个网址用名。")


def test_a_county_without_a_page_may_share_an_address(hunan):
    city = accepted(place(hunan, slug="hengyang"))
    accepted(place(hunan, has_page=True))

    accepted(place(city, level=3))


def test_two_places_of_one_slug_below_one_parent_are_refused(hunan):
    accepted(place(hunan))

    refused(place(hunan), "同一个上级下面已经有这个网址用名。")


def test_one_slug_below_two_parents_is_accepted(hunan):
    accepted(place(hunan))
    accepted(place(make_region(slug="gansu")))


def test_a_place_without_a_parent_is_refused():
    refused(place(None), "除了“全国”，每个地区都要选上级。")


def test_the_nation_stands_alone(hunan):
    nation = make_nation()
    nation.full_clean()

    nation.parent = hunan

    refused(nation, "上级的级别要比本地区高。")


def test_a_place_that_merges_into_itself_is_refused(hunan):
    region = accepted(place(hunan))

    region.successor = region

    refused(region, "不能并入自己。")


def test_a_place_that_merges_into_another_is_accepted(hunan):
    accepted(place(hunan, successor=accepted(place(hunan, slug="lingling"))))


@pytest.mark.parametrize(("level", "fits"), [(1, False), (2, True), (3, True)])
def test_a_parent_stands_higher_than_its_places(hunan, level, fits):
    region = place(hunan, level=level)

    if fits:
        accepted(region)
    else:
        assert beside(region) == {"parent": ["上级的级别要比本地区高。"]}


@pytest.mark.parametrize("area_code", ["", "010", "0746"])
def test_an_area_code_of_three_or_four_digits_is_accepted(hunan, area_code):
    accepted(place(hunan, area_code=area_code))


@pytest.mark.parametrize("area_code", ["746", "07", "07-6", "１０"])
def test_another_area_code_is_refused(hunan, area_code):
    expected = "区号是 0 开头的三位或四位数字，例如 0931。"

    assert beside(place(hunan, area_code=area_code)) == {"area_code": [expected]}


def test_the_same_alias_twice_is_refused(hunan):
    accepted(RegionAlias(region=hunan, name="湘"))

    refused(RegionAlias(region=hunan, name="湘", kind="colloquial"), "这个地区已经有这个别名。")


def test_one_alias_of_two_places_is_accepted(hunan):
    accepted(RegionAlias(region=hunan, name="巴州"))
    accepted(RegionAlias(region=make_region(slug="gansu"), name="巴州"))


@pytest.mark.parametrize("years", [(1983, 2014), (2014, 2014), (None, 2014), (1983, None)])
def test_years_of_a_former_name_are_in_order_or_open(hunan, years):
    start, end = years

    accepted(RegionAlias(region=hunan, name="楚南", from_year=start, until_year=end))


def test_a_former_name_that_ended_before_it_began_is_refused(hunan):
    refused(
        RegionAlias(region=hunan, name="楚南", from_year=2015, until_year=2014),
        "旧名开始的年份不能晚于结束的年份。",
    )


@pytest.mark.parametrize("years", [(1899, None), (None, 2101), (198, 2014), (1983, 20144)])
def test_years_of_a_former_name_that_nobody_means_are_refused(hunan, years):
    start, end = years

    refused(
        RegionAlias(region=hunan, name="楚南", from_year=start, until_year=end),
        "旧名的年份要在1900年到2100年之间，请看看有没有多写或少写。",
    )


@pytest.mark.parametrize("name", ["湖南省", "湖南", "湖 南", "湖南\u200b"])
def test_the_own_name_of_a_place_is_no_alias_of_it(name):
    place = make_region(slug="chu", name="湖南省", short_name="湖南")

    assert beside(RegionAlias(region=place, name=name)) == {
        "name": [f"“{name}”就是这个地区自己的名字，不用写成别名。"]
    }
    accepted(RegionAlias(region=place, name="湖南道"))


# --- Sources and ways to look up -------------------------------------------------------------


def test_an_original_without_a_day_of_checking_is_refused():
    refused(Source(title="通知", confidence="original"), "写“依据原文”的，要填核对日期。")


def test_an_original_with_a_day_of_checking_is_accepted():
    accepted(Source(title="通知", confidence="original", checked_on=DAY(2026, 1, 1)))


@pytest.mark.parametrize("confidence", [c for c in Source.Confidence if c != "original"])
def test_any_other_source_needs_no_day_of_checking(confidence):
    accepted(Source(title="通知", confidence=confidence))


def channel(region, source, **fields):
    fields = {"kind": "website", "name": "医保局网站", "steps": "打开网站。"} | fields
    return LookupChannel(region=region, source=source, **fields)


@pytest.mark.parametrize("url", ["", "https://gov.cn/", "https://ybj.hunan.gov.cn/a"])
def test_an_official_channel_on_a_government_host_is_accepted(hunan, source, url):
    accepted(channel(hunan, source, url=url))


@pytest.mark.parametrize(
    "url",
    [
        "https://ybj.gansu.gov.cn.evil.com",
        "https://xgov.cn",
        "https://gov.cn@evil.com/",
        "https://evil.com/?.gov.cn",
        "https://evil.com#.gov.cn",
    ],
    ids=["below-another", "longer-name", "user-name", "query", "fragment"],
)
def test_an_official_channel_elsewhere_is_refused(hunan, source, url):
    expected = "官方渠道只能填官方网址（.gov.cn）。请看清网址再填。"

    assert beside(channel(hunan, source, url=url)) == {"url": [expected]}


def test_a_third_party_may_be_anywhere(hunan, source):
    accepted(channel(hunan, source, url="https://example.com/", operator="third_party"))


@pytest.mark.parametrize("field", ["name", "hours", "steps", "cautions", "good_for"])
def test_a_channel_with_a_figure_in_its_texts_is_refused(hunan, source, field):
    fault = beside(channel(hunan, source, **{field: "补卡收叁拾圆"}))[field][0]

    assert fault.startswith("这里不写钱数和比例，您写了“叁拾圆”。")


@pytest.mark.parametrize("text", ["拨 12393，24小时", "第三块牌子", "三元区政务中心，每月15日休息"])
def test_a_channel_with_other_numbers_is_accepted(hunan, source, text):
    accepted(channel(hunan, source, steps=text, name=text, hours=text))


def test_a_channel_without_a_step_is_refused(hunan, source):
    assert beside(channel(hunan, source, steps=" \n"))["steps"] == ["至少写一步。"]


# --- Policies --------------------------------------------------------------------------------


def policy(region, source, **fields):
    return RefundPolicy(region=region, source=source, **fields)


def test_two_published_policies_of_the_same_start_are_refused(hunan, source):
    make_policy(hunan, effective_from=DAY(2026, 1, 1))

    again = policy(hunan, source, effective_from=DAY(2026, 1, 1), status="published")

    refused(again, "这个地区已经有一条同一天开始、已发布的标准。")


def test_two_published_policies_without_a_start_are_refused(hunan, source):
    make_policy(hunan)

    again = policy(hunan, source, status="published")

    refused(again, "这个地区已经有一条没写开始日期、已发布的标准。")


@pytest.mark.parametrize("status", [s for s in Publication if s != "published"])
@pytest.mark.parametrize("start", [None, DAY(2026, 1, 1)])
def test_an_unpublished_policy_of_the_same_start_is_accepted(hunan, source, status, start):
    make_policy(hunan, effective_from=start)

    accepted(policy(hunan, source, effective_from=start, status=status))


def test_published_policies_of_different_starts_or_places_are_accepted(hunan, source):
    make_policy(hunan, effective_from=DAY(2026, 1, 1))

    accepted(policy(hunan, source, effective_from=DAY(2026, 1, 2), status="published"))
    accepted(policy(hunan, source, status="published"))
    city = make_region(parent=hunan)
    accepted(policy(city, source, effective_from=DAY(2026, 1, 1), status="published"))


def test_an_end_before_the_start_is_refused(hunan, source):
    backwards = policy(hunan, source, effective_from=DAY(2026, 1, 2), ended_on=DAY(2026, 1, 1))

    refused(backwards, "“到哪天为止”不能早于“从哪天起执行”。")


@pytest.mark.parametrize("start", [None, DAY(2026, 1, 1), DAY(2025, 1, 1)])
def test_an_end_not_before_the_start_is_accepted(hunan, source, start):
    accepted(policy(hunan, source, effective_from=start, ended_on=DAY(2026, 1, 1)))


def test_a_policy_without_a_source_is_refused(hunan):
    row = policy(hunan, None)

    assert beside(row) == {"source": ["这个值不能为 null。"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# --- Tiers and worked examples ---------------------------------------------------------------


@pytest.fixture
def bare(hunan):
    """A policy without tiers."""
    return make_policy(hunan, tiers=[])


def test_a_percentage_with_an_amount_is_refused(bare):
    both = PolicyTier(policy=bare, amount=Decimal(75), rate_percent=Decimal(2))

    refused(both, ONE_FIGURE)


def test_a_tier_without_an_amount_or_a_percentage_is_refused(bare):
    refused(PolicyTier(policy=bare), ONE_FIGURE)


def test_an_amount_or_a_percentage_alone_is_accepted(bare):
    accepted(PolicyTier(policy=bare, max_age=69, amount=Decimal("0.01")))
    accepted(PolicyTier(policy=bare, min_age=70, rate_percent=Decimal(100)))


@pytest.mark.parametrize(("low", "high"), [(131, None), (70, 131), (8101, None)])
def test_a_tier_for_ages_nobody_reaches_is_refused(bare, low, high):
    tier = PolicyTier(policy=bare, min_age=low, max_age=high, amount=Decimal(75))

    refused(tier, TOO_OLD)


@pytest.mark.parametrize(("low", "high"), [(130, None), (70, 130)])
def test_a_tier_for_the_oldest_is_accepted(bare, low, high):
    accepted(PolicyTier(policy=bare, min_age=low, max_age=high, amount=Decimal(75)))


def test_a_worked_example_of_an_age_nobody_reaches_is_refused(bare):
    example = WorkedExample(policy=bare, age=131, amount=Decimal(75))

    refused(example, TOO_OLD)
    accepted(WorkedExample(policy=bare, age=130, amount=Decimal(75)))


def test_two_tiers_from_the_same_age_are_refused(bare):
    make_tier(bare, max_age=69, amount=75)

    refused(PolicyTier(policy=bare, amount=Decimal(85)), "同一群人有两档从同一岁数开始。")


def test_a_tier_that_ends_before_it_begins_is_refused(bare):
    backwards = PolicyTier(policy=bare, min_age=70, max_age=69, amount=Decimal(75))

    refused(backwards, "“到几岁”不能小于“从几岁”。")


@pytest.mark.parametrize("max_age", [70, 71, None])
def test_a_tier_of_one_year_or_more_is_accepted(bare, max_age):
    accepted(PolicyTier(policy=bare, min_age=70, max_age=max_age, amount=Decimal(75)))


@pytest.mark.parametrize("amount", ["0", "-75"])
def test_an_amount_that_is_not_positive_is_refused(bare, amount):
    refused(PolicyTier(policy=bare, amount=Decimal(amount)), "金额要大于 0。")


@pytest.mark.parametrize("percent", ["0", "-2", "100.01"])
def test_an_impossible_percentage_is_refused(bare, percent):
    impossible = PolicyTier(policy=bare, rate_percent=Decimal(percent))

    refused(impossible, "比例要大于 0，不超过 100。")


@pytest.mark.parametrize(
    "ages",
    [[(0, None)], [(0, 69), (70, None)], [(70, None), (0, 69)], [(0, 0), (1, 99), (100, None)]],
)
def test_tiers_that_cover_every_age_once_are_accepted(ages):
    check_tiers([PolicyTier(min_age=low, max_age=high, amount=75) for low, high in ages])


@pytest.mark.parametrize(
    ("ages", "message"),
    [
        ([], "至少要有一个年龄档。不分年龄的，填一档：从 0 岁，到几岁空着。"),
        ([(0, 70), (70, None)], "“不满71岁”和“70岁及以上”重叠了。"),
        ([(0, None), (70, None)], "“不分年龄”和“70岁及以上”重叠了。"),
        ([(0, 59), (70, None)], "60岁到69岁没有年龄档，中间空了。"),
        ([(60, None)], "0岁到59岁没有年龄档。最小的一档从 0 岁开始。"),
        ([(0, 99)], "99岁以后没有年龄档。最大的一档“到几岁”空着。"),
    ],
    ids=["none", "one-year", "open", "gap", "young", "old"],
)
def test_tiers_that_miss_or_repeat_an_age_are_refused(ages, message):
    with pytest.raises(ValidationError) as refusal:
        check_tiers([PolicyTier(min_age=low, max_age=high, amount=75) for low, high in ages])

    assert refusal.value.messages == [message]


def test_tiers_that_mix_amounts_and_percentages_are_refused():
    tiers = [PolicyTier(max_age=69, amount=75), PolicyTier(min_age=70, rate_percent=2)]

    with pytest.raises(ValidationError) as refusal:
        check_tiers(tiers)

    assert refusal.value.messages == ["各档要么都填金额，要么都填比例，不能混着。"]


@pytest.mark.parametrize("pension", [None, Decimal(4000)])
def test_the_same_worked_example_twice_is_refused(bare, pension):
    make_example(bare, average_pension=pension)

    again = WorkedExample(policy=bare, age=65, average_pension=pension, amount=Decimal(80))

    refused(again, "这个算例已经有了。")


@pytest.mark.parametrize("amount", ["0.00", "-75.00"])
def test_a_worked_example_that_pays_nothing_is_refused(bare, amount):
    refused(WorkedExample(policy=bare, age=65, amount=Decimal(amount)), "算例的金额要大于 0。")


def test_worked_examples_of_other_ages_and_pensions_are_accepted(bare):
    for age, pension in [(65, None), (66, None), (65, 4000), (65, 5000)]:
        accepted(WorkedExample(policy=bare, age=age, average_pension=pension, amount=80))


# --- Average pensions and the estimate -------------------------------------------------------


def statistic(region, source, **fields):
    fields = {"year": 2022, "average_pension": Decimal(4000)} | fields
    return Statistic(region=region, source=source, **fields)


def test_a_second_average_pension_of_one_year_is_refused(hunan, source):
    make_statistic(hunan, year=2022)

    refused(statistic(hunan, source), "这个地区这一年的数已经有了。")


def test_average_pensions_of_two_years_are_accepted(hunan, source):
    accepted(statistic(hunan, source))
    accepted(statistic(hunan, source, year=2023))


@pytest.mark.parametrize(("pension", "fits"), [("0", 0), ("0.01", 1), ("100000", 1), ("100001", 0)])
def test_an_average_pension_is_possible(hunan, source, pension, fits):
    row = statistic(hunan, source, average_pension=Decimal(pension))

    if fits:
        accepted(row)
    else:
        refused(row, "平均养老金要大于 0，不超过 100,000 元。")


@pytest.mark.parametrize(("year", "fits"), [(1989, 0), (1990, 1), (2100, 1), (2101, 0)])
def test_a_year_has_four_likely_digits(hunan, source, year, fits):
    row = statistic(hunan, source, year=year)

    if fits:
        accepted(row)
    else:
        refused(row, "年份写四位数，如 2022。")


def estimate(region, source, low="2", high="3", example="3700"):
    return Estimate(
        region=region,
        source=source,
        low_percent=Decimal(low),
        high_percent=Decimal(high),
        example_pension=Decimal(example),
    )


@pytest.mark.parametrize(("low", "high"), [("2", "3"), ("2", "2"), ("0.01", "100")])
def test_an_estimate_in_order_is_accepted(hunan, source, low, high):
    accepted(estimate(hunan, source, low, high))


@pytest.mark.parametrize(("low", "high"), [("3", "2"), ("0", "3"), ("-1", "3"), ("2", "100.01")])
def test_an_estimate_out_of_order_is_refused(hunan, source, low, high):
    expected = "最低比例要大于 0，不超过最高比例；最高比例不超过 100。"

    refused(estimate(hunan, source, low, high), expected)


@pytest.mark.parametrize("example", ["0", "-1"])
def test_an_example_pension_that_is_not_positive_is_refused(hunan, source, example):
    refused(estimate(hunan, source, example=example), "举例的平均养老金要大于 0。")


def test_a_second_estimate_of_a_place_is_refused(hunan, source):
    make_estimate(hunan)

    refused(estimate(hunan, source), "这个地区已经有一个估算范围。")
