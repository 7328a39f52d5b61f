"""The smallest valid thing of each kind of watching, for tests."""

import datetime

from django.utils import timezone

from fetching.fetch import Limits
from regions.models import Region
from regions.tests.make import make_nation
from watch.models import Finding, WatchedPage
from watch.politeness import Asker
from watch.refusals import official_only
from watch.visiting import Looked
from watch.watching import Run

from .site import Reply, Site

#: Two o'clock at night in Shanghai.
NIGHT = datetime.datetime(2026, 11, 29, 18, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def make_page(url: str, kind=WatchedPage.Kind.DOCUMENT, region: Region | None = None, **fields):
    fields.setdefault("name", "某市医保局")
    return WatchedPage.objects.create(url=url, kind=kind, region=region or make_nation(), **fields)


def asker(**fields) -> Asker:
    limits = Limits(most_bytes=200_000, seconds=3, wait=2)
    return Asker(official_only(), "Test/1 (+https://a.gov.cn/)", **{
        "limits": limits, "pause": 0, "private": True, **fields
    })  # fmt: skip


def look(
    *pages: WatchedPage, now: datetime.datetime = NIGHT, hosts=2, longest=60.0, **fields
) -> Run:
    """Look at pages (else at all that are due) as the command does; return the run."""
    told: list[tuple[WatchedPage, Looked]] = []
    run = Run(
        asker(**fields),
        lambda: now,
        lambda: timezone.localdate(now),
        lambda page, looked: told.append((page, looked)),
    )
    run.go(pages or list(WatchedPage.objects.due(now)), hosts=hosts, longest=longest)
    for page in pages:
        page.refresh_from_db()
    return run


def again(site: Site, page: WatchedPage, reply: Reply | str, day: float = 1) -> WatchedPage:
    """Look at the page /x for the first time, then, days later, when it answers otherwise."""
    if page.visited_at is None:
        look(page)
    site.replies["/x"] = reply if isinstance(reply, Reply) else Reply(reply)
    look(page, now=NIGHT + day * DAY)
    return page


def open_kinds() -> list[str]:
    return sorted(Finding.objects.open().values_list("kind", flat=True))
