"""官网有没有变: which official pages a machine looks at every night, and what came of it."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from fetching.fetch import ROBOT
from regions.models import Region
from watch.models import WatchedPage
from watch.refusals import official_only

Outcome = WatchedPage.Outcome
#: What a last visit came to, in the words of the page, the best first.
WORDS: dict[str, str] = {
    Outcome.UNCHANGED: "看到了，没有变",
    Outcome.SEEN: "看到了",
    Outcome.CHANGED: "看到了，变了，编辑在看",
    Outcome.GONE: "这一页没有了，编辑在看",
    Outcome.UNREADABLE: "打得开，读不出",
    Outcome.BLOCKED: "被挡在外面",
    Outcome.FORBIDDEN: "对方不让机器看",
    Outcome.FAILED: "没有连上",
    Outcome.NEVER: "还没有看过",
}
#: The outcomes of a visit that saw nothing.
_UNSEEN = (Outcome.UNREADABLE, Outcome.BLOCKED, Outcome.FORBIDDEN, Outcome.FAILED)


@dataclass(frozen=True)
class Looked:
    """A line of the page: a list of a bureau, or all its documents that are watched.

    ``url`` is empty for documents, which are ``number``; the days are those of the last visit and
    of the last one that succeeded.
    """

    place: Region
    host: str
    result: str
    url: str = ""
    number: int = 0
    visited_on: datetime.date | None = None
    succeeded_on: datetime.date | None = None


@dataclass(frozen=True)
class Totals:
    """The counts at the head of the page; ``last`` is the day of the newest visit."""

    lists: int
    documents: int
    unchanged: int
    unseen: int
    last: datetime.date | None


def watch(request):
    rows = WatchedPage.objects.filter(active=True).select_related("region")
    refusal = official_only()  # an address that was taken down since is shown no more
    found = rows.order_by("region__code", "region__path", "url")
    pages = [page for page in found if not refusal(page.url)]
    by_place = groupby(pages, key=lambda page: page.region_id)
    context = {
        "totals": _totals(pages),
        "looked": [line for _, found in by_place for line in _lines(list(found))],
        "name": ROBOT,
        "trail": [("收录情况", reverse("coverage"))],
    }
    return render(request, "pages/watch.html", context)


def _totals(pages: list[WatchedPage]) -> Totals:
    documents = [page for page in pages if page.kind == WatchedPage.Kind.DOCUMENT]
    return Totals(
        lists=len(pages) - len(documents),
        documents=len(documents),
        unchanged=sum(page.outcome == Outcome.UNCHANGED for page in documents),
        unseen=sum(page.outcome in _UNSEEN for page in pages),
        last=_newest(page.visited_at for page in pages),
    )


def _lines(pages: list[WatchedPage]) -> list[Looked]:
    """Return a line for each list of one place, and one for all its documents."""
    lists = [page for page in pages if page.kind == WatchedPage.Kind.LIST]
    documents = [page for page in pages if page.kind == WatchedPage.Kind.DOCUMENT]
    told = [
        Looked(
            page.region,
            page.host,
            WORDS[page.outcome],
            url=page.url,
            visited_on=_newest([page.visited_at]),
            succeeded_on=_newest([page.succeeded_at]),
        )
        for page in lists
    ]
    if documents:
        told.append(
            Looked(
                documents[0].region,
                "、".join(dict.fromkeys(page.host for page in documents)),
                _results(documents),
                number=len(documents),
                visited_on=_newest(page.visited_at for page in documents),
                succeeded_on=_newest(page.succeeded_at for page in documents),
            )
        )
    return told


def _results(documents: list[WatchedPage]) -> str:
    """Count the outcomes of several documents: 2 份看到了，没有变；1 份没有连上."""
    counted = Counter(page.outcome for page in documents)
    if len(counted) == 1:
        return WORDS[documents[0].outcome]
    return "；".join(f"{counted[one]} 份{word}" for one, word in WORDS.items() if counted[one])


def _newest(moments: Iterable[datetime.datetime | None]) -> datetime.date | None:
    found = [moment for moment in moments if moment is not None]
    return timezone.localdate(max(found)) if found else None
