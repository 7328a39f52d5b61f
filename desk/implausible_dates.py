"""Days that can hardly be meant: a century off, or checked before it happened."""

import datetime

#: Nothing we keep is older than the state whose offices wrote it.
FIRST_YEAR = 1949
YEARS_AHEAD = 10
#: Fields that say when a person looked: never a day to come.
CHECKING_FIELDS = ("checked_on", "reviewed_on")


def implausible_date(name: str, day: datetime.date, today: datetime.date) -> str:
    """What is wrong with ``day`` in the field ``name``, in Chinese; empty if nothing is.

    >>> implausible_date("ended_on", datetime.date(2926, 1, 1), datetime.date(2026, 11, 25))
    '写的是 2926 年，请看看年份是不是写错了。'
    """
    if not FIRST_YEAR <= day.year <= today.year + YEARS_AHEAD:
        return f"写的是 {day.year} 年，请看看年份是不是写错了。"
    if name in CHECKING_FIELDS and day > today:
        return "核对的日子还没到，请看看日期。"
    return ""
