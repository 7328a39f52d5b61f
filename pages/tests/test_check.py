"""对一对: what is asked, what is answered, and bad input of every kind."""

import datetime
import re

import pytest

from calculator.answers import Insurance, Question, Status, answer
from calculator.situation import situation_of
from faq.tests.make import make_question
from pages.picture_card import picture_card
from regions.models import Source
from regions.models.report import AGE_BAND, LEAST_LETTERS
from regions.tests.make import (
    make_deduction,
    make_policy,
    make_reader_statement,
    make_region,
    make_source,
)
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

PATH = "/calculator/check/"
FIT = re.compile(r'<section id="answer" data-fit="([^"]+)"')


@pytest.fixture(autouse=True)
def places(lanzhou):
    """兰州 with a deduction, 上海 with two tiers, 阳江 by percentage, 杭州 unknown."""
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_deduction(lanzhou)
    shanghai = make_region(slug="shanghai", name="上海市", short_name="上海")
    make_policy(shanghai, tiers=[(0, 74, "1680.00"), (75, None, "1890.00")], period="year")
    guangdong = make_region(slug="guangdong", name="广东省", short_name="广东")
    make_region(slug="yangjiang", name="阳江市", short_name="阳江", parent=guangdong)
    make_policy(guangdong, rates=[(0, None, "2.8")], base_year=2021)
    zhejiang = make_region(slug="zhejiang", name="浙江省", short_name="浙江")
    make_region(slug="hangzhou", name="杭州市", short_name="杭州", parent=zhejiang)


def ask(client, **query):
    response = client.get(PATH, query)
    assert response.status_code == 200
    return response


def fit(response):
    found = FIT.search(response.text)
    return found and found[1]


def test_the_page_itself_may_be_listed(client):
    response = ask(client)

    assert fit(response) is None
    assert "noindex" not in response.text
    assert "aria-invalid" not in response.text


def test_a_link_with_a_place_fills_it_in_and_asks_what_is_needed(client):
    response = ask(client, region="shanghai/", age="74")

    assert fit(response) is None
    assert "aria-invalid" not in response.text
    assert 'value="上海市"' in response.text
    assert 'value="74"' in response.text
    assert "noindex" in response.text


def test_no_age_is_asked_where_none_decides(client):
    assert 'name="age"' not in ask(client, region="gansu/lanzhou").text
    assert 'name="age"' not in ask(client).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"region": "兰州", "arrived": "８３ 元", "month": "上个月"}, "exact"),
        ({"region": "兰州", "arrived": "入账人民币90.00元"}, "undeducted"),
        ({"region": "兰州", "arrived": "8300"}, "slip"),
        ({"region": "兰州", "arrived": "83元0角", "month": "去年12月"}, "exact"),
        ({"region": "兰州", "arrived": "76.5"}, "none"),
        ({"region": "上海", "arrived": "1680"}, "needs-age"),
        ({"region": "上海", "arrived": "1680", "age": "74"}, "exact"),
        ({"region": "上海", "arrived": "1680", "birth": "1940-01"}, "other-age"),
        ({"region": "阳江", "arrived": "112"}, "needs-average-pension"),
        ({"region": "阳江", "arrived": "112", "average_pension": "4000"}, "exact"),
        ({"region": "杭州", "arrived": "90"}, "unknown"),
    ],
)
def test_answers(client, query, expected):
    response = ask(client, **query)

    assert fit(response) == expected
    assert "noindex" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert '<data class="month"' not in response.text  # that is the calculator's answer


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("arrived", "", "请写到账多少元"),
        ("arrived", "0", "金额要大于 0"),
        ("arrived", "一分没有", "请打 12393 问为什么没打"),
        ("arrived", "没打", "请打 12393 问为什么没打"),
        ("arrived", "-90", "金额要大于 0"),
        ("arrived", "1.2.3", "请写多少元，只写数字"),
        ("arrived", "90,1", "看不出是什么意思"),
        ("arrived", "9000000", "这个数太大了"),
        ("arrived", "90.555", "请写多少元，只写数字"),
        ("arrived", "九十几", "请写多少元，只写数字"),
        ("month", "2099-01", "这个月还没有到"),
        ("month", "1997-12", "太早了"),
        ("month", "abc", "请写年和月"),
        ("region", "没有这里", "没有"),
        ("region", "", "请写参保的地方"),
        ("region", "兰\x00州", "请写省或城市的名字"),
    ],
)
def test_what_cannot_be_read_is_said_kindly_and_nothing_is_lost(client, name, typed, said):
    query = {"region": "兰州", "arrived": "90", "month": "2026-01"} | {name: typed}
    response = ask(client, **query)

    assert fit(response) is None
    assert said in response.text
    for other, text in query.items():
        if other not in (name, "region"):
            assert f'value="{text}"' in response.text


def test_a_province_whose_places_differ_is_asked_which(client, gansu, lanzhou):
    for slug in ("baiyin", "tianshui"):
        make_policy(make_region(slug=slug, parent=gansu), tiers=[(0, None, "80.00")])

    response = ask(client, region="甘肃", arrived="83")

    assert fit(response) is None
    assert "先问您一句" in response.text
    assert "region=gansu%2Flanzhou&amp;arrived=83" in response.text


def test_what_nobody_has_leads_to_the_form_filled_in(client):
    page = ask(client, region="兰州", arrived="76.5", month="2026-01").text
    address = re.search(r'href="(/report/\?[^"]+amount=76.5[^"]*)"', page)[1]

    report = client.get(address.replace("&amp;", "&")).text

    assert "我是兰州的退休职工，" in page
    assert 'value="76.5"' in report
    assert 'value="2026年1月"' in report
    assert re.search(r'value="amount"\s+checked', report)


def test_what_is_not_known_leads_to_telling_it(client):
    page = ask(client, region="杭州", arrived="76.5").text
    address = re.search(r'href="(/report/\?[^"]+kind=known[^"]*)"', page)[1]

    report = client.get(address.replace("&amp;", "&")).text

    assert 'value="76.5"' in report
    assert re.search(r'value="known"\s+checked', report)


@pytest.mark.parametrize("query", ["amount=1.2.3&month=x", "amount=-3&month=2099-01", "amount=%00"])
def test_nonsense_in_the_address_of_a_report_is_ignored(client, query):
    response = client.get(f"/report/?region=gansu/lanzhou&{query}")

    assert response.status_code == 200
    assert re.search(r'name="amount" value=""', response.text)


@pytest.mark.parametrize(
    "address",
    [
        "/regions/gansu/lanzhou/",
        "/calculator/?region=gansu/lanzhou&insurance=employee&status=retired",
        "/report/thanks/?region=gansu/lanzhou",
    ],
)
def test_pages_lead_there(client, address):
    assert f"{PATH}?region=gansu/lanzhou" in client.get(address).text


def test_queries_do_not_grow(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        ask(client, region="gansu/lanzhou", arrived="76.5")
    with django_assert_max_num_queries(15):
        ask(client, region="gansu/lanzhou", arrived="76.5", month="2025-01")


def test_who_reports_the_same_is_told_beside_what_it_fits(client, lanzhou, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_reader_statement(lanzhou, amount="76.50")

    same = plain(ask(client, region="gansu/lanzhou", arrived="76.5").text)
    another = plain(ask(client, region="gansu/lanzhou", arrived="77.5").text)

    assert "封读者来信也报了 <b>76.5 元</b>" in same
    assert "读者报来，没有文件" in same
    assert "封读者来信" not in another


@pytest.mark.time_machine("2026-11-25T04:00:00Z")
@pytest.mark.parametrize(
    ("start", "published", "month", "verdict"),
    [
        (None, "2023-10-31", "2022-03", "和查到的数一样"),
        (None, "2023-10-31", "2023-10", "对得上"),
        (None, "2023-10-31", "2024-03", "和查到的数一样"),
        (None, None, "2024-03", "和查到的数一样"),
        ("2022-01-01", "2023-10-31", "2022-03", "对得上"),
    ],
    ids=["before", "within", "since", "undated", "started"],
)
def test_a_rule_proves_no_month_that_its_sources_do_not_reach(
    client, start, published, month, verdict
):
    start, published = (day and datetime.date.fromisoformat(day) for day in (start, published))
    place = make_region(slug="baiyin", name="白银市", short_name="白银")
    source = make_source(published_on=published, confidence=Source.Confidence.DOC_SEEN)
    make_policy(place, tiers=[(0, None, "80.00")], source=source, effective_from=start)

    page = plain(ask(client, region="baiyin", arrived="80", month=month).text)

    assert f'<p class="answer__none">{verdict}</p>' in page
    assert ("不用再办什么" in page) == (verdict == "对得上")


def test_before_a_places_own_rule_the_province_proves_nothing(client, gansu, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    place = make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu)
    source = make_source(published_on=datetime.date(2022, 6, 1))
    make_policy(gansu, tiers=[(0, None, "70.00")], source=source)
    begins = datetime.date(2023, 1, 1)
    make_policy(place, tiers=[(0, None, "80.00")], source=source, effective_from=begins)

    page = plain(ask(client, region="gansu/baiyin", arrived="70", month="2022-10").text)

    assert "白银自己的标准从2023年1月1日起，那以前打多少，没有查到。" in page
    assert "对得上" not in page.split('id="answer"')[1].split("</section>")[0]


def test_what_surely_goes_off_but_of_unknown_amount_is_not_called_right(client, lanzhou):
    place = make_region(slug="baiyin", name="白银市", short_name="白银", parent=lanzhou.parent)
    make_policy(place, tiers=[(0, None, "80.00")])
    make_deduction(
        place,
        name="长期护理保险费",
        amount=None,
        percent="0.10",
        percent_of="own",
        from_account="yes",
    )

    page = ask(client, region="gansu/baiyin", arrived="80")

    assert fit(page) == "undeducted"
    assert "可是还要扣长期护理保险费，扣多少看您自己的养老金。" in page.text


def test_the_age_of_a_past_month_is_not_todays(client, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")

    page = plain(ask(client, region="shanghai", arrived="500", age="69", month="2024-03").text)

    assert "那时69岁" in page
    assert "今年69岁" not in page.replace(" ", "")


def test_a_share_of_an_average_that_is_not_known_is_named_as_not_compared(client, gansu):
    place = make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu)
    make_policy(gansu, rates=[(0, None, "2.8")], base_year=2021)
    make_policy(place, tiers=[(0, None, "80.00")])

    page = plain(ask(client, region="gansu/baiyin", arrived="103.6").text)

    assert "甘肃省按比例的一条标准：要用2021年人均养老金算，这里没有那个数。" in page


def test_where_the_month_has_no_rule_the_age_counts_for_the_others(client, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    place = make_region(slug="baiyin", name="白银市", short_name="白银")
    start = datetime.date(2026, 1, 1)
    make_policy(place, tiers=[(0, 69, "80.00"), (70, None, "90.00")], effective_from=start)

    page = ask(client, region="baiyin", arrived="90", age="71", month="2025-03")

    assert fit(page) == "coming"
    assert 'name="age" value="71"' in page.text


def test_what_the_reports_page_and_the_privacy_page_promise_is_what_is_done(client):
    for address in ("/report/", "/about/privacy/"):
        assert f"满 {LEAST_LETTERS} 封" in client.get(address).text
    assert f"只记 {AGE_BAND} 岁一段" in client.get("/about/privacy/").text


def test_the_age_is_asked_once_and_the_month_of_birth_will_do(client):
    page = ask(client, region="shanghai", arrived="1680").text

    visible = page.split("<details")[0]
    assert 'name="age"' in visible
    assert 'name="birth"' in visible
    assert "<summary><h2>改一改再对</h2></summary>" in page
    assert fit(ask(client, region="shanghai", arrived="1680", birth="1960-01")) == "exact"


def test_without_the_average_pension_there_is_still_something_to_do(client):
    page = ask(client, region="guangdong/yangjiang", arrived="112").text

    assert "照 2.8% 倒推，112 元对应人均养老金大约 4,000 元" in plain(page)
    assert "打电话这样问" in page
    assert 'href="tel:12393"' in page
    assert "kind=amount&amp;amount=112" in page


def test_the_age_goes_with_the_report(client):
    page = ask(client, region="shanghai", arrived="500", age="74").text

    assert re.search(r'href="/report/[^"]*&amp;age=74"', page)


def test_the_way_to_ones_statement_keeps_the_place(client):
    page = ask(client, region="gansu/lanzhou").text

    assert "/balance/wechat/?region=gansu/lanzhou#statement" in page
    assert "/balance/wechat/#statement" in ask(client).text


@pytest.mark.parametrize(
    "address",
    [
        "/regions/gansu/lanzhou/?",
        "/regions/gansu/lanzhou/sheet/?",
        "/calculator/?region=gansu/lanzhou&",
        "/calculator/compare/?region=gansu/lanzhou&",
    ],
)
def test_every_page_says_of_a_day_that_no_source_covers_that_none_does(client, address):
    case = "insurance=employee&status=retired&on=2005-01-01"

    page = plain(client.get(f"{address}{case}").text)

    assert "2005年1月1日的标准没有查到，这是现在查到的数。" in page
    assert "2005年1月1日的规定算" not in page


def test_the_picture_says_so_too(client, lanzhou):
    today, on = datetime.date(2026, 11, 25), datetime.date(2005, 1, 1)
    situation = situation_of(lanzhou, on, today)
    question = Question(insurance=Insurance.EMPLOYEE, status=Status.RETIRED)

    card = picture_card(situation, None, answer(situation, question))

    assert "2005年1月1日的标准没有查到，这是现在查到的数。" in card.lines


def test_where_the_answer_is_no_nobody_is_sent_here(client):
    make_question(slug="none", short_answer="没有。", category="refund")
    make_question(slug="some", short_answer="看地方。", category="refund")

    assert PATH not in client.get("/faq/none/").text
    assert PATH in client.get("/faq/some/").text


def test_the_address_on_paper_holds_what_was_asked_and_the_day(client, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")

    text = client.get(PATH, {"region": "兰州", "arrived": "90"}).text
    foot = text.split("on-paper")[1].split("</p>")[0]

    assert foot.endswith(
        "/calculator/check/?region=gansu/lanzhou&amp;arrived=90 （2026年11月25日打印）"
    )


def test_paper_of_an_unknown_place_keeps_the_number_to_ring(client):
    page = ask(client, region="杭州", arrived="95.5").text
    call = page.split('<p class="call">')[1].split("</p>")[0]

    assert ('href="tel:12393"' in call, 'class="btn no-print"' in call) == (True, True)
