"""Who has no such money: what residents have, what comes after the procedure, whom to ask."""

import datetime
from urllib.parse import urlencode

import pytest

from faq.models import Question
from faq.tests.make import make_local_answer, make_question
from regions.tests.make import (
    make_channel,
    make_claim,
    make_policy,
    make_region,
    make_source,
)
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

LANZHOU = "/regions/gansu/lanzhou/"
CALCULATOR = "/calculator/"
SHEET = f"{LANZHOU}sheet/"
RESIDENT = {"insurance": "resident"}
NOT_YET = {"insurance": "employee", "status": "not-yet"}
WORKING = {"insurance": "employee", "status": "working"}
FRESH = {"published_on": datetime.date(2026, 11, 1)}
BODY = (
    "- **谁来收。** 税务部门收，问 12366。\n- **什么时候交。** 秋天。\n\n"
    "## 别的\n- **不算。** 不写。"
)


@pytest.fixture
def paying(lanzhou):
    return make_question(
        "resident-pay-online",
        category=Question.Category.RESIDENT,
        question="居民医保怎么网上交费？",
        short_answer="先打电话问。",
        body=BODY,
    )


def page(client, case, address=LANZHOU):
    asked = {"region": "gansu/lanzhou", **case} if address == CALCULATOR else case
    return client.get(address, asked).text


@pytest.mark.parametrize("address", [LANZHOU, CALCULATOR])
def test_residents_find_their_questions_and_how_to_pay(client, paying, address):
    late = {"question": "错过了怎么办？", "short_answer": "还可以，但要等。"}
    make_question("resident-missed-deadline", category=Question.Category.RESIDENT, **late)
    make_question("resident-new", category=Question.Category.RESIDENT, question="编辑新加的？")

    words = plain(page(client, RESIDENT, address))

    assert "没有这笔钱" in words
    assert "编辑新加的？" in words
    assert "<b>谁来收：</b>税务部门收，问 12366。" in words
    assert 'href="tel:12366"' in words
    assert "还可以，但要等。" in words
    assert "不算" not in words


def test_what_the_answer_says_already_is_no_row(client, lanzhou):
    make_question("refund-resident", category=Question.Category.RESIDENT, question="有返款吗？")

    assert "有返款吗？" not in page(client, RESIDENT, CALCULATOR)


def test_an_answer_that_is_not_written_in_points_is_told_as_it_is(client, paying):
    Question.objects.filter(pk=paying.pk).update(body="照通知。")

    assert "<b>怎么交：</b>先打电话问。" in plain(page(client, RESIDENT))


def test_without_any_question_the_answer_stands_alone(client, lanzhou):
    words = page(client, RESIDENT)

    assert "没有这笔钱" in words
    assert "您有的是这些" not in words
    assert "每年要办的" not in words


def test_what_the_place_has_stands_before_what_holds_anywhere(client, gansu, lanzhou):
    shared = make_question("family-share", question="能给家人用吗？", short_answer="可以。")
    make_local_answer(gansu, shared, statement="在省里的小程序里办。")

    words = plain(page(client, RESIDENT))

    assert "子女有职工医保的，请子女看：" in words
    assert "全省（甘肃省）：</b>在省里的小程序里办。" in words
    assert "二手资料" in words
    assert words.count("在省里的小程序里办") == 1


@pytest.mark.parametrize("address", [LANZHOU, CALCULATOR, SHEET])
def test_no_retirees_amount_stands_beside_a_residents_answer(client, paying, lanzhou, address):
    make_policy(lanzhou, tiers=[(0, None, "91.23")], notes="年满的另有 91.23 元。")
    make_policy(
        lanzhou,
        tiers=[(0, None, "94.56")],
        effective_from=datetime.date.max - datetime.timedelta(9),
    )
    make_claim(lanzhou, statement="别处说 91.23 元。")

    text = page(client, RESIDENT, address)

    assert "91.23" not in text
    assert "94.56" not in text
    assert "退休职工" not in text


def test_a_resident_is_not_sent_through_the_ways_to_a_balance(client, lanzhou):
    make_channel(lanzhou, kind="counter", name="某窗口")

    text = page(client, RESIDENT)

    assert "某窗口" not in text
    assert "某窗口" in page(client, NOT_YET)
    assert 'id="balance"' in text
    assert '<a href="#balance"><span>查参保</span></a>' in text
    assert 'href="/balance/?region=gansu/lanzhou"' in text


@pytest.mark.parametrize(
    ("case", "asked", "words"),
    [
        (RESIDENT, "insurance=resident", "看兰州居民医保的页面"),
        (NOT_YET, "insurance=employee&amp;status=not-yet", "看兰州的页面，照您这种情况"),
        (WORKING, "insurance=employee&amp;status=working", "看兰州的页面，照您这种情况"),
    ],
    ids=["resident", "not-yet", "working"],
)
def test_the_way_on_keeps_the_case(client, lanzhou, case, asked, words):
    text = page(client, case, CALCULATOR)

    assert f'<a href="{LANZHOU}?{asked}" rel="nofollow">{words}</a>' in text
    assert f'href="{LANZHOU}"' not in text


@pytest.mark.parametrize("case", [RESIDENT, NOT_YET, WORKING])
def test_such_an_answer_can_be_kept_as_a_picture(client, lanzhou, case):
    asked = urlencode(case).replace("&", "&amp;")

    assert page(client, case).count(f'href="{LANZHOU}picture/?{asked}"') == 2
    assert "和别处比" not in page(client, case)


@pytest.mark.parametrize("case", [RESIDENT, NOT_YET, WORKING])
def test_no_address_on_paper_leads_to_the_retirees_figure(client, lanzhou, case):
    assert "念给别人听" not in page(client, case, SHEET)
    assert "/r/lanzhou" not in page(client, case, f"{LANZHOU}picture/")
    foot = page(client, case).split("on-paper")[1].split("</p>")[0]
    asked = urlencode(case).replace("&", "&amp;")
    assert f"{LANZHOU}?{asked} （" in foot
    foot = page(client, case, CALCULATOR).split("on-paper")[1].split("</p>")[0]
    assert f"/calculator/?region=gansu/lanzhou&amp;{asked} （" in foot


def test_a_residents_province_names_none_either(client, gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "91.23")])

    assert "91.23" not in client.get("/regions/gansu/", RESIDENT).text
    assert "91.23" in client.get("/regions/gansu/").text


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({"tiers": [(0, None, "75.00")]}, "每月 75 元"),
        ({"tiers": [(0, None, "840.00")], "period": "year"}, "每年 840 元"),
        ({"rates": [(0, None, "2.8")]}, "人均养老金的 2.8%"),
        (
            {"tiers": [(0, 69, "100.00"), (70, None, "110.00")]},
            "不满70岁，每月 100 元，一年 1,200 元；70岁及以上，每月 110 元，一年 1,320 元",
        ),
    ],
    ids=["month", "year", "percentage", "ages"],
)
@pytest.mark.parametrize("case", [NOT_YET, WORKING], ids=["not-yet", "working"])
def test_who_has_not_retired_is_told_what_comes(client, lanzhou, policy, told, case):
    make_policy(lanzhou, source=make_source(publisher="某局", **FRESH), **policy)

    for address in (CALCULATOR, SHEET):
        words = plain(page(client, case, address))
        assert f"办好以后：{told}" in words.replace("</b><b>", "")
        assert "出处：某局" in words
        assert 'class="month"' not in words


@pytest.mark.parametrize("case", [NOT_YET, WORKING], ids=["not-yet", "working"])
def test_where_nothing_is_known_what_comes_is_to_be_asked(client, lanzhou, case):
    asked = "问的时候一起问：办好以后每月打多少？"

    for address in (LANZHOU, CALCULATOR, SHEET):
        words = plain(page(client, case, address)).replace("</b><b>", "")
        assert f"办好以后：还没查到兰州的标准。</b>{asked}" in words.replace("</b>。", "。</b>")
    assert "办好以后每月打：<span" in page(client, case, SHEET)
    assert "办好以后每月打多少？”" in page(client, case)

    make_policy(lanzhou, source=make_source(published_on=datetime.date(2019, 1, 1)))

    words = plain(page(client, case, CALCULATOR)).replace("</b><b>", "")
    assert f"办好以后：兰州的标准需核实</b>。{asked}" in words


def test_where_it_is_known_no_room_is_left_to_ask(client, lanzhou):
    make_policy(lanzhou, source=make_source(**FRESH))

    assert "办好以后每月打" not in page(client, NOT_YET, SHEET)


def test_an_old_figure_to_come_is_called_old_on_paper_too(client, lanzhou, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_policy(lanzhou, source=make_source(published_on=datetime.date(2023, 1, 1)))

    assert "资料旧了，先打电话问一下。" in page(client, NOT_YET, SHEET)


def test_who_has_no_money_yet_is_told_so_in_large_type(client, lanzhou):
    for case in (NOT_YET, WORKING):
        for address in (LANZHOU, CALCULATOR, SHEET, f"{LANZHOU}picture/"):
            assert "现在还没有钱打进来" in plain(page(client, case, address))


def test_a_rule_of_the_province_is_named_as_one(client, gansu, lanzhou):
    make_policy(gansu, source=make_source(**FRESH))

    words = plain(page(client, NOT_YET, CALCULATOR)).replace("</b><b>", "")

    assert "办好以后：每月 75 元</b>。兰州市未见单独标准，按甘肃省的数字。" in words


def test_a_province_without_one_number_names_the_span(client, gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "120.00")], source=make_source(**FRESH))
    make_policy(lanzhou, tiers=[(0, None, "90.00")], source=make_source(**FRESH))
    wuwei = make_region(slug="wuwei", parent=gansu)
    make_policy(wuwei, tiers=[(0, None, "80.00")], source=make_source(**FRESH))

    words = plain(client.get(CALCULATOR, {"region": "gansu", **NOT_YET}).text)

    assert "办好以后：</b><b>每月 80–90 元，看哪个市</b>" in words
    assert "120" not in words


@pytest.mark.parametrize(
    ("case", "asked"),
    [
        (RESIDENT, "我在兰州参加居民医保。今年从哪天交到哪天、在哪里交？我参保了没有？"),
        (NOT_YET, "我是兰州的，医保退休手续还没办。我交够年数没有？去哪里办，要带什么？"),
        (WORKING, "我在兰州上班，还没退休。职工医保要交满几年？我交了几年？"),
    ],
    ids=["resident", "not-yet", "working"],
)
def test_the_telephone_is_asked_about_what_concerns_them(client, lanzhou, case, asked):
    make_policy(lanzhou)

    for address in (LANZHOU, SHEET):
        assert f"“{asked}”" in plain(page(client, case, address))
    assert "数不对怎么办" not in plain(page(client, case))


def test_years_are_told_once_to_who_has_yet_to_retire(client, lanzhou):
    years = make_question("years-cumulative", question="要交几年？", short_answer="各地不同。")
    make_local_answer(lanzhou, years, statement="男满30年，女满25年。")

    words = plain(page(client, NOT_YET))

    assert words.count("男满30年，女满25年。") == 1
    assert "各地不同。" not in words
    assert "全国：" not in words


def test_all_of_it_takes_two_queries_more_and_then_none(
    client, paying, django_assert_max_num_queries
):
    page(client, RESIDENT, CALCULATOR)
    with django_assert_max_num_queries(1):  # the revision
        page(client, RESIDENT, CALCULATOR)


# --- The sheets ------------------------------------------------------------------------------


def test_a_residents_sheet_is_theirs(client, paying):
    words = plain(page(client, RESIDENT, SHEET))

    assert "居民医保明白纸" in words
    assert "<b>谁来收：</b>税务部门收，问 12366。" in words
    assert "从哪天交到哪天：" in words
    assert "去窗口，带上" not in words
    assert "退休人员" not in words


def test_a_long_rule_of_the_place_is_left_to_its_page(client, lanzhou):
    shared = make_question("family-share", question="能给家人用吗？", short_answer="可以。")
    make_local_answer(lanzhou, shared, statement="在小程序里办。" * 10)

    words = plain(page(client, RESIDENT, SHEET))

    assert "子女有职工医保的，请子女看：能给家人用吗？</b>可以。" in words
    assert "在小程序里办。" not in words


@pytest.mark.parametrize("address", [LANZHOU, CALCULATOR, SHEET, f"{LANZHOU}picture/"])
@pytest.mark.parametrize("slug", ["family-share", "family-pay-resident"])
def test_what_children_can_do_is_what_editors_wrote(client, lanzhou, address, slug):
    make_question(slug, question="能给家人用吗？", short_answer="编辑改过了。")

    words = plain(page(client, RESIDENT, address))

    assert "子女有职工医保的，请子女看：" in words
    assert "编辑改过了。" in words
    assert "家庭共济" not in words


def test_a_residents_sheet_names_its_sources_and_tells_first_what_they_have(client, lanzhou):
    law = make_source(publisher="国务院", **FRESH)
    rate, years = "resident-reimbursement-rate", "resident-years-reward"
    for slug in ("resident-pay-online", rate, years):
        make_question(slug, category="resident", question=f"{slug}？").sources.add(law)

    words = plain(page(client, RESIDENT, SHEET))

    assert words.count("国务院，2026年11月1日，二手资料") == 1
    assert words.index(f"{years}？") < words.index(f"{rate}？")


def test_a_sheet_names_no_other_citys_source(client, lanzhou):
    make_region(slug="shenzhen", name="深圳市", short_name="深圳", code="440300")
    question = make_question("years-short", category="retire")
    question.sources.add(
        make_source(publisher="国务院", **FRESH),
        make_source(publisher="深圳市医疗保障局", published_on=datetime.date(2026, 11, 20)),
    )

    words = plain(page(client, NOT_YET, SHEET))

    assert ("国务院" in words, "深圳" in words) == (True, False)


def test_who_has_yet_to_retire_gets_room_for_what_to_ask(client, lanzhou):
    make_question("retire-procedure-missing", question="没办会有吗？")
    words = plain(page(client, NOT_YET, SHEET))

    assert "退休手续明白纸" in words
    assert "要交满几年：" in words
    assert "要带什么：" in words
    assert "没办会有吗？" not in words


def test_a_retirees_sheet_has_twelve_lines_and_the_words_for_the_telephone(client, lanzhou):
    make_policy(lanzhou, source=make_source(**FRESH))

    text = client.get(SHEET).text
    table = text.split('<table class="sheet__notes">')[1].split("</table>")[0]

    assert table.count("<td") == 6 * 4
    assert "“我是兰州的退休职工，医保卡每月该打 75 元吗？扣了什么？”" in plain(text)
    assert "他们说：" in text
    assert "我问到的数" not in text


@pytest.mark.parametrize(
    ("policy", "case"),
    [
        (None, {}),
        (None, {"insurance": "employee", "status": "retired"}),
        ({"rates": [(0, None, "2.5")]}, {}),
        ({"source": {"published_on": datetime.date(2019, 1, 1)}}, {}),
    ],
    ids=["unknown", "unknown-answer", "percentage", "withheld"],
)
def test_where_no_amount_is_known_there_is_room_for_the_one_they_are_told(
    client, lanzhou, policy, case
):
    if policy is not None:
        make_policy(lanzhou, **{**policy, "source": make_source(**policy.get("source", FRESH))})

    assert "我问到的数：" in page(client, case, SHEET)


def test_the_telephone_is_asked_about_today_whatever_day_the_sheet_is_of(
    client, lanzhou, time_machine
):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_policy(lanzhou, tiers=[(0, None, "90.00")], source=make_source(**FRESH))
    make_policy(lanzhou, tiers=[(0, None, "95.00")], effective_from=datetime.date(2027, 1, 1))
    asked = {"insurance": "employee", "status": "retired", "on": "2027-01-01"}

    words = plain(client.get(SHEET, asked).text)

    assert '<data class="month" value="95.00">' in words
    assert "医保卡每月该打 90 元吗？" in words
