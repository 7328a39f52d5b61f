"""What goes off the credit, place by place: as the sources say, and subtracted only if sure."""

import datetime
from decimal import Decimal

import pytest

from calculator.situation import rules_of, situation_of
from regions.models import Deduction, Region, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

TODAY = datetime.date(2026, 11, 24)


def situation(path, on=TODAY):
    region = Region.objects.with_lineage().get(path=path, has_page=True)
    return situation_of(region, on, TODAY)


@pytest.mark.parametrize(
    ("path", "kind", "told", "account"),
    [
        ("beijing", "illness", "每月 3 元", "unknown"),
        ("chongqing", "care", "上年度全市在职职工实际平均缴费基数的 0.1%", "yes"),
        ("chongqing", "illness", "每年 60 元", "yes"),
        ("fujian/xiamen", "illness", "每月 7 元", "yes"),
        ("guangdong/guangzhou", "care", "每月 8.66 元", "yes"),
        ("guangdong/meizhou", "care", "本人养老金的 0.1%", "yes"),
        ("guangxi/liuzhou", "care", "", "unknown"),
        ("hainan/haikou", "care", "本人养老金的 0.15%", "unknown"),
        ("hebei/tangshan", "care", "本人养老金的 0.15%", "consent"),
        ("jiangsu/suzhou", "care", "每月 2 元", "yes"),
        ("jiangsu/wuxi", "care", "每年 30 元", "yes"),
        ("jiangsu/xuzhou", "care", "", "yes"),
        ("jiangsu/yangzhou", "care", "每年 20 元", "unknown"),
        ("jiangsu/zhenjiang", "care", "每年 30 元", "unknown"),
        ("jilin/changchun", "care", "每月 2.78 元", "yes"),
        ("shandong/yantai", "care", "每年 30 元", "yes"),
        ("shandong/yantai", "illness", "每年 36 元", "yes"),
        ("sichuan/chengdu", "care", "划入基数的 0.3%", "yes"),
        ("xinjiang/shihezi", "care", "每年 50 元", "yes"),
        ("zhejiang/ningbo", "care", "每年 45 元", "yes"),
    ],
)
def test_a_place_tells_what_goes_off(path, kind, told, account):
    rows = [view.row for view in situation(path).deductions if view.row.kind == kind]

    assert [(row.in_words, row.from_account) for row in rows] == [(told, account)]


def test_few_deductions_lower_every_credit():
    regions = Region.objects.pages().with_lineage()
    views = rules_of(regions, TODAY, TODAY)

    lower = {region.short_name for region in regions if (v := views[region.pk]) and v.deducts}

    assert lower == {"广州", "厦门", "长春"}


def test_what_is_only_drafted_or_too_weak_is_not_shown():
    names = {row.region.short_name for row in Deduction.objects.shown()}

    assert not names & {"清远", "东莞", "西藏"}
    assert not Deduction.objects.published().filter(source__confidence__in=Source.TOO_WEAK)


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("guangdong/meizhou", datetime.date(2025, 7, 1)),
        ("hainan/haikou", datetime.date(2026, 1, 1)),
        ("hebei/xingtai", datetime.date(2026, 4, 1)),
        ("guangxi/liuzhou", datetime.date(2026, 1, 1)),
    ],
)
def test_a_new_premium_is_still_to_come_the_day_before(path, first):
    eve = first - datetime.timedelta(days=1)

    assert [view.coming for view in situation(path, eve).deductions] == [True]
    assert [view.coming for view in situation(path, first).deductions] == [False]


def test_amounts_are_positive_and_dated_where_they_may_have_changed():
    undated = Deduction.objects.shown().filter(
        amount__isnull=False, as_of="", effective_from__isnull=True
    )

    assert {row.region.short_name for row in undated} == {"北京", "烟台"}
    assert all(row.amount > Decimal(0) for row in Deduction.objects.filter(amount__isnull=False))
