"""The pages of a province: never one number where its places differ, and which place is asked."""

import re

import pytest

from faq.tests.make import make_question
from regions.tests.make import make_claim, make_policy, make_region

pytestmark = pytest.mark.django_db

RETIRED = {"insurance": "employee", "status": "retired"}
SPAN = "85–120 元，看哪个市"


@pytest.fixture
def gansu(gansu):
    """甘肃 with 111 of its own that none of its three places has."""
    make_policy(gansu, tiers=[(0, None, "111")])
    for slug, name, amount in [
        ("lanzhou", "兰州市", "90"),
        ("tianshui", "天水市", "85"),
        ("wuwei", "武威市", "120"),
    ]:
        make_policy(make_region(slug=slug, name=name, parent=gansu), tiers=[(0, None, amount)])
    return gansu


@pytest.fixture
def hunan():
    """湖南 with 75, which two of its three places take."""
    hunan = make_region(slug="hunan", name="湖南省", short_name="湖南")
    make_policy(hunan)
    changsha = make_region(slug="changsha", name="长沙市", parent=hunan)
    make_policy(changsha, tiers=[(0, None, "80")])
    make_region(slug="yongzhou", name="永州市", parent=hunan)
    make_region(slug="hengyang", name="衡阳市", parent=hunan)
    return hunan


def plain(response):
    """The words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def card(response):
    return re.search(r'<section class="answer [^"]*" id="rule".*?</section>', response.text, re.S)[
        0
    ]


def pills(text):
    return re.findall(r'<li><a href="([^"]*)">([^<]*?) ?(?:<b class="nb">([^<]*)</b>)?</a>', text)


def test_the_card_of_a_province_that_differs_lists_its_places_with_their_amounts(client, gansu):
    shown = card(client.get("/regions/gansu/"))

    assert ">85–120</b>" in shown
    assert pills(shown) == [
        ("/regions/gansu/lanzhou/", "兰州", "90 元"),
        ("/regions/gansu/tianshui/", "天水", "85 元"),
        ("/regions/gansu/wuwei/", "武威", "120 元"),
    ]
    assert "111" not in shown
    assert "在省直参保的" in shown


def test_its_own_number_is_told_only_as_one_that_is_not_followed(client, gansu):
    words = plain(client.get("/regions/gansu/"))

    assert words.count("111") == 1
    assert "有资料写给全省的是每月 111 元。多数地方有自己的，不是这个数" in words


def test_the_card_of_a_province_with_exceptions_keeps_its_number_and_names_them(client, hunan):
    response = client.get("/regions/hunan/")

    assert "<b>75</b>" in card(response)
    assert pills(card(response)) == [("/regions/hunan/changsha/", "长沙", "80 元")]
    assert "其余 2 个地方没查到自己的标准，用全省的数。" in response.text
    assert "可能不一样" not in response.text


@pytest.mark.parametrize(
    "address",
    ["/regions/", "/search/?q=甘肃省医保多少", "/faq/how-much/", "/report/?region=甘肃"],
)
def test_wherever_the_province_is_listed_the_span_stands(client, gansu, address):
    make_question(slug="how-much").rule_regions.add(gansu)

    words = plain(client.get(address))

    assert SPAN in words
    assert "111" not in words


def test_the_tile_of_the_province_shows_the_span(client, gansu, hunan):
    text = client.get("/").text

    assert "甘肃<span>85–120元</span><span>看哪个市</span>" in text
    assert "湖南<span>75元</span></a>" in text


def test_a_hit_names_the_exceptions_beside_the_number(client, hunan):
    words = plain(client.get("/search/", {"q": "湖南每月多少钱"}))

    assert "每月 75 元" in words
    assert "有自己标准的：长沙 80 元。" in words


@pytest.mark.parametrize("path", ["/calculator/?region=gansu&", "/regions/gansu/?"])
def test_the_calculator_asks_which_place_and_answers_nothing_yet(client, gansu, path):
    response = client.get(f"{path}insurance=employee&status=retired&age=70")

    assert 'id="answer"' not in response.text
    assert "先问您一句" in response.text
    assert 'id="c-region"' in response.text
    links = [href for href, name, _ in pills(response.text) if "age=70" in href]
    assert len(links) == 3
    for link in links:
        address = link.replace("&amp;", "&")
        answered = client.get(address if address.startswith("/") else f"/calculator/{address}")
        assert 'data-outcome="credit"' in answered.text


@pytest.mark.parametrize("path", ["/calculator/", "/regions/gansu/"])
def test_who_is_not_entitled_is_told_so_at_once(client, gansu, path):
    response = client.get(path, {"region": "gansu", "insurance": "resident"})

    assert 'data-outcome="not-eligible"' in response.text


def test_a_place_that_takes_the_number_keeps_its_answer(client, hunan):
    response = client.get("/regions/hunan/yongzhou/", RETIRED)

    assert '<data class="month" value="75.00">' in response.text


def test_the_sheet_says_which_place_instead_of_a_number(client, gansu):
    response = client.get("/regions/gansu/sheet/", RETIRED)

    words = plain(response)
    assert "甘肃各市（州）不一样，您在哪里参保？" in words
    assert "您填的有地方看不懂" not in words
    assert "111" not in words
    assert "/regions/gansu/lanzhou/sheet/?insurance=employee" in response.text


def test_the_sheet_without_a_case_lists_places_by_their_figure(client, gansu):
    text = client.get("/regions/gansu/sheet/").text

    assert '<b class="nb">85 元：</b>天水；' in text


def test_the_description_names_no_single_number(client, gansu):
    found = re.search(r'name="description" content="([^"]*)"', client.get("/regions/gansu/").text)

    assert SPAN in found[1]
    assert "111" not in found[1]


def test_what_documents_say_of_the_province_itself_stands_below(client, gansu):
    make_claim(gansu, statement="省直的另有一个数。")

    assert "省直的另有一个数。" in client.get("/regions/gansu/").text


def test_a_province_without_exceptions_says_that_none_was_found(client, hunan):
    shanxi = make_region(slug="shanxi", name="山西省", short_name="山西")
    make_policy(shanxi)
    make_region(slug="taiyuan", name="太原市", parent=shanxi)

    assert "没查到山西哪个地方有自己的标准，都按全省的。" in client.get("/regions/shanxi/").text


def test_the_comparison_asks_in_its_slot(client, gansu):
    response = client.get("/calculator/compare/", RETIRED | {"region": ["gansu", "gansu/wuwei"]})

    assert "甘肃各市（州）不一样，您在哪里参保？" in response.text
    assert 'id="comparison"' not in response.text


def test_the_card_of_a_span_has_one_line_of_doubt(client, gansu):
    card = client.get("/regions/gansu/").text.split('id="rule"')[1].split("</section>")[0]

    assert card.count('class="doubt"') == card.count("从没核对过") == 1
    assert "核对情况" not in card


def test_where_few_places_are_known_no_figure_stands_in_large_type(client):
    zhejiang = make_region(slug="zhejiang", name="浙江省", short_name="浙江")
    for slug, name in {"ningbo": "宁波市", "hangzhou": "杭州市", "wenzhou": "温州市"}.items():
        make_region(slug=slug, name=name, parent=zhejiang)
    make_policy(zhejiang.children.get(slug="ningbo"), tiers=[(0, 69, "290"), (70, None, "315")])

    card = client.get("/regions/zhejiang/").text.split('id="rule"')[1].split("</section>")[0]

    assert "answer__fig" not in card
    assert "多数地方还没查到" in card
    assert '只查到 1 个地方：<span class="nb">每月 290–315 元</span>' in card
    assert "浙江<span>290–315元</span><span>多没查到</span>" in client.get("/").text
