"""The editors' pages: they open, refuse what cannot be, warn of what is rarely right."""

import datetime
import itertools
from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regions.models import (
    Claim,
    CorrectionReport,
    Estimate,
    LookupChannel,
    Publication,
    RefundPolicy,
    Region,
    RegionAlias,
    Source,
    Statistic,
)
from regions.models.freshness import fresh_since
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_example,
    make_nation,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)
from text.dates import add_months

pytestmark = pytest.mark.django_db

MODELS = [
    Region,
    Source,
    Claim,
    RefundPolicy,
    Estimate,
    Statistic,
    LookupChannel,
    CorrectionReport,
    RegionAlias,
]


@pytest.fixture
def hunan():
    return make_region(slug="hunan", name="湖南省", short_name="湖南", code="430000")


@pytest.fixture
def yongzhou(hunan):
    region = make_region(
        name="永州市",
        short_name="永州",
        parent=hunan,
        code="431100",
        pinyin="yong zhou",
        initials="yz",
    )
    RegionAlias.objects.create(region=region, name="零陵")
    return region


@pytest.fixture
def everything(yongzhou):
    policy = make_policy(yongzhou)
    make_example(policy)
    make_claim(yongzhou)
    make_estimate(make_nation())
    make_statistic(yongzhou)
    make_channel(yongzhou)
    CorrectionReport.objects.create(kind="amount", region=yongzhou, policy=policy)


def address(model, view, *args):
    return reverse(f"admin:regions_{model._meta.model_name}_{view}", args=args)


def changed(policy):
    return address(RefundPolicy, "change", policy.pk)


def inline(prefix, rows, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for i, row in enumerate(rows):
        data |= {f"{prefix}-{i}-{field}": value for field, value in row.items()}
    return data


def tier(low=0, high="", amount="", percent="", **fields):
    row = {"min_age": low, "max_age": high, "amount": amount, "rate_percent": percent}
    return row | fields


def policy_form(region, *tiers, examples=(), **fields):
    """What the browser posts for a new policy."""
    form = {"region": region.pk, "period": "month"}
    form |= {"deduction_period": "month", "effective_from": "2026-01-01"}
    form["source"] = make_source().pk
    form |= inline("tiers", tiers or [tier(amount="75")]) | inline("examples", examples)
    return form | fields


def add(client, form):
    return client.post(address(RefundPolicy, "add"), form, follow=True).text


# --- Pages open ------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_every_page_opens(admin_client, everything, model):
    assert admin_client.get(address(model, "changelist")).status_code == 200
    found = model.objects.all()
    assert found
    for row in found:
        assert admin_client.get(address(model, "change", row.pk)).status_code == 200
        assert admin_client.get(address(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", [m for m in MODELS if m is not CorrectionReport])
def test_every_kind_can_be_added(admin_client, model):
    assert admin_client.get(address(model, "add")).status_code == 200


@pytest.mark.parametrize("value", ["abc", "\0", "9" * 20, "-1", "²"])
@pytest.mark.parametrize("model", [RefundPolicy, LookupChannel, Region])
def test_an_add_form_opens_whatever_its_address_fills_in(admin_client, model, value):
    links = ["region", "source", "supporting", "parent", "successor"]

    answer = admin_client.get(address(model, "add"), dict.fromkeys(links, value))

    assert answer.status_code == 200


def test_an_add_form_opens_with_the_place_of_its_address(admin_client, yongzhou):
    form = admin_client.get(address(RefundPolicy, "add"), {"region": yongzhou.pk}).text

    assert f'<option value="{yongzhou.pk}" selected>' in form


@pytest.mark.parametrize("model", MODELS)
def test_every_filter_and_search_answers(admin_client, everything, model):
    url = address(model, "changelist")
    for query in (
        {"q": "永州"},
        {"province": "hunan"},
        {"checked": "never"},
        {"checked": "fresh"},
        {"checked": "stale"},
        {"checked": "withheld"},
    ):
        names = {
            getattr(f, "parameter_name", None) for f in admin.site._registry[model].list_filter
        }
        if "q" in query or names & set(query):
            assert admin_client.get(url, query).status_code == 200, query


def test_the_site_speaks_chinese(admin_client):
    page = admin_client.get("/admin/").text

    assert "医保明白账 编辑部" in page
    assert "资料管理" in page
    assert "css/admin.css" in page


@pytest.mark.parametrize("page", ["group/add/", "user/add/", "user/{user}/change/"])
def test_users_and_permissions_are_in_chinese_too(admin_client, admin_user, page):
    text = admin_client.get("/admin/auth/" + page.format(user=admin_user.pk)).text

    assert ("划入标准：修改" in text) == (page != "user/add/")
    for english in ("Can ", "Choose", "After you"):
        assert english not in text


def test_ticked_permissions_are_kept(admin_client):
    permission = Permission.objects.get(codename="change_refundpolicy")

    admin_client.post("/admin/auth/group/add/", {"name": "临时", "permissions": [permission.pk]})

    assert Group.objects.get(name="临时").permissions.get() == permission


def test_before_deleting_only_what_has_a_name_is_listed(admin_client, yongzhou):
    policy = make_policy(yongzhou, status=Publication.DRAFT)
    policy.other_sources.add(make_source())

    page = admin_client.get(address(RefundPolicy, "delete", policy.pk)).text

    assert "年龄档: 不分年龄" in page
    assert "object (" not in page
    assert "关系" not in page


def test_only_handled_can_be_changed_in_a_report(admin_client, everything):
    report = CorrectionReport.objects.get()

    assert admin_client.get(address(CorrectionReport, "add")).status_code == 403
    url = address(CorrectionReport, "change", report.pk)
    admin_client.post(url, {"handled": "on", "kind": "other", "text": "改了"})

    report.refresh_from_db()
    assert (report.handled, report.kind, report.text) == (True, "amount", "")


# --- What is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tiers", "fields", "message"),
    [
        ([tier(0, 70, "75"), tier(70, "", "85")], {}, "重叠了"),
        ([tier(0, 60, "75"), tier(70, "", "85")], {}, "61岁到69岁没有年龄档"),
        ([tier(0, 69, "75"), tier(70, "", percent="2")], {}, "不能混着"),
        ([tier(amount="75", percent="2")], {}, "只填一样"),
        ([tier(0, "", "75"), tier(0, "", "85")], {}, "重叠了"),
        ([tier()], {}, "至少要有一个年龄档"),
        ([tier(amount="0")], {}, "金额要大于 0"),
        ([tier(amount="75")], {"source": ""}, "必填"),
        ([tier(amount="75")], {"ended_on": "2025-12-31"}, "不能早于"),
        ([tier(own_percent="7")], {"base_year": "2022"}, "没有哪一档按人均养老金算"),
        ([tier(own_percent="7", floor="90", ceiling="80")], {}, "保底比封顶还高"),
        ([tier(amount="75", at_least_average="on")], {}, "只用于本人养老金的比例"),
        (
            [
                tier(amount="75", retired_until="2023-12-31"),
                tier(amount="80", retired_from="2023-01-01"),
            ],
            {},
            "里会有同一个人",
        ),
        (
            [
                tier(amount="75", retired_from="2020-01-01"),
                tier(amount="80", retired_from="2023-01-01"),
            ],
            {},
            "请给前一群人写上退休到哪天为止",
        ),
        (
            [tier(amount="75")],
            inline("examples", [{"age": 65, "amount": 75}, {"age": 65, "amount": 75}]),
            "同一个算例填了两次",
        ),
    ],
)
def test_a_policy_that_cannot_be_is_refused(admin_client, yongzhou, tiers, fields, message):
    if tiers == [tier()]:  # as the empty row of the form comes back
        fields = fields | {"tiers-0-min_age": "0", "initial-tiers-0-min_age": "0"}

    page = add(admin_client, policy_form(yongzhou, *tiers, **fields))

    assert message in page
    assert not RefundPolicy.objects.exists()


def test_the_last_tier_cannot_be_deleted(admin_client, yongzhou):
    policy = make_policy(yongzhou, status=Publication.DRAFT)
    row = tier(amount="75", id=policy.tiers.get().pk, policy=policy.pk, DELETE="on")
    form = policy_form(yongzhou) | inline("tiers", [row], initial=1)

    page = admin_client.post(changed(policy), form).text

    assert "至少要有一个年龄档" in page
    assert policy.tiers.count() == 1


def test_two_pages_of_one_address_are_refused(admin_client, hunan, yongzhou):
    other = make_region(slug="hengyang", name="衡阳市", parent=hunan)
    form = {"name": "永州区", "short_name": "永州", "level": 3, "parent": other.pk}
    form |= {"slug": "yongzhou", "has_page": "on"} | inline("aliases", [])

    assert "已经有一个地区用了这个网址用名" in admin_client.post(address(Region, "add"), form).text


def test_an_alias_typed_twice_is_refused(admin_client, hunan):
    form = {"name": "永州市", "short_name": "永州", "level": 2, "parent": hunan.pk}
    form |= {"slug": "yongzhou"} | inline("aliases", [{"name": "零陵", "kind": "former"}] * 2)

    assert "同一个别名填了两次" in admin_client.post(address(Region, "add"), form).text
    assert not RegionAlias.objects.exists()


# --- What is warned of -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tiers", "fields", "message"),
    [
        ([tier(percent="28")], {}, "是平均养老金的 28%，超过 4%"),
        ([tier(amount="2400")], {}, "合每月 2,400 元，比常见的最高的（315 元）的两倍还多"),
        ([tier(amount="75")], {"effective_from": "1999-01-01"}, "离今天超过 5 年"),
        (
            [tier(amount="75")],
            {"examples": [{"age": 65, "amount": "85"}]},
            "算例“65岁”写的是 85 元，计算器算出来是 75 元",
        ),
        ([tier(percent="2")], {"examples": [{"age": 65, "amount": "85"}]}, "要填平均养老金"),
    ],
)
def test_a_doubtful_policy_is_saved_with_a_warning(admin_client, yongzhou, tiers, fields, message):
    page = add(admin_client, policy_form(yongzhou, *tiers, **fields))

    assert message in page
    assert RefundPolicy.objects.count() == 1


def test_a_plain_policy_is_saved_without_a_warning(admin_client, yongzhou):
    start = datetime.date.today().isoformat()
    example = {"age": 65, "amount": "140"}
    form = policy_form(yongzhou, tier(amount="1680"), examples=[example], effective_from=start)

    page = add(admin_client, form | {"period": "year"})

    assert 'class="warning"' not in page
    assert "每年 1,680 元" in page
    assert RefundPolicy.objects.get().tiers.get().amount == Decimal(1680)


# --- What it is for --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"tiers": [(0, None, "90")]}, "每月 90 元"),
        ({"tiers": [(0, 69, "1680"), (70, None, "1800")], "period": "year"}, "每年 1,680 元起"),
        ({"rates": [(0, None, "2.8")]}, "人均养老金的 2.8%"),
        ({"tiers": []}, "年龄档有错"),
    ],
)
def test_the_list_tells_the_standard_in_words(admin_client, yongzhou, rule, words):
    make_policy(yongzhou, **rule)

    page = admin_client.get(address(RefundPolicy, "changelist")).text

    assert f">{words}<" in page
    assert "湖南省永州市" in page


@pytest.mark.parametrize("term", ["永州", "yongzhou", "yong zhou", "yz", "4311", "零陵"])
def test_a_region_is_found_while_typing(admin_client, yongzhou, term):
    make_region(slug="gansu", name="甘肃省", code="620000", initials="gs")
    query = {"app_label": "regions", "model_name": "refundpolicy", "field_name": "region"}

    found = admin_client.get("/admin/autocomplete/", query | {"term": term}).json()["results"]

    assert [row["id"] for row in found] == [str(yongzhou.pk)]


def test_filters_narrow_the_list(admin_client, hunan, yongzhou):
    today = datetime.date.today()
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    old = make_source(published_on=datetime.date(2015, 1, 1))
    checked = make_source(published_on=datetime.date(2015, 1, 1), checked_on=add_months(today, -1))
    make_policy(yongzhou, source=old)
    make_policy(gansu, source=checked, status=Publication.DRAFT)

    def regions(**query):
        page = admin_client.get(address(RefundPolicy, "changelist"), query)
        return [policy.region for policy in page.context["cl"].queryset]

    assert regions(province="hunan") == [yongzhou]
    assert regions(checked="never") == [yongzhou]
    assert regions(checked="withheld") == [yongzhou]
    assert regions(checked="stale") == [yongzhou]
    assert regions(checked="fresh") == [gansu]
    assert regions(status__exact="draft") == [gansu]


def test_the_filter_by_age_agrees_with_the_pages(admin_client, hunan):
    today = datetime.date.today()
    months = itertools.product([None, 12, 13, 60, 61], [None, 13], [None, 2, 62])
    ages = {}  # of a policy: months since it was published, checked, its other source checked
    for number, (published, checked, other) in enumerate(months):
        days = [age and fresh_since(age, today) for age in (published, checked, other)]
        main = make_source(published_on=days[0], checked_on=days[1])
        policy = make_policy(make_region(slug=f"place{number}", parent=hunan), source=main)
        policy.other_sources.add(make_source(published_on=None, checked_on=days[2]))
        ages[policy] = published, checked, other

    def found(value):
        page = admin_client.get(address(RefundPolicy, "changelist"), {"checked": value})
        return {ages[policy] for policy in page.context["cl"].queryset}

    fresh = {ages[policy]: policy.freshness(today) for policy in ages}
    assert found("never") == {age for age in fresh if not fresh[age].checked}
    assert found("fresh") == {age for age in fresh if not fresh[age].stale}
    assert found("stale") == {age for age in fresh if fresh[age].stale}
    assert found("withheld") == {age for age in fresh if fresh[age].withheld}


def test_the_list_tells_when_a_policy_was_checked(admin_client, hunan):
    policy = make_policy(hunan)
    url = address(RefundPolicy, "changelist")
    assert "二手资料；从未核对" in admin_client.get(url).text

    policy.other_sources.add(make_source(checked_on=datetime.date(2026, 3, 1)))

    assert "二手资料；2026年3月1日核对" in admin_client.get(url).text


@pytest.mark.parametrize("term", ["永州", "yong zhou", "零陵", "4311"])
def test_facts_are_found_by_their_region(admin_client, hunan, yongzhou, term):
    make_policy(hunan)
    policy = make_policy(yongzhou)

    page = admin_client.get(address(RefundPolicy, "changelist"), {"q": term})

    assert list(page.context["cl"].queryset) == [policy]


@pytest.mark.parametrize("term", ["门诊共济", "国家医保局", "国办发", "gb-14"])
def test_a_source_is_found_while_typing(admin_client, term):
    make_source()
    source = make_source(
        title="关于门诊共济的意见",
        publisher="国家医保局",
        document_number="国办发〔2021〕14号",
        key="gb-14",
    )
    query = {"app_label": "regions", "model_name": "refundpolicy", "field_name": "source"}

    found = admin_client.get("/admin/autocomplete/", query | {"term": term}).json()["results"]

    assert [row["id"] for row in found] == [str(source.pk)]


def make_alias(region):
    RegionAlias.objects.create(region=region, name="别名")


def make_report(region):
    CorrectionReport.objects.create(kind="amount", region=region, policy=make_policy(region))


@pytest.mark.parametrize(
    ("model", "make"),
    [
        (RefundPolicy, make_policy),
        (Claim, make_claim),
        (LookupChannel, make_channel),
        (Statistic, make_statistic),
        (Estimate, make_estimate),
        (RegionAlias, make_alias),
        (CorrectionReport, make_report),
        (Region, make_alias),
    ],
)
def test_a_longer_list_costs_no_more_queries(admin_client, hunan, model, make):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address(model, "changelist"))
        return len(captured)

    make(make_region(slug="a0", parent=hunan))
    one = queries()
    for i in range(1, 15):
        make(make_region(slug=f"a{i}", parent=hunan))

    assert queries() == one


def test_links_to_the_site_lead_to_pages_only(admin_client, hunan, yongzhou):
    nowhere = make_region(slug="xianggang", name="香港特别行政区", has_page=False)
    here, there = make_policy(yongzhou), make_policy(nowhere)

    def link(row):
        page = admin_client.get(address(type(row), "change", row.pk))
        assert page.status_code == 200
        return page.context["absolute_url"] if page.context["has_absolute_url"] else None

    assert link(yongzhou) == "/regions/hunan/yongzhou/"
    assert link(here) == "/regions/hunan/yongzhou/#policy"
    assert link(make_channel(yongzhou)) == "/regions/hunan/yongzhou/#balance"
    assert link(make_channel(yongzhou, status=Publication.DRAFT)) is None
    assert link(nowhere) is None
    assert link(there) is None
