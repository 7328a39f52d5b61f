"""Measure what each cache below the page store saves, on a page that uses it.

``python -m bench.ask`` switches the layer off that ``WITHOUT`` names, before the site is loaded.
"""

from dataclasses import dataclass
from unittest.mock import patch
from urllib.parse import quote

from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.templatetags.cache import CacheNode

from caching import memo

from . import instructions
from .lines import Line

HELLO, SITE = "bench.hello", "yibao_site.wsgi"
PLACE = "/regions/gansu/lanzhou/"
SEARCH = f"/search/?q={quote('医保断交了怎么办')}"
MISSPELT = f"/search/?q={quote('lanzuo')}"


@dataclass(frozen=True)
class Layer:
    """Results, a fragment of a template or addresses that are kept, and a page it serves."""

    name: str
    page: str


LAYERS = [
    Layer("regions.place_facts", PLACE),
    Layer("faq.models._published", PLACE),
    Layer("faq.local_answers", PLACE),
    Layer("pages.neighbours", PLACE),
    Layer("pages.views.place._ways_anywhere", PLACE),
    Layer("caching.addresses", PLACE),
    Layer("caching.static_storage", PLACE),
    Layer("fragment foot", PLACE),
    Layer("fragment entitlement", PLACE),
    Layer("calculator.situation.rules_of_all", "/regions/?rule=rate"),
    Layer("calculator.province._provinces", "/regions/gansu/"),
    Layer("pages.views.home._context", "/"),
    Layer("regions.editions", PLACE),
    Layer("faq.editions", "/faq/balance-how/"),
    Layer("calculator.holding", PLACE),
    Layer("calculator.coverage", "/about/"),
    Layer("pages.views.coverage._context", "/coverage/"),
    Layer("pages.sitemaps.base._entries", "/sitemap.xml"),
    Layer("pages.sitemaps.base._in_xml", "/sitemap-regions.xml"),
    Layer("regions.suggestions", "/regions/places.json"),
    Layer("pages.refused", "/regions/gansu/lanzhou/?insurance=resident"),
    Layer("regions.place_names.index", SEARCH),
    Layer("faq.search._index", SEARCH),
    Layer("regions.place_search", MISSPELT),
]


def switch_off(name: str) -> None:
    """Let nothing be kept by the layer ``name``. To be called before the site is loaded."""
    import caching.addresses
    from caching.static_storage import StaticFiles

    if name == "caching.addresses":
        patch.object(caching.addresses, "address", caching.addresses.address.__wrapped__).start()
    elif name == "caching.static_storage":
        patch.object(StaticFiles, "url", ManifestFilesMixin.url).start()
    elif name.startswith("fragment "):
        _write_each_time(name.removeprefix("fragment "))
    else:
        _work_out_each_time(name)


def _write_each_time(fragment: str) -> None:
    render = CacheNode.render

    def written(node, context):
        own = node.fragment_name == fragment
        return node.nodelist.render(context) if own else render(node, context)

    patch.object(CacheNode, "render", written).start()


def _work_out_each_time(name: str) -> None:
    """Do not memoise a function, or any function of a module."""
    memoised = memo.memoised_per_revision

    def per_revision(most):
        def decorate(function):
            full = f"{function.__module__}.{function.__qualname__}."
            return function if full.startswith(f"{name}.") else memoised(most)(function)

        return decorate

    patch.object(memo, "memoised_per_revision", per_revision).start()


def layers(env: dict[str, str]) -> list[Line]:
    """What the page that a layer serves costs with it, in percent of what it costs without.

    A layer that saves less than a twentieth is not worth its place.
    """
    # Nothing changes: a look whether something did, once a second, would only blur it.
    env = env | {"PAGE_STORE_BYTES": "0", "EDITION_SECONDS": "3600"}
    with instructions.counting(HELLO, {}) as hello:
        unit = hello.per_request("/", times=200)
    with instructions.counting(SITE, env) as site:
        costs = {page: site.per_request(page) / unit for page in {row.page for row in LAYERS}}
    return [_line(env, layer, costs[layer.page], unit) for layer in LAYERS]


def _line(env: dict[str, str], layer: Layer, cost: float, unit: float) -> Line:
    with instructions.counting(SITE, env | {"WITHOUT": layer.name}) as site:
        without = site.per_request(layer.page, times=3, warm_up=2) / unit
    name = f"{layer.name.removeprefix('pages.')}: {without:.1f} → {cost:.1f}"
    return Line(name, 100 * cost / without, "%", 95)
