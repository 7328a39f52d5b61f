"""How heavy the pages are as gunicorn serves them, for readers on a slow line."""

import gzip
import json
import re
import urllib.request
from functools import cache
from urllib.parse import quote

import pytest

from caching.static_storage import without_comments

from .pages import PAGES
from .served import BASE_DIR

pytestmark = pytest.mark.browser

PAGE = 32 * 1024
PAGE_COMPRESSED = 8 * 1024
STYLES = 6 * 1000
FIRST_VIEW = 14 * 1024
SCRIPTS = 16 * 1000

CASE = "insurance=employee&status=retired&age=74&average_pension=4321"


def fetch(site, path: str) -> bytes:
    with urllib.request.urlopen(site.url + quote(path, safe="/?&=")) as answer:  # noqa: S310
        return answer.read()


@pytest.fixture(scope="module")
def places(_served_site):
    return [row[5] for row in json.loads(fetch(_served_site, "/regions/places.json"))]


@pytest.fixture(scope="module")
def stylesheets(_served_site):
    """The bytes of a stylesheet, compressed, by its address."""
    return cache(lambda link: len(gzip.compress(fetch(_served_site, link))))


def links_in(page: bytes) -> list[str]:
    """The stylesheets that a first view of a page waits for (not print's)."""
    return re.findall(r'rel="stylesheet" href="([^"]+)"', page.decode())


def too_heavy(site, stylesheets, paths) -> dict[str, tuple[int, int, int]]:
    """The pages over one of the limits, with their bytes raw and compressed, and their styles'."""
    found = {}
    for path in paths:
        page = fetch(site, path)
        small, styles = len(gzip.compress(page, 6)), sum(map(stylesheets, links_in(page)))
        if len(page) > PAGE or small > PAGE_COMPRESSED or small + styles > FIRST_VIEW:
            found[path] = (len(page), small, styles)
    return found


def test_the_styles_of_all_pages_are_small_and_few_pages_have_a_sheet_more(site, stylesheets):
    common = links_in(fetch(site, "/about/"))

    assert len(common) == 2
    assert sum(map(stylesheets, common)) < STYLES
    own_sheet = ("/", "/regions/gansu/lanzhou/sheet/", "/regions/gansu/lanzhou/picture/")
    for path in (*own_sheet, "/balance/wechat/"):
        links = links_in(fetch(site, path))
        assert (links[:2], len(links)) == (common, 3)


def test_every_kind_of_page_is_light(site, stylesheets):
    found = [path for name, path in PAGES.items() if name != "404"]

    assert too_heavy(site, stylesheets, found) == {}


def test_every_places_page_is_light(site, stylesheets, places):
    assert too_heavy(site, stylesheets, [f"/regions/{place}/" for place in places]) == {}


def test_an_answer_is_light_too(site, stylesheets, places):
    sample = [f"/regions/{place}/?{CASE}" for place in places if "shandong" in place]
    sample += [f"/regions/{place}/?{CASE}" for place in places[::12]]

    assert too_heavy(site, stylesheets, sample) == {}


def test_the_scripts_of_the_desk_are_small():
    scripts = [path.read_text("utf-8") for path in (BASE_DIR / "static/js/desk").glob("*.js")]

    assert sum(len(without_comments(script).encode()) for script in scripts) < 10 * 1000
    assert all("import " not in script for script in scripts)
    lines = [line for script in scripts for line in script.split("\n")]
    assert all(line.count("`") % 2 == 0 for line in lines)


def test_all_scripts_together_are_small():
    scripts = {path.stem: path.read_text("utf-8") for path in (BASE_DIR / "static/js").glob("*.js")}
    sent = {name: len(without_comments(script).encode()) for name, script in scripts.items()}

    assert sum(sent.values()) < SCRIPTS
    assert sent["picture"] < 4 * 1000
    assert sent["aloud"] < 2 * 1000
    assert all("import " not in script for script in scripts.values())
    lines = [line for script in scripts.values() for line in script.split("\n")]
    assert all(line.count("`") % 2 == 0 for line in lines)  # else without_comments might harm it
