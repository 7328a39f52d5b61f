"""The scripts in engines that run modules, the oldest of them Chromium 61, and know little else."""

import re

import pytest

from yibao_site.tests.browser.served import BASE_DIR

SCRIPTS = sorted((BASE_DIR / "static/js").rglob("*.js"))

#: Texts and comments, which may hold anything.
_TEXT = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
#: Syntax of ES2018 and later: one such sign, and none of the module runs.
_NEWER = re.compile(
    r"\?\.(?!\d)|\?\?|catch\s*\{|&&=|\|\|=|\d_\d|\d+n\b|for await|import\s*\(|import\.meta"
    r"|\{\s*\.\.\.|,\s*\.\.\.\w+\s*\}|\(\?<|\\p\{|/[a-z]*[sdv][a-z]*[.;,)]|(?<![\w$])#\w|static\s*\{"
)
#: What Chromium 61 to 85 and Safari before 14 lack.
MISSING = {
    "Element": ["replaceChildren", "toggleAttribute", "checkVisibility", "animate", "moveBefore"],
    "Document": ["replaceChildren"],
    "Array": ["at", "flat", "flatMap", "findLast", "findLastIndex", "toSorted", "toReversed"],
    "String": ["replaceAll", "matchAll", "at", "trimStart", "trimEnd", "isWellFormed"],
    "Promise": ["finally"],
}
FORGET = f"""
for (const [name, methods] of Object.entries({MISSING})) {{
  for (const method of methods) delete window[name].prototype[method];
}}
delete Object.fromEntries; delete Promise.allSettled; delete Promise.any;
delete window.structuredClone; delete window.queueMicrotask; delete window.ResizeObserver;
delete Navigator.prototype.clipboard; delete Navigator.prototype.share;
"""


def test_sources_are_found():
    assert len(SCRIPTS) >= 5


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_the_syntax_is_known_since_2017(script):
    assert _NEWER.findall(_TEXT.sub("''", script.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "newer",
    ["a?.b", "a ?? b", "try { a(); } catch { b(); }", "({ ...a })", "a ||= 1", "await import(a)"],
)
def test_newer_syntax_is_noticed(newer):
    assert _NEWER.search(newer)


@pytest.mark.browser
def test_finder_works_without_newer_methods(page, site):
    page.add_init_script(FORGET)
    page.goto(site.url)
    page.get_by_role("combobox").press_sequentially("lanz")
    page.get_by_role("option").first.wait_for()
    assert "兰州" in page.get_by_role("option").first.inner_text()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/regions/gansu/lanzhou/")


@pytest.mark.browser
def test_copying_and_large_type_work_without_newer_methods(page, site):
    page.add_init_script(FORGET)
    page.goto(f"{site.url}/regions/gansu/lanzhou/")
    copying = page.locator("[data-copy]").first
    copying.click()
    page.get_by_text(re.compile("已复制|请长按号码复制")).first.wait_for()

    page.locator("[data-large-toggle]").click()
    assert page.locator("html").get_attribute("data-type") == "large"
