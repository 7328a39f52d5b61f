"""How our stylesheets are written, so that old engines read them, and how those are imitated."""

import re

import pytest

from yibao_site.tests.browser.served import BASE_DIR

from .old_engine import as_read_by

#: Those of readers' pages.
SHEETS = sorted(set((BASE_DIR / "static/css").glob("*.css")) - {BASE_DIR / "static/css/admin.css"})
SITE = re.sub(r"/\*.*?\*/", "", "".join(file.read_text() for file in SHEETS), flags=re.DOTALL)
RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", SITE)
RELATIVE = re.compile(r"([a-z-]+):([^;]*\b(?:min|max|clamp)\([^;]*)")


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        ("a {gap:1em;color:red}", "a {color:red}"),
        ("a {font-size:2em;font-size:min(3em, 9vw)}", "a {font-size:2em}"),
        ("a {grid-template-columns:repeat(2, minmax(0, 1fr))}", None),
        ("a {display:flex;grid-gap:1em}", "a {display:flex}"),
        ("a {display:grid;grid-gap:1em}", None),
        (":focus-visible, a {color:red}", ""),
        ("@media (min-width:40em) {a {inset:0;left:0}}", "@media (min-width:40em) {a {left:0}}"),
        ("@media (prefers-contrast:more) {a {left:0}} b {top:0}", " b {top:0}"),
        ("/* a {} */ a {top:0}", " a {top:0}"),
    ],
)
def test_what_an_engine_of_2017_reads(sheet, left):
    assert as_read_by("2017", sheet) == (sheet if left is None else left)


def test_older_ones_know_neither_grids_nor_variables():
    sheet = "a {display:grid;grid-gap:1em;top:1px;left:var(--s1)}"

    assert as_read_by("2016", sheet) == "a {top:1px;left:var(--s1)}"
    assert as_read_by("2014", sheet) == "a {top:1px}"


def test_a_plain_value_stands_before_the_smaller_of_two():
    """And no variable inside: the declaration would then be invalid only when it is computed."""
    found = [(name, body) for name, body in RULES if RELATIVE.search(body)]

    assert found
    for name, body in found:
        for relative in RELATIVE.finditer(body):
            assert "var(" not in relative[2], name
            assert re.search(rf"(?:^|;){relative[1]}:[^;]*;\Z", body[: relative.start()]), name


def test_only_grids_and_columns_have_gaps():
    gap = re.compile(r"(?:^|[;\s])(?:row-|column-)?gap:")
    assert [name for name, body in RULES if gap.search(body) and "columns:" not in body] == []
    assert [name for name, body in RULES if "flex" in body and "grid-gap" in body] == []
