"""What the page on access states is what pages show today, and what tests demand of every page."""

import pytest

from pages.self_assessment import stored

from .access import Found, measure
from .measures import ENOUGH, STOPS
from .pages import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["region-tiers", "faq-figures"])
def test_no_page_is_worse_than_what_is_stated(page, site, name):
    found = Found()

    measure(page, site, PAGES[name], found)

    for dress in ("standard", "large", "dark"):
        for value, least in stored()[dress].items():
            assert found.values[dress].get(value, least) >= least, (dress, value)
    for sum_ in ("violations", "sideways", "unseen", "foreign", "pushing", "puzzles", "downloads"):
        assert found.values[sum_] <= stored()[sum_]


def test_what_is_stated_is_what_every_page_is_held_to():
    found = stored()

    assert found["standard"]["text"] >= 16
    assert found["standard"]["comfortable"] >= 90
    assert found["standard"]["target"] >= ENOUGH["standard"][0]
    assert found["large"]["target"] >= ENOUGH["large"][0]
    assert found["violations"] == found["sideways"] == found["unseen"] == 0
    assert found["stops"] == STOPS


def test_a_page_that_pushes_itself_is_counted(page, site):
    page.route(
        "**/about/",
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8",
            body="<html lang=zh><title>x</title><main><p>短</p><form><img src=/mark.svg></form>"
            "<dialog></dialog><a download href=/x.apk>下</a></main>",
        ),
    )
    found = Found()

    measure(page, site, "/about/", found)

    assert found.values["pushing"] == found.values["puzzles"] == found.values["downloads"] == 1
    assert found.values["without_switch"] == 1
    assert found.values["violations"] > 0
