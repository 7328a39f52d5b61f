"""The facts at launch: whole, consistent, and followed as docs/data.md says."""

import datetime
import re
from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from calculator import answers, rules
from calculator.situation import rules_of, situation_of
from faq.models import LocalAnswer, Question
from regions.models import (
    Claim,
    Deduction,
    Estimate,
    LookupChannel,
    RefundPolicy,
    Region,
    RegionAlias,
    Source,
    WorkedExample,
)
from regions.models.freshness import Freshness
from regions.models.tier import check_tiers
from regions.place_search import find

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

TODAY = datetime.date(2026, 11, 24)


def place(path):
    return Region.objects.with_lineage().get(path=path, has_page=True)


def test_every_fact_is_valid():
    for model in (
        *(Source, Claim, RefundPolicy, Deduction, Estimate, LookupChannel),
        *(Question, LocalAnswer),
    ):
        for fact in model.objects.all():
            fact.full_clean()
    for policy in RefundPolicy.objects.prefetch_related("tiers"):
        check_tiers(policy.tiers.all())
        for tier in policy.tiers.all():
            tier.full_clean()
    for alias in RegionAlias.objects.select_related("region"):  # the database knows the rest
        alias.full_clean(validate_unique=False, validate_constraints=False)
    for region in Region.objects.pages().select_related("parent__parent__parent"):
        region.full_clean(validate_unique=False, validate_constraints=False)


def test_the_divisions_are_all_there():
    levels = Counter(Region.objects.values_list("level", flat=True))

    assert levels == {0: 1, 1: 34, 2: 333, 3: 2847}
    assert Region.objects.pages().count() == 397
    assert Region.objects.pages().exclude(area_code="").count() == 365


def test_how_many_pages_show_which_rule():
    pages = list(Region.objects.pages().with_lineage())
    views = rules_of(pages, TODAY, TODAY)

    def whose(region):
        view = views[region.pk]
        if view is None:
            return "unknown"
        if view.policy.region_id != region.pk:
            return "province's"
        return "province page" if region.is_province else "own"

    assert Counter(map(whose, pages)) == {
        "own": 102,
        "province page": 19,
        "province's": 167,  # 180 with the thirteen corps cities: docs/decisions/0002
        "unknown": 109,
    }


@pytest.mark.parametrize(
    ("path", "age", "month", "year"),
    [
        ("beijing", 69, "100.00", "1200.00"),
        ("beijing", 70, "110.00", "1320.00"),
        ("shanghai", 74, "140.00", "1680.00"),
        ("shanghai", 75, "157.50", "1890.00"),
        ("guangdong/shenzhen", 65, "251.00", "3012.00"),
        ("chongqing", 69, "105.00", "1260.00"),
        ("chongqing", 70, "115.00", "1380.00"),
        ("zhejiang/ningbo", 69, "290.00", "3480.00"),
        ("zhejiang/ningbo", 70, "315.00", "3780.00"),
        ("shandong/jining", 69, "100.00", "1200.00"),
        ("shandong/jining", 70, "125.00", "1500.00"),
        ("shaanxi/xian", 75, "100.00", "1200.00"),
        ("jilin/changchun", 65, "108.22", "1298.64"),
        ("liaoning/dandong", 65, "60.00", "720.00"),
        ("guizhou/qiandongnan", 66, "100.00", "1200.00"),
        ("fujian/xiamen", 72, "103.00", "1236.00"),
        ("anhui/hefei", 60, "70.00", "840.00"),
        ("anhui/huangshan", 80, "70.00", "840.00"),
        ("shandong/qingdao", 69, "100.00", "1200.00"),
        ("shandong/yantai", 70, "125.00", "1500.00"),
        ("gansu", 66, "120.00", "1440.00"),
        ("gansu/lanzhou", 66, "90.00", "1080.00"),
        ("gansu/wuwei", 66, "120.00", "1440.00"),
        ("gansu/tianshui", 66, "85.00", "1020.00"),
        ("hunan/yongzhou", 65, "75.00", "900.00"),
        ("hunan/changsha", 65, "75.00", "900.00"),
        ("guangdong/guangzhou", 65, "160.42", "1925.04"),
        ("guangdong/foshan", 60, "158.20", "1898.40"),
        ("hubei/wuhan", 65, "83.00", "996.00"),
        ("hubei/yichang", 65, "70.00", "840.00"),
        ("hubei/enshi", 65, "100.00", "1200.00"),
        ("tianjin", 70, "50.00", "600.00"),
        ("hainan/haikou", 70, "72.00", "864.00"),
        ("jilin/jilinshi", 65, "72.60", "871.20"),
        ("xinjiang/wulumuqi", 65, "80.00", "960.00"),
    ],
)
def test_launch_figures(path, age, month, year):
    situation = situation_of(place(path), TODAY, TODAY)

    found = answers.answer(situation, answers.Question("employee", "retired", age))

    assert (found.outcome, found.credit.month, found.credit.year) == (
        "credit",
        Decimal(month),
        Decimal(year),
    )


@pytest.mark.parametrize(
    ("path", "pension", "month"),
    [
        ("guangdong/yangjiang", "4000", "112.00"),
        ("guangxi/nanning", "4000", "100.00"),
        ("fujian/fuzhou", "4000", "100.00"),
        ("qinghai/xining", "4500", "90.00"),
        ("ningxia/yinchuan", "4000", "112.00"),
        ("sichuan/chengdu", "3000", "84.00"),
        ("guizhou/guiyang", "4000", "120.00"),
        ("henan/zhoukou", "3000", "60.00"),
        ("hebei/xingtai", "3000", "60.00"),
        ("neimenggu/huhehaote", "3400", "68.00"),
        ("neimenggu/alashan", "3500", "70.00"),
    ],
)
def test_percentages_ask_for_the_average_pension(path, pension, month):
    situation = situation_of(place(path), TODAY, TODAY)

    without = answers.answer(situation, answers.Question("employee", "retired", 65))
    found = answers.answer(
        situation, answers.Question("employee", "retired", 65, None, Decimal(pension))
    )

    assert without.outcome == "needs-average-pension"
    assert found.credit.month == Decimal(month)


@pytest.mark.parametrize(
    "path",
    [
        "zhejiang/wenzhou",
        "yunnan/kunming",
        "neimenggu/baotou",
        "xizang/lasa",
        "sichuan/mianyang",
        "sichuan/neijiang",
        "xinjiang/shihezi",
        "hubei/shiyan",
    ],
)
def test_what_is_not_known_is_said_to_be_unknown(path):
    situation = situation_of(place(path), TODAY, TODAY)

    assert situation.view is None
    assert situation.estimate.low_percent == Decimal("2.00")


@pytest.mark.parametrize(
    ("path", "by"),
    [
        ("jiangsu", "either"),
        ("jiangsu/nanjing", "either"),
        ("jiangsu/suzhou", "before"),
        ("jiangsu/wuxi", "either"),
        ("zhejiang/hangzhou", "pension"),
    ],
)
def test_no_range_is_estimated_where_the_national_one_does_not_apply(path, by):
    situation = situation_of(place(path), TODAY, TODAY)

    assert situation.view is None
    assert situation.estimate is None
    assert situation.no_estimate.reason
    assert situation.no_estimate.own_by == by


@pytest.mark.parametrize(
    ("path", "on", "percent"),
    [
        ("neimenggu/huhehaote", datetime.date(2022, 11, 1), "3.00"),
        ("neimenggu/huhehaote", datetime.date(2023, 1, 1), "2.00"),
        ("neimenggu/alashan", datetime.date(2022, 12, 31), "3.00"),
        ("neimenggu/alashan", datetime.date(2023, 1, 1), "2.00"),
    ],
)
def test_a_rule_in_stages_is_two_rules(path, on, percent):
    policy = RefundPolicy.objects.resolve(place(path), on)

    assert policy.tiers.get().rate_percent == Decimal(percent)
    assert policy.base_region.short_name == "内蒙古"


def test_nothing_is_said_of_ningbo_between_two_rules():
    ningbo = place("zhejiang/ningbo")

    of_2023 = RefundPolicy.objects.resolve(ningbo, datetime.date(2023, 6, 1))

    assert [tier.amount for tier in of_2023.tiers.all()] == [Decimal("3360.00"), Decimal("3660.00")]
    assert RefundPolicy.objects.resolve(ningbo, datetime.date(2024, 6, 1)) is None


def test_rules_on_ones_own_pension_are_held_as_drafts_with_examples_that_agree():
    drafts = RefundPolicy.objects.filter(status="draft").prefetch_related("examples", "tiers")

    assert {draft.region.short_name for draft in drafts} == {
        *("杭州", "无锡", "江苏", "南京", "连云港")
    }
    assert all(draft.examples.all() for draft in drafts)


def test_no_rule_is_withheld_at_launch():
    for policy in RefundPolicy.objects.published().with_facts().with_sources():
        assert not policy.freshness(TODAY).withheld, policy


def test_every_published_policy_agrees_with_its_worked_examples():
    policies = RefundPolicy.objects.published().prefetch_related("examples")

    assert all(policy.examples.all() for policy in policies)
    for example in WorkedExample.objects.select_related("policy").prefetch_related("policy__tiers"):
        assert rules.example_result(example) == example.amount, example


def test_check_data_finds_no_fault():
    out = StringIO()

    call_command("check_data", stdout=out)

    assert "共 0 处错误" in out.getvalue()


def test_loading_again_changes_nothing_and_reads_each_table_once(django_assert_max_num_queries):
    out = StringIO()

    # tables, links, the transaction around it, what is watched, whether there were facts before
    with django_assert_max_num_queries(12 + 6 + 2 + 5 + 2):
        call_command("load_facts", stdout=out)

    assert out.getvalue() == "没有缺的资料。\n"


def test_what_was_just_loaded_leaves_nothing_to_propose():
    out = StringIO()

    call_command("load_facts", propose=True, stdout=out)

    assert out.getvalue() == "没有缺的资料。\n资料和库里一样，没有要提的。\n"


def test_loading_again_reports_what_staff_changed_and_keeps_it():
    tier = RefundPolicy.objects.get(region__path="gansu/lanzhou").tiers.get()
    tier.amount = Decimal("130.00")
    tier.save()
    Question.objects.get(slug="lapse-money-wasted").delete()
    out = StringIO()

    call_command("load_facts", stdout=out)

    tier.refresh_from_db()
    assert tier.amount == Decimal("130.00")
    assert (
        "甘肃省兰州市 开始日期不详，年龄档“不分年龄”，金额（元）：库里“130.00”，资料“90.00”"
    ) in out.getvalue()
    assert Question.objects.filter(slug="lapse-money-wasted").exists()


def test_the_nine_ways_serve_every_place():
    assert len(LookupChannel.objects.for_region(place("gansu/lanzhou"))) >= 9
    kinds = {c.kind for c in LookupChannel.objects.for_region(place("gansu/lanzhou"))}
    assert kinds == set(LookupChannel.Kind.values)
    sites = LookupChannel.objects.published().filter(kind="website", region__level=1)
    assert sites.count() == 31


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("gansu/lanzhou", "120"),
        ("gansu/tianshui", "120"),
        ("beijing", "3 元"),
        ("guangdong/shenzhen", "2.8%"),
        ("fujian/xiamen", "2.5%"),
        ("chongqing", "年纪"),
        ("henan", "年龄"),
        ("jiangxi", "年龄"),
        ("hunan/yongzhou", "永州"),
        ("zhejiang/ningbo", "3,615 元"),
        ("zhejiang/hangzhou", "5.8%"),
        ("jiangsu/wuxi", "7%"),
        ("jiangsu/suzhou", "1,300 元"),
        ("neimenggu/baotou", "很可能"),
        ("guangdong/jiangmen", "126.80"),
        ("yunnan/dali", "2024年11月1日"),
        ("xizang/lasa", "一个统筹区"),
        ("xinjiang/shihezi", "兵团"),
        ("shandong/qingdao", "2%"),
    ],
)
def test_other_statements_stand_beside_the_figure(path, word):
    claims = Claim.objects.about(place(path))

    assert any(word in claim.statement + claim.followed for claim in claims)


@pytest.mark.parametrize("path", [r.strip() for r in ("gansu/lanzhou", "guangdong/dongguan")])
def test_a_region_page_with_all_facts_takes_few_queries(
    client, path, django_assert_max_num_queries
):
    # The revision, and all places' facts at once: nine kinds. Every page after the first: one.
    with django_assert_max_num_queries(10):
        assert client.get(f"/regions/{path}/").status_code == 200


@pytest.mark.parametrize(
    ("path", "figures"),
    [
        ("hebei/tangshan", ["59 元"]),
        ("hubei/huanggang", ["69.17"]),
        ("henan/luoyang", ["72 元"]),
        ("neimenggu/huhehaote", ["102 元", "92 元", "60 元"]),
        ("sichuan/neijiang", ["105.39", "101 元"]),
        ("jiangsu/suzhou", ["1,350", "1,550", "112.5"]),
        ("yunnan/kunming", ["106 元", "142 元"]),
        ("chongqing", ["94.75", "66 元", "132 元"]),
        ("guangdong/dongguan", ["长期护理"]),
        ("guangdong/qingyuan", ["长期护理"]),
    ],
)
def test_no_figure_that_may_not_be_published_stands_on_a_page(client, path, figures):
    page = client.get(f"/regions/{path}/").text

    assert [figure for figure in figures if figure in page] == []


def test_an_address_that_must_not_be_linked_is_linked_nowhere():
    notes = Source.objects.values_list("staff_note", flat=True)
    unlinked = {word for note in notes for word in re.findall(r"不外链：(\S+)", note)}

    assert len(unlinked) > 80
    assert not Source.objects.filter(url__in=unlinked)
    assert Source.objects.get(key="R-GZ-2").url == ""


def test_a_paper_on_long_term_care_makes_the_standard_of_hainan_no_newer():
    hainan = Region.objects.get(path="hainan")
    policy = hainan.policies.published().get()

    assert Freshness.of(policy, TODAY).since == datetime.date(2024, 2, 21)


def test_each_claim_says_what_it_is():
    kinds = Counter(Claim.objects.published().values_list("kind", flat=True))
    disputed = Claim.objects.published().filter(kind=Claim.Kind.DISPUTED)

    assert kinds == {"document": 40, "disputed": 40, "example": 8}
    assert not disputed.filter(source__confidence__in=Source.DOCUMENTS).exclude(
        key="C-370000-percent"  # a document of the province that a later one replaced
    )


def test_the_three_ambiguous_names_are_asked_about(client):
    for name in ("吉林", "海南", "朝阳"):
        response = client.get("/search/", {"q": name})
        assert response.status_code == 200, name
        assert "哪一个地方" in response.text


def test_every_page_is_found_by_its_full_name():
    for region in Region.objects.pages().with_lineage():
        assert find(region.name).place == region, region


def test_short_names_lead_to_their_place_or_are_asked_about():
    asked = set()
    for region in Region.objects.pages().with_lineage():
        found = find(region.short_name)
        if found.candidates:
            asked.add(region.short_name)
        else:
            assert found.place == region, region

    assert asked == {
        *("河北", "大同", "兴安", "朝阳", "吉林", "河南", "中山", "海南"),
        *("昌江", "资阳", "西安", "甘南"),
    }


def test_a_place_that_is_not_covered_is_said_to_be(client):
    page = client.get("/search/", {"q": "香港"}).text

    assert "香港特别行政区的医疗保障制度不同，本站没有收录。" in page


def test_a_sentence_finds_its_place_and_its_question(client):
    page = client.get("/search/", {"q": "永州医保卡余额怎么查"}).text

    assert "/regions/hunan/yongzhou/#balance" in page


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("崇文区", "beijing"),
        ("崇文", "beijing"),
        ("襄樊", "hubei/xiangyang"),
        ("祁阳", "hunan/yongzhou"),
        ("qiyang", "hunan/yongzhou"),
        ("渝中", "chongqing"),
        ("昆山", "jiangsu/suzhou"),
        ("涞水", "hebei/baoding"),
        ("巴州", None),
        ("甘孜州", "sichuan/ganzi"),
        ("永州", "hunan/yongzhou"),
        ("海南州", "qinghai/hainanzhou"),
        ("吉林市", "jilin/jilinshi"),
        ("辽宁朝阳", "liaoning/chaoyang"),
        ("北京市朝阳区", "beijing"),
        ("甘肃省兰州市榆中县", "gansu/lanzhou"),
    ],
)
def test_counties_and_former_names_lead_to_their_place(client, typed, path):
    response = client.get("/search/", {"q": typed})

    if path is None:  # 巴州区 in 四川 and 巴音郭楞 in 新疆
        assert "哪一个地方" in response.text
    else:
        assert response["Location"].split("?")[0] == f"/regions/{path}/"
