"""Loads everything that the pages of places show and keeps it.

A page shows the rules, channels and claims of its province and of the nation beside its own, and
most of them are on the next page too. So all places are read at once in a few queries and kept
until the content changes (``caching.memo``).
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from caching.memo import memoised_per_revision

from .models import (
    Claim,
    Deduction,
    Estimate,
    LookupChannel,
    ReaderStatement,
    RefundPolicy,
    Region,
    RegionAlias,
    Statistic,
    Timeline,
)
from .models.statistic import of_year

#: How many earlier rules a page shows.
EARLIER = 3

#: How many results of each state are kept: of one day, and around midnight of the next.
KEPT = 2


@dataclass(frozen=True)
class PlaceFacts:
    """The facts that pages of places show on one day, by region id."""

    timelines: dict[int, Timeline]
    channels: dict[int, list[LookupChannel]]
    claims: dict[int, list[Claim]]
    deductions: dict[int, tuple[Deduction, ...]]


@memoised_per_revision(KEPT)
def _provinces() -> dict[str, dict[str, Region]]:
    """Return all pages by province slug, then by path, in tree order. One query.

    The places above each are loaded too.
    """
    rows = list(Region.objects.pages().select_related("parent").in_tree_order())
    here = {place.pk: place for place in rows}
    provinces: dict[str, dict[str, Region]] = {}
    for place in rows:
        place.parent = here.get(place.parent_id, place.parent)
        provinces.setdefault(province_in(place.path), {})[place.path] = place
    return provinces


def places(province: str) -> dict[str, Region]:
    """Return the pages of the province with the slug ``province``, by path; empty if none."""
    return _provinces().get(province, {})


def all_places() -> list[Region]:
    """Return the pages of all places in tree order."""
    return [place for province in _provinces().values() for place in province.values()]


@memoised_per_revision(KEPT)
def timelines(today: datetime.date) -> dict[int, Timeline]:
    """Return the timeline of each page on the day ``today``, by region id. Three queries."""
    return RefundPolicy.objects.with_sources().timeline(all_places(), today, EARLIER)


@memoised_per_revision(KEPT)
def deductions(today: datetime.date) -> dict[int, tuple[Deduction, ...]]:
    """Return what goes off the credit of each page on ``today``, by region id. One query."""
    return Deduction.objects.of_each(all_places(), today)


@memoised_per_revision(KEPT)
def channels() -> dict[int, list[LookupChannel]]:
    """Return the channels that serve each page, by region id. One query."""
    return LookupChannel.objects.for_regions(all_places())


@memoised_per_revision(KEPT)
def claims() -> dict[int, list[Claim]]:
    """Return the claims that each page shows, by region id. One query."""
    return Claim.objects.about_each(all_places())


def facts_for(region: Region, today: datetime.date) -> PlaceFacts:
    """Return the facts of all pages on ``today``, or of ``region`` alone if it has no page."""
    if page_at(region.path) == region:
        return PlaceFacts(timelines(today), channels(), claims(), deductions(today))
    return PlaceFacts(
        RefundPolicy.objects.with_sources().timeline([region], today, EARLIER),
        LookupChannel.objects.for_regions([region]),
        Claim.objects.about_each([region]),
        Deduction.objects.of_each([region], today),
    )


@memoised_per_revision(KEPT)
def _estimates() -> dict[int, Estimate]:
    """Return all published estimates by region id; mostly the nation has one. One query."""
    return {
        row.region_id: row
        for row in Estimate.objects.published().select_related("source", "region")
    }


def estimate_for(region: Region) -> Estimate | None:
    """Return the published estimate of ``region`` or of the nearest place above it, or None."""
    found = _estimates()
    return next((found[place.pk] for place in region.lineage() if place.pk in found), None)


def example_pension_for(region: Region) -> Decimal | None:
    """Return the pension that stands as an example for ``region``, of the nearest estimate."""
    found = _estimates()
    examples = (found[place.pk].example_pension for place in region.lineage() if place.pk in found)
    return next((example for example in examples if example is not None), None)


@memoised_per_revision(KEPT)
def _reader_statements() -> dict[int, list[ReaderStatement]]:
    """Return all amounts of readers that are shown, by region id, most readers first. One query."""
    found: dict[int, list[ReaderStatement]] = {}
    for row in ReaderStatement.objects.filter(state=ReaderStatement.State.SHOWN):
        found.setdefault(row.region_id, []).append(row)
    return found


def reader_statements(region: Region) -> list[ReaderStatement]:
    """Return the amounts of readers that are shown of ``region``; most places have none."""
    return _reader_statements().get(region.pk, [])


@memoised_per_revision(KEPT)
def _average_pensions() -> dict[int, list[Statistic]]:
    """Return all published average pensions by region id, newest first. One query."""
    return Statistic.objects.by_region()


def average_pension(region: Region, year: int | None) -> Statistic | None:
    """Return the average pension of ``region`` in ``year`` (None: the newest), or None."""
    return of_year(_average_pensions().get(region.pk, []), year)


@memoised_per_revision(1, states=1)
def counties() -> dict[int, str]:
    """Return the names of what has no page of its own, by the page it belongs to. One query.

    Names stand in the order of their codes: 城关区、七里河区. Left out is what nobody has verified
    where it belongs.
    """
    doubtful = RegionAlias.objects.filter(kind=RegionAlias.Kind.UNSURE).values("name")
    above = {place.pk: place.pk for place in all_places()}
    rows = Region.objects.filter(has_page=False, ended_on__isnull=True).exclude(name__in=doubtful)
    names: dict[int, list[str]] = defaultdict(list)
    for pk, parent, level, name in rows.order_by("level", "code").values_list(
        "pk", "parent_id", "level", "name"
    ):
        page = above.get(parent)
        if page is None:
            continue
        above[pk] = page
        if level == Region.Level.COUNTY:
            names[page].append(name)
    return {page: "、".join(found) for page, found in names.items()}


def page_at(path: str) -> Region | None:
    """Return the page with the address ``path``, or None."""
    return places(province_in(path)).get(path)


@memoised_per_revision(1, states=1)
def _by_area_code() -> dict[str, list[Region]]:
    """Return the pages that have an area code, by it. No query of its own."""
    found: dict[str, list[Region]] = defaultdict(list)
    for place in all_places():
        if place.area_code:
            found[place.area_code].append(place)
    return dict(found)


def sharing_area_code(region: Region) -> list[str]:
    """Return the names of the other pages with the area code of ``region``."""
    same = _by_area_code().get(region.area_code, [])
    return [place.short_name for place in same if place.pk != region.pk]


def neighbours(region: Region) -> list[Region]:
    """Return the other pages in the province of ``region``, without the province itself."""
    pages = places(province_in(region.path)).values()
    return [place for place in pages if not place.is_province and place.pk != region.pk]


def province_in(path: str) -> str:
    """Return the slug of the province in an address."""
    return path.partition("/")[0]
