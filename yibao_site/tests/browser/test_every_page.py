"""What every kind of page owes its readers, in every dress: light, dark, large, enlarged."""

import pytest

from .measures import (
    ENOUGH,
    FOCUS,
    PHONE,
    SIZES,
    STOPS,
    TARGETS,
    WIDTHS,
    too_wide,
    unfold,
    violations,
)
from .pages import ALIKE, PAGES
from .served import watched

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def one_page(browser, browser_context_args):
    """A page for all these tests: a new one for each would take as long as the test itself."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def context(one_page, console_faults):
    with watched(one_page.context, console_faults):
        yield one_page.context


@pytest.fixture
def page(one_page, context):
    return one_page


@pytest.fixture(autouse=True)
def _the_browser_itself_reports_a_404(request, context, console_faults):
    """One page is about nothing else; what it reports of the others stays a fault."""
    yield
    if request.node.callspec.params["name"] == "404":
        console_faults[:] = [fault for fault in console_faults if "status of 404" not in fault]


@pytest.fixture
def enlarged(page):
    """A session that may set the size of type in the browser; it is as before afterwards."""
    session = page.context.new_cdp_session(page)
    yield session
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    session.detach()


def opened(page, site, name, large=False):
    page.set_viewport_size(PHONE)
    # Reduced, because a page that still moves hides what has the focus.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.context.clear_cookies()
    if large:
        page.context.add_cookies([{"name": "type", "value": "large", "url": site.url}])
    page.goto(site.url + PAGES[name])


@pytest.mark.parametrize("name", PAGES)
def test_as_it_is_served(page, site, name):
    """Axe in light and dark, sizes of text and targets, and the width, with one look at it."""
    opened(page, site, name)

    assert violations(page) == ""
    for width in (PHONE["width"], 1280):
        page.set_viewport_size({"width": width, "height": 740})
        sizes = {float(size): count for size, count in page.evaluate(SIZES).items()}
        comfortable = sum(count for size, count in sizes.items() if size >= 18)
        assert min(sizes) >= 16
        assert comfortable >= 0.9 * sum(sizes.values()), sizes
        assert page.evaluate(TARGETS, ENOUGH["standard"]) == []
    unfold(page)
    assert page.evaluate(TARGETS, ENOUGH["standard"]) == []
    assert too_wide(page, WIDTHS) == {}
    if name not in ALIKE:
        page.emulate_media(color_scheme="dark")
        assert violations(page, runOnly=["color-contrast"]) == ""


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ALIKE])
def test_in_large_type(page, site, name):
    opened(page, site, name, large=True)

    assert violations(page) == ""
    unfold(page)
    assert page.evaluate(TARGETS, ENOUGH["large"]) == []
    assert too_wide(page, WIDTHS) == {}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ALIKE])
def test_with_text_at_200_percent(page, site, enlarged, name):
    """As a reader sets it in the browser: 16 px become 32."""
    enlarged.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    opened(page, site, name)
    unfold(page)

    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 32
    assert too_wide(page, WIDTHS) == {}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ALIKE])
def test_every_stop_of_the_keyboard_is_seen(page, site, name):
    opened(page, site, name)
    unseen, stops = [], set()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop, seen = page.evaluate(FOCUS)
        stops.add(stop)
        if not seen:
            unseen.append(stop)

    assert unseen == []
    assert len(stops) > 5
