"""The first page: find a place, the tasks, the provinces, where numbers come from."""

import datetime
from collections import Counter
from collections.abc import Iterable

from django.shortcuts import render
from django.utils import timezone

from caching.memo import memoised_per_revision
from calculator.coverage import originals_in_words
from calculator.holding import all_hold_until
from calculator.province import province_of
from calculator.situation import rules_of_all
from calculator.standing import Standing, next_rules, standing_of
from faq.models import Question
from pages import province_tiles
from pages.province_tiles import Tile
from pages.structured_data import site
from regions.models import LookupChannel, Region
from regions.place_facts import all_places

EXAMPLE_PLACE = "gansu/lanzhou"


def home(request):
    return render(request, "pages/home.html", _context(timezone.localdate()))


@memoised_per_revision(2)
def _context(today: datetime.date) -> dict[str, object]:
    """Return what the page shows on a day; only few places, because the result stays in memory."""
    pages = all_places()
    rules, coming = rules_of_all(today), next_rules(today)
    standings = {p.pk: standing_of(p, rules[p.pk], coming.get(p.pk)) for p in pages}
    provinces = {
        p.slug: Tile(p, rules[p.pk], province_of(p, today, today), standings[p.pk])
        for p in pages
        if p.is_province
    }
    example = next((p for p in pages if p.path == EXAMPLE_PLACE), None)
    return {
        "tiles": [
            (provinces[slug], column) for slug, column in province_tiles.tiles(set(provinces))
        ],
        "areas": _areas(provinces.values()),
        "counts": Counter(_counted_as(p, standings[p.pk]) for p in pages),
        "later": any(tile.later for tile in provinces.values()),
        "pages": len(pages),
        "example": example,
        "example_rule": rules[example.pk] if example else None,
        "questions": list(Question.objects.published().in_order().only("slug", "question")[:6]),
        "originals": originals_in_words(today),
        "until": all_hold_until(today),
        "ways": len(LookupChannel.Kind),
        "data": site.website(),
    }


def _areas(provinces: Iterable[Tile]) -> list[tuple[str, list[Region]]]:
    return [
        (name, [tile.region for tile in provinces if tile.region.code.startswith(digit)])
        for digit, name in province_tiles.AREAS.items()
    ]


def _counted_as(region: Region, standing: Standing) -> str:
    """Return the name under which the page counts a place; provinces with rules are apart."""
    own_of_a_province = standing is Standing.OWN and region.is_province
    return "province_page" if own_of_a_province else standing.value
