"""Counting in whole months and years, as deadlines and ages do."""

import calendar
import datetime


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day ``months`` later, or before where they are negative.

    A month too short for it gives its last day. Beyond the calendar lies its own last or
    first day: nobody means a year of five digits, and no page may stumble over one.

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
    """The same day ``years`` later or before; of 29 February 28 February."""
    return add_months(day, 12 * years)
