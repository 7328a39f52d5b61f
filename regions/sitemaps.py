"""The places' pages that search engines may list."""

import datetime

from django.utils import timezone

from yibao_site.sitemaps import SiteSitemap

from .indexing import Local, is_indexable, last_changed, local
from .models import Claim, Estimate, LookupChannel, RefundPolicy, Region, Statistic


class RegionSitemap(SiteSitemap):
    """Places, each with the day on which a fact its page shows last changed.

    Of the ways to look up the balance only those of the place and its province count: one
    that serves the whole nation changes every page and tells nothing about this one.
    """

    def items(self) -> list[tuple[Region, datetime.date | None]]:
        """Eight queries, however many places and facts there are."""
        today = timezone.localdate()
        places = list(Region.objects.pages().with_lineage().in_tree_order())
        timelines = RefundPolicy.objects.with_sources().timeline(places, today)
        channels = LookupChannel.objects.for_regions(places)
        claims = Claim.objects.about_each(places)
        estimates = {e.region_id: e for e in Estimate.objects.published().select_related("source")}
        statistics = list(Statistic.objects.published().select_related("source"))
        listed = []
        for place in places:
            policies = [p for p in (timelines[place.pk].current, timelines[place.pk].coming) if p]
            facts: list[Local] = [*policies, *channels[place.pk], *claims[place.pk]]
            if is_indexable(facts):
                policy = timelines[place.pk].current
                figures = [
                    _statistic(place, policy, statistics),
                    _estimate(place, policy, estimates),
                ]
                shown = [*local(facts), *(figure for figure in figures if figure)]
                listed.append((place, last_changed(shown, today)))
        return listed

    def location(self, item):
        return item[0].get_absolute_url()

    def lastmod(self, item):
        return item[1]


def _statistic(
    place: Region, policy: RefundPolicy | None, statistics: list[Statistic]
) -> Statistic | None:
    """The average pension that the page names: of the rule's year, without a rule the newest."""
    base = policy.base_place(place) if policy else place
    found = [row for row in statistics if row.region_id == base.pk]
    if policy is not None:
        found = [row for row in found if policy.is_rate and row.year == policy.base_year]
    return max(found, key=lambda row: row.year, default=None)


def _estimate(
    place: Region, policy: RefundPolicy | None, estimates: dict[int, Estimate]
) -> Estimate | None:
    """The range that the page shows where there is no rule."""
    if policy is not None:
        return None
    return next((estimates[above.pk] for above in place.lineage() if above.pk in estimates), None)
