"""How this site is used, and how it is kept, in numbers that tell nothing of anybody.

All of it up to the day before: so the page is the same all day.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from statistics import median

from django.db.models import Count, Min, Q
from django.utils import timezone

from calculator.situation import rules_of_all
from faq.models import Question
from regions.models import CorrectionReport, Region
from regions.models.freshness import fresh_since
from regions.place_facts import all_places
from visits.models import CountedHour, PageVisits, SearchTerm
from visits.sums import DAYS, by_place

#: Fewer visits than these are not told exactly.
LEAST = 5
#: So many questions and terms are listed.
MOST_LISTED = 20
#: Of so many days it is told in how many minutes this site counted.
UPTIME_DAYS = 30
_MINUTES = 24 * 60
#: Pages beside those of places and questions.
_OTHERS = {"/": "首页", "/calculator/": "算一算", "/balance/": "查余额", "/search/": "搜索"}

#: Months that a rule may be old, in words.
_AGES = ((12, "一年以内"), (24, "一年到两年"), (60, "两年到五年"))
_OLDER, _NO_DAY = "五年以上", "没有日期"


def times(number: int) -> str:
    """Write a number of visits; a small one is not told.

    >>> times(4), times(5), times(12000)
    ('不到5次', '5次', '12,000次')
    """
    return f"{number:,}次" if number >= LEAST else f"不到{LEAST}次"


@dataclass(frozen=True)
class Visits:
    """How often pages were read from ``first`` to ``last``, in words."""

    first: datetime.date
    last: datetime.date
    total: str
    provinces: list[tuple[Region, str]]
    questions: list[tuple[Question, str]]
    others: list[tuple[str, str]]


def visits(today: datetime.date) -> Visits | None:
    """Return the visits of the last ``DAYS`` whole days; None where none were counted."""
    last = today - datetime.timedelta(days=1)
    begun = PageVisits.objects.aggregate(first=Min("day"))["first"]
    if begun is None or begun > last:
        return None
    first = max(begun, today - datetime.timedelta(days=DAYS))
    sums = PageVisits.objects.sums(first, last)
    of_places = by_place(sums)
    provinces = [place for place in all_places() if place.level == Region.Level.PROVINCE]
    provinces.sort(key=lambda place: -of_places[place.path])
    asked = {path: number for path, number in sums.items() if path.startswith("/faq/")}
    questions = [
        (question, asked[question.get_absolute_url()])
        for question in Question.objects.published().in_order()
        if asked.get(question.get_absolute_url(), 0) >= LEAST
    ]
    questions.sort(key=lambda pair: -pair[1])
    others = [(name, times(sums.get(path, 0))) for path, name in _OTHERS.items()]
    kinds = PageVisits.objects.other_kinds(first, last)
    others += [(PageVisits.Kind(kind).label, times(number)) for kind, number in kinds.items()]
    return Visits(
        first,
        last,
        times(sum(sums.values())),
        [(place, times(of_places[place.path])) for place in provinces],
        [(question, times(number)) for question, number in questions[:MOST_LISTED]],
        others,
    )


def searched_in_vain() -> list[SearchTerm]:
    """Return the terms that everybody may see, with what was done about each. One query."""
    return list(SearchTerm.objects.public()[:MOST_LISTED])


def unread_terms() -> int:
    """Return how many terms nobody has said anything of yet, so that they are not shown."""
    return SearchTerm.objects.unread()


def ages(today: datetime.date) -> list[tuple[str, int]]:
    """Return how long ago the rules in force were last checked or published: words, number."""
    views = {view.policy.pk: view for view in rules_of_all(today).values() if view is not None}
    counted: Counter[str] = Counter()
    for view in views.values():
        since = view.freshness.since
        within = (words for months, words in _AGES if since and since >= fresh_since(months, today))
        counted[_NO_DAY if since is None else next(within, _OLDER)] += 1
    words_of_all = (*(words for _, words in _AGES), _OLDER, _NO_DAY)
    return [(words, counted[words]) for words in words_of_all]


@dataclass(frozen=True)
class Letters:
    """Readers' reports of the last ``DAYS`` whole days: how many came, and how they were handled.

    ``days`` is the median from arrival to the day it was handled, None where no day is known.
    """

    came: int
    handled: int
    unhandled: int
    days: int | None


def letters(today: datetime.date) -> Letters:
    """Return how many reports came and how long they waited. Two queries."""
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    first = midnight - datetime.timedelta(days=DAYS)
    known = CorrectionReport.objects.filter(created_at__lt=midnight).order_by()
    counted = known.aggregate(
        came=Count("pk", Q(created_at__gte=first)),
        unhandled=Count("pk", Q(handled=False)),
    )
    done = known.filter(handled=True, handled_on__gte=first.date(), handled_on__lt=today)
    waited = [
        (handled - timezone.localdate(at)).days
        for at, handled in done.values_list("created_at", "handled_on")
        if handled is not None
    ]
    days = int(median(waited)) if waited else None
    return Letters(counted["came"], len(waited), counted["unhandled"], days)


@dataclass(frozen=True)
class Uptime:
    """In how many of all minutes from ``first`` to ``last`` this site wrote its sums."""

    first: datetime.date
    last: datetime.date
    written: int
    minutes: int

    @property
    def percent(self) -> str:
        """Rounded down, so that a hundred is a hundred."""
        share = Decimal(100 * self.written) / self.minutes
        return f"{share.quantize(Decimal('0.1'), ROUND_DOWN).normalize():f}%"

    @property
    def unknown(self) -> int:
        return self.minutes - self.written


def uptime(today: datetime.date) -> Uptime | None:
    """Return what is known of the last ``UPTIME_DAYS`` whole days; None before a whole day is.

    A minute without sums is not known: the site may have been down or only unable to write.
    """
    begun = CountedHour.objects.aggregate(first=Min("day"))["first"]
    last = today - datetime.timedelta(days=1)
    if begun is None or begun >= last:
        return None
    a_day = datetime.timedelta(days=1)
    first = max(begun + a_day, today - datetime.timedelta(days=UPTIME_DAYS))
    written = sum(CountedHour.objects.minutes(first, last).values())
    return Uptime(first, last, written, ((last - first).days + 1) * _MINUTES)
