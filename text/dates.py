"""Counting in whole months and years, as deadlines and ages do."""

import calendar
import datetime

#: From so many months beyond a whole year on, people speak of nearly the next.
NEARLY = 9


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the day ``months`` later, or earlier if they are negative.

    If that month is too short for the day, it is the last of the month. Outside the years 1 to
    9999 it is ``date.max`` or ``date.min``, so that no typed year makes a page fail.

    >>> add_months(datetime.date(2028, 2, 29), -24)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return datetime.date.max
    if year < datetime.MINYEAR:
        return datetime.date.min
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def add_years(day: datetime.date, years: int) -> datetime.date:
    """Return the day ``years`` later or earlier; 29 February may become 28 February."""
    return add_months(day, 12 * years)


def age_in_years(since: datetime.date, today: datetime.date) -> str:
    """Return how old a thing of the day ``since`` is ``today``, in years as people say them.

    >>> age_in_years(datetime.date(2022, 12, 1), datetime.date(2026, 11, 29))
    '快4年'
    """
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    years, rest = divmod(months, 12)
    if years < 1:
        return "不到1年"
    if rest == 0:
        return f"{years}年"
    return f"快{years + 1}年" if rest >= NEARLY else f"{years}年多"


def age_of_year(year: int, today: datetime.date) -> str:
    """Return how old a thing is of which only the ``year`` is known: 3年左右."""
    years = today.year - year
    return f"{years}年左右" if years > 0 else "不到1年"
