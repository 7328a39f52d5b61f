"""The answers of places at launch: years of contribution by date, and what differs by place."""

import datetime
from collections import Counter

import pytest

from faq.models import LocalAnswer, Question
from regions.models import LookupChannel, Region, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

TODAY = datetime.date(2026, 11, 24)


def answers_of(path, slug, on=TODAY):
    region = Region.objects.with_lineage().get(path=path, has_page=True)
    found = LocalAnswer.objects.of_each([region], on)[region.pk]
    return [row for row in found if row.question.slug == slug]


@pytest.mark.parametrize(
    ("path", "years"),
    [
        ("shandong/weifang", (30, 25, None)),
        ("shandong/qingdao", (30, 25, None)),
        ("liaoning/shenyang", (28, None, None)),
        ("heilongjiang/haerbin", (30, 25, 10)),
        ("jilin/changchun", (30, 25, 15)),
        ("neimenggu/baotou", (25, 25, None)),
        ("beijing", (25, 20, None)),
        ("tianjin", (25, 20, 5)),
        ("henan/zhengzhou", (25, 20, 10)),
        ("xinjiang/wulumuqi", (25, 20, 15)),
        ("hunan/changsha", (30, 25, 10)),
        ("jiangsu/taizhou", (25, 20, 15)),
        ("zhejiang/ningbo", (20, 20, None)),
        ("fujian/xiamen", (25, 20, 10)),
    ],
)
def test_the_years_of_a_place(path, years):
    row = answers_of(path, "years-cumulative")[0]

    assert (row.men_years, row.women_years, row.local_years) == years


@pytest.mark.parametrize(
    ("year", "men"), [(2024, 26), (2025, 27), (2026, 28), (2027, 29), (2028, 30), (2031, 30)]
)
def test_shenyang_rises_by_a_year_each_january(year, men):
    row = answers_of("liaoning/shenyang", "years-cumulative", datetime.date(year, 1, 1))[0]

    assert row.men_years == men


def test_guangdong_has_one_rule_only_from_2030():
    rows = answers_of("guangdong/zhuhai", "years-cumulative")

    assert [row.effective_from for row in rows] == [datetime.date(2030, 1, 1)]


@pytest.mark.parametrize(
    ("path", "slug", "word"),
    [
        ("beijing", "refund-credit-day", "每月5日"),
        ("guangdong/guangzhou", "refund-credit-day", "10日"),
        ("jiangsu/suzhou", "refund-credit-day", "每月1日"),
        ("hebei/tangshan", "family-share", "最多8人"),
        ("heilongjiang/daqing", "family-share", "最多10人"),
        ("tianjin", "family-share", "能不能看余额没有写"),
        ("hubei/wuhan", "cash-out", "不能提取现金"),
        ("guangdong/shenzhen", "years-short", "按月接着交"),
    ],
)
def test_what_differs_by_place(path, slug, word):
    assert [word in row.statement for row in answers_of(path, slug)] == [True]


def test_every_answer_stands_on_a_source_good_enough_to_show():
    rows = LocalAnswer.objects.published().select_related("source", "question")

    assert Counter(row.question.status for row in rows) == {"published": len(rows)}
    assert {row.source.confidence for row in rows} <= {"doc_seen", "secondary", "seed"}
    assert not rows.filter(source__confidence__in=Source.TOO_WEAK)


@pytest.mark.parametrize(
    "slug",
    [
        "account-abolished",
        "balance-year-end",
        "ecard-for-parents",
        "refund-credit-day",
        "refund-less-recently",
    ],
)
def test_what_people_ask_of_late_is_answered(client, slug):
    question = Question.objects.published().get(slug=slug)

    assert client.get(question.get_absolute_url()).status_code == 200


def test_a_name_seen_only_for_the_family_account_is_told_there_and_as_no_way_to_look_up():
    [found] = answers_of("henan/zhengzhou", "ecard-for-parents")

    assert "河南医保" in found.statement
    assert "打开前看清主体是医保局" in found.statement
    assert not LookupChannel.objects.filter(name__contains="河南医保").exists()
