"""Region pages, the directory and search: what they show, where they lead, what they cost."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.models import Region
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_source,
)
from text.tests.plain import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def nation():
    return make_nation()


@pytest.fixture
def gansu(nation):
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃")


@pytest.fixture
def lanzhou(gansu):
    return make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, area_code="0931"
    )


def test_the_card_shows_amount_level_date_source_and_check(client, lanzhou):
    source = make_source(publisher="兰州晚报", published_on=datetime.date(2022, 12, 12))
    make_policy(lanzhou, tiers=[(0, None, "90.00")], source=source)

    page = plain(client.get("/regions/gansu/lanzhou/").text)

    assert "<b>90</b>" in page
    assert "本市（兰州市）" in page
    assert "2022年12月12日" in page
    assert "兰州晚报" in page
    assert source.get_confidence_display() in page
    assert "0931-12393" in page


def test_a_city_falling_back_says_so(client, gansu, lanzhou):
    make_policy(gansu)

    assert "兰州市未见单独标准，按甘肃省的数字" in client.get("/regions/gansu/lanzhou/").text


def test_a_claim_stands_beside_the_figure(client, lanzhou):
    make_policy(lanzhou)
    make_claim(lanzhou, statement="文章说全省每月 120 元。", followed="没有见到文件。")

    page = plain(client.get("/regions/gansu/lanzhou/").text)

    assert "文章说全省每月 120 元。" in page
    assert "没有见到文件。" in page


def test_a_provinces_claim_is_told_once_and_linked_below_only_where_it_holds_there(
    client, gansu, lanzhou
):
    link = '<a class="tap" href="/regions/gansu/#policy">甘肃的资料还说了这些</a>'
    make_claim(gansu, statement="只说省直的。")
    assert link not in client.get("/regions/gansu/lanzhou/").text

    make_claim(gansu, statement="各市也一样的。", below=True)

    assert link in client.get("/regions/gansu/lanzhou/").text
    assert "各市也一样的。" in client.get("/regions/gansu/").text


def test_a_provinces_rule_is_told_in_full_on_the_provinces_page_alone(client, gansu, lanzhou):
    make_policy(gansu, wording="每人每月七十元")
    link = '<a class="tap" href="/regions/gansu/#policy">标准的原话和出处</a>'

    city = client.get("/regions/gansu/lanzhou/").text

    assert link in city
    assert "每人每月七十元" not in city
    assert "每人每月七十元" in client.get("/regions/gansu/").text


def test_whose_figure_it_is_is_said_twice_at_most(client, gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "75.00")])

    page = client.get("/regions/gansu/lanzhou/").text
    main = page.split('id="money"')[1].split('id="balance"')[0]
    fix = page.split('id="fix"')[1].split("</section>")[0]

    assert main.count("甘肃省") == 1
    assert fix.count("甘肃省") == 1


def test_a_rule_of_one_line_that_the_card_shows_needs_no_table(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "110.00")])
    make_deduction(lanzhou, name="大病保险")
    assert "<table" not in client.get("/regions/gansu/lanzhou/").text


def test_a_place_without_a_figure_calls_the_last_part_by_one_name(client, lanzhou):
    page = client.get("/regions/gansu/lanzhou/").text

    assert page.count("没有数") == 3  # the jump to it, the link in the card, its heading
    assert "数不对" not in page.split('id="h-faq"')[0]


def test_the_first_caution_stands_below_the_steps_of_the_telephone(client, lanzhou):
    make_channel(lanzhou.parent.parent, kind="phone", cautions="别人打来，马上挂断。\n会占线。")

    best = client.get("/regions/gansu/lanzhou/").text.split('id="h-best"')[1].split("</section>")[0]

    assert "<b>别人打来，马上挂断。</b>" in best
    assert "会占线。" not in best


@pytest.mark.parametrize(
    "rule", [{"tiers": [(0, None, "90.00")]}, None, {"rates": [(0, None, "2")]}]
)
def test_a_form_with_nothing_chosen_says_what_is_missing(client, lanzhou, rule):
    if rule:
        make_policy(lanzhou, **rule)
    address = "/regions/gansu/lanzhou/"
    form = client.get(address).text.split('id="calc"')[1].split("</form>")[0]
    typed = re.findall(r'<input[^>]*type="(?:hidden|text)"[^>]*name="(\w+)"', form)

    answered = client.get(address, dict.fromkeys(typed, "")).text

    assert typed
    assert "请选您参加的是哪种医保。" in answered


def test_where_the_rule_tells_ages_apart_no_second_age_is_sent(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "90.00"), (70, None, "95.00")])

    assert client.get("/regions/gansu/lanzhou/").text.count('name="age"') == 1


def test_where_the_provinces_page_tells_no_rule_the_place_does(client, gansu, lanzhou):
    make_policy(gansu, wording="每人每月七十元")
    for number in range(3):
        make_policy(make_region(slug=f"p{number}", parent=gansu), tiers=[(0, None, "1.00")])

    assert "各地的数不一样" in client.get("/regions/gansu/").text
    assert "每人每月七十元" in client.get("/regions/gansu/lanzhou/").text


def test_the_page_is_in_three_parts_with_a_link_to_each(client, lanzhou):
    make_policy(lanzhou)

    page = client.get("/regions/gansu/lanzhou/").text

    jump = page.split('<ul class="jump')[1].split("</ul>")[0]
    places = [page.index(f'id="{part}"') for part in re.findall(r'href="#(\w+)"', jump)]
    assert len(places) == 3
    assert places == sorted(places)
    assert page.index('href="#fix">数字不对？') < page.index('id="calc"')
    assert page.index('id="fix"') < page.index("/report/?region=gansu/lanzhou&amp;policy=")


def test_a_form_that_asks_for_nothing_but_the_entitlement_is_folded(client, lanzhou):
    policy = make_policy(lanzhou)
    folded = client.get("/regions/gansu/lanzhou/").text.split('id="calc"')[1]
    asked = client.get("/regions/gansu/lanzhou/?insurance=employee").text.split('id="calc"')[1]
    policy.delete()
    make_policy(lanzhou, tiers=[(0, 69, "1.00"), (70, None, "2.00")])
    by_age = client.get("/regions/gansu/lanzhou/").text.split('id="calc"')[1]

    assert folded.index("<details") < folded.index("<form")
    assert asked.index("<form") < asked.index("<details")
    assert by_age.index("<form") < by_age.index("<details")


def test_what_has_no_page_is_named_on_the_page_it_belongs_to(client, gansu, lanzhou):
    for code, name in (("620102", "城关区"), ("620123", "榆中县")):
        make_region(slug=f"c{code}", code=code, name=name, parent=lanzhou, has_page=False)
    unsure = make_region(slug="lanzhou-new", name="新县", parent=lanzhou, has_page=False)
    gansu.aliases.create(name=unsure.name, kind="unsure")

    assert "<b>归兰州的区县：</b>城关区、榆中县。" in client.get("/regions/gansu/lanzhou/").text
    assert "的区县：" not in client.get("/regions/gansu/").text


def test_a_place_without_a_rule_shows_no_big_number(client, nation, lanzhou):
    make_estimate(nation)

    page = client.get("/regions/gansu/lanzhou/").text

    assert "还没查到兰州的标准" in page
    assert "answer__fig" not in page
    assert "估算" in page


def test_a_coming_rule_is_announced_and_takes_effect_by_its_date(client, lanzhou, time_machine):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(lanzhou, tiers=[(0, None, "130.00")], effective_from=datetime.date(2027, 1, 1))
    time_machine.move_to("2026-12-31T15:59:00Z")  # 23:59 in Shanghai

    before = plain(client.get("/regions/gansu/lanzhou/").text)
    time_machine.move_to("2026-12-31T16:00:00Z")
    after = plain(client.get("/regions/gansu/lanzhou/").text)

    assert "<b>90</b>" in before
    assert "将于 2027年1月1日起" in before
    assert "<b>130</b>" in after


def test_a_deduction_shows_standard_deduction_and_arrival_apart(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "110.00")])
    make_deduction(lanzhou)

    page = client.get("/regions/gansu/lanzhou/").text

    assert "每月到账" in page
    assert "<b>103</b>" in page
    assert "每月 110 元" in page
    assert "每月代扣大病保险" in page


def test_the_nearest_channel_of_a_kind_replaces_the_farther_one(client, nation, gansu, lanzhou):
    make_channel(nation, kind="website", name="全国网站")
    make_channel(gansu, kind="website", name="甘肃网站")
    make_channel(nation, kind="phone", name="全国热线")

    page = client.get("/regions/gansu/lanzhou/").text

    assert "甘肃网站" in page
    assert "全国网站" not in page
    assert "全国热线" in page
    assert "全省的步骤" in page


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/regions/gansu/yuzhong/", "/regions/gansu/lanzhou/"),
        ("/regions/GANSU/Lanzhou/", "/regions/gansu/lanzhou/"),
        ("/regions/gansu/lanzhou", "/regions/gansu/lanzhou/"),
        ("/regions/gansu/old/", "/regions/gansu/lanzhou/"),
    ],
    ids=["county", "capitals", "slash", "merged"],
)
def test_other_addresses_answer_301(client, lanzhou, path, target):
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)
    make_region(
        slug="old",
        parent=lanzhou.parent,
        ended_on=datetime.date(2020, 1, 1),
        successor=lanzhou,
    )

    response = client.get(path)

    assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.parametrize("path", ["/regions/atlantis/", "/regions/gansu/x/", "/regions/%ff/", "/x"])
def test_unknown_addresses_answer_404_in_the_houses_voice(client, gansu, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "没有找到这个页面" in response.text


def test_a_page_wins_over_a_county_of_the_same_address(client, gansu, lanzhou):
    other = make_region(slug="baiyin", name="白银市", parent=gansu)
    make_region(slug="lanzhou", name="兰舟区", parent=other, has_page=False)

    assert client.get("/regions/gansu/lanzhou/").status_code == 200


def test_a_provinces_new_address_moves_its_places(client, gansu, lanzhou):
    gansu.slug = "gansu-new"
    gansu.save()

    assert client.get("/regions/gansu-new/lanzhou/").status_code == 200
    for old, new in [("gansu", "gansu-new"), ("gansu/lanzhou", "gansu-new/lanzhou")]:
        response = client.get(f"/regions/{old}/")
        assert (response.status_code, response["Location"]) == (301, f"/regions/{new}/")


def test_a_renamed_address_answers_301_until_somebody_else_takes_it(client, gansu, lanzhou):
    lanzhou.slug = "jincheng"
    lanzhou.save()

    assert client.get("/regions/gansu/lanzhou/")["Location"] == "/regions/gansu/jincheng/"

    make_region(slug="lanzhou", name="新兰州市", parent=gansu)

    assert client.get("/regions/gansu/lanzhou/").status_code == 200


def test_two_counties_of_one_address_are_asked_about(client, gansu, lanzhou):
    other = make_region(slug="baiyin", name="白银市", parent=gansu)
    for city in (lanzhou, other):
        make_region(slug="chengguan", name="城关区", parent=city, has_page=False)

    response = client.get("/regions/gansu/chengguan/", follow=True)

    assert response.redirect_chain == [("/search/?q=gansu%2Fchengguan", 302)]
    assert "哪一个地方" in response.text


def test_a_page_without_facts_of_its_own_is_not_indexed(client, lanzhou):
    assert "noindex" in client.get("/regions/gansu/lanzhou/").text

    make_policy(lanzhou)

    assert "noindex" not in client.get("/regions/gansu/lanzhou/").text


def queries(client, path):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_first_page_of_a_province_takes_the_same_queries_however_much_there_is(
    client, nation, gansu, lanzhou
):
    make_policy(lanzhou, effective_from=datetime.date(2000, 1, 1))
    make_channel(nation, kind="phone")
    make_claim(lanzhou)
    make_region(slug="baiyin", parent=gansu)
    few = queries(client, "/regions/gansu/lanzhou/")

    for number in range(30):
        make_region(slug=f"p{number}", parent=gansu)
        make_policy(lanzhou, effective_from=datetime.date(2001 + number % 20, 1 + number // 20, 1))
        make_claim(lanzhou)

    assert (
        queries(client, "/regions/gansu/lanzhou/") == few <= 14
    )  # the counties of the province and the nation's estimate are two of them


def test_the_directory_takes_the_same_queries_however_many_places(client, gansu, lanzhou):
    make_policy(lanzhou)
    few = queries(client, "/regions/?rule=amount")
    for number in range(15):
        make_policy(make_region(slug=f"p{number}", parent=gansu))
        make_region(slug=f"province{number}")

    assert queries(client, "/regions/?rule=amount") == few <= 11  # the first after a change


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"甘肃省", "兰州市", "白银市"}),
        ("q=lanz", {"兰州市"}),
        ("q=兰州", {"兰州市"}),
        ("province=gansu", {"甘肃省", "兰州市", "白银市"}),
        ("rule=amount", {"兰州市"}),
        ("rule=rate", {"白银市"}),
        ("rule=none", {"甘肃省"}),
        ("tiers=yes", {"兰州市"}),
        ("tiers=no", {"白银市"}),
        ("checked=secondary", {"兰州市"}),
        ("checked=article", {"白银市"}),
        ("checked=document", set()),
        ("local=yes", {"兰州市"}),
        ("page=99", {"甘肃省", "兰州市", "白银市"}),
        ("page=x", {"甘肃省", "兰州市", "白银市"}),
    ],
)
def test_the_directorys_filters(client, gansu, lanzhou, query, shown):
    baiyin = make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu)
    make_policy(
        lanzhou,
        tiers=[(0, 69, "1.00"), (70, None, "2.00")],
        source=make_source(confidence="secondary"),
    )
    make_policy(baiyin, rates=[(0, None, "2")], source=make_source(confidence="seed"))
    make_channel(lanzhou, kind="counter")

    page = client.get(f"/regions/?{query}").text

    # The heading names its province in any case, with a figure only where it was asked for.
    assert set(re.findall(r'>(\w+)</a>(?:</h3>\s*)?<span class="amt', page)) == shown


@pytest.mark.parametrize(
    "query",
    ["province=x", "rule=x", "tiers=%00", "q=%00", "q=" + "x" * 3000, "checked=%ff", "local=no"],
)
def test_a_bad_filter_is_told_and_never_a_server_error(client, gansu, query):
    assert client.get(f"/regions/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("兰州", "/regions/gansu/lanzhou/"),
        ("兰州市", "/regions/gansu/lanzhou/"),
        ("甘肃兰州", "/regions/gansu/lanzhou/"),
        ("lanzhou", "/regions/gansu/lanzhou/"),
        ("Lan Zhou", "/regions/gansu/lanzhou/"),
        ("620100", "/regions/gansu/lanzhou/"),
        ("榆中", "/regions/gansu/lanzhou/?via=%E6%A6%86%E4%B8%AD%E5%8E%BF"),
        ("金城", "/regions/gansu/lanzhou/?via=%E9%87%91%E5%9F%8E"),
    ],
)
def test_a_name_that_means_one_place_leads_there(client, lanzhou, typed, target):
    Region.objects.filter(pk=lanzhou.pk).update(code="620100")
    make_region(slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou, has_page=False)
    lanzhou.aliases.create(name="金城", kind="colloquial")

    response = client.get("/search/", {"q": typed})

    assert (response.status_code, response["Location"]) == (302, target)


def test_the_page_says_where_a_county_belongs(client, lanzhou):
    make_region(slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou, has_page=False)

    assert "您找的“榆中县”归兰州市" in client.get("/regions/gansu/lanzhou/?via=榆中县").text
    assert "您找的" not in client.get("/regions/gansu/lanzhou/?via=北京").text


def test_two_places_of_one_name_are_never_guessed_between(client, nation):
    for slug, name in (("liaoning", "辽宁省"), ("beijing", "北京市")):
        make_region(slug=slug, name=name, short_name=name[:2])
    make_region(
        slug="chaoyang",
        name="朝阳市",
        short_name="朝阳",
        parent=Region.objects.get(path="liaoning"),
    )
    make_region(
        slug="chaoyangqu",
        name="朝阳区",
        short_name="朝阳区",
        parent=Region.objects.get(path="beijing"),
        has_page=False,
    )

    page = client.get("/search/", {"q": "朝阳"})

    assert page.status_code == 200
    assert "哪一个地方" in page.text
    assert "/regions/liaoning/chaoyang/" in page.text
    assert "/regions/beijing/" in page.text
    assert client.get("/search/", {"q": "辽宁朝阳"}).status_code == 302


@pytest.mark.parametrize("typed", ["兰洲", "lanzou"])
def test_a_near_miss_is_proposed(client, lanzhou, typed):
    page = client.get("/search/", {"q": typed}).text

    assert '您要找的是<a class="tap" href="/regions/gansu/lanzhou/">兰州市</a>吗？' in page


def test_a_sentence_leads_to_the_place_it_mentions(client, lanzhou):
    make_region(slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou, has_page=False)

    city = client.get("/search/", {"q": "兰州医保卡余额怎么查"}).text
    county = client.get("/search/", {"q": "我在榆中县交的医保"}).text

    assert "/regions/gansu/lanzhou/" in city
    assert "<b>榆中县</b>归这里" in county


def test_without_words_or_hits_the_search_proposes_some(client, lanzhou):
    assert 'href="/search/?q=%E4%BD%99%E9%A2%9D"' in client.get("/search/").text
    assert 'href="/search/?q=%E4%BD%99%E9%A2%9D"' in client.get("/search/?q=asdfgh").text


@pytest.mark.parametrize("typed", ["", "\x00", "x" * 3000, "<script>", "%", "_", "'"])
def test_any_search_is_answered(client, lanzhou, typed):
    response = client.get("/search/", {"q": typed})

    assert response.status_code == 200
    assert "<script>" not in response.text.replace('<script type="module"', "")


def test_a_standard_that_ends_with_the_calendar_breaks_no_page(client):
    city = make_region(slug="lanzhou", name="兰州市", short_name="兰州")
    make_policy(city, ended_on=datetime.date.max, stated_until=datetime.date.max)

    page, sitemap = client.get(city.get_absolute_url()), client.get("/sitemap-regions.xml")

    assert (page.status_code, sitemap.status_code) == (200, 200)


def test_all_that_is_folded_can_be_had_open_for_paper(client, lanzhou, nation):
    make_channel(lanzhou, kind="phone")
    make_channel(nation, kind="website", name="国家医保服务平台", url="https://fuwu.nhsa.gov.cn/")
    make_channel(nation, kind="kiosk", name="自助机")
    make_policy(lanzhou)
    folded, unfolded = (client.get(f"/regions/gansu/lanzhou/{q}").text for q in ("", "?open=all"))

    assert 'href="?open=all#policy"' in folded
    assert ("全部展开" in unfolded, "全都展开了" in unfolded) == (False, True)
    assert folded.count("<details") > folded.count("<details open")
    assert unfolded.count("<details") == folded.count("<details")
    assert all(" open" in part.split(">")[0] for part in unfolded.split("<details")[1:])
    assert "open open" not in unfolded
    assert 'content="noindex, follow"' in unfolded
    assert '/regions/gansu/lanzhou/"' in unfolded.partition('rel="canonical"')[2].split(">")[0]
