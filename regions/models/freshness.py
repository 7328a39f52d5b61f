"""How long ago facts were last checked, by the same fields and days for a row and for a table.

``Freshness.in_words`` is the one place where pages take the age of a fact from.

``DayFields`` names the days that count for a kind of fact; ``fresh_since`` is the limit.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from text.dates import add_months, age_in_years, age_of_year
from text.formats import dated, day

from .revision import BumpsRevisionQuerySet


@dataclass(frozen=True)
class DayFields:
    """The fields with the days on which a fact was checked, and its text published.

    ``unchanged``: on which a machine saw its text unchanged.
    """

    checked: tuple[str, ...]
    published: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    @classmethod
    def of_sources(cls, *links: str, own: tuple[str, ...] = ()) -> Self:
        """Return the days of the sources behind ``links``, and the checking days in ``own``."""
        checked, published, unchanged = (
            tuple(f"{link}__{name}" for link in links)
            for name in ("checked_on", "published_on", "unchanged_on")
        )
        return cls((*own, *checked), published, unchanged)


def fresh_since(months: int, today: datetime.date) -> datetime.date:
    """Return the first day that is at most ``months`` whole months before ``today``.

    >>> fresh_since(12, datetime.date(2028, 2, 29))
    datetime.date(2027, 3, 1)
    """
    same = add_months(today, -months)
    return same if same.day == today.day else same + datetime.timedelta(days=1)


@dataclass(frozen=True)
class Freshness:
    """How long ago a fact was last checked.

    ``since`` is the newest day on which it or one of its sources was checked, or, where none
    ever was, the newest day of publication; None where there is no date at all. ``precision``
    says how precisely a day of publication is known, as in ``Source.Precision``; ``several``: the
    newest of several days counts; ``borrowed``: the source that states it first has no date.

    ``unchanged`` is the newest day on which a machine saw the text of a source unchanged, where
    that is newer than ``since``; ``elsewhere``: it is not the source that states the fact first.
    With it a fact is not ``stale``, but it never puts off the day from which it is ``withheld``.
    """

    since: datetime.date | None
    checked: bool
    stale: bool
    withheld: bool
    today: datetime.date
    precision: str = "day"
    several: bool = False
    borrowed: bool = False
    unchanged: datetime.date | None = None
    elsewhere: bool = False

    @classmethod
    def of(cls, fact: "Checkable", today: datetime.date) -> Self:
        """Return the freshness of ``fact`` on ``today``, as ``CheckableQuerySet`` counts it."""
        checked = [*_days(fact, fact.DAY_FIELDS.checked)]
        found = checked or [*_days(fact, fact.DAY_FIELDS.published)]
        since, precision = max(found, default=(None, "day"))
        unchanged = max((on for on, _ in _days(fact, fact.DAY_FIELDS.unchanged)), default=None)
        if unchanged is not None and since is not None and unchanged <= since:
            unchanged = None
        first = {on for on, _ in _days(fact, fact.DAY_FIELDS.unchanged[:1])}
        latest = unchanged or since
        withheld = since is not None and since < fresh_since(settings.WITHHOLD_AFTER_MONTHS, today)
        return cls(
            since=since,
            checked=bool(checked),
            today=today,
            precision=precision,
            several=len(found) > 1,
            borrowed=bool(found) and not [*_days(fact, fact.DAY_FIELDS.published[:1])],
            # Without any date nobody can say that it is fresh.
            stale=withheld
            or latest is None
            or latest < fresh_since(settings.STALE_AFTER_MONTHS, today),
            withheld=withheld,
            unchanged=unchanged,
            elsewhere=unchanged is not None and unchanged not in first,
        )

    @property
    def latest(self) -> datetime.date | None:
        """The newest day of which something is known, from which its age counts."""
        return self.unchanged or self.since

    @property
    def shown_until(self) -> datetime.date | None:
        """The last day before the fact is ``withheld``; None where it has no date."""
        return self.since and add_months(self.since, settings.WITHHOLD_AFTER_MONTHS)

    @property
    def in_words(self) -> str:
        """How old the fact is and whether anybody checked it, without the full stop.

        资料是 2022年12月的，快4年了，从没核对过; 超过一年没核对 only of what somebody had checked.
        What a machine saw comes first where it is newer, and never as if a person had checked.
        """
        if self.unchanged is not None:
            return f"{self._seen}{self._besides}"
        if self.since is None:
            return "资料没有写日期，从没核对过"
        if self.checked:
            words = f"上次核对是 {day(self.since)}"
            return f"{words}，超过一年没核对" if self.stale else words
        newest = "最近一份资料" if self.several else "资料"
        if self.borrowed:  # the date must not look like that of the source named beside it
            newest = "主要资料没有写日期，别的资料最近"
        return f"{newest}是 {dated(self.since, self.precision)}的，{self._age}，从没核对过"

    @property
    def in_short(self) -> str:
        """The day alone, for a list that says once what days these are and what nobody checked."""
        if self.unchanged is not None:
            return f"{day(self.unchanged)}官网原文未变"
        if self.since is None:
            return "资料没有写日期"
        if self.checked:
            return f"{day(self.since)}核对过"
        return dated(self.since, self.precision)

    @property
    def _seen(self) -> str:
        """What the machine saw: 电脑 2026年11月30日看过，官网原文没有变."""
        on = day(self.unchanged) if self.unchanged else ""
        whose = "别的资料的" if self.elsewhere else ""
        since = "，超过一年没再看" if self.stale and not self.withheld else ""
        return f"电脑 {on}看过，{whose}官网原文没有变{since}"

    @property
    def _besides(self) -> str:
        """What a person did, and how old the text is, to follow what the machine saw."""
        if self.since is None:
            return "（资料没有写日期），还没有人逐条核对"
        if self.checked:
            return f"；上次有人核对是 {day(self.since)}"
        return f"（资料是 {dated(self.since, self.precision)}的），还没有人逐条核对"

    @property
    def _age(self) -> str:
        if self.since is None:
            return ""
        by_year = self.precision == "year"
        since, today = self.since, self.today
        age = age_of_year(since.year, today) if by_year else age_in_years(since, today)
        return age if age.startswith("不到") else f"{age}了"


def _days(fact: models.Model, fields: tuple[str, ...]) -> Iterator[tuple[datetime.date, str]]:
    """Yield the days that ``fact`` has in ``fields``, each with how precisely it is known."""
    for field in fields:
        link, _, name = field.rpartition("__")
        linked = getattr(fact, link) if link else fact
        rows = linked.all() if isinstance(linked, models.Manager) else [linked]
        known = name.replace("published_on", "published_precision")
        for row in rows:
            if value := getattr(row, name):
                yield value, getattr(row, known) if known != name else "day"


class CheckableQuerySet(BumpsRevisionQuerySet):
    """Selects facts by how long ago they were checked, as ``Freshness`` counts it."""

    def never_checked(self):
        return self.exclude(self._any("checked", "isnull", False))

    def fresh(self, today: datetime.date):
        return self.filter(self._fresh(today))

    def stale(self, today: datetime.date):
        return self.exclude(self._fresh(today))

    def withheld(self, today: datetime.date):
        return self.filter(self._withheld(today))

    def _fresh(self, today: datetime.date) -> Q:
        """Match facts checked, published or seen unchanged lately, but none that are withheld."""
        limit = fresh_since(settings.STALE_AFTER_MONTHS, today)
        recent = self._since(settings.STALE_AFTER_MONTHS, today)
        return (recent | self._any("unchanged", "gte", limit)) & ~self._withheld(today)

    def _withheld(self, today: datetime.date) -> Q:
        """Match facts whose last checking or publication is too old; what a machine saw is none."""
        dated = self._any("checked", "isnull", False) | self._any("published", "isnull", False)
        return dated & ~self._since(settings.WITHHOLD_AFTER_MONTHS, today)

    def _since(self, months: int, today: datetime.date) -> Q:
        """Match facts checked in the last ``months``, or never checked but published since."""
        limit = fresh_since(months, today)
        published = self._any("published", "gte", limit) & ~self._any("checked", "isnull", False)
        return self._any("checked", "gte", limit) | published

    def _any(self, days: str, lookup: str, value: object) -> Q:
        """Match facts of which one of the ``days`` (a field of ``DayFields``) fits ``lookup``.

        It matches by id, because joining a link to many rows would list a fact once for each.
        """
        fields: tuple[str, ...] = attrgetter(f"DAY_FIELDS.{days}")(self.model)
        found = reduce(or_, (Q(**{f"{field}__{lookup}": value}) for field in fields), Q(pk__in=[]))
        return Q(pk__in=self.model._base_manager.filter(found).values("pk"))


class Checkable(models.Model):
    """A fact that grows old unless somebody checks it again."""

    DAY_FIELDS = DayFields.of_sources("source")

    class Meta:
        abstract = True

    def freshness(self, today: datetime.date) -> Freshness:
        """Return how long ago it was checked; reads every source that ``DAY_FIELDS`` names."""
        return Freshness.of(self, today)
