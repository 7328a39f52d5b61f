"""The take-away sheet: the same amount as the answer, what it rests on, its QR."""

import datetime

import pytest

from regions.models import Region
from regions.tests.make import (
    make_channel,
    make_deduction,
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_source,
)
from text.qr import qr
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

CASE = {"insurance": "employee", "status": "retired"}
SHEET = "/regions/gansu/lanzhou/sheet/"
TIERS = [(0, 69, "100.00"), (70, None, "110.00")]
#: Published so long ago that its figure gives way to 需核实.
OLD = {"published_on": datetime.date(2019, 1, 1)}


@pytest.fixture
def lanzhou():
    nation = make_nation()
    make_estimate(nation)
    make_channel(nation, kind="counter", bring="身份证\n社保卡")
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    return make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, area_code="0931"
    )


def test_without_a_case_it_shows_the_places_figure(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    page = client.get(SHEET).text

    assert "<b>90</b>" in page
    assert "0931-12393" in page
    assert "身份证；社保卡" in page
    assert "出处：某市医保局" in page
    assert "noindex" in page


def test_it_prints_an_address_that_can_be_said(client, lanzhou):
    assert "念给别人听：127.0.0.1:8000/r/lanzhou<" in client.get(SHEET).text


def test_an_address_that_is_said_names_no_other_days_figure(client, lanzhou):
    make_policy(lanzhou)

    assert "念给别人听" in client.get(SHEET, CASE).text
    assert "念给别人听" not in client.get(SHEET, {**CASE, "on": "2027-01-01"}).text


def test_a_short_address_that_two_places_have_is_not_printed(client):
    for province, name in (("jiangsu", "苏州市"), ("anhui", "宿州市")):
        above = make_region(slug=province, name=f"{province}省", short_name=province)
        make_region(slug="suzhou", name=name, short_name=name[:2], parent=above)

    page = client.get("/regions/anhui/suzhou/sheet/").text

    assert "念给别人听：127.0.0.1:8000/regions/anhui/suzhou<" in page


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ({"age": "69", "birth": "1956-11"}, "100.00"),
        ({"age": "70", "birth": "1956-11"}, "110.00"),
        ({"birth": "1956-10"}, "110.00"),
        ({"age": "70"}, "110.00"),
    ],
    ids=["before-the-birthday", "after-it", "month-alone", "age-alone"],
)
def test_sheet_and_comparison_show_the_amount_of_the_answer(
    client, lanzhou, time_machine, typed, month
):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_policy(lanzhou, tiers=[(0, 69, "100.00"), (70, None, "110.00")])
    figure = f'<data class="month" value="{month}">'
    page = client.get("/calculator/", {"region": "兰州", **CASE, **typed})
    answer = page.context["answer"]

    assert figure in page.text
    assert figure in client.get(answer.handout_url).text
    assert figure in client.get(answer.compare_url).text


def test_a_percentage_says_what_it_was_taken_of_and_who_typed_it(client, lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.5")])

    page = plain(client.get(SHEET, {**CASE, "average_pension": "4000"}).text)

    assert "人均养老金 4,000 元（您填的）× 2.5%，不是您自己的养老金" in page


def test_an_estimate_says_so_and_names_its_source(client, lanzhou):
    page = plain(client.get(SHEET, {**CASE, "average_pension": "4000"}).text)

    assert "人均养老金 4,000 元（您填的）的 2%–3%" in page
    assert "不是标准" in page


@pytest.mark.parametrize(
    ("policy", "case", "told"),
    [
        (None, {}, "哪天问的："),
        (
            {"tiers": [(60, None, "90.00")]},
            {},
            "这条标准录得不完整，正在核对，现在的数请打电话问。",
        ),
        ({"source": OLD}, {}, "查到的资料太旧，现在的数请打电话问。"),
        ({"rates": [(0, None, "2.5")], "base_year": 2022}, CASE, "兰州2022年人均养老金 × 2.5%。"),
        ({}, {"insurance": "resident"}, "居民医保没有这笔钱，职工医保办好退休手续的才有。"),
        ({}, {**CASE, "status": "working"}, "办好职工医保退休手续，才开始打钱。"),
        ({"tiers": TIERS}, {}, "<dt>70岁及以上</dt><dd>每月 110 元</dd>"),
        ({"tiers": TIERS}, {**CASE, "age": "69"}, "满70岁以后每月 110 元。"),
    ],
    ids=["none", "faulty", "old", "pension", "resident", "working", "tiers", "next-tier"],
)
def test_what_stands_below_the_figure(client, lanzhou, policy, case, told):
    if policy is not None:
        source = make_source(**policy.get("source", {}))
        make_policy(lanzhou, **{**policy, "source": source})

    assert told in plain(client.get(SHEET, case).text)


def test_where_nothing_is_known_that_is_said_once(client, lanzhou):
    page = plain(client.get(SHEET, CASE).text).partition("<article")[2]

    assert page.count("还没查到兰州的标准") == 1
    assert "他们说：" not in page


def test_a_provinces_sheet_says_where_its_figures_are_from(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    for slug, amount in (("wuwei", "80.00"), ("baiyin", "85.00")):
        place = make_region(slug=slug, name=f"{slug}市", short_name=slug, parent=lanzhou.parent)
        make_policy(place, tiers=[(0, None, amount)])

    page = plain(client.get("/regions/gansu/sheet/").text)

    assert "每个数的出处，写在那个地方的页上。二手资料。" in page


def test_a_rule_to_come_is_told_instead_of_the_next_tier(client, lanzhou, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_policy(lanzhou, tiers=TIERS)
    make_policy(lanzhou, tiers=[(0, None, "130.00")], effective_from=datetime.date(2027, 1, 1))

    page = plain(client.get(SHEET, {**CASE, "age": "69"}).text)

    assert "<b>2027年1月1日起改：</b>您每月 130 元。" in page
    assert "满70岁以后" not in page
    assert "<b>2027年1月1日起改：</b>每月 130 元。" in plain(client.get(SHEET).text)


def test_another_day_is_said(client, lanzhou):
    make_policy(lanzhou)

    page = plain(client.get(SHEET, {**CASE, "on": "2030-01-01"}).text)

    assert "2030年1月1日的标准没有查到，这是现在查到的数。" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"stated_until": datetime.date(2026, 6, 30)}, "资料只写到 2026年6月30日"),
        ({"provisional": True}, "暂定"),
    ],
    ids=["outlived", "provisional"],
)
def test_doubts_go_along(client, lanzhou, time_machine, fields, said):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_policy(lanzhou, **fields)

    assert said in plain(client.get(SHEET).text)


def test_a_disputed_deduction_goes_along(client, lanzhou, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_policy(lanzhou)
    make_deduction(lanzhou, disputed=True)

    assert "有没有代扣大病保险，说法不一" in client.get(SHEET).text


def test_what_cannot_be_read_is_told_and_the_places_figure_stands(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "100.00"), (70, None, "110.00")])

    page = client.get(SHEET, {**CASE, "age": "abc"}).text

    assert "您填的有地方看不懂" in page
    assert "<b>100</b>" in page


def test_where_a_case_cannot_be_read_the_figure_is_that_of_today(client, lanzhou, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(lanzhou, tiers=[(0, None, "95.00")], effective_from=datetime.date(2027, 1, 1))

    shown = {}
    for insurance in ("employee", "nonsense"):
        asked = {"insurance": insurance, "status": "retired", "on": "2027-01-01"}
        known = client.get(SHEET, asked).context["situation"]
        shown[insurance] = (str(known.on), known.view.in_words)

    assert shown == {
        "employee": ("2027-01-01", "每月 95 元"),
        "nonsense": ("2026-11-25", "每月 90 元"),
    }


def test_a_countys_sheet_leads_to_the_page_it_belongs_to(client, lanzhou):
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)

    response = client.get("/regions/gansu/yuzhong/sheet/?insurance=employee")

    assert (response.status_code, response["Location"]) == (301, f"{SHEET}?insurance=employee")


def test_the_qr_holds_the_very_same_address(client, lanzhou, settings):
    make_policy(lanzhou)
    settings.SITE_URL = "https://example.org"

    page = client.get(SHEET, {**CASE, "utm": "x"}).text

    assert qr(f"https://example.org{SHEET}?insurance=employee&status=retired").path in page


def test_it_takes_few_queries(client, lanzhou, django_assert_max_num_queries):
    make_policy(lanzhou, tiers=[(0, 69, "100.00"), (70, None, "110.00")])

    with django_assert_max_num_queries(9):  # the province is read once
        client.get(SHEET, {**CASE, "age": "70"})
    with django_assert_max_num_queries(2):  # the revision; who shares the area code
        client.get(SHEET, {**CASE, "age": "71"})


def test_a_place_that_shares_its_area_code_says_so(client, lanzhou):
    make_region(
        slug="baiyin",
        name="白银市",
        short_name="白银",
        parent=Region.objects.get(path="gansu"),
        area_code="0931",
    )

    assert "区号几处合用，先说在兰州参保" in client.get(SHEET).text
