"""The section of the work list with what watching found, and what the last night came to."""

import datetime
from dataclasses import dataclass

from django.db.models import Case, Count, Max, Q, When
from django.utils import timezone

from desk.work_items import Link, Query, Row, Section, admin_url, list_url, on_day, task_of
from watch.models import Finding, WatchedPage

from .words import in_words

#: After more days than these without a visit, somebody has to look why.
SKIPPED = datetime.timedelta(days=3)
#: Visits within so much of the last one are of one night.
NIGHT = datetime.timedelta(hours=12)
#: So long after it, a night was the last one.
LAST_NIGHT = datetime.timedelta(hours=36)

BLOCKED = (WatchedPage.Outcome.BLOCKED, WatchedPage.Outcome.FORBIDDEN)


def findings(today: datetime.date, part: slice) -> Section:
    """Return the open findings, the most urgent kind first, then the newest. Three queries."""
    open_ = Finding.objects.open()
    counts = dict(open_.order_by().values_list("kind").annotate(Count("pk")))
    urgency = Case(*(When(kind=kind, then=n) for n, kind in enumerate(Finding.Kind)))
    found = open_.order_by(urgency, "-found_at", "-pk").select_related("page")[part]
    rows = [
        Row(
            f"{finding.page.name}：{in_words(finding)}",
            f"{finding.get_kind_display()}，{on_day(finding.found_at)}看到的",
            admin_url(finding),
            task=task_of(finding),
        )
        for finding in found
    ]
    lists = [_list("在“官网上看到的”里看", {})] if counts else []
    lists += [
        _list(f"{Finding.Kind(kind).label} {counts[kind]} 条", {"kind__exact": kind})
        for kind in Finding.Kind.values
        if kind in counts and len(counts) > 1
    ]
    number = sum(counts.values())
    note = _not_looked_since(today)
    return Section("findings", "官网上看到的", number, "条", rows, lists, note=note)


def _list(label: str, query: Query) -> Link:
    return Link(label, list_url(Finding, {"state": "open", **query}))


def _not_looked_since(today: datetime.date) -> str:
    """Say since when no page was looked at, if that is long ago; nothing where none is watched."""
    active = WatchedPage.objects.filter(active=True)
    seen = active.aggregate(last=Max("visited_at"), number=Count("pk"))
    last = seen["last"]
    if not seen["number"] or last is None or timezone.localdate(last) >= today - SKIPPED:
        return ""
    return f"{on_day(last)}以后没有去看过官网，请管理员看看定时任务和这台机器的网络。"


@dataclass(frozen=True)
class Night:
    """The last night of watching in a line, and since when nobody looked; both may be empty."""

    words: str
    overdue: str


def last_night(now: datetime.datetime) -> Night | None:
    """Return what the last night of watching came to; None where no page is watched."""
    number, last = (
        WatchedPage.objects.filter(active=True)
        .aggregate(n=Count("pk"), last=Max("visited_at"))
        .values()
    )
    if not number:
        return None
    if last is None:
        return Night(f"要看的官网有 {number} 页，还没有去看过", "")
    seen = WatchedPage.objects.filter(visited_at__gt=last - NIGHT).aggregate(
        all=Count("pk"), blocked=Count("pk", Q(outcome__in=BLOCKED))
    )
    when = "昨夜" if now - last < LAST_NIGHT else on_day(last)
    blocked = f"，{seen['blocked']} 页被挡" if seen["blocked"] else ""
    return Night(
        f"{when}看了 {seen['all']} 页官网{blocked}", _not_looked_since(timezone.localdate(now))
    )
