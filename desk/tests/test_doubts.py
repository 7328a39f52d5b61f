"""What is doubted of deductions, local answers and tiers, and what of them is refused."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from desk import publishing
from desk.plausibility import doubts
from faq.models import LocalAnswer
from faq.tests.make import make_local_answer, make_question
from regions.models import Deduction, Publication, Source
from regions.tests.make import (
    make_deduction,
    make_policy,
    make_region,
    make_source,
    make_tier,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DRAFT = Publication.DRAFT
Day, D = datetime.date, Decimal


def said(row) -> str:
    return "\n".join(doubts(row, TODAY))


# --- Doubts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"percent": D("1.5"), "percent_of": "own"}, "比例是 1.5%，超过 1%"),
        ({"amount": D("91")}, "每月扣 91 元，比这里打得最少的（每月 90 元）还多"),
        ({"amount": D("1081"), "period": "year"}, "每年扣 1,081 元，比这里打得最少的"),
        ({"amount": D("66"), "wording": "每人每年66元。"}, "原话说的是一年多少钱"),
        ({"amount": D("3"), "wording": "每月3元。", "period": "year"}, "原话说的是一个月多少钱"),
        ({"amount": D("8"), "wording": "每月5元。"}, "原话里没有 8"),
        ({"effective_from": Day(2025, 5, 1)}, "比来源的发布日期 2026年6月1日 早一年多"),
        ({"effective_from": Day(2032, 1, 1)}, "离今天超过 5 年"),
        ({"notes": "<b>注意</b>"}, "有尖括号标签（<b>）"),
    ],
)
def test_what_is_rarely_right_in_a_deduction_is_told(gansu, fields, doubt):
    make_policy(gansu, tiers=[(0, 69, "90"), (70, None, "95")])

    assert doubt in said(make_deduction(gansu, **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"percent": D("1"), "percent_of": "own"},
        {"amount": D("17.32")},
        {"amount": D("207.84"), "period": "year"},
        {"amount": D("66"), "period": "year", "wording": "每人每年66元。"},
        {"amount": D("3"), "wording": "每人每月3元，一年36元。"},
        {"effective_from": Day(2025, 6, 1)},
    ],
)
def test_what_is_usual_in_a_deduction_is_not(gansu, fields):
    make_policy(gansu, tiers=[(0, 69, "90"), (70, None, "95")])

    assert said(make_deduction(gansu, **fields)) == ""


def test_a_deduction_is_compared_with_the_rule_that_holds_from_its_start(gansu):
    make_policy(gansu, tiers=[(0, None, "90")])
    make_policy(gansu, tiers=[(0, None, "50")], effective_from=Day(2027, 1, 1))

    assert "每月 50 元" in said(
        make_deduction(gansu, amount=D("60"), effective_from=Day(2027, 1, 1))
    )


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"own_percent": D("11")}, "的比例是本人养老金的 11%，超过 10%"),
        ({"own_percent": D("5"), "floor": D("80"), "ceiling": D("80")}, "保底和封顶一样"),
        ({"own_percent": D("3"), "floor": D("631")}, "的保底合每月 631 元"),
        ({"rate_percent": D("3"), "ceiling": D("3000")}, "的封顶合每月 3,000 元"),
    ],
)
def test_what_is_rarely_right_in_a_tier_is_told(gansu, fields, doubt):
    policy = make_policy(gansu, tiers=[])
    make_tier(policy, **fields)

    assert doubt in said(policy)


DATES = {
    "before": {"retired_until": Day(2022, 12, 31)},
    "after": {"retired_from": Day(2023, 1, 1)},
    "later": {"retired_from": Day(2023, 3, 1)},
}


@pytest.mark.parametrize(
    ("groups", "left_out"),
    [
        ([{}], ""),
        ([DATES["before"], DATES["after"]], ""),
        ([DATES["before"], DATES["later"]], "没有写2023年1月到2023年2月退休的，"),
        ([DATES["later"]], "没有写2023年2月底前退休的，"),
        ([DATES["before"]], "没有写2023年1月以后退休的，"),
        ([{"employer": "enterprise"}], "没有写机关事业人员、灵活就业人员的，"),
        (
            [DATES["before"], DATES["after"] | {"employer": "enterprise"}],
            "没有写2023年1月以后退休的机关事业人员、2023年1月以后退休的灵活就业人员的，",
        ),
    ],
)
def test_whom_a_rule_leaves_out_is_told(gansu, groups, left_out):
    policy = make_policy(gansu, tiers=[])
    for group in groups:
        make_tier(policy, amount=D("75"), **group)

    assert said(policy).partition("他们")[0] == left_out


def test_what_is_not_taken_from_the_account_does_not_leave_nothing(gansu):
    make_policy(gansu, tiers=[(0, None, "90")])

    text = said(make_deduction(gansu, amount=D("91"), from_account="no"))

    assert "还多，请再看一眼" in text
    assert "扣光" not in text


def test_a_limit_of_a_year_is_told_by_the_month(gansu):
    policy = make_policy(gansu, tiers=[], period="year")
    make_tier(policy, own_percent=D("3"), floor=D("2400"))

    assert said(policy) == ""


def asked(**fields):
    fields = {"category": "retire", "differs": "年限各地不同。"} | fields
    return make_question(**fields)


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"men_years": 9}, "“男要交满（年）”写的是 9，不在 10 到 40 之间"),
        ({"men_years": 41}, "写的是 41，不在 10 到 40 之间"),
        ({"men_years": 25, "women_years": 30}, "女的年数比男的还多"),
        ({"men_years": 20, "local_years": 25}, "当地实际缴费的年数比一共要交的还多"),
        ({"men_years": 30, "statement": "男满25年。"}, "这里的话和原话里都没有 30"),
    ],
)
def test_what_is_rarely_right_in_a_local_answer_is_told(gansu, fields, doubt):
    assert doubt in said(make_local_answer(gansu, asked(), **fields))


def test_a_usual_local_answer_is_not_doubted(gansu):
    years = {"men_years": 30, "women_years": 25, "local_years": 5}
    row = make_local_answer(gansu, asked(), statement="男30年，女25年，本地5年。", **years)

    assert said(row) == ""


def test_a_question_that_is_the_same_everywhere_is_doubted(gansu):
    assert "没有写“各地哪里不同”" in said(make_local_answer(gansu, asked(differs="")))


def test_an_answer_to_a_question_that_nobody_sees_is_doubted(gansu):
    row = make_local_answer(gansu, asked(status="withdrawn"))

    assert "没有公开，这条答案发布了也看不到" in said(row)


@pytest.mark.parametrize("make", [make_policy, make_deduction, make_local_answer])
def test_a_fact_of_a_place_that_has_merged_is_doubted(gansu, lanzhou, make):
    old = make_region("lanzhou-old", gansu, name="老兰州市", ended_on=Day(2020, 1, 1))
    old.successor = lanzhou
    old.save()

    assert "老兰州市已经并入甘肃省兰州市，这一条不会显示" in said(make(old))


def test_years_of_a_question_about_something_else_are_doubted(gansu):
    row = make_local_answer(gansu, asked(category="use"), men_years=30)

    assert "不在“退休与年限”里" in said(row)


# --- Refusals, through the pages -----------------------------------------------------------------


def deduction_form(region, **fields):
    form = {"region": region.pk, "kind": "care", "name": "长期护理保险费", "period": "month"}
    form |= {"from_account": "yes", "source": make_source().pk, "notes": "打了很久的字。"}
    return form | fields


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"percent": "0.15"}, "并选好是什么的比例"),
        ({"percent_of": "own"}, "选了是什么的比例，就要写比例"),
        ({"amount": "5", "percent": "0.1", "percent_of": "own"}, "金额和比例只填一样"),
        ({"amount": "0"}, "代扣的金额要大于 0；不知道就空着"),
        ({"effective_from": "1997-12-31"}, "1998 年以前还没有医保个人账户"),
        ({"effective_from": "2011-12-31"}, "那时还没有长期护理保险"),
        ({"effective_from": "2026-01-01", "ended_on": "2025-12-31"}, "不能早于“从哪天起”"),
        ({"as_of": "去年"}, "写哪年或哪年哪月"),
        ({"base_name": "平均缴费基数"}, "只有“共同的基数”的比例才写基数是什么"),
        ({"source": ""}, "这个字段是必填项"),
    ],
)
def test_a_deduction_that_cannot_be_is_told_and_nothing_lost(admin_client, gansu, fields, message):
    page = admin_client.post(
        reverse("admin:regions_deduction_add"), deduction_form(gansu, **fields)
    )

    assert page.status_code == 200
    assert message in page.text
    assert "打了很久的字。</textarea>" in page.text
    assert not Deduction.objects.exists()


def test_a_doubtful_deduction_is_saved_with_a_warning(admin_client, gansu):
    make_policy(gansu, tiers=[(0, None, "90")])

    page = admin_client.post(
        reverse("admin:regions_deduction_add"), deduction_form(gansu, amount="100"), follow=True
    )

    assert Deduction.objects.get().status == DRAFT
    assert "打进来的会扣光" in page.text


@pytest.mark.parametrize("confidence", Source.TOO_WEAK)
def test_a_deduction_of_a_weak_source_is_not_published(gansu, confidence):
    row = make_deduction(gansu, status=DRAFT, source=make_source(confidence=confidence))

    assert "这份来源太弱" in publishing.faults(row)[0]
    assert "代扣不能发布" in publishing.faults(row)[0]


def test_a_weak_source_is_told_when_it_is_handed_in(admin_client, gansu):
    source = make_source(confidence=Source.Confidence.UNKNOWN)
    form = deduction_form(gansu, amount="5", source=source.pk, _submit="1")

    page = admin_client.post(reverse("admin:regions_deduction_add"), form, follow=True)

    assert "这份来源太弱（没有找到依据），代扣不能发布" in page.text
    assert Deduction.objects.get().status == DRAFT


def test_a_local_answer_without_source_is_refused_and_nothing_lost(admin_client, gansu):
    form = {"region": gansu.pk, "question": asked().pk, "statement": "男满30年。"}

    page = admin_client.post(reverse("admin:faq_localanswer_add"), form | {"men_years": "30"})

    assert "这个字段是必填项" in page.text
    assert 'value="男满30年。"' in page.text
    assert not LocalAnswer.objects.exists()


def test_years_beyond_a_life_are_refused(admin_client, gansu):
    form = {"region": gansu.pk, "question": asked().pk, "statement": "男满300年。"}
    form |= {"source": make_source().pk, "men_years": "300"}

    page = admin_client.post(reverse("admin:faq_localanswer_add"), form)

    assert "年数不超过 50，请看看是不是多打了一位" in page.text


def test_a_published_rule_with_an_average_that_nothing_uses_is_not_published(gansu):
    policy = make_policy(gansu, base_year=2022, status=DRAFT)

    assert "没有哪一档按人均养老金算" in publishing.faults(policy)[0]
