"""What of the site search engines may list: the base of all kinds, and the pages of their own."""

import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from caching.memo import memoised_per_revision
from faq.models import LocalAnswer, Question
from regions.models import Claim, LookupChannel, RefundPolicy, Region, Source
from watch.models import WatchedPage

#: An address of this site, and the day on which what the page shows last changed, if known.
Entry = tuple[str, datetime.date | None]


class SiteSitemap(Sitemap):
    """One kind of pages, at the public address of the site whatever host was asked."""

    @staticmethod
    def entries(today: datetime.date) -> list[Entry]:
        """What search engines may list on the day ``today``."""
        raise NotImplementedError

    def items(self) -> list[Entry]:
        return _entries(type(self), timezone.localdate())

    def location(self, item: Entry) -> str:
        return item[0]

    def lastmod(self, item: Entry) -> datetime.date | None:
        return item[1]

    def get_protocol(self, protocol=None):
        return settings.SITE_URL.partition("://")[0]

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2]

    def newest(self) -> datetime.date | None:
        """The newest day among those pages whose day is known."""
        return _later(*(day for _, day in self.items()))

    def get_urls(self, page=1, site=None, protocol=None):
        """Return the entries as one cached text, because Django would render each again."""
        number = self.paginator.validate_number(page)
        text, newest = _in_xml(type(self), number, timezone.localdate(), settings.SITE_URL)
        if newest is not None:
            self.latest_lastmod = newest
        return [text]


@memoised_per_revision(6)
def _entries(kind: type[SiteSitemap], today: datetime.date) -> list[Entry]:
    return kind.entries(today)


@memoised_per_revision(6)
def _in_xml(
    kind: type[SiteSitemap], page: int, today: datetime.date, site: str
) -> tuple[SafeString, datetime.date | None]:
    """A page of a sitemap, and its newest day where the day of each entry is known."""
    listed = Paginator(_entries(kind, today), kind.limit).page(page).object_list
    days = [day for _, day in listed]
    text = format_html_join(
        "\n",
        "<url><loc>{}{}</loc>{}</url>",
        ((site, address, _in_a_tag(day)) for address, day in listed),
    )
    return text, None if None in days else _later(*days)


def _in_a_tag(day: datetime.date | None) -> SafeString | str:
    return format_html("<lastmod>{}</lastmod>", day.isoformat()) if day else ""


class PageSitemap(SiteSitemap):
    """The pages that stand alone, each with the newest day of its facts."""

    @staticmethod
    def entries(today):
        rules = _newest(RefundPolicy.objects.published().begun(today), "effective_from")
        questions = _newest(Question.objects.published())
        channels = LookupChannel.objects.published()
        claims = Claim.objects.published()
        answers = LocalAnswer.objects.shown()
        pages: list[tuple[str, list[str], datetime.date | None]] = [
            ("home", [], _later(rules, questions)),
            ("regions:index", [], rules),
            ("calculator:calculator", [], None),
            ("calculator:compare", [], None),
            ("calculator:check", [], None),
            ("balance", [], _newest(channels.filter(region__level=Region.Level.NATION))),
            *(("balance-kind", [kind], day) for kind, day in _newest_of_each_kind(channels)),
            ("faq:index", [], questions),
            ("coverage", [], _later(rules, _newest(channels))),
            ("coverage-watch", [], _last_visit()),
            (
                "changes",
                [],
                _later(rules, questions, *map(_newest, (channels, claims, answers))),
            ),
            ("statistics", [], None),
            ("report", [], None),
            ("about", [], None),
            ("embed:snippet", [], None),
            ("sources", [], _newest(Source.objects.shown())),
            ("data", [], None),
            ("accessibility", [], None),
            ("privacy", [], None),
            ("api:guide", [], None),
        ]
        return [(reverse(name, args=args), day) for name, args, day in pages]


def _newest(facts: QuerySet, *days: str) -> datetime.date | None:
    """The newest day on which one of ``facts`` was saved, or that a field of ``days`` names."""
    found = facts.aggregate(*[Max(name) for name in ("changed_at", *days)])
    changed = found.pop("changed_at__max")
    return _later(timezone.localdate(changed) if changed else None, *found.values())


def _last_visit() -> datetime.date | None:
    """The newest day on which a machine looked at an official page."""
    last = WatchedPage.objects.filter(active=True).aggregate(Max("visited_at"))["visited_at__max"]
    return timezone.localdate(last) if last else None


def _newest_of_each_kind(channels: QuerySet) -> list[tuple[str, datetime.date | None]]:
    """Each of the nine kinds, and the newest day on which one of its ``channels`` was saved."""
    rows = channels.values_list("kind").annotate(Max("changed_at")).order_by()
    days = {kind: timezone.localdate(changed) for kind, changed in rows}
    return [(kind, days.get(kind)) for kind in LookupChannel.Kind.values]


def _later(*days: datetime.date | None) -> datetime.date | None:
    return max((day for day in days if day), default=None)
