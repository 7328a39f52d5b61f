"""The balance guide: what suits what one has at hand, and why; the pages of the kinds."""

import re

import pytest

from faq.tests.make import make_question
from pages.balance_advice import ReaderSituation, advise, demands, task
from regions.models import LookupChannel, Publication, Region
from regions.tests.make import make_channel, make_nation, make_region

pytestmark = pytest.mark.django_db

Kind = LookupChannel.Kind

#: What the national rows need, as in the facts.
NEEDS = {
    Kind.WECHAT: {"needs_smartphone": True, "operator": "third_party"},
    Kind.ALIPAY: {"needs_smartphone": True, "operator": "third_party"},
    Kind.APP: {"needs_smartphone": True},
    Kind.COUNTER: {"needs_presence": True},
    Kind.KIOSK: {"needs_presence": True, "needs_social_card": True},
    Kind.HOSPITAL: {"needs_presence": True, "operator": "third_party"},
}


@pytest.fixture
def nation():
    """The nation with the nine ways."""
    nation = make_nation()
    for kind in Kind:
        phone = "12393" if kind == Kind.PHONE else ""
        fields = {"name": f"全国{kind.label}", "bring": "身份证号", **NEEDS.get(kind, {})}
        make_channel(nation, kind=kind, phone=phone, **fields)
    return nation


@pytest.fixture
def yongzhou(nation):
    hunan = make_region(slug="hunan", name="湖南省", short_name="湖南", code="430000")
    return make_region(
        slug="yongzhou", name="永州市", short_name="永州", parent=hunan, area_code="0746"
    )


def kinds(advices, suits):
    return [advice.channel.kind for advice in advices if advice.suits is suits]


# --- What suits, and why ----------------------------------------------------------------------


@pytest.mark.parametrize("have", ReaderSituation)
def test_every_channel_is_told_once_with_a_reason_and_the_telephone_first(nation, have):
    advices = advise(have, LookupChannel.objects.for_region(nation))

    assert {advice.channel.kind for advice in advices} == set(Kind.values)
    assert len(advices) == 9
    assert advices[0].channel.kind == Kind.PHONE
    assert all(advice.reason.endswith("。") for advice in advices)
    assert [advice.suits for advice in advices] == sorted(
        (advice.suits for advice in advices), reverse=True
    )


@pytest.mark.parametrize(
    ("have", "unsuited"),
    [
        (ReaderSituation.ID_CARD, {"website", "kiosk", "hospital"}),
        (ReaderSituation.SOCIAL_CARD, set()),
        (ReaderSituation.NO_SMARTPHONE, {"wechat", "alipay", "website", "platform", "app"}),
        (ReaderSituation.FOR_PARENTS, set()),
        (ReaderSituation.AWAY, {"counter", "kiosk", "hospital"}),
    ],
)
def test_what_does_not_suit_stands_last(nation, have, unsuited):
    advices = advise(have, LookupChannel.objects.for_region(nation))

    assert set(kinds(advices, suits=False)) == unsuited


@pytest.mark.parametrize(
    ("have", "field", "reason"),
    [
        (ReaderSituation.ID_CARD, "needs_social_card", "要社保卡。"),
        (ReaderSituation.SOCIAL_CARD, "needs_id_card", "要身份证。"),
        (ReaderSituation.NO_SMARTPHONE, "needs_smartphone", "要智能手机。"),
        (ReaderSituation.AWAY, "needs_presence", "要本人到现场去。外地的能不能查，资料没有写。"),
    ],
)
def test_a_row_that_needs_what_is_lacking_drops_out(have, field, reason):
    nation = make_nation()
    usual = make_channel(nation, name="一般的")
    other = make_channel(nation, name="另一种", **{field: True})

    first, second = advise(have, [other, usual])

    assert (first.channel, first.suits) == (usual, True)
    assert (second.channel, second.suits, second.reason) == (other, False, reason)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "phone"}, "打电话就行，不用上网，不用出门。"),
        ({"kind": "app", "needs_smartphone": True}, "要智能手机，不用出门。"),
        ({"kind": "website"}, "手机或电脑能上网就行，不用出门。"),
        (
            {"kind": "counter", "needs_id_card": True, "needs_presence": True},
            "要身份证，不用手机，要本人去。",
        ),
        ({"kind": "kiosk", "needs_social_card": True}, "要社保卡，不用手机，要到现场。"),
        (
            {"kind": "counter", "needs_id_card": True, "needs_social_card": True},
            "要身份证和社保卡，不用手机，要到现场。",
        ),
    ],
    ids=["phone", "smartphone", "online", "id-card", "social-card", "both-cards"],
)
def test_what_a_channel_takes_is_read_from_its_row(fields, words):
    assert demands(LookupChannel(**fields)) == words


@pytest.mark.parametrize(
    ("phone", "area_code", "number"),
    [
        ("12393", "0746", "0746-12393"),
        ("12393", "", ""),
        ("8888888", "0746", "0746-8888888"),
        ("0746-8888888", "0746", "0746-8888888"),
        ("400-888-8888", "", "400-888-8888"),
        ("", "0746", ""),
    ],
    ids=["short", "no-code", "local", "complete", "everywhere", "none"],
)
def test_only_an_incomplete_number_gets_the_area_code(phone, area_code, number):
    assert LookupChannel(kind="phone", phone=phone).from_afar(area_code) == number


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("12393", "12393"),
        ("8888888", "0746-8888888"),
        ("8888-8888", "0746-8888-8888"),
        ("0746-8888888", "0746-8888888"),
        ("400-888-8888", "400-888-8888"),
        ("", ""),
    ],
    ids=["short", "local", "eight", "complete", "everywhere", "none"],
)
def test_what_is_dialled_reaches_the_place_from_afar_but_for_short_numbers(phone, dialled):
    channel = LookupChannel(phone=phone, region=Region(area_code="0746"))

    assert channel.dial == dialled
    assert phone == "12393" or channel.from_afar("0746") == dialled


@pytest.mark.parametrize(
    ("kind", "name", "heading"),
    [
        ("phone", "热线", "打 12393 查医保卡余额"),
        ("wechat", "微信", "用微信|查医保卡余额"),
        ("app", "某某 App", "用某某 App 查医保卡余额"),
        ("counter", "经办窗口", "去经办窗口|查医保卡余额"),
    ],
)
def test_the_heading_says_what_one_does(kind, name, heading):
    assert task(LookupChannel(kind=kind, name=name, phone="12393")) == heading


# --- The guide --------------------------------------------------------------------------------


def ask(client, **query):
    response = client.get("/balance/", query)
    assert response.status_code == 200
    return response.text


def test_the_guide_asks_for_the_situation_once_by_links(client, nation):
    page = ask(client)

    for have in ReaderSituation:
        assert f'href="?have={have.value}"' in page
    assert page.count("您是哪种情况？") == 1
    assert 'type="radio"' not in page
    for kind in Kind:
        assert f'href="/balance/{kind.value}/"' in page
    assert "noindex" not in page
    assert page.index("/balance/phone/") < page.index("/balance/wechat/")


def test_an_answer_gives_the_best_way_open_and_says_why_not_of_others(client, nation):
    page = ask(client, have="no-smartphone")

    assert "没有智能手机，" in page
    assert page.count("<details") == 4
    assert page.count(" open>") == 1
    assert page.index("先试这一种") < page.index("也可以用") < page.index("不太合适的")
    assert "要智能手机。" in page
    assert '<meta name="robots" content="noindex, follow">' in page
    assert 'rel="canonical" href="http://127.0.0.1:8000/balance/"' in page


def test_from_afar_the_area_code_of_the_place_of_insurance_leads(client, yongzhou):
    page = ask(client, have="away", region="永州")

    assert 'href="tel:0746-12393"' in page
    assert 'href="tel:12393"' not in page
    assert 'href="/regions/hunan/yongzhou/"' in page


def test_from_afar_without_a_place_the_place_is_asked_for(client, nation):
    page = ask(client, have="away")

    assert 'href="#place"' in page
    assert 'href="tel:12393"' not in page


def test_a_place_without_area_code_says_so(client, nation):
    hunan = make_region(slug="hunan", name="湖南省", short_name="湖南")
    make_region(slug="yongzhou", name="永州市", short_name="永州", parent=hunan)

    assert "永州的区号还没有收录" in ask(client, have="away", region="永州")
    assert "各地的区号不一样" in ask(client, have="away", region="湖南")


def test_who_shares_an_area_code_is_named(client, nation):
    hunan = make_region(slug="hunan", name="湖南省", short_name="湖南")
    for slug, name in [("changsha", "长沙"), ("zhuzhou", "株洲")]:
        make_region(slug=slug, name=f"{name}市", short_name=name, parent=hunan, area_code="0731")

    assert "区号 0731 是和株洲合用的" in ask(client, have="away", region="长沙")


def test_a_place_shows_its_own_channels_with_level_and_operator(client, yongzhou):
    make_channel(yongzhou, kind=Kind.COUNTER, name="永州窗口", needs_presence=True)

    page = ask(client, have="social-card", region="永州市")

    assert "永州窗口" in page
    assert "官方·本地的步骤" in page
    assert "第三方平台·全国的步骤" in page
    assert "全国经办窗口" not in page


def test_a_place_alone_lists_all_its_ways_and_keeps_in_the_links(client, yongzhou):
    page = ask(client, region="永州")

    assert page.count("<details") == 9
    assert "have=id-card&amp;region=hunan%2Fyongzhou" in page


def test_a_place_s_own_number_is_the_one_to_dial(client, yongzhou):
    make_channel(yongzhou, phone="0746-8888888", name="永州医保热线")

    assert 'href="tel:0746-8888888"' in ask(client, region="永州")
    assert 'href="tel:0746-8888888"' in ask(client, region="永州", have="away")


def test_two_places_of_one_name_are_asked_about_and_nothing_is_lost(client, nation):
    beijing = make_region(slug="beijing", name="北京市", short_name="北京")
    liaoning = make_region(slug="liaoning", name="辽宁省", short_name="辽宁")
    make_region(slug="chaoyang", name="朝阳市", short_name="朝阳", parent=liaoning)
    make_region(slug="chaoyang", name="朝阳区", short_name="朝阳", parent=beijing, has_page=False)

    page = ask(client, have="id-card", region="朝阳")

    assert "叫“朝阳”的地方不止一个" in page
    assert "have=id-card&amp;region=liaoning%2Fchaoyang" in page
    assert 'value="朝阳"' in page
    assert '<input type="hidden" name="have" value="id-card">' in page
    assert "先试这一种" in page


def test_an_unknown_situation_is_told_and_the_page_stays_complete(client, yongzhou):
    page = ask(client, have="nothing", region="永州")

    assert '<a href="#b-have">没有这一种情况，请从下面选一种。</a>' in page
    assert 'id="b-have">没有这一种情况' in page
    assert page.count("<details") == 9


def test_sending_the_form_empty_asks_for_one_of_the_two(client, nation):
    page = ask(client, have="", region="")

    assert "请写参保的地方，或者选一种情况。" in page
    assert "不分地方的办法" in page.replace('</span><span class="nb">', "")


def test_appended_parameters_ask_nothing(client, nation):
    assert "noindex" not in ask(client, **{"from": "timeline"})


@pytest.mark.parametrize("name", ["have", "region"])
@pytest.mark.parametrize(
    "value",
    ["\x00", "兰\x00州", "中" * 3000, "'; drop table", "<script>", "🙂", ["id-card", "兰州"]],
    ids=["nul", "nul-inside", "long", "sql", "tag", "emoji", "repeated"],
)
def test_bad_input_never_breaks_the_guide(client, nation, name, value):
    page = ask(client, **{name: value})

    assert "<h1" in page
    assert "<script>" not in page
    assert "\x00" not in page


def test_without_any_channel_the_guide_still_stands(client):
    assert "12393" in ask(client, have="id-card")


def test_the_guide_costs_the_same_with_more_rows(client, yongzhou, django_assert_num_queries):
    make_question(category="balance")
    with django_assert_num_queries(3):  # the nation, its channels, questions
        client.get("/balance/?have=away")
    for number in range(5):
        make_channel(yongzhou, kind=Kind.COUNTER, name=f"窗口{number}")

    # The revision, all places (who shares the code too), the channels, questions.
    with django_assert_num_queries(4):
        client.get("/balance/?have=away&region=hunan/yongzhou")


# --- The kinds --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_has_a_page_with_title_and_description_of_its_own(client, nation, kind):
    pages = {other: client.get(f"/balance/{other}/").text for other in Kind.values}

    head = pages[kind].split("</head>")[0]
    title = head.split("<title>")[1].split("</title>")[0]
    description = head.split('name="description" content="')[1].split('"')[0]

    assert 4 <= len(title) <= 40
    assert 20 <= len(description) <= 160
    assert [title in page and description in page for page in pages.values()].count(True) == 1
    assert pages[kind].count('href="/balance/') == 8 + 5 + 2 + 1  # others, situations, up, end
    assert "noindex" not in head


def test_a_kind_lists_the_places_with_their_own_by_large_area(client, nation, yongzhou):
    make_channel(
        yongzhou.parent, kind=Kind.WEBSITE, name="湖南的网站", url="https://ybj.hunan.gov.cn/"
    )
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    make_channel(gansu, kind=Kind.WEBSITE, name="甘肃的网站", url="https://ybj.gansu.gov.cn/")
    make_channel(gansu, kind=Kind.WEBSITE, name="停用的网站", status=Publication.DRAFT)

    page = client.get("/balance/website/").text

    assert "2 个地方有自己的" in page
    assert page.index("中南") < page.index("ybj.hunan.gov.cn") < page.index("西北")
    assert 'href="/regions/gansu/#balance"' in page
    assert "停用的网站" not in page


def test_a_kind_says_which_situations_it_suits(client, nation):
    page = client.get("/balance/kiosk/").text

    assert page.count("</svg>合适</span>") == 3
    assert page.count("</svg>换一种</span>") == 2


def test_a_kind_without_a_national_way_says_so(client):
    page = client.get("/balance/app/")

    assert page.status_code == 200
    assert "不分地方的步骤还没有收录" in page.text


def test_capitals_lead_to_the_kind_and_other_kinds_are_not_found(client, nation):
    moved = client.get("/balance/Phone/")

    assert (moved.status_code, moved["Location"]) == (301, "/balance/phone/")
    assert client.get("/balance/fax/").status_code == 404


def test_a_kind_costs_the_same_with_more_places(client, nation, django_assert_num_queries):
    for number in range(5):
        place = make_region(slug=f"place-{number}", code=f"6{number}0000")
        make_channel(place, kind=Kind.WEBSITE, name=f"网站{number}")

    with django_assert_num_queries(2):  # channels with their places, questions
        client.get("/balance/website/")


def test_what_is_folded_can_be_had_open_for_paper(client, nation):
    for kind in ("phone", "counter", "kiosk"):
        make_channel(nation, kind=kind)
    address = "/balance/?have=id-card"

    folded = client.get(address).text
    opened = client.get(f"{address}&open=all").text

    assert 'href="?have=id-card&amp;open=all"' in folded
    assert folded.count("<details") > folded.count(" open>")
    assert opened.count("<details") == len(re.findall(r"<details[^>]* open\b", opened))
