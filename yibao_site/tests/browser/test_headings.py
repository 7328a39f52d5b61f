"""Headings, questions and figures break where their sense does, on small phones."""

import json
import re

import pytest

from text.words import WORDS

from .pages import ALIKE, PAGES
from .served import BASE_DIR

pytestmark = pytest.mark.browser

#: The known words of headings and questions that stand on two lines, each with its heading.
BROKEN = """words => {
  const known = new RegExp(words.join('|'), 'g');
  const found = [];
  const headings = 'h1, h2, h3, .short-answer strong, .links [href^="/faq/"]';
  for (const heading of document.querySelectorAll(headings)) {
    if (!heading.checkVisibility() || heading.closest('.vh')) continue;
    const places = [];
    const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (let at = 0; at < walker.currentNode.length; at++) places.push([walker.currentNode, at]);
    }
    const text = places.map(([node, at]) => node.data[at]).join('');
    for (const match of text.matchAll(known)) {
      const range = document.createRange();
      const tops = new Set();
      for (let at = match.index; at < match.index + match[0].length; at++) {
        const [node, offset] = places[at];
        range.setStart(node, offset);
        range.setEnd(node, offset + 1);
        tops.add(Math.round(range.getBoundingClientRect().top));
      }
      if (tops.size > 1) found.push(`${match[0]} in ${text}`);
    }
  }
  return found;
}"""

#: The figures that stand on a line without their unit, each with what stands around it.
PARTED = r"""() => {
  const figure = /\d[\d,.]*\s?(?:元|个月|年|岁|月|日)/g;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const at = (node, from) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, from + 1);
    return range.getBoundingClientRect();
  };
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (parent.closest('script, .vh') || !parent.checkVisibility()) continue;
    for (const match of node.data.matchAll(figure)) {
      const end = match.index + match[0].length - 1;
      const apart = at(node, end).top >= at(node, match.index).bottom;
      if (apart) found.push(`${match[0]}: ${node.data}`);
    }
  }
  return found;
}"""
#: Pages with answers beside those of all questions.
ANSWERS = [
    "/faq/years-cumulative/?region=liaoning/shenyang",
    "/search/?q=返款",
    "/about/sources/",
]


def questions() -> list[str]:
    rows = json.loads((BASE_DIR / "fixtures" / "faq.json").read_text(encoding="utf-8"))
    found = [row["fields"] for row in rows if "short_answer" in row["fields"]]
    return [f"/faq/{row['slug']}/" for row in found if row["status"] == "published"]


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_no_known_word_is_broken_and_no_figure_of_an_answer_parted_from_its_unit(page, site, large):
    page.set_viewport_size({"width": 360, "height": 780})
    if large:
        page.context.add_cookies([{"name": "type", "value": "large", "url": site.url}])
    words = sorted(map(re.escape, WORDS), key=len, reverse=True)
    found = {}
    others = (path for name, path in PAGES.items() if name not in ALIKE | {"404"})
    answers = [*questions(), *ANSWERS]
    for path in [*answers, *others]:
        page.goto(site.url + path)
        broken = page.evaluate(BROKEN, words)
        if path in answers:
            broken += page.evaluate(PARTED)
        if broken:
            found[path] = broken

    assert found == {}


#: Whether the words before a figure in large type stand on a line of their own.
ALONE = """() => [...document.querySelectorAll('.answer__fig')].some(figure => {
  const [lead, amount] = [...figure.children].map(e => e.getBoundingClientRect());
  return lead.bottom <= amount.top + 2;
})"""
CASE = "insurance=employee&status=retired&age=74"
FIGURES = {
    "90": "/regions/gansu/lanzhou/",
    "1,680-a-year": "/regions/shanghai/",
    "160.42-arrives": "/regions/guangdong/guangzhou/",
    "108.22-arrives": "/regions/jilin/changchun/",
    "3,480-a-year": "/regions/zhejiang/ningbo/",
    "answer": f"/calculator/?region=shanghai&{CASE}",
    "answer-after-a-deduction": f"/calculator/?region=fujian/xiamen&{CASE}",
}


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
@pytest.mark.parametrize("width", [320, 360])
def test_the_words_beside_a_figure_stand_on_its_line(page, site, width, large):
    page.set_viewport_size({"width": width, "height": 780})
    if large:
        page.context.add_cookies([{"name": "type", "value": "large", "url": site.url}])
    alone = []
    for name, path in FIGURES.items():
        page.goto(site.url + path)
        if page.evaluate(ALONE):
            alone.append(name)

    assert alone == []
