"""The jobs that should run by themselves: when each was last done, and whether that is long ago.

Backups, drills and mirrors note their runs; the check of addresses and watching leave their days
in what they looked at.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.db.models import Count, Max, Q
from django.utils import timezone

from operation.models import OperationRun
from regions.models import LinkCheck
from text.formats import day
from watch.models import WatchedPage

DAY = datetime.timedelta(days=1)
#: After how long without a good run somebody has to look, and whether one must ever have run.
LIMITS = {
    OperationRun.Kind.BACKUP: (2 * DAY, True),
    OperationRun.Kind.DRILL: (35 * DAY, True),
    OperationRun.Kind.MIRROR: (2 * DAY, False),
    OperationRun.Kind.MIRROR_CHECK: (4 * DAY, False),  # some days the content was just changed
    OperationRun.Kind.LINKS: (2 * DAY, True),
    OperationRun.Kind.SUBMIT: (3 * DAY, False),
}
WATCH_LIMIT = 3 * DAY
#: Outcomes of a visit that showed nothing.
NOT_SEEN = (
    WatchedPage.Outcome.BLOCKED,
    WatchedPage.Outcome.FORBIDDEN,
    WatchedPage.Outcome.UNREADABLE,
    WatchedPage.Outcome.FAILED,
)


class State(Enum):
    """How one of the jobs stands."""

    WELL = "well"
    NEVER = "never"
    LATE = "late"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """A job that should run by itself: how it stands, in words for editors, when it was last done.

    The words end without a full stop.
    """

    name: str
    state: State
    words: str
    last: datetime.datetime | None = None


def jobs(now: datetime.datetime) -> list[Job]:
    """Return the jobs that look after the content, with three queries."""
    return [*_runs(now), _watch(now)]


def _runs(now: datetime.datetime) -> Iterator[Job]:
    """Yield the operator's jobs; one that is optional only once it has run."""
    last = {
        (kind, ok): at
        for kind, ok, at in OperationRun.objects.order_by()
        .values_list("kind", "ok")
        .annotate(Max("ended_at"))
    }
    checked = LinkCheck.objects.aggregate(last=Max("checked_at"))["last"]
    if checked:  # by a version that noted no runs
        last.setdefault((OperationRun.Kind.LINKS, True), checked)
    for kind, (limit, needed) in LIMITS.items():
        word, good, bad = kind.label, last.get((kind, True)), last.get((kind, False))
        if good is None and bad is None and not needed:
            continue
        if good is None:
            yield Job(kind, State.NEVER, f"{word}还没有做成过" if bad else f"{word}还没有做过")
            continue
        job = _aged(kind, word, good, now, limit)
        if job.state is State.WELL and bad and bad > good:
            job = Job(kind, State.FAILED, f"{word}最近一次没有做成", good)
        yield job


def _aged(
    name: str, word: str, last: datetime.datetime, now: datetime.datetime, limit: datetime.timedelta
) -> Job:
    """Return a job by the age of its last good run."""
    if now - last > limit:
        return Job(name, State.LATE, f"{word}有{(now - last).days}天没有做成了", last)
    return Job(name, State.WELL, f"{word}：{day(timezone.localtime(last))}做好的", last)


def _watch(now: datetime.datetime) -> Job:
    seen = WatchedPage.objects.filter(active=True).aggregate(
        last=Max("visited_at"), failed=Count("pk", Q(outcome__in=NOT_SEEN))
    )
    if seen["last"] is None:
        return Job("watch", State.NEVER, "官网还没有去看过")
    job = _aged("watch", "看官网", seen["last"], now, WATCH_LIMIT)
    if job.state is State.WELL and seen["failed"]:
        words = f"{job.words}，{seen['failed']}页没有看成"
        return Job("watch", State.WELL, words, job.last)
    return job
