"""The main ways through the site in Firefox and in WebKit, the engine of iPhones.

``make engines`` runs them and leaves pictures in ``shots/firefox`` and ``shots/webkit``.
"""

import pytest

from yibao_site.tests.browser.pages import MY_CASE, PAGES
from yibao_site.tests.browser.served import BASE_DIR

from . import driven

pytestmark = pytest.mark.engines

PHONE, DESK = 360, 1280
PICTURED = ["home", "region-amount", "region-tiers", "credit", "compare-four", "faq-lapse"]
PICTURED += ["search", "report", "sheet", "errors"]
#: Everything a page shows that is wider than the page, and numbers whose digits are not all as
#: wide as each other: WebKit drew them over each other once.
FAULTS = """() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`${wide} px of ${innerWidth}`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.parentElement.closest('script, svg, .vh')) continue;
    for (const number of text.data.matchAll(/\\d{2,}/g)) {
      const widths = [...number[0]].map((digit, i) => {
        const range = document.createRange();
        range.setStart(text, number.index + i);
        range.setEnd(text, number.index + i + 1);
        return [...range.getClientRects()].map(box => box.width).pop() || 0;
      }).filter(width => width);
      if (Math.max(...widths) > 1.15 * Math.min(...widths)) faults.push(`digits: ${text.data}`);
    }
  }
  return [...new Set(faults)];
}"""


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def start(request):
    """How the engine is started; fails where it is not installed."""
    if packages := driven.missing(request.param):
        pytest.fail(f"Debian、Ubuntu 上请先运行：sudo apt install {packages}", pytrace=False)
    return getattr(driven, request.param)


@pytest.fixture(scope="module")
def tab(start):
    with start() as opened:
        yield opened


@pytest.fixture
def engine(tab):
    tab.resize(PHONE, 800)
    tab.complaints()
    yield tab
    assert tab.complaints() == []


def test_find_a_place_and_ones_own_amount(engine, site):
    engine.open(site.url)
    engine.fill("#q", "兰州")
    engine.follow(".finder .btn")
    assert "兰州" in engine.text("h1")
    assert "90" in engine.text("#rule .answer__fig")

    engine.click("#calc input[name=insurance][value=employee]")
    engine.click("#calc input[name=status][value=retired]")
    engine.follow("#calc .btn[type=submit]")
    assert "90" in engine.text("#answer .answer__fig")


def test_places_are_proposed_while_one_types(engine, site):
    engine.open(site.url)
    engine.fill("#q", "lanz")
    engine.wait_for("() => !document.querySelector('#q-list').hidden")

    assert "兰州" in engine.text("#q-list li")


def test_compare_places(engine, site):
    engine.open(f"{site.url}/calculator/compare/?region=上海&region=兰州&age=74&{MY_CASE}")

    assert "140" in engine.text("#comparison")
    assert engine.run("() => document.querySelectorAll('.bar').length") == 2


def test_a_question_leads_to_its_answer(engine, site):
    engine.open(f"{site.url}/faq/")
    engine.follow(".links a")

    assert engine.text("h1")
    assert engine.text(".short-answer strong")


def test_what_is_wrong_is_said_where_the_reader_is(engine, site):
    engine.open(f"{site.url}/report/?region=gansu/lanzhou")
    engine.follow("main form.card .btn")

    assert engine.text(".errsum")
    assert engine.run("() => document.activeElement.className") == "errsum"


def test_the_sheet_to_print(engine, site):
    engine.open(f"{site.url}/regions/gansu/lanzhou/sheet/")

    assert "90" in engine.text(".sheet .answer__fig")
    assert (
        engine.run("() => document.querySelector('.sheet__qr').getBoundingClientRect().width") > 90
    )


@pytest.mark.parametrize("name", PICTURED)
def test_it_fits_and_looks_right(engine, site, name):
    folder = BASE_DIR / "shots" / engine.name
    folder.mkdir(parents=True, exist_ok=True)
    engine.open(site.url + PAGES[name])
    faults = {}
    for width in (390, DESK, PHONE, 320):
        engine.resize(width, 800)
        if found := engine.run(FAULTS):
            faults[width] = found
        if width in {DESK, PHONE}:
            engine.picture(folder / f"{width}-{name}.png")

    assert faults == {}


def test_text_twice_as_large_fits(site):
    """In Firefox: WebKitGTK's browser cannot be told the size of letters."""
    faults = {}
    with driven.firefox(letters=32) as engine:
        for name in PICTURED:
            engine.open(site.url + PAGES[name])
            assert engine.run("() => getComputedStyle(document.documentElement).fontSize") == "32px"
            engine.run(
                "() => document.querySelectorAll('details').forEach(d => { d.open = true; })"
            )
            for width in (390, 320):
                engine.resize(width, 800)
                if found := engine.run(FAULTS):
                    faults[name, width] = found

    assert faults == {}
