"""Counting in whole months and years, as deadlines and ages do."""

import calendar
import datetime


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
