"""Reads what people type: full-width digits, blanks, commas, 元 and 岁 after a number are fine.

Each function returns the value or raises ValueError with a sentence in Chinese that says
how to mend it.
"""

import datetime
import re
import unicodedata
from decimal import Decimal

from credit.rule import Retirement
from text.dates import add_months, add_years

MAX_AGE = 120
MAX_PENSION = Decimal(100_000)
MAX_CREDIT = Decimal(100_000)
FIRST_DAY = datetime.date(2000, 1, 1)
YEARS_AHEAD = 10
YEARS_BACK = 10
LONGEST = 100  # characters of a number, a month or a day, however it is written


def plain(text: str) -> str:
    """Return the text in half width without blanks and commas. Raises ValueError if too long.

    The length is checked first, because normalising a row of combining marks takes time that
    grows with the square of its length.
    """
    if len(text) > LONGEST:
        raise ValueError("写得太长了，请写短一点。")
    return re.sub(r"[\s,，]+", "", unicodedata.normalize("NFKC", text))


def age(text: str) -> int:
    """Read an age in completed years, 0 to 120.

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
    """Read a month of birth as its first day; the age on the day ``on`` is 0 to 120.

    >>> birth_month("1956年3月", datetime.date(2026, 1, 1))
    datetime.date(1956, 3, 1)
    """
    born = _first_of_month(text)
    if born is None:
        raise ValueError("请写出生的年和月，比如 1956-03。")
    if born > on:
        raise ValueError("出生年月在以后了，请再看一下，比如 1956-03。")
    if completed_years(born, on) > MAX_AGE:
        raise ValueError("出生年份太早了，请再看一下，比如 1956-03。")
    return born


def month(text: str, today: datetime.date) -> datetime.date:
    """Read a month as its first day: it has begun by ``today`` and is at most ten years back.

    Without a year it is the latest such month: 10月份, 十二月, 上个月.

    >>> month("２０２６．３", datetime.date(2026, 11, 25))
    datetime.date(2026, 3, 1)
    >>> month("十二月", datetime.date(2026, 11, 25))
    datetime.date(2025, 12, 1)
    """
    first = _first_of_month(text) or _latest_month(text, today)
    if first is None:
        raise ValueError(f"请写年和月，写成 {today:%Y-%m} 就行；不记得就空着。")
    if first > today:
        raise ValueError(f"这个月还没有到，请再看一下，比如 {today:%Y-%m}。")
    if first < add_years(today.replace(day=1), -YEARS_BACK):
        raise ValueError(f"太早了，请写最近{YEARS_BACK}年里的，比如 {today:%Y-%m}。")
    return first


def _first_of_month(text: str) -> datetime.date | None:
    """Read 2026-03, 2026年3月, 2026.3, 2026/3 or 202603 as the first day; None if it is none."""
    match = re.fullmatch(r"(\d{4})(?:[-./年](\d{1,2})月?|(\d{2}))", plain(text))
    number = int(match[2] or match[3]) if match else 0
    if match is None or not 1 <= number <= 12 or int(match[1]) < 1:
        return None
    return datetime.date(int(match[1]), number, 1)


_MONTHS_IN_WORDS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def _latest_month(text: str, today: datetime.date) -> datetime.date | None:
    """Return the latest month by ``today`` that words without a year mean, or None."""
    word = plain(text).removesuffix("份")
    this = today.replace(day=1)
    if word in ("这个月", "本月", "这月"):
        return this
    if word in ("上个月", "上月"):
        return add_months(this, -1)
    name = word.removesuffix("月")
    number = int(name) if re.fullmatch(r"\d{1,2}", name) else 0
    if name in _MONTHS_IN_WORDS:
        number = _MONTHS_IN_WORDS.index(name) + 1
    if name == word or not 1 <= number <= 12:
        return None
    return datetime.date(today.year - (number > today.month), number, 1)


def completed_years(born: datetime.date, on: datetime.date) -> int:
    """Return the age on the day ``on``; within the month of birth the birthday counts as past."""
    return on.year - born.year - (on.month < born.month)


def average_pension(text: str) -> Decimal:
    """Read yuan a month, above 0, up to 100,000, at most to the fen.

    >>> average_pension("3,700元")
    Decimal('3700')
    """
    amount = _yuan(text)
    if amount is None:
        raise ValueError("请写一个月多少元，只写数字，比如 3700。")
    if amount <= 0:
        raise ValueError("平均养老金要大于 0，比如 3700。")
    if amount > MAX_PENSION:
        raise ValueError("这个数太大了。请写一个月的数，不超过 100000 元。")
    return amount


def own_pension(text: str) -> Decimal:
    """Read one's own pension in yuan a month, above 0, up to 100,000, at most to the fen."""
    return average_pension(text)


def retired(text: str, on: datetime.date) -> Retirement:
    """Read a year or month of retirement that has begun by the day ``on``."""
    first = _first_of_month(text)
    if first is not None:
        last = add_months(first, 1) - datetime.timedelta(days=1)
    elif re.fullmatch(r"\d{4}年?", word := plain(text)) and int(word[:4]) > 0:
        first, last = datetime.date(int(word[:4]), 1, 1), datetime.date(int(word[:4]), 12, 31)
    if first is None or first.year < 1949 or first > on:
        raise ValueError("请写退休的年份或年月，比如 2015 或 2015-06。")
    return Retirement(first, last)


def money(text: str) -> Decimal:
    """Read yuan that arrived, above 0, up to 100,000, at most to the fen.

    >>> money("１,０８０．５ 元")
    Decimal('1080.5')
    """
    amount = _yuan(text)
    if amount is None:
        raise ValueError("请写多少元，只写数字，比如 90 或 90.5。")
    if amount <= 0:
        raise ValueError("金额要大于 0。一分钱都没到账的，请选“别的”，在说明里写一句。")
    if amount > MAX_CREDIT:
        raise ValueError(f"这个数太大了。请写一次到账的钱，不超过 {MAX_CREDIT} 元。")
    return amount


def _yuan(text: str) -> Decimal | None:
    """Read a number with or without its unit; None if it is none or finer than a fen."""
    word = re.sub(r"(?:元(?:/月|每月)?|块钱?)$", "", plain(text))
    word = word.removeprefix("¥").removeprefix("￥")
    return Decimal(word) if re.fullmatch(r"\d{1,7}(?:\.\d{1,2})?", word) else None


def day(text: str, today: datetime.date) -> datetime.date:
    """Read a day from 2000-01-01 to ten years after ``today``, such as 2026-11-24."""
    match = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", plain(text))
    try:
        value = datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        value = None
    last = add_years(today, YEARS_AHEAD)
    if value is None or not FIRST_DAY <= value <= last:
        raise ValueError(
            f"日期请写成 {today.isoformat()} 这样，"
            f"在 {FIRST_DAY.isoformat()} 到 {last.isoformat()} 之间。"
        )
    return value
