"""The picture to keep: the figure of the page and what it rests on."""

import datetime

import pytest

from faq.tests.make import make_question
from pages.refused import PAYING
from regions.models import Source
from regions.tests.make import (
    make_channel,
    make_deduction,
    make_estimate,
    make_nation,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
)
from text.qr import qr
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

PICTURE = "/regions/gansu/lanzhou/picture/"
CASE = {"insurance": "employee", "status": "retired"}


@pytest.fixture
def lanzhou():
    nation = make_nation()
    make_estimate(nation)
    make_channel(nation)
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    return make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, area_code="0931"
    )


def test_a_place_is_shown_with_its_figure_and_origin(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    page = client.get(PICTURE).text

    assert 'data-draw="figure">90 元<' in page
    assert "出处：某市医保局" in plain(page)
    assert "外地打 0931-12393" in plain(page)
    assert "本站不是政府网站" in page
    assert "noindex" in page


def test_nothing_is_invented_where_nothing_is_known(client, lanzhou):
    page = client.get(PICTURE).text

    assert 'data-draw="figure"' not in page
    assert plain(page).count("还没查到兰州的标准") == 1 + plain(page).count('content="兰州退休')
    assert 'data-draw="call">打 <b>12393</b> 问<' in page
    assert "这样问：“我是兰州的退休职工，医保卡每月该打多少？" in plain(page)
    assert "二维码，或者扫一扫，看怎么查" in page


def test_a_rule_that_is_too_old_shows_no_figure(client, lanzhou):
    old = make_source(published_on=datetime.date(2019, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "90.00")], source=old)

    page = plain(client.get(PICTURE).text)

    assert "需核实" in page
    assert "90 元" not in page


def test_an_answer_is_shown_as_on_its_page_and_kept_by_nobody(client, lanzhou, settings):
    policy = make_policy(lanzhou, tiers=[(0, 69, "100.00"), (70, None, "110.00")])
    make_deduction(policy.region, amount="5.00", from_account="yes")

    response = client.get(PICTURE, {**CASE, "age": "74"})
    page = response.text

    assert "每月到账" in page
    assert 'data-draw="figure">105 元<' in page
    assert "已办退休手续" in plain(page)
    assert response["Cache-Control"] == "no-store"
    address = f"{settings.SITE_URL}/regions/gansu/lanzhou/?insurance=employee&status=retired&age=74"
    assert qr(address).path in page


@pytest.mark.parametrize("query", ["age=-1", "age=740", "age=abc", "average_pension=3..7"])
def test_what_cannot_be_read_is_said_and_the_places_figure_shown(client, lanzhou, query):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    page = client.get(f"{PICTURE}?{query}").text

    assert "您填的有地方看不懂" in page
    assert 'data-draw="figure">90 元<' in page


def test_each_age_is_told_where_nobodys_own_is_known(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "100.00"), (70, None, "110.00")])

    page = plain(client.get(PICTURE).text)

    assert "不满70岁每月 100 元；70岁及以上每月 110 元。" in page


def test_a_resident_is_told_that_there_is_no_such_money(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    page = client.get(PICTURE, {"insurance": "resident"}).text

    assert 'data-draw="figure"' not in page
    assert "没有这笔钱" in plain(page)


def test_what_a_resident_has_is_told_in_a_few_lines(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    for slug in ("resident-reimbursement-rate", "family-share", "family-pay-resident"):
        make_question(slug, question=f"{slug}？", short_answer="这样。", category="resident")

    page = plain(client.get(PICTURE, {"insurance": "resident"}).text)

    for slug in ("family-share", "family-pay-resident"):
        assert f"子女有职工医保的，请子女看：{slug}？这样。" in page
    assert "resident-reimbursement-rate？" not in page


@pytest.mark.parametrize("query", [{}, CASE], ids=["place", "answer"])
@pytest.mark.parametrize(
    ("confidence", "doubt"), [("seed", True), ("secondary", False)], ids=["article", "named"]
)
def test_an_unverified_figure_says_so_right_below_it(client, lanzhou, query, confidence, doubt):
    source = make_source(confidence=confidence)
    make_policy(lanzhou, tiers=[(0, None, "90.00")], source=source)

    page = plain(client.get(PICTURE, query).text)
    below = page.partition('data-draw="figure"')[2].partition("keepsake__lines")[0]

    assert ("未经官方核实" in below) == doubt


def test_ones_own_amount_is_told_with_its_source_and_age(client, lanzhou, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    paper = make_source(
        publisher="某报", published_on=datetime.date(2005, 8, 30), confidence="seed"
    )
    make_no_estimate(lanzhou, reason="兰州按本人养老金的比例打。", own_by="pension", source=paper)

    page = plain(client.get(PICTURE).text)

    assert "按您自己的养老金打，比例没有查到" in page
    assert "出处：某报，2005年8月30日，网上资料，未经官方核实。资料到现在21年多。" in page
    assert "看怎么查" in page


def test_a_province_is_asked_which_place_and_nothing_is_called_unreadable(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    for slug, amount in (("wuwei", "80.00"), ("baiyin", "85.00")):
        place = make_region(slug=slug, name=f"{slug}市", short_name=slug, parent=lanzhou.parent)
        make_policy(place, tiers=[(0, None, amount)])

    page = client.get("/regions/gansu/picture/", CASE).text

    assert "点一下，存那里的" in page
    assert f"{PICTURE}?insurance=employee&amp;status=retired" in page
    assert "看不懂" not in page


def test_a_county_leads_to_the_picture_of_its_place(client, lanzhou):
    make_region(
        slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou, level=3, has_page=False
    )

    response = client.get("/regions/gansu/yuzhong/picture/")

    assert (response.status_code, response["Location"]) == (301, PICTURE)


def test_a_resident_is_told_whom_to_ask_and_no_retirees_figure(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_question(PAYING, body="- **谁来收。** 税务部门收，打 12366 问。", category="resident")

    page = plain(client.get(PICTURE, {"insurance": "resident"}).text)

    assert "谁来收：税务部门收，打 12366 问。" in page
    assert ("90" in page, "退休人员" in page) == (False, False)


def test_who_has_yet_to_retire_is_told_what_comes_with_its_origin(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    page = plain(client.get(PICTURE, {"insurance": "employee", "status": "not-yet"}).text)

    assert "办好以后：每月 90 元。" in page
    assert "出处：某市医保局" in page
    assert 'data-draw="figure"' not in page


def test_whose_rule_it_is_stands_once_for_who_has_yet_to_retire(client, lanzhou):
    make_policy(lanzhou.parent, tiers=[(0, None, "90.00")])

    page = plain(client.get(PICTURE, {"insurance": "employee", "status": "not-yet"}).text)

    assert page.count("未见单独标准") == 1


def test_what_a_forwarded_picture_says_is_what_it_shows(client, lanzhou):
    article = make_source(confidence=Source.Confidence.SEED)
    make_policy(lanzhou, tiers=[(0, None, "90.00")], source=article)

    told = '<meta name="description" content="{}'
    place = told.format("兰州退休人员医保卡（个人账户）每月 90 元（未核实），用的是兰州市的标准。")
    assert place in client.get(PICTURE).text
    resident = client.get(PICTURE, {"insurance": "resident"}).text
    assert told.format("兰州居民医保没有这笔钱。") in resident


def test_a_picture_of_a_day_without_a_rule_names_the_day_and_what_came(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")], effective_from=datetime.date(2026, 1, 1))

    page = plain(client.get(PICTURE, {**CASE, "on": "2024-06-01"}).text)

    assert "这里说的是 2024年6月1日。" in page
    assert "2026年1月1日起改：每月 90 元。" in page
    assert "这样问" not in page


def test_a_resident_is_told_of_no_day_of_a_figure(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    for address in (PICTURE, "/regions/gansu/lanzhou/"):
        page = plain(client.get(address, {"insurance": "resident", "on": "2015-01-01"}).text)

        assert "现在查到的数" not in page


def test_the_title_of_a_day_that_no_source_covers_says_so(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    page = client.get("/regions/gansu/lanzhou/", {**CASE, "on": "2015-01-01"}).text

    assert "<title>2015年1月1日的没有查到，现在查到的是每月90元" in page
