"""What machines read of our pages (schema.org), as dicts: where a page stands, how to search.

The same rule as for people: nothing is stated here that the page does not show.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from regions.editions import Edition

from .block import json_ld

CONTEXT = "https://schema.org"


def breadcrumbs(trail: Iterable[tuple[str, str]], here: str) -> dict:
    """The way to a page as its crumbs show it: 首页, then (label, url) of ``trail``, then ``here``.

    ``here`` is the page itself, without an address; empty where the crumbs end with the trail.
    """
    steps = [{"name": label, "item": settings.SITE_URL + url} for label, url in [_HOME, *trail]]
    if here:
        steps.append({"name": here})
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, **step}
            for position, step in enumerate(steps, start=1)
        ],
    }


_HOME = ("首页", "/")


def website() -> dict:
    """The site, and the address that searches it."""
    search = f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}"
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": "医保明白账",
        "url": f"{settings.SITE_URL}/",
        "inLanguage": "zh-CN",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


#: What Baidu calls the vocabulary of its time factors.
_BAIDU = "https://ziyuan.baidu.com/contexts/cambrian.jsonld"


def time_factors(url: str, edition: Edition) -> SafeString:
    """Return when the page at ``url`` came to say what it says, as the block that Baidu reads.

    The page shows the same day. Empty where it is not known.

    Each edition of a page is a text of its own that replaces the one before, so that it was
    published when it was last changed: when a page first came into being is not kept.
    """
    return _times(settings.SITE_URL + url, edition.at) if edition.at else SafeString("")


@lru_cache(1024)  # a page is made anew for what changes elsewhere
def _times(address: str, at: datetime.datetime) -> SafeString:
    moment = at.strftime("%Y-%m-%dT%H:%M:%S")
    return json_ld({"@context": _BAIDU, "@id": address, "pubDate": moment, "upDate": moment})
