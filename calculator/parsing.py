"""Reads what people type about a case: ages, pensions, credits, and when something was.

How numbers and days may be written is decided in ``text/reading.py``; here are their bounds. Each
function returns the value or raises ValueError with a sentence in Chinese that says how to mend it.
"""

import datetime
import re
from decimal import Decimal

from credit.rule import Retirement
from text import chinese_numbers, reading
from text.dates import add_months, add_years

MAX_AGE = 120
MAX_PENSION = Decimal(100_000)
MAX_CREDIT = Decimal(100_000)
FIRST_DAY = datetime.date(2000, 1, 1)
YEARS_AHEAD = 10
YEARS_BACK = 10
FIRST_RETIREMENT = 1949  # the state whose offices keep the files


def age(text: str) -> int:
    """Read an age in completed years, 0 to 120.

    >>> age("６８ 岁"), age("六十八")
    (68, 68)
    """
    word = reading.in_digits(re.sub(r"(?:周?岁)$", "", reading.tidy(text)))
    if re.fullmatch(r"\d{1,3}\.\d+", word):
        raise ValueError("岁数请写整数，过了生日才加一岁，比如 68。")
    if not re.fullmatch(r"\d{1,3}", word):
        raise ValueError("请写岁数，只写数字，比如 68。")
    if int(word) > MAX_AGE:
        raise ValueError(f"岁数请写 0 到 {MAX_AGE} 之间的数，比如 68。")
    return int(word)


def birth_month(text: str, on: datetime.date) -> datetime.date:
    """Read a month of birth as its first day; the age on the day ``on`` is 0 to 120.

    The day of a full date is read past, so that an address says no more of a person than it must.

    >>> birth_month("1956年3月", datetime.date(2026, 1, 1))
    datetime.date(1956, 3, 1)
    """
    born = reading.month(text)
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
    first = reading.month(text) or _latest_month(text, today)
    if first is None:
        raise ValueError(f"请写年和月，写成 {today:%Y-%m} 就行；不记得就空着。")
    if first > today:
        raise ValueError(f"这个月还没有到，请再看一下，比如 {today:%Y-%m}。")
    if first < add_years(today.replace(day=1), -YEARS_BACK):
        raise ValueError(f"太早了，请写最近{YEARS_BACK}年里的，比如 {today:%Y-%m}。")
    return first


#: A year by its name, counted from today's.
_YEARS_IN_WORDS = {"今年": 0, "去年": 1, "前年": 2}


def _latest_month(text: str, today: datetime.date) -> datetime.date | None:
    """Return the latest month by ``today`` that words mean, or None: 十二月, 上个月, 去年12月."""
    word = reading.tidy(text).removesuffix("份")
    this = today.replace(day=1)
    if word in ("这个月", "本月", "这月"):
        return this
    if word in ("上个月", "上月"):
        return add_months(this, -1)
    back = _YEARS_IN_WORDS.get(word[:2])
    word = word if back is None else word[2:].removeprefix("的")
    name = word.removesuffix("月")
    number = chinese_numbers.value(name)
    if name == word or number is None or number not in range(1, 13):
        return None
    if back is None:
        back = number > today.month
    return datetime.date(today.year - back, int(number), 1)


def completed_years(born: datetime.date, on: datetime.date) -> int:
    """Return the age on the day ``on``; within the month of birth the birthday counts as past."""
    return on.year - born.year - (on.month < born.month)


def retired(text: str, on: datetime.date) -> Retirement:
    """Read a year or a month of retirement, with the first and last day that it can have been.

    It is at the latest in the month of ``on``, also where only that year is written.

    >>> retired("1998年", datetime.date(2026, 11, 24))
    Retirement(first=datetime.date(1998, 1, 1), last=datetime.date(1998, 12, 31))
    """
    found = reading.days(text)
    if found is None:
        raise ValueError("请写哪一年退休的，比如 2001；记得月份的，写成 2001-03。")
    latest = add_months(on.replace(day=1), 1) - datetime.timedelta(days=1)
    first, last = found
    if first == last:  # a day, which is read past
        first, last = first.replace(day=1), add_months(first.replace(day=1), 1)
        last -= datetime.timedelta(days=1)
    if first > latest:
        raise ValueError("退休的年月在以后了，请再看一下，比如 2001-03。")
    if first.year < FIRST_RETIREMENT:
        raise ValueError("退休的年份太早了，请再看一下，比如 2001-03。")
    return Retirement(first, min(last, latest))


def average_pension(text: str) -> Decimal:
    """Read yuan a month, above 0, up to 100,000, at most to the fen.

    >>> average_pension("3,700元")
    Decimal('3700')
    """
    return _pension(text, "平均养老金")


def own_pension(text: str) -> Decimal:
    """Read one's own pension, yuan a month, in the bounds of an average one."""
    return _pension(text, "养老金")


def _pension(text: str, name: str) -> Decimal:
    amount = _to_the_fen(text)
    if amount is None:
        raise ValueError("请写一个月多少元，只写数字，比如 3700。")
    if amount <= 0:
        raise ValueError(f"{name}要大于 0，比如 3700。")
    if amount > MAX_PENSION:
        raise ValueError("这个数太大了。请写一个月的数，不超过 100000 元。")
    return amount


def money(
    text: str, *, if_nothing: str = "金额要大于 0。一分钱都没到账的，请选“别的”，在说明里写一句。"
) -> Decimal:
    """Read yuan that arrived, above 0, up to 100,000, at most to the fen.

    ``if_nothing`` is said to those who write 0 or less.

    >>> money("入账人民币１,０８０．５ 元")
    Decimal('1080.5')
    """
    amount = _to_the_fen(text)
    if amount is None:
        raise ValueError("请写多少元，只写数字，比如 90 或 90.5。")
    if amount <= 0:
        raise ValueError(if_nothing)
    if amount > MAX_CREDIT:
        raise ValueError(f"这个数太大了。请写一次到账的钱，不超过 {MAX_CREDIT} 元。")
    return amount


def _to_the_fen(text: str) -> Decimal | None:
    """Return the amount; None if it is none or finer than a fen."""
    amount = reading.yuan(text)
    return None if amount is None or amount != round(amount, 2) else amount


def day(text: str, today: datetime.date) -> datetime.date:
    """Read a day from 2000-01-01 to ten years after ``today``, such as 2026-11-24."""
    value = reading.day(text)
    last = add_years(today, YEARS_AHEAD)
    if value is None or not FIRST_DAY <= value <= last:
        raise ValueError(
            f"日期请写成 {today.isoformat()} 这样，"
            f"在 {FIRST_DAY.isoformat()} 到 {last.isoformat()} 之间。"
        )
    return value
