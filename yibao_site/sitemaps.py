"""What of the site search engines may list: the base of all kinds, and the pages of their own."""

import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from faq.models import Question
from regions.models import Claim, LookupChannel, RefundPolicy, Region

from .views.about import sources_used


class SiteSitemap(Sitemap):
    """One kind of pages, at the public address of the site whatever host was asked."""

    def get_protocol(self, protocol=None):
        return settings.SITE_URL.partition("://")[0]

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2]

    def newest(self) -> datetime.date | None:
        """The newest day among those pages whose day is known."""
        return max((day for item in self.items() if (day := self.lastmod(item))), default=None)

    def lastmod(self, item) -> datetime.date | None:
        """The day on which what the page shows last changed, None where that is not known."""
        raise NotImplementedError


class PageSitemap(SiteSitemap):
    """The pages that stand alone: name of the address, its arguments, newest day of its facts."""

    def items(self):
        today = timezone.localdate()
        rules = _newest(RefundPolicy.objects.published().begun(today), "effective_from")
        questions = _newest(Question.objects.published())
        channels = LookupChannel.objects.published()
        claims = Claim.objects.published()
        return [
            ("home", [], _later(rules, questions)),
            ("regions:index", [], rules),
            ("calculator:calculator", [], None),
            ("calculator:compare", [], None),
            ("balance", [], _newest(channels.filter(region__level=Region.Level.NATION))),
            *(("balance-kind", [kind], day) for kind, day in _newest_of_each_kind(channels)),
            ("faq:index", [], questions),
            ("coverage", [], _later(rules, _newest(channels))),
            ("changes", [], _later(rules, questions, _newest(channels), _newest(claims))),
            ("report", [], None),
            ("about", [], None),
            ("sources", [], _newest(sources_used())),
            ("accessibility", [], None),
            ("privacy", [], None),
        ]

    def location(self, item):
        return reverse(item[0], args=item[1])

    def lastmod(self, item):
        return item[2]


def _newest(facts: QuerySet, *days: str) -> datetime.date | None:
    """The newest day on which one of ``facts`` was saved, or that a field of ``days`` names."""
    found = facts.aggregate(*[Max(name) for name in ("changed_at", *days)])
    changed = found.pop("changed_at__max")
    return _later(timezone.localdate(changed) if changed else None, *found.values())


def _newest_of_each_kind(channels: QuerySet) -> list[tuple[str, datetime.date | None]]:
    """Each of the nine kinds, and the newest day on which one of its ``channels`` was saved."""
    rows = channels.values_list("kind").annotate(Max("changed_at")).order_by()
    days = {kind: timezone.localdate(changed) for kind, changed in rows}
    return [(kind, days.get(kind)) for kind in LookupChannel.Kind.values]


def _later(*days: datetime.date | None) -> datetime.date | None:
    return max((day for day in days if day), default=None)
