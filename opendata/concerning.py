"""Which facts a feed or a calendar tells of: all, or those that concern a place."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from faq.models import Question
from regions import place_facts
from regions.models import Deduction, RefundPolicy, Region


@dataclass(frozen=True)
class Concerning:
    """A place, or everything where it is None.

    ``holding`` are the ids, by model, of what holds or comes in the place, whoever's rule it is.
    """

    region: Region | None
    holding: Mapping[type[Model], Collection[int]]

    @classmethod
    def of(cls, region: Region | None, today: datetime.date) -> "Concerning":
        """Return what concerns ``region``: no query of its own once pages of places were made."""
        if region is None:
            return cls(None, {})
        line = place_facts.timelines(today)[region.pk]
        policies = {policy.pk for policy in (line.current, line.coming, line.ended) if policy}
        deductions = {row.pk for row in place_facts.deductions(today)[region.pk]}
        return cls(region, {RefundPolicy: policies, Deduction: deductions})

    def within(self, rows: QuerySet) -> QuerySet:
        """Select of the facts of one kind those to tell of.

        A place's are its own, those of the counties on its page, and the rules from above that hold
        there; a province's also those of all its places. Questions are nobody's own.
        """
        if self.region is None:
            return rows
        if rows.model is Question:
            return rows.none()
        own = Q(region__in=_places_of(self.region).values("pk"))
        return rows.filter(own | Q(pk__in=self.holding.get(rows.model, ())))

    @property
    def name(self) -> str:
        return self.region.short_name if self.region else "全国"

    @property
    def path(self) -> str:
        """What tells it from others for ever: the code of the place, where it has one."""
        return str(self.region.natural_key()[0]) if self.region else ""

    @property
    def page_url(self) -> str:
        """The page that tells people the same."""
        return self.region.get_absolute_url() if self.region else reverse("changes")

    @property
    def feed_url(self) -> str:
        return self.region.feed_url if self.region else reverse("changes-feed")


def _places_of(region: Region) -> QuerySet[Region]:
    """Select the place, and the places that its page tells of."""
    if region.is_province:
        return Region.objects.within(region.path)
    counties = Q(parent=region, has_page=False)
    return Region.objects.filter(Q(pk=region.pk) | counties | Q(successor=region))
