"""Addresses that people can say: /r/lanzhou leads to the page, one of two places asks which."""

import pytest

from regions.tests.make import make_nation, make_region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _little_world():
    nation = make_nation()
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", parent=nation)
    lanzhou = make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)
    jiangsu = make_region(slug="jiangsu", name="江苏省", parent=nation)
    anhui = make_region(slug="anhui", name="安徽省", parent=nation)
    for province, name in ((jiangsu, "苏州市"), (anhui, "宿州市")):
        make_region(slug="suzhou", name=name, short_name=name[:2], parent=province)
    wuxi = make_region(slug="wuxi", name="无锡市", parent=jiangsu)
    make_region(slug="lanzhou", name="兰舟县", parent=wuxi, has_page=False)
    renamed = make_region(slug="former", name="白银市", parent=gansu)
    renamed.slug = "baiyin"
    renamed.save()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("/r/lanzhou", "/regions/gansu/lanzhou/"),
        ("/r/lanzhou/", "/regions/gansu/lanzhou/"),
        ("/r/LanZhou", "/regions/gansu/lanzhou/"),
        ("/R/lanzhou", "/r/lanzhou"),
        ("/r/lanzhou。", "/r/lanzhou"),
        ("/r/lanzhou/。", "/r/lanzhou"),
        ("/r/gansu", "/regions/gansu/"),
        ("/r/yuzhong", "/regions/gansu/lanzhou/"),
        ("/r/former", "/regions/gansu/baiyin/"),
        ("/r/兰州", "/regions/gansu/lanzhou/"),
    ],
)
def test_a_short_address_moves_for_good_to_the_page(client, typed, address):
    response = client.get(typed)

    assert (response.status_code, response["Location"]) == (301, address)


@pytest.mark.parametrize("typed", ["/r/suzhou", "/r/suzhou/", "/r/SuZhou"])
def test_one_that_names_two_places_asks(client, typed):
    response = client.get(typed)

    assert response.status_code == 302
    assert response["Location"].lower() == "/search/?q=suzhou"


@pytest.mark.parametrize("typed", ["/r/nowhere", "/r/", "/r/x/y", "/r/。"])
def test_nonsense_is_not_found(client, typed):
    assert client.get(typed, follow=True).status_code == 404
