"""What every kind of page owes its readers, in every dress: light, dark, large, enlarged."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .pages import ALIKE, PAGES
from .served import watched

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
#: Narrow phone, phone, desk.
WIDTHS = (320, 390, 1280)
#: How often Tab is pressed: past the frame and into the page.
STOPS = 25

#: Targets that stand in a line of text may be as small as the words (WCAG 2.5.8, inline).
TARGETS = """([least, selector]) => [...document.querySelectorAll(selector)]
  .filter(e => e.checkVisibility() && !e.closest('.vh, .skip'))
  .filter(e => {
    const holder = e.closest('p, li, dd, td, th, figcaption, caption, small, span.source__meta');
    return !holder || holder.textContent.trim() === e.textContent.trim();
  })
  .filter(e => {
    const box = e.getBoundingClientRect();
    return Math.round(Math.min(box.width, box.height)) < least;
  })
  .map(e => e.outerHTML.slice(0, 110))"""
ALL_TARGETS = "a, button, select, textarea, summary, label.choice"
ALL_TARGETS += ", input:not([type=hidden]):not([type=radio]):not([type=checkbox])"
MAIN_TARGETS = ".btn, .nav a, .finder input, form input[type=text], select, label.choice, .jump a"
MAIN_TARGETS += ", .task, .pills a, .links a, summary"

SIZES = """() => {
  const sizes = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.replace(/\\s+/g, '');
    const holder = walker.currentNode.parentElement;
    if (!text || !holder.checkVisibility() || holder.closest('.vh, .skip, script, svg')) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    sizes[size] = (sizes[size] || 0) + text.length;
  }
  return sizes;
}"""


FOCUS = """() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const at = document.elementFromPoint(
    box.left + Math.min(box.width / 2, 20),
    Math.min(box.top + box.height / 2, innerHeight - 5));
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const clear = at && (e.contains(at) || at.contains(e));
  return [e.outerHTML.slice(0, 110), e === document.body || Boolean(ringed && clear)];
}"""

#: At least so many pixels high and wide, and what has to be.
ENOUGH = {"standard": (44, ALL_TARGETS), "large": (60, MAIN_TARGETS)}


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


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def too_wide(page, widths) -> dict[int, int]:
    """The widths at which one would have to scroll sideways, with what the page needs there."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 740})
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            found[width] = needed
    return found


def violations(page, **options) -> str:
    """What axe complains about, empty if nothing."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return found.generate_report() if found.violations_count else ""


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
