"""What machines read of our pages (schema.org), as dicts: where a page stands, how to search.

The same rule as for people: nothing is stated here that the page does not show.
"""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from regions.editions import Edition

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


def time_factors(url: str, edition: Edition) -> dict:
    """When the page at ``url`` came to say what it says, as Baidu reads it; the page shows the day.

    Each edition of a page is a text of its own that replaces the one before, so that it was
    published when it was last changed: when a page first came into being is not kept.
    """
    if edition.at is None:
        return {}
    moment = edition.at.strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "@context": _BAIDU,
        "@id": settings.SITE_URL + url,
        "pubDate": moment,
        "upDate": moment,
    }
