"""A place's page fits: how many screens of a phone it takes, in standard and in large type."""

import pytest

pytestmark = pytest.mark.browser

SCREEN = {"width": 360, "height": 780}
#: Screens at most, standard and large: a rule of one amount, then what asks and tells more.
SCREENS = {
    "gansu/lanzhou": (6, 10),
    "hunan/yongzhou": (7, 11),
    "zhejiang/hangzhou": (7, 11),
    "fujian/xiamen": (9, 13),
    "shanghai": (9, 14),
    "sichuan/chengdu": (10, 16),
}


@pytest.mark.parametrize("place", SCREENS)
def test_a_places_page_is_no_longer_than(page, site, place):
    page.set_viewport_size(SCREEN)
    found = []
    for kind in ("standard", "large"):
        page.context.add_cookies([{"name": "type", "value": kind, "url": site.url}])
        page.goto(f"{site.url}/regions/{place}/")
        found.append(page.evaluate("document.documentElement.scrollHeight") / SCREEN["height"])

    standard, large = SCREENS[place]
    assert found[0] <= standard
    assert found[1] <= large


def test_the_way_to_tell_us_stands_in_the_first_third(page, site):
    page.set_viewport_size(SCREEN)
    page.goto(f"{site.url}/regions/gansu/lanzhou/")

    link = page.get_by_role("link", name="数字不对？").bounding_box()

    assert link["y"] < page.evaluate("document.documentElement.scrollHeight") / 3


def test_a_row_leads_to_the_steps_and_back(page, site):
    page.goto(f"{site.url}/regions/gansu/lanzhou/")
    page.get_by_role("link", name="支付宝").click()
    page.get_by_role("link", name="回到兰州的页面").first.click()

    assert page.url == f"{site.url}/regions/gansu/lanzhou/#balance"
