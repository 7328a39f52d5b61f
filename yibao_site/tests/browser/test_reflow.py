"""Every place at text twice as large, on the narrowest phone and a usual one: nothing is cut off.

The pages are fetched once and laid out one after the other in one tab, everything unfolded and
every button shown, because opening 397 pages twice would take minutes.
"""

import json

import pytest

from .served import launch_options

pytestmark = pytest.mark.browser

CASE = "insurance=employee&status=retired&age=74&average_pension=4000"
COMPARED = f"&region=beijing&region=gansu/lanzhou&region=zhejiang/hangzhou&{CASE}"

#: Lays out pages and returns what is wrong with them: what one would have to scroll sideways for,
#: and short words of buttons and tables that break inside.
FAULTS = """async paths => {
  const pages = window.fetched = window.fetched || new Map();
  const missing = paths.filter(path => !pages.has(path));
  for (let i = 0; i < missing.length; i += 8) {
    await Promise.all(missing.slice(i, i + 8).map(async path =>
      pages.set(path, await (await fetch(path, {credentials: 'omit'})).text())));
  }
  const broken = element => {
    const lines = new Set();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      if (walker.currentNode.data.trim()) {
        [...range.getClientRects()].forEach(box => lines.add(Math.round(box.top / 8)));
      }
    }
    return lines.size > 1;
  };
  const found = {};
  paths.forEach(path => {
    const body = new DOMParser().parseFromString(pages.get(path), 'text/html').body;
    body.querySelectorAll('details').forEach(part => { part.open = true; });
    body.querySelectorAll('button[hidden]').forEach(button => { button.hidden = false; });
    document.body.replaceWith(body);
    const faults = [document.documentElement, ...body.querySelectorAll('.scroll')]
      .filter(e => e.scrollWidth > e.clientWidth + 1)
      .map(e => `${e.tagName}.${e.className} is ${e.scrollWidth} px wide`);
    body.querySelectorAll('th, td, .btn, .nav a').forEach(e => {
      const words = e.textContent.trim();
      if (/^[\\u4e00-\\u9fff]{2,5}$/.test(words) && e.checkVisibility() && broken(e)) {
        faults.push(`breaks: ${words}`);
      }
    });
    if (faults.length) found[path] = [...new Set(faults)];
  });
  return found;
}"""


@pytest.fixture(scope="module")
def large_text(playwright, _served_site):
    """A tab of a browser that is set to letters of 32 pixels instead of 16."""
    options = launch_options()
    options["args"].append("--blink-settings=defaultFontSize=32")
    browser = playwright.chromium.launch(**options)
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{_served_site.url}/about/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    yield page
    browser.close()


@pytest.fixture(scope="module")
def places(large_text):
    rows = large_text.evaluate("fetch('/regions/places.json').then(answer => answer.text())")
    return [row[5] for row in json.loads(rows)]


@pytest.mark.parametrize("width", [320, 390])
def test_text_twice_as_large_fits_on_every_places_page(large_text, places, width):
    large_text.set_viewport_size({"width": width, "height": 740})

    assert len(places) > 390
    assert large_text.evaluate(FAULTS, [f"/regions/{place}/" for place in places]) == {}


@pytest.mark.parametrize("width", [320, 390])
def test_and_in_answers_and_comparisons(large_text, places, width):
    large_text.set_viewport_size({"width": width, "height": 740})
    answers = [f"/regions/{place}/?{CASE}" for place in places[::4]]
    answers += ["/calculator/", "/calculator/?region=shanghai&age=-1", "/coverage/"]
    answers += [f"/calculator/compare/?region=shanghai{COMPARED}", f"/faq/shanghai-74/?{CASE}"]

    assert large_text.evaluate(FAULTS, answers) == {}
