"""The first page: find a place, the tasks, the provinces, where numbers come from."""

import datetime
from collections import Counter
from typing import Any

from django.shortcuts import render
from django.utils import timezone

from caching.memo import memoised_per_revision
from calculator.rules import RuleView, rules_of_all
from faq.models import Question
from pages import province_tiles
from pages.structured_data import site
from regions.models import LookupChannel, Region
from regions.place_facts import all_places, province_in

EXAMPLE_PLACE = "gansu/lanzhou"


def home(request):
    return render(request, "pages/home.html", _context(timezone.localdate()))


@memoised_per_revision(2)
def _context(today: datetime.date) -> dict[str, Any]:
    """What the page shows on a day: of places the provinces and the example, as it is kept."""
    pages = all_places()
    rules = rules_of_all(today)
    provinces = {p.slug: _province(p, rules[p.pk]) for p in pages if p.is_province}
    _mark_cities(provinces, pages, rules)
    example = next((p for p in pages if p.path == EXAMPLE_PLACE), None)
    return {
        "tiles": [
            (provinces[slug], column) for slug, column in province_tiles.tiles(set(provinces))
        ],
        "areas": _areas(provinces.values()),
        "counts": Counter(_whose(p, rules[p.pk]) for p in pages),
        "pages": len(pages),
        "example": example,
        "example_rule": rules[example.pk] if example else None,
        "questions": list(Question.objects.published().in_order().only("slug", "question")[:6]),
        "ways": len(LookupChannel.Kind),
        "data": site.website(),
    }


def _province(province: Region, view: RuleView | None) -> dict[str, Any]:
    """A province's tile: its own rule, if it has one."""
    return {"region": province, "rule": view, "kind": view.kind if view else "none"}


def _mark_cities(
    provinces: dict[str, dict], pages: list[Region], rules: dict[int, RuleView | None]
) -> None:
    """Let the tiles without a rule tell where only some of the cities are known."""
    for slug in {province_in(page.path) for page in pages if rules[page.pk]}:
        tile = provinces.get(slug)
        if tile is not None and tile["rule"] is None:
            tile["kind"] = "cities"


def _areas(provinces) -> list[tuple[str, list[Region]]]:
    return [
        (name, [p["region"] for p in provinces if p["region"].code.startswith(digit)])
        for digit, name in province_tiles.AREAS.items()
    ]


def _whose(region: Region, view: RuleView | None) -> str:
    if view is None:
        return "unknown"
    if view.policy.region_id != region.pk:
        return "province"
    return "province_page" if region.is_province else "own"
