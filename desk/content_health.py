"""How the content and what looks after it are: for the desk's index and for monitors."""

import datetime
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from operation.jobs import State, jobs
from regions.models import LinkCheck
from watch.models import WatchedPage

from .worklist import worklist

TELL = "请告诉管服务器的人。"


@dataclass(frozen=True)
class Care:
    """The same in two lines for the desk's index: what somebody has to look at, and what is well.

    Watching is left out: the index says elsewhere what the last night came to.
    """

    alarm: str
    well: str


def care(now: datetime.datetime) -> Care:
    found = [job for job in jobs(now) if job.name != "watch"]
    bad = "；".join(job.words for job in found if job.state is not State.WELL)
    well = "；".join(job.words for job in found if job.state is State.WELL)
    return Care(f"{bad}。{TELL}" if bad else "", f"{well}。" if well else "")


@dataclass(frozen=True)
class Figures:
    """What monitors are told of the content."""

    #: How much waits in each section of the work list.
    waiting: dict[str, int]
    #: Addresses by the outcome of their last check.
    links: dict[str, int]
    #: Watched pages by the outcome of their last visit.
    watched: dict[str, int]
    #: Seconds since each job was last done well; those that never were are left out.
    ages: dict[str, float]


def figures(now: datetime.datetime) -> Figures:
    """Count everything that monitors are told; as dear as the desk's index."""
    sections = worklist(timezone.localdate(now), lambda permission: True)
    links = LinkCheck.objects.order_by().values_list("outcome").annotate(Count("pk"))
    watched = WatchedPage.objects.filter(active=True).order_by().values_list("outcome")
    return Figures(
        {section.name: section.count for section in sections},
        dict(links),
        {outcome or "never": number for outcome, number in watched.annotate(Count("pk"))},
        {job.name: (now - job.last).total_seconds() for job in jobs(now) if job.last},
    )
