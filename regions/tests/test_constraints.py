"""Every rule a row must obey, from both sides: what is refused says why, the rest passes."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from regions.models import (
    Estimate,
    LookupChannel,
    PolicyTier,
    RefundPolicy,
    Region,
    RegionAlias,
    Source,
    Statistic,
    WorkedExample,
)
from regions.models.channel import is_official_host
from regions.models.policy import check_tiers
from regions.tests.make import (
    make_estimate,
    make_example,
    make_nation,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date


@pytest.fixture
def province():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


@pytest.fixture
def city(province):
    return make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", code="620100", parent=province
    )


def refused(row, words):
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    assert words in "".join(error.value.messages)


# --- Places ----------------------------------------------------------------------------------


def town(parent, **fields):
    values = {
        "name": "白银市",
        "short_name": "白银",
        "slug": "baiyin",
        "code": "620400",
        "level": 2,
        "has_page": True,
    }
    return Region(parent=parent, **{**values, **fields})


def test_a_sound_place_is_accepted(province):
    town(province, area_code="0943").full_clean()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "620100"}, "已经有一个地区用了这个行政区划代码"),
        ({"slug": "lanzhou"}, "已经有"),
        ({"parent": None}, "都要选上级"),
        ({"level": 1}, "上级的级别要比本地区高"),
        ({"area_code": "931"}, "区号是 0 开头"),
        ({"area_code": "09311"}, ""),
    ],
)
def test_an_unsound_place_is_refused(province, city, fields, words):
    refused(town(**{"parent": province, **fields}), words)


def test_places_outside_the_list_need_no_code(province):
    town(province, code="").save()
    town(province, code="", slug="xiongan", name="雄安新区").full_clean()


def test_two_pages_never_share_an_address(province, city):
    county = make_region(slug="x", name="甲县", short_name="甲", parent=city, has_page=False)
    county.slug = "lanzhou"
    county.full_clean()  # without a page it may
    county.has_page = True

    with transaction.atomic(), pytest.raises(IntegrityError):
        county.save()


def test_a_place_is_not_merged_into_itself(province, city):
    city.successor = city
    refused(city, "不能并入自己")
    city.successor = province
    city.full_clean()


def test_an_alias_is_unique_in_its_place(province, city):
    RegionAlias.objects.create(region=city, name="金城")
    refused(RegionAlias(region=city, name="金城"), "已经有这个别名")
    RegionAlias(region=province, name="金城").full_clean()


# --- Sources ---------------------------------------------------------------------------------


@pytest.mark.parametrize("checked_on", [None, DAY(2026, 11, 1)], ids=["unchecked", "checked"])
def test_only_what_was_checked_rests_on_the_original(checked_on):
    source = Source(title="通知", confidence="original", checked_on=checked_on)
    if checked_on is None:
        refused(source, "要填核对日期")
    else:
        source.full_clean()


# --- Policies --------------------------------------------------------------------------------


def policy(city, **fields):
    return RefundPolicy(region=city, **{"source": make_source(), "status": "published", **fields})


def test_a_policy_without_a_source_is_refused(city):
    refused(policy(city, source=None), "")
    with transaction.atomic(), pytest.raises(IntegrityError):
        RefundPolicy.objects.create(region=city)


@pytest.mark.parametrize("start", [DAY(2023, 1, 1), None], ids=["dated", "undated"])
def test_one_published_policy_per_place_and_start(province, city, start):
    make_policy(city, effective_from=start)

    refused(policy(city, effective_from=start), "已发布的标准")
    with transaction.atomic(), pytest.raises(IntegrityError):
        policy(city, effective_from=start).save()
    policy(city, effective_from=start, status="draft").full_clean()
    policy(city, effective_from=DAY(2024, 1, 1)).full_clean()
    policy(province, effective_from=start).full_clean()


@pytest.mark.parametrize(
    ("start", "end", "sound"),
    [
        (DAY(2023, 1, 1), DAY(2022, 12, 31), False),
        (DAY(2023, 1, 1), DAY(2023, 1, 1), True),
        (None, DAY(2022, 12, 31), True),
        (DAY(2023, 1, 1), None, True),
    ],
)
def test_a_policy_does_not_end_before_it_starts(city, start, end, sound):
    row = policy(city, effective_from=start, ended_on=end)
    if sound:
        row.full_clean()
    else:
        refused(row, "不能早于")


@pytest.mark.parametrize(
    ("name", "amount", "sound"),
    [
        ("", None, True),
        ("大病保险", "7.00", True),
        ("大病保险", None, False),
        ("", "7.00", False),
        ("大病保险", "0.00", False),
        ("大病保险", "-1.00", False),
    ],
)
def test_a_deduction_has_a_name_and_an_amount(city, name, amount, sound):
    row = policy(city, deduction_name=name, deduction_amount=amount and Decimal(amount))
    if sound:
        row.full_clean()
    else:
        refused(row, "代扣要同时写项目和金额")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "90.00"}, None),
        ({"rate_percent": "2.80"}, None),
        ({"amount": "90.00", "rate_percent": "2.80"}, "只填一样"),
        ({}, "只填一样"),
        ({"amount": "90.00", "min_age": 70, "max_age": 69}, "不能小于"),
        ({"amount": "90.00", "min_age": 70, "max_age": 70}, None),
        ({"amount": "0.00"}, "金额要大于 0"),
        ({"rate_percent": "0.00"}, "比例要大于 0"),
        ({"rate_percent": "100.01"}, "不超过 100"),
        ({"rate_percent": "100.00"}, None),
    ],
)
def test_a_tier_states_one_possible_amount_or_percentage(city, fields, words):
    policy = make_policy(city, tiers=[])
    tier = PolicyTier(
        policy=policy, **{k: Decimal(v) if isinstance(v, str) else v for k, v in fields.items()}
    )
    if words is None:
        tier.full_clean()
    else:
        refused(tier, words)
        with transaction.atomic(), pytest.raises(IntegrityError):
            tier.save()


def test_two_tiers_do_not_start_at_one_age(city):
    policy = make_policy(city)
    refused(PolicyTier(policy=policy, min_age=0, amount=Decimal("1.00")), "同一岁数开始")


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ([(0, None)], None),
        ([(0, 69), (70, None)], None),
        ([], "至少要有一个"),
        ([(0, 70), (70, None)], "重叠"),
        ([(0, 68), (70, None)], "中间空了"),
        ([(60, None)], "没有年龄档"),
        ([(0, 69)], "以后没有年龄档"),
    ],
)
def test_the_tiers_of_a_policy_fit_together(bands, words):
    tiers = [PolicyTier(min_age=low, max_age=high, amount=Decimal(1)) for low, high in bands]
    if words is None:
        check_tiers(tiers)
    else:
        with pytest.raises(ValidationError, match=words):
            check_tiers(tiers)


@pytest.mark.parametrize("pension", [None, Decimal("4000.00")], ids=["without", "with-pension"])
def test_an_example_stands_once(city, pension):
    policy = make_policy(city)
    make_example(policy, average_pension=pension)

    refused(
        WorkedExample(policy=policy, age=65, average_pension=pension, amount=Decimal(1)),
        "这个算例已经有了",
    )
    WorkedExample(policy=policy, age=66, average_pension=pension, amount=Decimal(1)).full_clean()


# --- Estimate and statistics -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, None),
        ({"low_percent": Decimal(3), "high_percent": Decimal(2)}, "不能小于最低比例"),
        ({"low_percent": Decimal(0)}, "要大于 0"),
        ({"example_pension": Decimal(0)}, "要大于 0"),
    ],
)
def test_an_estimate_is_a_range(fields, words):
    values = {
        "low_percent": Decimal(2),
        "high_percent": Decimal(3),
        "example_pension": Decimal(3700),
    }
    row = Estimate(region=make_nation(), source=make_source(), **{**values, **fields})
    if words is None:
        row.full_clean()
    else:
        refused(row, words)


def test_a_place_has_one_estimate():
    nation = make_nation()
    make_estimate(nation)
    with transaction.atomic(), pytest.raises(IntegrityError):
        make_estimate(nation)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"year": 2023}, None),
        ({"year": 2022}, "这一年的数已经有了"),
        ({"year": 22}, "四位数"),
        ({"year": 2023, "average_pension": Decimal(0)}, "要大于 0"),
        ({"year": 2023, "average_pension": Decimal("100000.01")}, "不超过"),
        ({"year": 2023, "average_pension": Decimal(100000)}, None),
    ],
)
def test_a_statistic_is_possible_and_unique(city, fields, words):
    make_statistic(city, year=2022)
    values = {"average_pension": Decimal(4000)}
    row = Statistic(region=city, source=make_source(), **{**values, **fields})
    if words is None:
        row.full_clean()
    else:
        refused(row, words)


# --- Channels --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "official"),
    [
        ("https://ybj.gansu.gov.cn/", True),
        ("https://www.gov.cn/x", True),
        ("https://ybj.gansu.gov.cn.evil.com/", False),
        ("https://xgov.cn/", False),
        ("https://gov.cn@evil.com/", False),
        ("https://evil.com/?gov.cn", False),
    ],
)
def test_official_channels_lead_to_official_hosts_only(city, url, official):
    channel = LookupChannel(
        region=city, kind="website", name="网站", steps="打开。", url=url, source=make_source()
    )

    assert is_official_host(url) is official
    if official:
        channel.full_clean()
    else:
        refused(channel, "官方渠道只能填官方网址")
        channel.operator = "third_party"
        channel.full_clean()


@pytest.mark.parametrize("steps", ["", " \n "])
def test_a_channel_has_steps(city, steps):
    refused(
        LookupChannel(region=city, kind="phone", name="电话", steps=steps, source=make_source()),
        "",
    )
