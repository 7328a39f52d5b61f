"""Makes the rows 看哪里 that follow from the published facts: bureaus' sites and sources."""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from django.db import models

from caching.revision import bump_revision, one_bump
from regions.models import Deduction, LookupChannel, RefundPolicy, Region, Source
from regions.models.publication import Publication

from .models import WatchedPage
from .refusals import official_only

_NAME_LENGTH = 120


def add_missing_rows() -> int:
    """Add the rows that are missing and return how many; a row that exists keeps what it says.

    Only the place of a row follows where places were merged.
    """
    known = dict(WatchedPage.objects.values_list("url", "region__successor"))
    if any(known.values()):
        _follow_merged_places()
    refusal = official_only()

    def missing(url: str) -> bool:
        return url not in known and not refusal(url)

    rows: dict[str, WatchedPage] = {}
    for row in [*_bureaus(missing), *_documents(missing)]:
        rows.setdefault(row.url, row)
    if rows:
        with one_bump():  # the public page lists them
            WatchedPage.objects.bulk_create(rows.values(), ignore_conflicts=True)
            bump_revision(())
    return len(rows)


def _follow_merged_places() -> None:
    merged = WatchedPage.objects.filter(region__successor__isnull=False)
    for row in merged.select_related("region"):
        row.region = _now(row.region)
        row.save(update_fields=["region"])


def _bureaus(missing: Callable[[str], bool]) -> Iterator[WatchedPage]:
    """Yield a list page for the site of each province's bureau."""
    channels = LookupChannel.objects.of_kind(LookupChannel.Kind.WEBSITE)
    official = LookupChannel.Operator.OFFICIAL
    for channel in channels.filter(region__level=Region.Level.PROVINCE, operator=official):
        if missing(channel.url):
            name, region = channel.name[:_NAME_LENGTH], _now(channel.region)
            kind = WatchedPage.Kind.LIST
            yield WatchedPage(kind=kind, name=name, region=region, url=channel.url)


def _documents(missing: Callable[[str], bool]) -> Iterator[WatchedPage]:
    """Yield a document page for each published source with an address of its own.

    The front page of a website is no document: its news change every day.
    """
    for source in Source.objects.filter(status=Publication.PUBLISHED).exclude(url=""):
        if not missing(source.url) or _is_front_page(source.url):
            continue
        region = _place_of(source) or Region.objects.filter(level=Region.Level.NATION).first()
        if region is not None:
            yield WatchedPage(
                kind=WatchedPage.Kind.DOCUMENT,
                name=str(source)[:_NAME_LENGTH],
                region=_now(region),
                url=source.url,
                source=source,
            )


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return not (parts.path.strip("/") or parts.query)


def _place_of(source: Source) -> Region | None:
    """Return the place that a source speaks of: of its figures, else of whatever rests on it."""
    facts = list(source.published_facts())
    figures = [fact for fact in facts if isinstance(fact, RefundPolicy | Deduction)]
    return _common(_regions(figures)) or _common(_regions(facts))


def _regions(facts: Iterable[models.Model]) -> list[Region]:
    found = {getattr(fact, "region", None) for fact in facts}
    return [region for region in found if isinstance(region, Region)]


def _common(regions: list[Region]) -> Region | None:
    """Return the nearest place in which all of ``regions`` lie; None where there are none."""
    if not regions:
        return None
    chains = [{place.pk for place in region.lineage()} for region in regions]
    shared = set.intersection(*chains)
    return next((place for place in regions[0].lineage() if place.pk in shared), None)


def _now(region: Region) -> Region:
    """Return the place that a place was merged into, if it was."""
    seen = {region.pk}
    while region.successor is not None and region.successor.pk not in seen:
        region = region.successor
        seen.add(region.pk)
    return region
