"""Other ways to write an address lead to the one there is, and take the reader's words along."""

import datetime

import pytest

from faq.tests.make import make_question
from regions.tests.make import make_nation, make_region

pytestmark = pytest.mark.django_db

MY_CASE = "insurance=employee&status=retired&age=74"


@pytest.fixture(autouse=True)
def _little_world():
    make_nation()
    gansu = make_region(slug="gansu", name="甘肃省")
    lanzhou = make_region(slug="lanzhou", name="兰州市", parent=gansu)
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)
    make_region(slug="merged", parent=gansu, ended_on=datetime.date(2020, 1, 1), successor=lanzhou)
    renamed = make_region(slug="former", name="白银市", parent=gansu)
    renamed.slug = "baiyin"
    renamed.save()
    moved = make_region(slug="moved", name="天水市", parent=make_region(slug="shaanxi"))
    make_region(slug="county", name="秦安县", parent=moved, has_page=False)
    moved.parent = gansu
    moved.save()
    make_question()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("/regions/gansu/lanzhou", "/regions/gansu/lanzhou/"),
        ("/regions/gansu/yuzhong/", "/regions/gansu/lanzhou/"),
        ("/regions/gansu/merged/", "/regions/gansu/lanzhou/"),
        ("/regions/gansu/former/", "/regions/gansu/baiyin/"),
        ("/regions/shaanxi/moved/", "/regions/gansu/moved/"),
        ("/regions/shaanxi/county/", "/regions/gansu/moved/"),
        ("/regions/Shaanxi/Moved/", "/regions/gansu/moved/"),
        ("/regions/Gansu/LANZHOU/", "/regions/gansu/lanzhou/"),
        ("/Regions/Gansu/Lanzhou/", "/regions/gansu/lanzhou/"),
        ("/REGIONS/GANSU", "/regions/gansu/"),
        ("/faq/LAPSE/", "/faq/lapse/"),
        ("/FAQ/", "/faq/"),
        ("/FAQ/Lapse", "/faq/lapse/"),
        ("/Calculator", "/calculator/"),
        ("/faq/lapse", "/faq/lapse/"),
        ("/about/Sources/", "/about/sources/"),
        ("/Sitemap.xml", "/sitemap.xml"),
    ],
)
@pytest.mark.parametrize("query", ["", f"?{MY_CASE}", "?q=%E5%85%B0%E5%B7%9E"])
def test_an_address_written_otherwise_moves_for_good_with_its_parameters(
    client, typed, address, query
):
    response = client.get(typed + query)

    assert (response.status_code, response["Location"]) == (301, address + query)
    assert client.get(response["Location"]).status_code == 200


def test_capitals_of_a_county_lead_in_steps_to_the_page_it_belongs_to(client):
    response = client.get(f"/Regions/Gansu/YuZhong?{MY_CASE}", follow=True)

    assert [code for _, code in response.redirect_chain] == [301, 301]
    assert response.redirect_chain[-1][0] == f"/regions/gansu/lanzhou/?{MY_CASE}"
    assert response.status_code == 200


@pytest.mark.parametrize("typed", ["/Nowhere/", "/regions/gansu/x/", "/X.PHP", "/faq/%C4%B0/"])
def test_what_there_is_not_is_said_at_the_address_typed(client, typed):
    response = client.get(typed)

    assert response.status_code == 404
    assert "没有找到这个页面" in response.text


def test_only_reading_is_sent_elsewhere(client):
    assert client.post("/FAQ/").status_code == 404
