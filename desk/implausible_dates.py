"""Recognise dates and years that are probably typing errors: far off, or not yet possible."""

import datetime

#: Nothing we keep is older than the state whose offices wrote it.
FIRST_YEAR = 1949
YEARS_AHEAD = 10
#: Fields that say when a person checked something: never in the future.
CHECKING_FIELDS = ("checked_on", "reviewed_on")
#: The field that says which year a figure was measured in: never a future year.
MEASURED_YEAR = "year"


def implausible(name: str, value: object, today: datetime.date) -> str:
    """Say in Chinese what is wrong with the date or year ``value`` of field ``name``, or ``""``.

    >>> implausible("ended_on", datetime.date(2926, 1, 1), datetime.date(2026, 11, 25))
    '写的是 2926 年，请看看年份是不是写错了。'
    >>> implausible("year", 2032, datetime.date(2026, 11, 25))
    '2032 年还没到，请看看年份是不是写错了。'
    """
    if isinstance(value, datetime.date):
        if not FIRST_YEAR <= value.year <= today.year + YEARS_AHEAD:
            return f"写的是 {value.year} 年，请看看年份是不是写错了。"
        if name in CHECKING_FIELDS and value > today:
            return "核对的日子还没到，请看看日期。"
    elif name == MEASURED_YEAR and isinstance(value, int) and value > today.year:
        return f"{value} 年还没到，请看看年份是不是写错了。"
    return ""
