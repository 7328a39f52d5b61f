"""Dates as documents write them: 2023年1月1日, 二〇二三年一月, 2023-01-01."""

import calendar
import datetime
import re
from dataclasses import dataclass

from text.chinese_numbers import value

_YEAR = r"(?:(?<!\d)(?<!\d[-~至])(?:19|20)\d\d|[一二][〇零○0九][〇零○一二三四五六七八九]{2})"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
#: A day, a month or a year.
DATE = re.compile(
    rf"(?P<year>{_YEAR})年度?(?:(?P<month>{_MONTH})月份?(?:(?P<day>{_DAY})[日号])?)?"
    r"|(?<!\d)(?P<y>20\d\d)(?P<sign>[-/.])(?P<m>\d{1,2})(?:(?P=sign)(?P<d>\d{1,2})(?![\d.%元])|(?=起))"
)


@dataclass(frozen=True)
class Day:
    """A date as it is written; without ``month`` it is a whole year, without ``day`` a month."""

    year: int
    month: int | None
    day: int | None
    start: int
    end: int

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def days_in(text: str) -> list[Day]:
    """Return the dates in ``text`` that exist, in their order.

    >>> [day.first.isoformat() for day in days_in("2023年1月1日起，二〇二四年七月，2023年13月")]
    ['2023-01-01', '2024-07-01']
    """
    return [day for match in DATE.finditer(text) if (day := _day(match))]


def _day(match: re.Match[str]) -> Day | None:
    year = _number(match["year"] or match["y"])
    month = _number(match["month"] or match["m"])
    day = _number(match["day"] or match["d"])
    try:
        datetime.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if year is None or (month is None and (match["month"] or match["m"])):
        return None
    return Day(year, month, day, match.start(), match.end())


def _number(word: str | None) -> int | None:
    if not word:
        return None
    number = value(word)
    return None if number is None else int(number)
