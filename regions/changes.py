"""What changed: new standards by their start, and the facts of this site by the day of saving."""

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from calculator.rules import RuleView
from faq.models import Question

from .models import Claim, LookupChannel, RefundPolicy, Statistic

MAX_DAYS = 20
#: A day with more changes is told in numbers.
MAX_NAMED = 12
NEW_FOR_YEARS = 2
#: What the address of a place's page needs.
_LINEAGE = ("region__parent__parent__parent", "region__successor__parent")


@dataclass(frozen=True)
class Starts:
    """Policies by the day they start: those after today first come soonest, others newest first."""

    coming: list[RuleView]
    begun: list[RuleView]
    latest: RuleView | None


def starts(today: datetime.date) -> Starts:
    """Published policies that start after ``today`` or began in the last two years.

    ``latest`` is the newest of the older ones, where none began in that time. Nine queries
    at most, however many policies.
    """
    since = datetime.date(today.year - NEW_FOR_YEARS, today.month, min(today.day, 28))
    published = RefundPolicy.objects.published().with_facts().with_sources()
    published = published.select_related(*_LINEAGE)
    recent = published.filter(effective_from__gt=since).newest_first()
    begun = [RuleView.of(policy, today) for policy in recent.begun(today)]
    coming = [RuleView.of(policy, today) for policy in recent.filter(effective_from__gt=today)]
    latest = None
    if not begun:
        older = published.begun(since).exclude(effective_from=None).newest_first().first()
        latest = RuleView.of(older, today) if older else None
    return Starts(coming[::-1], begun, latest)


@dataclass(frozen=True)
class Change:
    """One fact that was saved: its kind, what it is about, the page that shows it or ``""``."""

    kind: str
    about: str
    url: str


@dataclass
class Day:
    """The facts last saved on one day: how many of each kind, and, where few, which."""

    day: datetime.date
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)

    @property
    def named(self) -> bool:
        return self.counts.total() <= MAX_NAMED

    @property
    def in_numbers(self) -> list[tuple[str, str, int]]:
        """Kind, how many, in what unit."""
        return [(kind, _UNITS[kind], number) for kind, number in self.counts.items()]


_KINDS: list[tuple[str, str, Callable[[], QuerySet], Callable]] = [
    (
        "划入标准",
        "条",
        lambda: RefundPolicy.objects.published().select_related(*_LINEAGE),
        attrgetter("region.full_title"),
    ),
    (
        "查询办法",
        "种",
        lambda: LookupChannel.objects.published().select_related(*_LINEAGE),
        lambda channel: f"{channel.region.full_title}，{channel.name}",
    ),
    (
        "另一种说法",
        "条",
        lambda: Claim.objects.published().select_related(*_LINEAGE),
        attrgetter("region.full_title"),
    ),
    ("常见问题", "个", Question.objects.published, attrgetter("question")),
    (
        "平均养老金",
        "条",
        lambda: Statistic.objects.published().select_related(*_LINEAGE),
        lambda row: f"{row.region.full_title}{row.year}年",
    ),
]
_UNITS = {kind: unit for kind, unit, _, _ in _KINDS}


def days() -> list[Day]:
    """The latest days on which shown facts were saved, newest first, in Shanghai's time.

    Each fact counts on the last day it was saved: earlier values are not kept. At most
    two queries for each kind of fact.
    """
    found: dict[datetime.date, Day] = {}
    for kind, _, rows, _ in _KINDS:
        saved = rows().order_by().annotate(day=TruncDate("changed_at")).values("day")
        for line in saved.annotate(number=Count("pk")).order_by("-day")[:MAX_DAYS]:
            found.setdefault(line["day"], Day(line["day"])).counts[kind] = line["number"]
    latest = [found[day] for day in sorted(found, reverse=True)[:MAX_DAYS]]
    few = {day.day: day for day in latest if day.named}
    for kind, _, rows, about in _KINDS:
        wanted = [day for day, told in few.items() if told.counts[kind]]
        if wanted:
            for row in rows().annotate(day=TruncDate("changed_at")).filter(day__in=wanted):
                few[row.day].changes.append(Change(kind, about(row), _url(row)))
    return latest


def _url(row) -> str:
    """The page that shows a fact; empty for what is shown on no page of a place."""
    if isinstance(row, Statistic | Claim):
        page = row.region.page()
        return page.get_absolute_url() if page else ""
    return row.get_absolute_url()
