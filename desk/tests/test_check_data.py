"""check_data must be able to fail: one fault at a time."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from faq.tests.make import make_local_answer, make_question
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_example,
    make_policy,
    make_region,
    make_source,
)

pytestmark = pytest.mark.django_db


def check():
    """The report, and whether the command failed."""
    out = StringIO()
    try:
        call_command("check_data", stdout=out)
    except SystemExit as stop:
        return out.getvalue(), stop.code == 1
    return out.getvalue(), False


@pytest.fixture
def city():
    return make_region(slug="lanzhou", name="兰州市", short_name="兰州")


def sound_policy(city, **fields):
    policy = make_policy(city, **fields)
    make_example(policy, amount="75.00")
    return policy


def test_sound_data_passes(city):
    sound_policy(city, source=make_source(checked_on=datetime.date.today()))
    make_question()
    make_channel(city, url="https://ybj.gansu.gov.cn/")

    report, failed = check()

    assert (report, failed) == ("共 0 处错误，0 处提醒。\n", False)


def fault_gap(city):
    make_example(make_policy(city, tiers=[(0, 59, "75.00"), (61, None, "80.00")]), age=50)


def fault_no_example(city):
    make_policy(city)


def fault_example_disagrees(city):
    make_example(make_policy(city), amount="76.00")


def fault_example_without_base(city):
    make_example(make_policy(city, rates=[(0, None, "2")]))


def fault_ends_after_the_next_start(city):
    sound_policy(city, effective_from=datetime.date(2022, 1, 1), ended_on=datetime.date(2025, 1, 1))
    sound_policy(city, effective_from=datetime.date(2024, 1, 1))


def fault_question_without_source(city):
    make_question().sources.clear()


def fault_figure_in_a_question(city):
    make_question(body="每月 120 元。")


def fault_figure_in_a_channel(city):
    make_channel(city, steps="交 5 元工本费。")


def fault_weak_deduction(city):
    make_deduction(city, source=make_source(confidence="general"))


def fault_average_that_nothing_uses(city):
    sound_policy(city, base_year=2022)


def fault_unofficial_link(city):
    make_channel(city, url="https://ybj-gov.cn.example.com/")


@pytest.mark.parametrize(
    ("make_fault", "words"),
    [
        (fault_gap, "60岁到60岁没有年龄档"),
        (fault_no_example, "没有算例"),
        (fault_example_disagrees, "计算器算出 75.00 元"),
        (fault_example_without_base, "算不出来"),
        (fault_ends_after_the_next_start, "停用日期晚于下一个标准的开始"),
        (fault_question_without_source, "没有来源"),
        (fault_figure_in_a_question, "“详细回答”里写了“120 元”"),
        (fault_figure_in_a_channel, "“步骤”里写了“5 元”"),
        (fault_weak_deduction, "来源太弱（常识，未核实），页面上不显示"),
        (fault_average_that_nothing_uses, "没有哪一档按人均养老金算"),
        (fault_unofficial_link, "不是官方网址"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_each_fault_is_reported_and_fails(city, make_fault, words):
    make_fault(city)

    report, failed = check()

    assert words in report
    assert failed


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (datetime.date(2015, 1, 1), "超过五年没核对"),
        (None, "所有来源都没有日期"),
    ],
)
def test_stale_facts_are_told_but_do_not_fail(city, since, words):
    sound_policy(city, source=make_source(published_on=since))

    report, failed = check()

    assert words in report
    assert not failed


def test_a_claim_whose_source_has_no_date_is_told(city):
    make_claim(city, source=make_source(published_on=None))

    assert "来源没有日期" in check()[0]


@pytest.mark.parametrize("make", [make_deduction, make_local_answer])
def test_other_facts_whose_source_has_no_date_are_told(city, make):
    make(city, source=make_source(published_on=None))

    report, failed = check()

    assert "来源没有日期" in report
    assert not failed


def test_a_figure_in_a_local_answer_stands_where_it_belongs(city):
    make_local_answer(city, statement="每月 120 元，按 2.8% 定。")

    assert check()[0].startswith("共 0 处错误")


def test_a_claim_that_nobody_checked_for_long_is_told_and_one_just_checked_is_not(city):
    old = datetime.date(2015, 1, 1)
    make_claim(city, statement="旧的", source=make_source(published_on=old))
    checked = make_source(published_on=None, checked_on=timezone.localdate())
    make_claim(city, statement="新的", source=checked)

    report, _ = check()

    assert "旧的”：2015-01-01 以后没有核对过" in report
    assert "新的" not in report


def test_a_figure_that_looks_younger_by_a_source_of_a_disputed_claim_is_told(city):
    old, new = (make_source(published_on=datetime.date(year, 1, 1)) for year in (2023, 2025))
    policy = sound_policy(city, source=old)
    policy.other_sources.add(new)
    assert "看它算不算" not in check()[0]

    make_claim(city, source=new)
    report, failed = check()

    assert "看它算不算这个数的来源" in report
    assert not failed


def test_a_source_on_which_nothing_could_be_published_now_is_told(city):
    make_channel(city, source=make_source(title="旧文", key="old", publisher=""))

    assert "提醒　old　来源“旧文”还缺：发布者。补齐了，才能改用它的数。" in check()[0]
