"""The page of a kind of channel: how many places have their own, and how far those were checked."""

import re

import pytest

from regions.models import LookupChannel, Source
from regions.tests.make import make_channel, make_nation, make_region, make_source

pytestmark = pytest.mark.django_db

Operator = LookupChannel.Operator


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


def shown(client, kind="website"):
    return client.get(f"/balance/{kind}/").context


def test_places_are_counted_not_rows_and_the_nation_is_none(client, gansu):
    make_channel(make_nation(), kind="website", name="全国网站")
    for name in ("一", "二"):
        make_channel(gansu, kind="website", name=name)
    make_channel(gansu, kind="app")

    found = shown(client)

    assert found["local_count"] == 1
    assert [(area, len(rows)) for area, rows in found["areas"]] == [("西北", 2)]
    assert "另有 1 个地方有自己的" in found["description"]


def test_rows_stand_by_area_and_within_it_provinces_before_cities(client, gansu):
    lanzhou = make_region(slug="lanzhou", parent=gansu, code="620100")
    xinjiang = make_region(slug="xinjiang", name="新疆维吾尔自治区", code="650000")
    hunan = make_region(slug="hunan", name="湖南省", code="430000")
    for place in (xinjiang, lanzhou, hunan, gansu):
        make_channel(place, kind="website")

    told = [(area, [c.region.slug for c in rows]) for area, rows in shown(client)["areas"]]

    assert told == [("中南", ["hunan"]), ("西北", ["gansu", "xinjiang", "lanzhou"])]


def test_how_far_they_were_checked_is_said_once_only_where_it_is_the_same(client, gansu):
    make_channel(gansu, kind="website")
    assert shown(client)["checked"] == Source.Confidence.SECONDARY.label

    make_channel(gansu, kind="website", source=make_source(confidence="seed"))

    assert shown(client)["checked"] == ""
    assert shown(client, "app")["checked"] == ""


def test_an_address_is_called_official_only_where_an_official_row_has_one(client, gansu):
    url = "https://ybj.gansu.gov.cn/"
    make_channel(gansu, kind="website", operator=Operator.OFFICIAL)
    assert not shown(client)["official"]

    make_channel(gansu, kind="website", url=url, operator=Operator.OFFICIAL)

    assert shown(client)["official"]


def test_without_places_of_its_own_a_kind_says_whom_it_suits(client):
    make_channel(make_nation(), kind="counter", bring="身份证\n社保卡", needs_presence=True)

    found = shown(client, "counter")

    assert "要准备：身份证；社保卡。看看适合哪种情况。" in found["description"]
    assert {have.value: advice.suits for have, advice in found["situations"]} == {
        "id-card": True,
        "social-card": True,
        "no-smartphone": True,
        "for-parents": True,
        "away": False,
    }


@pytest.fixture
def lanzhou(gansu):
    make_channel(make_nation(), kind="website", name="全国网站")
    return make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, area_code="0931"
    )


def test_a_reader_from_a_place_is_told_what_differs_there_and_led_back(client, gansu, lanzhou):
    make_region(slug="baiyin", short_name="白银", parent=gansu, area_code="0931")
    make_channel(gansu, kind="website", name="甘肃网站", steps="点“查余额”。")
    make_channel(lanzhou.parent.parent, kind="phone", phone="12393")

    website = client.get("/balance/website/?region=gansu/lanzhou").text
    phone = client.get("/balance/phone/?region=gansu/lanzhou").text

    for page in (website, phone):
        assert '<a class="tap" href="/regions/gansu/lanzhou/#balance">回到兰州的页面</a>' in page
        assert "您在兰州参保" in page
    assert "先用甘肃自己的：" in website
    assert "甘肃网站</span></h3>" in website
    assert "点“查余额”。" in website
    assert '在外地打，拨 <span class="nb">0931-12393。</span>' in phone
    assert "区号 0931 是和白银合用的" in phone


def test_the_nations_steps_are_called_so_and_folded_where_a_place_has_its_own(
    client, gansu, lanzhou
):
    nation = lanzhou.parent.parent
    make_channel(nation, kind="website")
    named = '<h2 id="h-steps">全国的步骤'
    address = "/balance/website/?region=gansu/lanzhou"
    assert "一步一步来" in client.get(address).text
    assert client.get(address).text.count("<details") == 1  # which places have their own

    make_channel(gansu, kind="website", steps="点“查余额”。")
    page = re.sub(r">\s+<", "><", client.get(address).text)

    assert page.count("<details") == 2
    assert f"<summary>{named}</h2></summary>" in page
    assert "一步一步来" not in page
    assert named not in re.sub(r">\s+<", "><", client.get("/balance/website/").text)


def test_the_page_for_a_place_keeps_it_in_the_links_and_leads_back_below_the_steps(client, lanzhou):
    make_channel(lanzhou.parent.parent, kind="phone", phone="12393", cautions="占线就晚点打。")

    page = client.get("/balance/phone/?region=gansu/lanzhou").text

    assert 'href="/balance/?have=id-card&amp;region=' in page
    steps = page.split('id="h-steps"')[1]
    assert "回到兰州的页面" in steps
    assert 'class="bad" id="cautions"' in steps
    assert 'href="/balance/?have=id-card">' in client.get("/balance/phone/").text
    place = client.get("/regions/gansu/lanzhou/").text
    assert '"/balance/phone/?region=gansu/lanzhou#cautions"' in place


def test_the_page_for_a_place_is_the_national_one_to_search_engines(client, lanzhou):
    page = client.get("/balance/website/?region=gansu/lanzhou").text

    assert '/balance/website/">' in page.split('rel="canonical"')[1][:80]
    assert "兰州自己的还没有收录，用下面全国的步骤。" in page
    assert 'href="/balance/kiosk/?region=gansu/lanzhou" rel="nofollow"' in page


@pytest.mark.parametrize("asked", ["", "兰州", "gansu/x", "x" * 3000, "\x00", "<b>"])
def test_anything_but_the_address_of_a_page_is_ignored_and_not_kept(client, lanzhou, asked):
    response = client.get("/balance/website/", {"region": asked})

    assert response.status_code == 200
    assert "参保</h2>" not in response.text
    assert ("no-store" in response.headers.get("Cache-Control", "")) == bool(asked)


def test_a_place_leads_to_the_page_of_every_way_that_is_not_its_own(client, gansu, lanzhou):
    make_channel(lanzhou, kind="wechat", name="兰州小程序", steps="搜“兰州医保”。")
    make_channel(gansu, kind="app", steps="搜“甘肃医保”。", cautions="看清主体。")
    make_channel(lanzhou.parent.parent, kind="kiosk", menu="插卡\n看余额", bring="社保卡")

    page = client.get("/regions/gansu/lanzhou/").text

    assert "搜“兰州医保”。" in page
    assert 'href="/balance/wechat/' not in page
    assert "搜“甘肃医保”。" not in page
    assert "看清主体。" not in page
    assert (
        "全省的步骤" in page.split('href="/balance/app/?region=gansu/lanzhou"')[1].split("</a>")[0]
    )
    row = page.split('href="/balance/kiosk/?region=gansu/lanzhou"')[1].split("</a>")[0]
    assert "<li>插卡</li><li>看余额</li>" in row
    assert "全国的步骤" in row
    assert "<dd>社保卡</dd>" in row
