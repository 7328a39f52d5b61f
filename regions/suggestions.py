"""The places that the finder's combobox completes from, as one small file."""

import json

from caching.memo import memoised_per_revision

from .models import Region, RegionAlias

#: name, what it lies in ("" for a province), pinyin, initials, code, path, names inside it
Suggestion = tuple[str, str, str, str, str, str, str]


def suggestions() -> list[Suggestion]:
    """Return one row per page, each province followed by its places. Three queries.

    The last field holds the short names of its counties and its former and colloquial names,
    separated by blanks, so that 榆中 and 襄樊 are completed too.
    """
    places = _linked_places()
    pages = [
        places[pk] for pk in Region.objects.pages().in_tree_order().values_list("pk", flat=True)
    ]
    names: dict[int, list[str]] = {page.pk: [] for page in pages}
    for place in places.values():
        page = place.page()
        if page is not None and page != place:
            names[page.pk].append(place.short_name)
    kinds = [RegionAlias.Kind.FORMER, RegionAlias.Kind.COLLOQUIAL]
    aliases = RegionAlias.objects.filter(kind__in=kinds).values_list("region", "name")
    for pk, name in aliases:
        page = places[pk].page()
        if page is not None:
            names[page.pk].append(name)
    return [
        (
            page.name,
            page.province.name if page.province and page.province != page else "",
            page.pinyin_joined,
            page.initials,
            page.code,
            page.path,
            " ".join(dict.fromkeys(names[page.pk])),
        )
        for page in pages
    ]


def _linked_places() -> dict[int, Region]:
    """Return all places by id, linked to their parents and successors. One query."""
    places = {place.pk: place for place in Region.objects.all()}
    for place in places.values():
        if place.parent_id is not None:
            place.parent = places[place.parent_id]
        if place.successor_id is not None:
            place.successor = places[place.successor_id]
    return places


@memoised_per_revision(1)
def as_json() -> bytes:
    """Return the rows as the compact JSON that the finder fetches."""
    return json.dumps(suggestions(), ensure_ascii=False, separators=(",", ":")).encode()
