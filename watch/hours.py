"""The hours of the night in which websites are looked at, when their readers sleep."""

import datetime
import re

_HOURS = re.compile(r"\s*(\d{1,2})\s*-\s*(\d{1,2})\s*")


def hours_of(text: str) -> tuple[int, int]:
    """Read 1-6: from one o'clock until before six. ValueError where it is nothing of the kind."""
    found = _HOURS.fullmatch(text)
    begin, end = map(int, found.groups()) if found else (0, 0)
    if begin == end or max(begin, end) > 24:
        raise ValueError(f"WATCH_HOURS 要写成 1-6 这样，现在是“{text}”。")
    return begin, end


def left(hours: tuple[int, int], now: datetime.datetime) -> float:
    """Return how many seconds of the night are left at ``now``, a local time; 0 by day.

    >>> left((1, 6), datetime.datetime(2026, 11, 30, 5, 30))
    1800.0
    """
    begin, end = (hour * 3600 for hour in hours)
    second = now.hour * 3600 + now.minute * 60 + now.second
    if begin < end:
        return float(end - second) if begin <= second < end else 0.0
    if second >= begin:
        return float(end + 24 * 3600 - second)
    return float(max(0, end - second))
