"""Forgiving reading of what people type: 全角 digits, blanks, commas, 元 and 岁 behind a number.

Each function returns the value or raises ValueError with a sentence in Chinese that says
how to mend it.
"""

import datetime
import re
import unicodedata
from decimal import Decimal

MAX_AGE = 120
MAX_PENSION = Decimal(100_000)
FIRST_DAY = datetime.date(2000, 1, 1)
YEARS_AHEAD = 10


def plain(text: str) -> str:
    """Half width, without blanks or thousands commas."""
    return re.sub(r"[\s,，]+", "", unicodedata.normalize("NFKC", text))


def age(text: str) -> int:
    """Completed years, 0 to 120.

    >>> age("６８ 岁")
    68
    """
    word = re.sub(r"(?:周?岁)$", "", plain(text))
    if re.fullmatch(r"[零一二三四五六七八九十百两]+", word):
        raise ValueError("请用数字写岁数，比如 68。")
    if re.fullmatch(r"\d{1,3}\.\d+", word):
        raise ValueError("岁数请写整数，过了生日才加一岁，比如 68。")
    if not re.fullmatch(r"\d{1,3}", word):
        raise ValueError("请写岁数，只写数字，比如 68。")
    if int(word) > MAX_AGE:
        raise ValueError(f"岁数请写 0 到 {MAX_AGE} 之间的数，比如 68。")
    return int(word)


def birth_month(text: str, on: datetime.date) -> datetime.date:
    """The first day of a month of birth; its person is 0 to 120 years old on the day ``on``.

    >>> birth_month("1956年3月", datetime.date(2026, 1, 1))
    datetime.date(1956, 3, 1)
    """
    match = re.fullmatch(r"(\d{4})(?:[-./年](\d{1,2})月?|(\d{2}))", plain(text))
    month = int(match[2] or match[3]) if match else 0
    if match is None or not 1 <= month <= 12 or int(match[1]) < 1:
        raise ValueError("请写出生的年和月，比如 1956-03。")
    born = datetime.date(int(match[1]), month, 1)
    if born > on:
        raise ValueError("出生年月在以后了，请再看一下，比如 1956-03。")
    if completed_years(born, on) > MAX_AGE:
        raise ValueError("出生年份太早了，请再看一下，比如 1956-03。")
    return born


def completed_years(born: datetime.date, on: datetime.date) -> int:
    """Age on the day ``on`` of a person born in the month ``born``; the month itself counts."""
    return on.year - born.year - (on.month < born.month)


def average_pension(text: str) -> Decimal:
    """Yuan a month, above 0, up to 100,000, at most to the fen.

    >>> average_pension("3,700元")
    Decimal('3700')
    """
    word = re.sub(r"(?:元(?:/月|每月)?|块钱?)$", "", plain(text))
    word = word.removeprefix("¥").removeprefix("￥")
    if not re.fullmatch(r"\d{1,7}(?:\.\d{1,2})?", word):
        raise ValueError("请写一个月多少元，只写数字，比如 3700。")
    amount = Decimal(word)
    if amount <= 0:
        raise ValueError("平均养老金要大于 0，比如 3700。")
    if amount > MAX_PENSION:
        raise ValueError("这个数太大了。请写一个月的数，不超过 100000 元。")
    return amount


def day(text: str, today: datetime.date) -> datetime.date:
    """A day from 2000-01-01 to ten years after ``today``, as 2026-11-24."""
    match = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", plain(text))
    try:
        value = datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        value = None
    last = _years_later(today, YEARS_AHEAD)
    if value is None or not FIRST_DAY <= value <= last:
        raise ValueError(
            f"日期请写成 {today.isoformat()} 这样，"
            f"在 {FIRST_DAY.isoformat()} 到 {last.isoformat()} 之间。"
        )
    return value


def _years_later(today: datetime.date, years: int) -> datetime.date:
    try:
        return today.replace(year=today.year + years)
    except ValueError:  # 29 February
        return today.replace(year=today.year + years, day=28)
