"""Everything that the pages of one province show, loaded together and kept.

A page shows its province's rule, channels and claims beside its own, and its neighbours: most
of it is the same next door. So a province is read at once, in a few queries, and its pages
are made of that until the content changes (``caching.memo``).
"""

import datetime
from dataclasses import dataclass

from caching.memo import memoised_per_revision

from .models import Claim, Estimate, LookupChannel, RefundPolicy, Region, Statistic, Timeline
from .models.statistic import of_year

#: How many rules before the current one a page tells.
EARLIER = 3
#: More than there are provinces.
PROVINCES_KEPT = 40


@dataclass(frozen=True)
class ProvinceFacts:
    """The facts that hold on a day in the pages of a province, by region id."""

    timelines: dict[int, Timeline]
    channels: dict[int, list[LookupChannel]]
    claims: dict[int, list[Claim]]


class NoSuchProvince(LookupError):
    """Nothing with a page lies below this address."""


@memoised_per_revision(PROVINCES_KEPT)
def places(province: str) -> dict[str, Region]:
    """The pages of the province with the slug ``province``, by path, in the order of the tree.

    Each has what lies above it. Raises NoSuchProvince. One query.
    """
    rows = Region.objects.pages().within(province).select_related("parent").in_tree_order()
    # SQLite finds "gansu/…" for "GANSU" too, and that is no address.
    found = [place for place in rows if province_in(place.path) == province]
    if not found:
        raise NoSuchProvince(province)
    here = {place.pk: place for place in found}
    for place in found:
        place.parent = here.get(place.parent_id, place.parent)
    return {place.path: place for place in found}


@memoised_per_revision(PROVINCES_KEPT)
def facts_of_province(province: str, today: datetime.date) -> ProvinceFacts:
    """What holds in the pages of a province on the day ``today``. Five queries."""
    return _read(list(places(province).values()), today)


def _read(pages: list[Region], today: datetime.date) -> ProvinceFacts:
    return ProvinceFacts(
        RefundPolicy.objects.with_sources().timeline(pages, today, EARLIER),
        LookupChannel.objects.for_regions(pages),
        Claim.objects.about_each(pages),
    )


def facts_for(region: Region, today: datetime.date) -> ProvinceFacts:
    """The facts of the province that ``region`` lies in; its own alone where it has no page."""
    if page_at(region.path) == region:
        return facts_of_province(province_in(region.path), today)
    return _read([region], today)


@memoised_per_revision(1)
def _estimates() -> dict[int, Estimate]:
    """All published estimates by region id: today only the nation has one."""
    return {row.region_id: row for row in Estimate.objects.published().select_related("source")}


def estimate_for(region: Region) -> Estimate | None:
    """The nearest published estimate above ``region``; None without one."""
    found = _estimates()
    return next((found[place.pk] for place in region.lineage() if place.pk in found), None)


@memoised_per_revision(PROVINCES_KEPT)
def _average_pensions(province: str) -> dict[int, list[Statistic]]:
    """The published average pensions of the pages of a province by region id, newest first."""
    return Statistic.objects.filter(region__in=list(places(province).values())).by_region()


def average_pension(region: Region, year: int | None) -> Statistic | None:
    """The stored average pension of ``region`` in ``year``, or the newest; None without one."""
    if page_at(region.path) == region:
        found = _average_pensions(province_in(region.path))
    else:
        found = Statistic.objects.filter(region=region).by_region()
    return of_year(found.get(region.pk, []), year)


def page_at(path: str) -> Region | None:
    """The page whose own address ``path`` is, with what lies above it; None without one."""
    try:
        return places(province_in(path)).get(path)
    except NoSuchProvince:
        return None


def neighbours(region: Region) -> list[Region]:
    """A province's places, or the other places of the province a place lies in."""
    return [place for place in _inside(province_in(region.path)) if place.pk != region.pk]


@memoised_per_revision(PROVINCES_KEPT)
def _inside(province: str) -> list[Region]:
    """The pages in a province, without its own."""
    return [place for place in places(province).values() if not place.is_province]


def province_in(path: str) -> str:
    """The slug of the province that an address names."""
    return path.partition("/")[0]
