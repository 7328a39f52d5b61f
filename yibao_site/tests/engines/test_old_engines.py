"""Engines of 2014 to 2017, as many old telephones and WeChat have them: it can all be read."""

import pytest

from yibao_site.tests.browser.pages import PAGES
from yibao_site.tests.browser.served import watched

from .old_engine import serve_as_to

pytestmark = pytest.mark.browser

LOOKED_AT = ["home", "region-amount", "credit", "faq-figures", "search", "sheet", "report"]
LOOKED_AT += ["regions-filtered", "compare-four", "balance-chosen", "errors", "region-unknown"]

#: What is too small, too close or too wide.
FAULTS = """() => {
  const faults = [];
  const shown = selector => [...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility() && !e.closest('.vh, .skip'));
  const words = e => { const r = document.createRange(); r.selectNodeContents(e); return r; };
  const beside = (a, b) => Math.max(a.left - b.right, b.left - a.right);
  const above = (a, b) => Math.max(a.top - b.bottom, b.top - a.bottom);
  const named = e => e.textContent.trim().replace(/\\s+/g, ' ').slice(0, 20);
  const apart = (elements, box, least) => elements.forEach((e, i) => {
    elements.slice(i + 1, i + 4).forEach(other => {
      const [one, two] = [box(e), box(other)];
      if (e.contains(other) || Math.max(beside(one, two), above(one, two)) >= least) return;
      faults.push(`too close: ${named(e)} | ${named(other)}`);
    });
  });
  const edges = e => e.getBoundingClientRect();
  shown('.answer__fig b').forEach(e => {
    if (parseFloat(getComputedStyle(e).fontSize) < 40) faults.push(`small: ${named(e)}`);
  });
  apart(shown('.btn, .task, .choice, .jump a, .pills a').filter(e => !e.closest('.finder__box')),
    edges, 6);
  apart(shown('.nav a, .foot a, .pills a, .crumbs li'), e => words(e).getBoundingClientRect(), 6);
  shown('.i, .brand svg, .choice input').forEach(e => {
    const walker = document.createTreeWalker(e.parentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (!text.data.trim() || text.parentElement.closest('.vh')) continue;
      for (const line of words(text).getClientRects()) {
        if (above(edges(e), line) > -8 || beside(edges(e), line) >= 3) continue;
        faults.push(`sticks to its icon: ${named(e.parentElement)}`);
      }
    }
  });
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`${wide} px wide`);
  return [...new Set(faults)];
}"""


@pytest.fixture(scope="module", params=["2017", "2016"])
def old_page(request, browser, browser_context_args):
    context = browser.new_context(**browser_context_args, viewport={"width": 360, "height": 740})
    serve_as_to(request.param, context)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", LOOKED_AT)
def test_it_can_be_read_and_tapped(old_page, site, name, console_faults):
    with watched(old_page.context, console_faults):
        old_page.goto(site.url + PAGES[name])
        old_page.evaluate(
            "document.querySelectorAll('button[hidden]').forEach(b => { b.hidden = false; })"
        )

        assert old_page.evaluate(FAULTS) == []


def test_without_variables_words_do_not_run_together(page, site):
    page.set_viewport_size({"width": 360, "height": 740})
    serve_as_to("2014", page.context)

    page.goto(site.url + "/")

    faults = [fault for fault in page.evaluate(FAULTS) if not fault.startswith("small")]
    assert faults == []
