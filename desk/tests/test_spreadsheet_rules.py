"""Sheets of rules with groups of retirees, deductions and local answers, filled in wrongly."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from desk.spreadsheets.definitions import DeductionSheet, PolicySheet
from desk.spreadsheets.files import Table
from desk.spreadsheets.questions import LocalAnswerSheet
from faq.tests.make import make_local_answer, make_question
from regions.tests.make import make_example, make_policy, make_source, make_tier

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
Day, D = datetime.date, Decimal


@pytest.fixture
def staged(gansu):
    """A rule for those who retired long ago, whose amount goes on, and for the others."""
    policy = make_policy(gansu, tiers=[], effective_from=Day(2025, 1, 1))
    make_tier(policy, as_of="2022年12月", retired_until=Day(2022, 12, 31))
    make_tier(policy, own_percent=D("3"), floor=D("80"), retired_from=Day(2023, 1, 1))
    make_example(policy, age=62, own_pension=D(4000), retired=Day(2024, 1, 1), amount=D(120))
    return policy


def taken(sheet_class, **cells):
    """What is made of the first row of a sheet in which ``cells`` were changed."""
    sheet = sheet_class(TODAY)
    told = dict(zip(sheet.headings, next(sheet.lines()), strict=True)) | cells
    (row,) = sheet.take(Table(sheet.headings, [(2, list(told.values()))]), dry_run=True).rows
    return row


def added(sheet_class, **cells):
    """What is made of a new row with ``cells``."""
    sheet = sheet_class(TODAY)
    told = dict.fromkeys(sheet.headings, "") | cells
    (row,) = sheet.take(Table(sheet.headings, [(2, list(told.values()))]), dry_run=True).rows
    return row


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"年龄档1原来的单位": "公务员"}, "年龄档1：原来的单位：没有“公务员”这一项"),
        ({"年龄档1金额（元）": "75"}, "年龄档1：每一档只填一样"),
        ({"年龄档2封顶（元）": "70"}, "年龄档2：保底比封顶还高"),
        ({"年龄档1到哪天退休的": "2023年1月"}, "里会有同一个人"),
        ({"年龄档2哪天起退休的": "2923年1月"}, "写的是 2923 年"),
        ({"算例1退休年月": "9999-12-31"}, "写的是 9999 年"),
        ({"算例1本人养老金（元/月）": "0"}, "算例1：养老金要大于 0"),
        ({"比例用哪一年的平均养老金": "2022"}, "没有哪一档按人均养老金算"),
    ],
)
def test_what_cannot_be_in_a_rule_is_told(staged, cells, fault):
    row = taken(PolicySheet, **cells)

    assert fault in "".join(row.faults)


def test_a_month_that_is_written_otherwise_is_no_change(staged):
    cells = {"年龄档1到哪天退休的": "2022年12月", "年龄档1照哪时的数不变": "2022-12"}

    assert taken(PolicySheet, **cells).step == "不变"


def test_a_no_that_is_left_in_a_cleared_group_is_nothing(staged):
    first = [h for h in PolicySheet(TODAY).headings if h.startswith("年龄档1")]
    cells = dict.fromkeys(first, "") | {"年龄档1本人低于人均的按人均": "否"}

    row = taken(PolicySheet, **cells)

    assert row.faults == []
    assert ("年龄档2本人养老金的（%）", "3", "") in row.differences


def test_an_older_file_names_a_few_of_the_many_columns_that_it_lacks(staged):
    sheet = PolicySheet(TODAY)
    table = Table([h for h in sheet.headings if "退休的" not in h], [])

    with pytest.raises(ValidationError) as refusal:
        sheet.take(table, dry_run=True)

    assert "、年龄档3到哪天退休的 等 16 栏。" in refusal.value.messages[0]


def test_every_column_of_a_group_is_explained():
    notes = dict(PolicySheet(TODAY).notes())

    assert "某月最后一天" in notes["年龄档1到哪天退休的 等"]
    assert notes["年龄档1原来的单位 等"].startswith("填：企业、机关事业、灵活就业。")
    assert "用不到的空着" in notes["算例1 到 算例4"]


def test_what_a_local_answer_lacks_is_told_without_words_of_programmers(gansu):
    question = make_question(slug="years")
    cells = {"地区": "甘肃省", "问题": "years", "这里怎么规定": "男满30年。"}

    assert added(LocalAnswerSheet, **cells).faults == ["来源：这一栏必填。"]
    faults = added(LocalAnswerSheet, **cells | {"问题": "year"}).faults
    assert faults == ["问题：没有网址用名是“year”的问题。"]
    make_local_answer(gansu, question)
    line = next(LocalAnswerSheet(TODAY).lines())
    assert question.question in line


def test_what_a_deduction_lacks_is_told(gansu):
    cells = {"地区": "甘肃省", "种类": "长期护理保险", "来源": make_source(title="通知").title}

    assert added(DeductionSheet, **cells).faults == ["叫什么：这一栏必填。"]
    faults = added(DeductionSheet, **cells | {"叫什么": "长护险", "比例（%）": "0.1"}).faults
    assert faults == ["比例要大于 0、不超过 100，并选好是什么的比例。"]
