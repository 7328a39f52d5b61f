"""The whole site with all facts, walked from the first page by every link it offers.

What leaves the site, the editors' pages, files and the switch of the type are not followed.
Of addresses with parameters one of each kind is: the same page with the same names of
parameters, whatever they hold. Of what each place and question has beside its page (sheet,
picture, feed, calendar, forms for programs) it is one a province; all of them where the
environment says ``CRAWL_EVERYTHING=1``, with how many they were (``pytest -s``).
"""

import json
import os
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from calculator.province import province_of
from calculator.situation import rules_of
from faq.models import Question
from pages.place_head import UNVERIFIED
from regions.models import Region, Source
from text.figures import figures_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

SKIPPED = re.compile(r"/(admin|display|static)/")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
EVERYTHING = os.environ.get("CRAWL_EVERYTHING") == "1"
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")


@dataclass
class Page(HTMLParser):
    """What a page says, read from its HTML. ``links`` are absolute, with their fragment."""

    path: str
    links: set[str] = field(default_factory=set)
    ids: Counter = field(default_factory=Counter)
    pointers: set[tuple[str, str]] = field(default_factory=set)
    headings: list[int] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    canonical: str = ""
    title: str = ""
    inline: list[str] = field(default_factory=list)
    crumbs: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.where = ""  # the element whose words are wanted: title, crumbs or data

    def handle_starttag(self, tag, attrs):
        named = {name: value or "" for name, value in attrs}
        if "id" in named:
            self.ids[named["id"]] += 1
        if tag in HEADINGS:
            self.headings.append(HEADINGS[tag])
        if "href" in named and (tag == "a" or named.get("rel") == "alternate"):
            self.links.add(urljoin(self.path, named["href"]))
        if tag == "meta" and "name" in named:
            self.meta[named["name"]] = named.get("content", "")
        if tag == "link" and named.get("rel") == "canonical":
            self.canonical = named["href"]
        self.pointers |= {
            (name, target) for name in POINTERS for target in named.get(name, "").split()
        }
        data_block = named.get("type") == "application/ld+json"
        if tag == "title" and not self.title:  # an SVG may have its own
            self.where = "title"
        elif data_block:
            self.where = "data"
            self.data.append("")
        elif named.get("class") == "crumbs":
            self.where = "crumbs"
        if tag == "style" or (tag == "script" and "src" not in named and not data_block):
            self.inline.append(f"<{tag}>")
        self.inline += [n for n in named if n == "style" or n.startswith("on")]

    def handle_endtag(self, tag):
        if tag in {"title", "script", "nav"}:
            self.where = ""

    def handle_data(self, data):
        if self.where == "title":
            self.title += data
        elif self.where == "data":
            self.data[-1] += data
        elif self.where == "crumbs" and data.strip():
            self.crumbs.append(data.strip())

    @property
    def indexable(self) -> bool:
        return "noindex" not in self.meta.get("robots", "")


@dataclass
class Site:
    """What a walk found: pages by address, where redirects lead, answers that are neither."""

    pages: dict[str, Page] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    linked_from: dict[str, str] = field(default_factory=dict)
    others: Counter = field(default_factory=Counter)

    def __str__(self) -> str:
        others = ", ".join(f"{count} {kind}" for kind, count in self.others.most_common())
        return (
            f"{len(self.pages)} pages, {others}, {len(self.moved)} redirects, "
            f"{len(self.broken)} broken"
        )

    def visit(self, client: Client, address: str) -> list[str]:
        """Fetch one address; returns those it leads to."""
        response = client.get(address)
        if response.status_code in {301, 302}:
            self.moved[address] = urljoin(address, response["Location"])
            return [self.moved[address]]
        if response.status_code != 200:
            self.broken[address] = response.status_code
            return []
        kind = response["Content-Type"].partition(";")[0]
        if kind != "text/html":
            self.others[kind] += 1
            return []
        page = Page(address)
        page.feed(response.content.decode())
        self.pages[address] = page
        return sorted(page.links)

    def page_at(self, address: str) -> Page | None:
        """The page that a reader of ``address`` sees in the end."""
        return self.pages.get(self.moved.get(address, address))


def inside(link: str) -> str | None:
    """The address within the site that a link leads to, without its fragment; None outside."""
    address = urldefrag(link).url
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or SKIPPED.match(parts.path):
        return None
    return address


def kind_of(address: str) -> tuple[str, ...]:
    """What one address of many that look alike stands for; most stand for themselves."""
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    if EVERYTHING and not names:
        return (parts.path,)
    path = re.sub(r"^/regions/.+", "/regions/…", parts.path) if names else parts.path
    path = re.sub(r"^(/regions/[^/]+)/.+/(sheet|picture|feed|calendar)/$", r"\1/…/\2/", path)
    return re.sub(r"^(/regions/[^/]+|/faq)/.+\.(json|md|txt)$", r"\1/….\2", path), *names


@pytest.fixture(scope="module")
def site(facts, django_db_blocker) -> Site:
    """The walk, once for all tests of this module."""
    found, seen = Site(), {kind_of("/")}
    queue = ["/"]
    client = Client(raise_request_exception=False)  # a page that fails is a broken link
    with django_db_blocker.unblock():
        while queue:
            address = queue.pop()
            for link in found.visit(client, address):
                target = inside(link)
                if target is None:
                    continue
                found.linked_from.setdefault(target, address)
                if kind_of(target) not in seen:
                    seen.add(kind_of(target))
                    queue.append(target)
    print(found)  # seen where a test fails, or asked for
    return found


@pytest.fixture(scope="module")
def listed(facts, django_db_blocker) -> set[str]:
    """Every address of the sitemap, without the host."""
    client = Client()
    with django_db_blocker.unblock():
        kinds = locations(client.get("/sitemap.xml").content)
        return {address for kind in kinds for address in locations(client.get(kind).content)}


def locations(xml: bytes) -> list[str]:
    """The addresses of a sitemap, without the host that all of them share."""
    tree = ElementTree.fromstring(xml)  # noqa: S314 our own
    texts = [e.text or "" for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert all(text.startswith(f"{settings.SITE_URL}/") for text in texts)
    return [text.removeprefix(settings.SITE_URL) for text in texts]


def faults(site: Site, judge) -> dict[str, object]:
    """What ``judge`` says of each page, where it says anything."""
    return {path: said for path, page in site.pages.items() if (said := judge(page))}


def heading_faults(page: Page) -> list[object]:
    """How many h1 if not one, and each step down the headings that leaves a level out."""
    steps = zip([0, *page.headings], page.headings, strict=False)
    count = page.headings.count(1)
    return [count] * (count != 1) + [(a, b) for a, b in steps if b > a + 1]


def crumb_faults(page: Page) -> list[object]:
    """The crumbs that people see and those that machines read, where they differ."""
    data = [json.loads(block) for block in page.data]
    trails = [block["itemListElement"] for block in data if block.get("@type") == "BreadcrumbList"]
    names = [[step["name"] for step in trail] for trail in trails]
    seen = [page.crumbs] if page.crumbs else []
    return [] if names == seen else [seen, names]


def length_faults(page: Page) -> list[tuple[str, int]]:
    lengths = ("title", len(page.title)), ("description", len(page.meta.get("description", "")))
    limits = {"title": (4, 40), "description": (20, 160)}
    return [(n, count) for n, count in lengths if not limits[n][0] <= count <= limits[n][1]]


def test_the_walk_covers_the_site(site):
    kinds = Counter(path.split("/")[1] for path in site.pages)

    assert kinds["regions"] >= 397
    assert kinds["faq"] >= 40
    assert {"", "calculator", "balance", "about", "data", "api", "embed"} <= set(kinds)
    for ending in (".json", ".md", ".txt", "/feed/"):  # no pages, but linked from them
        assert any(path.endswith(ending) for path in site.linked_from)
    for facts in (Region.objects.pages().with_lineage(), Question.objects.published()):
        assert {fact.get_absolute_url() for fact in facts} - site.pages.keys() == set()


def test_no_link_is_broken(site):
    assert {path: (site.broken[path], site.linked_from[path]) for path in site.broken} == {}


def test_every_redirect_leads_to_a_page(site):
    assert [path for path in site.moved if site.page_at(path) is None] == []


def test_every_fragment_is_there(site):
    def missing(page):
        return [
            link
            for link in page.links
            if urldefrag(link).fragment
            and (target := site.page_at(urldefrag(link).url)) is not None
            and urldefrag(link).fragment not in target.ids
        ]

    assert faults(site, missing) == {}


def test_ids_are_unique_and_what_points_to_them_finds_them(site):
    assert faults(site, lambda page: [i for i, count in page.ids.items() if count > 1]) == {}
    assert faults(site, lambda page: [p for p in page.pointers if p[1] not in page.ids]) == {}


def test_headings_begin_with_one_h1_and_leave_no_gap(site):
    assert faults(site, heading_faults) == {}


def test_nothing_stands_inline(site):
    assert faults(site, lambda page: page.inline) == {}


def test_crumbs_say_the_same_to_people_and_to_machines(site):
    assert faults(site, crumb_faults) == {}
    bare = [page for page in site.pages.values() if not page.crumbs]
    assert [page.path for page in bare if page.indexable] == ["/"]


def test_titles_and_descriptions_are_of_a_length_that_is_shown(site):
    assert faults(site, length_faults) == {}


def test_a_figure_that_an_article_alone_states_is_called_unverified(site):
    places = Region.objects.pages().with_lineage()
    today = timezone.localdate()
    rules = rules_of(places, today, today)
    good = {Source.Confidence.ORIGINAL, Source.Confidence.DOC_SEEN, Source.Confidence.SECONDARY}
    may = {
        place.get_absolute_url()
        for place in places
        if (view := rules[place.pk]) and not view.withheld and view.policy.source.confidence in good
    }
    for place in places:
        province = province_of(place, today, today)
        if province is not None and province.differs:
            of_articles = any(source.confidence not in good for source in province.sources)
            (may.discard if of_articles else may.add)(place.get_absolute_url())

    def unmarked(page):
        told = [page.title, page.meta["description"]]
        return [text for text in told if figures_in(text) and UNVERIFIED not in text]

    def marked(page):
        return [text for text in [page.title, page.meta["description"]] if UNVERIFIED in text]

    def places_with(fault):
        """Return the addresses of the places on whose page, or on whose picture, it stands."""
        return {urlsplit(path).path.removesuffix("picture/") for path in faults(site, fault)}

    told = places_with(unmarked)
    assert told - may == set()
    assert told
    assert places_with(marked) & may == set()


@pytest.mark.parametrize("what", ["title", "description"])
def test_no_two_indexable_pages_share_their(site, what):
    used = defaultdict(list)
    for path, page in site.pages.items():
        if page.indexable and site.pages.get(own_address(page)) is page:
            used[page.title if what == "title" else page.meta["description"]].append(path)

    assert {text: paths for text, paths in used.items() if len(paths) > 1} == {}


def own_address(page: Page) -> str:
    return page.canonical.removeprefix(settings.SITE_URL)


def test_indexable_pages_say_which_address_is_theirs(site):
    pages = [page for page in site.pages.values() if page.indexable]

    assert [p.path for p in pages if not p.canonical.startswith(f"{settings.SITE_URL}/")] == []
    assert [p.path for p in pages if own_address(p) != urlsplit(p.path).path] == []


def test_the_sitemap_lists_what_may_be_indexed_and_links_lead_there(site, listed):
    own = {own_address(page) for page in site.pages.values() if page.indexable}

    assert own - listed == set()
    assert listed - own == set()


def test_what_is_wrong_is_seen():
    page = Page("/x/")
    page.feed(
        "<title>短</title><meta name=robots content=noindex><h2 id=a>x</h2><h4 id=a>y</h4>"
        '<p style="color:red" onclick="x()"><script>x()</script><label for="b">c</label>'
        '<a href="../y/#z">y</a>'
    )

    assert heading_faults(page) == [0, (0, 2), (2, 4)]
    assert length_faults(page) == [("title", 1), ("description", 0)]
    assert page.inline == ["style", "onclick", "<script>"]
    assert (page.ids, page.pointers, page.links) == ({"a": 2}, {("for", "b")}, {"/y/#z"})
    assert not page.indexable


def test_crumbs_for_people_only_are_seen():
    page = Page("/x/")
    page.feed('<nav class="crumbs"><a href="/">首页</a></nav>')

    assert crumb_faults(page) == [[["首页"]], []]
