"""Everything that the pages of places show, loaded together and kept.

A page shows the rule, channels and claims of its province and of the nation beside its own, and
its neighbours: most of it is the same next door. So all places are read at once, in a few
queries, and their pages are made of that until the content changes (``caching.memo``).
"""

import datetime
from dataclasses import dataclass

from caching.memo import memoised_per_revision

from .models import Claim, Estimate, LookupChannel, RefundPolicy, Region, Statistic, Timeline
from .models.statistic import of_year

#: How many rules before the current one a page tells.
EARLIER = 3


@dataclass(frozen=True)
class PlaceFacts:
    """The facts that hold on a day in the pages of places, by region id."""

    timelines: dict[int, Timeline]
    channels: dict[int, list[LookupChannel]]
    claims: dict[int, list[Claim]]


@memoised_per_revision(1)
def _provinces() -> dict[str, dict[str, Region]]:
    """The pages of all places by path, in the order of the tree, by the slug of their province.

    Each has what lies above it. One query.
    """
    rows = list(Region.objects.pages().select_related("parent").in_tree_order())
    here = {place.pk: place for place in rows}
    provinces: dict[str, dict[str, Region]] = {}
    for place in rows:
        place.parent = here.get(place.parent_id, place.parent)
        provinces.setdefault(province_in(place.path), {})[place.path] = place
    return provinces


def places(province: str) -> dict[str, Region]:
    """The pages of the province with the slug ``province``, by path; empty without one."""
    return _provinces().get(province, {})


def all_places() -> list[Region]:
    """The pages of all places, in the order of the tree."""
    return [place for province in _provinces().values() for place in province.values()]


@memoised_per_revision(2)
def timelines(today: datetime.date) -> dict[int, Timeline]:
    """Which rules hold in all pages on the day ``today``, by region id. Three queries."""
    return RefundPolicy.objects.with_sources().timeline(all_places(), today, EARLIER)


@memoised_per_revision(1)
def channels() -> dict[int, list[LookupChannel]]:
    """The channels that serve each page, by region id. One query."""
    return LookupChannel.objects.for_regions(all_places())


@memoised_per_revision(1)
def claims() -> dict[int, list[Claim]]:
    """The claims that each page shows, by region id. One query."""
    return Claim.objects.about_each(all_places())


def facts_for(region: Region, today: datetime.date) -> PlaceFacts:
    """What holds on the day ``today`` in all pages, or in ``region`` alone where it has none."""
    if page_at(region.path) == region:
        return PlaceFacts(timelines(today), channels(), claims())
    return PlaceFacts(
        RefundPolicy.objects.with_sources().timeline([region], today, EARLIER),
        LookupChannel.objects.for_regions([region]),
        Claim.objects.about_each([region]),
    )


@memoised_per_revision(1)
def _estimates() -> dict[int, Estimate]:
    """All published estimates by region id: today only the nation has one."""
    return {row.region_id: row for row in Estimate.objects.published().select_related("source")}


def estimate_for(region: Region) -> Estimate | None:
    """The nearest published estimate above ``region``; None without one."""
    found = _estimates()
    return next((found[place.pk] for place in region.lineage() if place.pk in found), None)


@memoised_per_revision(1)
def _average_pensions() -> dict[int, list[Statistic]]:
    """All published average pensions by region id, newest first."""
    return Statistic.objects.by_region()


def average_pension(region: Region, year: int | None) -> Statistic | None:
    """The stored average pension of ``region`` in ``year``, or the newest; None without one."""
    return of_year(_average_pensions().get(region.pk, []), year)


def page_at(path: str) -> Region | None:
    """The page whose own address ``path`` is, with what lies above it; None without one."""
    return places(province_in(path)).get(path)


def neighbours(region: Region) -> list[Region]:
    """A province's places, or the other places of the province a place lies in."""
    pages = places(province_in(region.path)).values()
    return [place for place in pages if not place.is_province and place.pk != region.pk]


def province_in(path: str) -> str:
    """The slug of the province that an address names."""
    return path.partition("/")[0]
