"""Title and description of a place's page: what a forwarded link says of it."""

import datetime
import html
import re

import pytest

from calculator.province import province_of
from calculator.situation import situation_of
from pages.place_head import UNVERIFIED, description_of, title_of
from regions.tests.make import (
    make_estimate,
    make_nation,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 12, 1)


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", parent=make_nation())


@pytest.fixture
def lanzhou(gansu):
    return make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)


def head(place) -> tuple[str, str]:
    situation = situation_of(place, TODAY, TODAY)
    province = province_of(place, TODAY, TODAY)
    return title_of(situation, province), description_of(situation, province, 9)


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ({"tiers": [(0, None, "90.00")]}, "兰州退休医保：每月90元"),
        ({"tiers": [(0, 69, "90.00"), (70, None, "100.00")]}, "兰州退休医保：每月90元起"),
        ({"tiers": [(0, None, "1680.00")], "period": "year"}, "兰州退休医保：每年1,680元"),
        ({"rates": [(0, None, "2.80")]}, "兰州退休医保怎么查"),
        (
            {"source": {"published_on": datetime.date(2015, 1, 1)}},
            "兰州退休医保怎么查",
        ),
    ],
    ids=["amount", "rising", "year", "rate", "withheld"],
)
def test_the_title_names_place_and_figure_or_how_to_look_it_up(lanzhou, rule, title):
    if isinstance(rule.get("source"), dict):
        rule = rule | {"source": make_source(**rule["source"])}
    make_policy(lanzhou, **rule)

    assert head(lanzhou)[0] == title


@pytest.mark.parametrize("confidence", ["seed", "general"])
def test_what_an_article_alone_states_is_called_unverified(lanzhou, confidence):
    source = make_source(confidence=confidence)
    make_policy(lanzhou, tiers=[(0, None, "95.00")], source=source)

    title, description = head(lanzhou)

    assert title == "兰州退休医保：每月95元（未核实）"
    assert f"每月 95 元{UNVERIFIED}，用的是兰州市的标准" in description


@pytest.mark.parametrize("confidence", ["doc_seen", "secondary"])
def test_a_better_source_is_not(lanzhou, confidence):
    make_policy(lanzhou, source=make_source(confidence=confidence))

    assert UNVERIFIED not in "".join(head(lanzhou))


def test_a_long_title_gives_up_a_word_before_its_doubt(gansu):
    place = make_region(slug="byn", name="巴音郭楞州", short_name="巴音郭楞", parent=gansu)
    source = make_source(confidence="seed")
    tiers = [(0, 69, "60.42"), (70, None, "70.00")]
    policy = make_policy(place, tiers=tiers, source=source)

    assert head(place)[0] == "巴音郭楞退休医保怎么查"

    policy.tiers.filter(min_age=70).delete()
    policy.tiers.update(max_age=None)
    assert head(place)[0] == "巴音郭楞医保：每月60.42元（未核实）"


def test_without_a_rule_the_description_says_why_there_is_no_figure(lanzhou):
    title, description = head(lanzhou)
    assert title == "兰州退休医保怎么查"
    assert "每月打进医保卡多少钱：还没查到兰州的标准。" in description

    make_no_estimate(lanzhou)
    assert "这里按您自己以前的数打" in head(lanzhou)[1]


def test_a_percentage_of_a_province_says_of_what(gansu, lanzhou):
    make_region(slug="wuwei", name="武威市", short_name="武威", parent=gansu)
    make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)
    make_policy(lanzhou, rates=[(0, None, "2.0")])

    assert "每月打的钱：人均养老金的 2%，只查到 1 个地方" in head(gansu)[1]


def test_a_province_of_many_figures_names_from_where_to_where(gansu, lanzhou):
    other = make_region(slug="wuwei", name="武威市", short_name="武威", parent=gansu)
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(other, tiers=[(0, None, "120.00")])

    title, description = head(gansu)

    assert title == "甘肃退休医保：90–120元"
    assert "90–120 元，看哪个市" in description


def test_a_province_with_an_exception_says_its_figure_is_that_of_most(gansu, lanzhou):
    for slug in ("wuwei", "jiuquan", "dingxi"):
        make_region(slug=slug, parent=gansu)
    make_policy(gansu, tiers=[(0, None, "75.00")])
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    assert head(gansu)[0] == "甘肃退休医保：多数每月75元"
    assert head(lanzhou)[0] == "兰州退休医保：每月90元"


def tags(text: str) -> dict[str, str]:
    found = re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', text)
    return {name: html.unescape(content) for name, content in found}


def test_the_card_says_what_title_description_and_address_say(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    text = client.get("/regions/gansu/lanzhou/?from=singlemessage").text
    card = tags(text)

    assert "<title>兰州退休医保：每月90元</title>" in text
    assert card["title"] == "兰州退休医保：每月90元"
    assert card["description"].startswith("兰州退休人员医保卡（个人账户）每月 90 元，")
    assert f'<meta name="description" content="{card["description"]}">' in text
    assert card["url"] == "http://127.0.0.1:8000/regions/gansu/lanzhou/"
    assert f'<link rel="canonical" href="{card["url"]}">' in text
    assert card["image"] == "http://127.0.0.1:8000/card.png"
    assert (card["type"], card["site_name"]) == ("website", "医保明白账")


def test_a_title_with_quotes_stays_one_attribute(client):
    text = client.get('/search/?q="><b>').text

    assert "<b>" not in text.split("</head>")[0]
    assert '"' not in tags(text)["title"].replace("“", "").replace("”", "").replace('"><b>', "")


def test_a_result_has_its_own_title_and_an_error_leads_it(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "90.00"), (70, None, "100.00")])
    address = "/regions/gansu/lanzhou/"

    asked = client.get(f"{address}?insurance=employee&status=retired&age=74").text
    wrong = client.get(f"{address}?insurance=employee&status=retired&age=x").text

    assert "<title>每月100元：兰州，74岁，已办退休手续</title>" in asked
    assert "<title>有地方要改：兰州退休医保：每月90元起</title>" in wrong


EMPLOYEE = "insurance=employee&status=retired"


@pytest.mark.parametrize(
    ("policy", "case", "title"),
    [
        ({"tiers": [(0, None, "90.00")]}, EMPLOYEE, "每月90元：兰州，已办退休手续"),
        (
            {"tiers": [(0, None, "1680.00")], "period": "year"},
            EMPLOYEE,
            "每年1,680元：兰州，已办退休手续",
        ),
        (
            {"tiers": [(0, None, "90.00")]},
            "insurance=resident",
            "兰州居民医保没有这笔钱",
        ),
        (
            {"tiers": [(0, None, "90.00")]},
            "insurance=unsure&status=unsure",
            "如果办过退休手续，每月90元：兰州",
        ),
        (
            {"rates": [(0, None, "2.8")]},
            f"{EMPLOYEE}&average_pension=4000",
            "照您填的 4,000 元算，每月112元：兰州",
        ),
        ({"rates": [(0, None, "2.8")]}, EMPLOYEE, "还缺当地人均养老金：兰州，已办退休手续"),
        (
            {"rates": [(0, 69, "2.5"), (70, None, "2.8")]},
            f"{EMPLOYEE}&average_pension=4000&age=74",
            "照您填的 4,000 元算，每月112元：兰州，74岁",
        ),
        (
            {"tiers": [(0, None, "90.00")]},
            "insurance=employee&status=not-yet",
            "先办退休手续，才会开始打钱：兰州",
        ),
        ({"source": "seed"}, EMPLOYEE, "每月75元（未核实）：兰州，已办退休手续"),
        (None, EMPLOYEE, "还没查到当地标准：兰州，已办退休手续"),
    ],
    ids=[
        *("month", "year", "resident", "unsure", "rate", "needs", "rate-age", "not-yet"),
        *("article", "unknown"),
    ],
)
def test_the_title_of_an_answer_is_what_it_says(client, lanzhou, policy, case, title):
    if policy is not None:
        confidence = policy.get("source", "secondary")
        make_policy(lanzhou, **{**policy, "source": make_source(confidence=confidence)})

    for page in ("/regions/gansu/lanzhou/?", "/calculator/?region=gansu/lanzhou&"):
        text = client.get(page + case).text
        assert f"<title>{title}" in text
        assert f'<meta property="og:title" content="{title}' in text


def test_the_title_of_an_answer_names_another_day(client, lanzhou, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(lanzhou, tiers=[(0, None, "95.00")], effective_from=datetime.date(2027, 1, 1))

    text = client.get(f"/regions/gansu/lanzhou/?{EMPLOYEE}&on=2027-01-01").text

    assert "<title>按2027年1月1日的规定，每月95元：兰州，已办退休手续</title>" in text


def test_an_estimate_by_ones_own_number_says_so(client, lanzhou):
    make_estimate(lanzhou.parent.parent)

    text = client.get(f"/regions/gansu/lanzhou/?{EMPLOYEE}&average_pension=4000").text

    assert "<title>照您填的 4,000 元算，估算每月约80–120元：兰州</title>" in text


def test_a_figure_that_its_sources_have_outlived_says_until_when(client, lanzhou):
    policy = make_policy(
        lanzhou, tiers=[(0, None, "90.00")], stated_until=datetime.date(2026, 6, 30)
    )

    title, description = head(lanzhou)
    assert title == "兰州医保：每月90元（到2026年6月）"
    assert "资料只写到2026年6月30日，以后变没变没有查到。" in description

    policy.tiers.update(amount="1234.56")
    assert head(lanzhou)[0] == "兰州退休医保怎么查"
    text = client.get(f"/regions/gansu/lanzhou/?{EMPLOYEE}").text
    assert "<title>每月1,234.56元（到2026年6月）：兰州" in text


def test_a_resident_is_shown_no_amount_where_the_answer_is_passed_on(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    head = client.get("/regions/gansu/lanzhou/?insurance=resident").text.split("</head>")[0]

    assert "90" not in head
    assert "兰州：居民医保没有这笔钱" in head
