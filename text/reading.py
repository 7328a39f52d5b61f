"""Reads numbers, days and telephone numbers as people type them, for every form and sheet.

What can be meant in one way only is read, whichever keyboard wrote it; what can be meant in two
is never guessed. A reader returns None where the text is nothing of its kind, and raises
ValueError with a question in Chinese where it can say what is unclear.
"""

import datetime
import re
import unicodedata
from decimal import Decimal

from . import chinese_numbers
from .dates import add_months
from .folding import FILLERS

LONGEST = 100  # characters of a number, a month or a day, however it is written

#: A blank that is not between two parts of numbers.
_IDLE_BLANK = re.compile(r"(?<![\d.,]) | (?![\d.,])")

_PLAIN = r"\d{1,15}"
_GROUPED = r"[1-9]\d{0,2}(?:,\d{3}){1,4}"
_GROUPED_BY_BLANK = r"[1-9] \d{3}"  # of a longer one nobody knows whether it is two numbers
_FIGURE = rf"(-?(?:{_PLAIN}|{_GROUPED}|{_GROUPED_BY_BLANK})(?:\.\d{{1,10}})?)"
#: What separates numbers somewhere in the world, or is beside the comma on a keyboard.
_MARK = re.compile(r"(?<=\d)\s*([,、،؛٬٫‚;'‘’ʼ`´·・•。])|([,、،٬٫‚;])\s*(?=\d)")

_MONEY = r"人民币|RMB|CNY"
_SAID_BEFORE = (
    rf"(?:交易金额|金额|转入|转账|入账|到账|收入|存入|汇入|划入|打入|计入|实收|发放|返款|共|合计"
    rf"|每人|每个?月|一个月|{_MONEY}|\((?:{_MONEY}|元)\)|[¥:+])*"
)
_SAID_BEHIND = rf"(?:(?:元|圆|圓|块钱?|{_MONEY})[整正]?){{0,2}}(?:[/每]?(?:人|个?月)|一个月)*"
_YUAN = re.compile(rf"{_SAID_BEFORE}{_FIGURE}{_SAID_BEHIND}(?:(?<!\d)。)?", re.I)
#: How people say what lies behind the point: 90元5角, 90元5角5分, 90块5, 90块5毛.
_IN_JIAO = re.compile(r"(?<=\d)(?:(?:元|圆|圓|块)(\d)[角毛](?:(\d)分?)?|块(\d))钱?$")
_PERCENT = re.compile(rf"(?:百分之)?\+?{_FIGURE}(?:%|个?百分点|个点)?")
_WHOLE = re.compile(rf"\+?{_FIGURE}(?:周?岁|年)?")

_DASHES = re.compile("[‐‑‒–—―−─]+")
_BETWEEN = r"[-./\\,、。·・•]"  # the parts of a date
_DATE = re.compile(
    rf"(\d{{4}})(?:年|{_BETWEEN})(\d{{1,2}})(?:月份?|(?:月|{_BETWEEN})(\d{{1,2}})[日号]?)?(?:出?生)?"
)
_DATE_IN_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_YEAR = re.compile(r"(\d{4})年?")
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?$")

_PHONE = re.compile(r"\+?\d+(?:-\d+){0,3}")
_DIGITS_OF_A_PHONE = range(1, 17)
#: A hotline behind an area code whose first zero was lost, as a number in a sheet loses it.
_ZERO_LOST = re.compile(r"([1-9]\d{1,2})-?(12393|12333|12345)")


def visible(text: str) -> str:
    """Return the text without the characters that nobody sees, such as U+200B and U+FEFF.

    >>> visible("兰\u200b州\ufeff")
    '兰州'
    """
    if text.isascii():
        return text
    seen = FILLERS.sub("", text)
    if seen.isprintable():
        return seen
    return "".join(char for char in seen if unicodedata.category(char) != "Cf")


def harmless(text: str) -> str:
    """Return somebody else's text as it may be shown: without what no person sees.

    Control characters go too, and what turns the order of others; ends of lines and tabs stay.

    >>> harmless("每月\\u202e100\\u200b元")
    '每月100元'
    """
    seen = FILLERS.sub("", text)
    if seen.isprintable():
        return seen
    return "".join(char for char in seen if char.isprintable() or char in "\n\t\u3000\xa0")


def in_digits(word: str) -> str:
    """Return a tidy ``word`` with its numbers in words written in digits: 一百三十元 is 130元.

    What may be several numbers stays as it is: 三五百, 一百多.

    >>> in_digits("一百三"), in_digits("1.2万元"), in_digits("百分之二点八"), in_digits("三五百元")
    ('130', '12000元', '百分之2.8', '三五百元')
    """
    return chinese_numbers.NUMBER.sub(_digits_of, word)


def _digits_of(match: re.Match[str]) -> str:
    word = match[0]
    of_a_month = match.string.startswith("个月", match.end())
    number = None if of_a_month or word.isascii() else chinese_numbers.value(word)
    if number is None:
        return word
    whole = number == number.to_integral_value()
    return f"{number:.0f}" if whole else f"{number.normalize():f}"


def tidy(text: str) -> str:
    """Return what was typed in half width, without what is invisible and without idle blanks.

    A blank between two numbers stays; digits in circles stay what they are. Raises ValueError if
    the text is too long, which is checked before anything looks into it.

    >>> tidy("３，７００ 元"), tidy("90  100"), tidy("7 0"), tidy("②")
    ('3,700元', '90 100', '70', '②')
    """
    if len(text) > LONGEST:
        raise ValueError("写得太长了，请写短一点。")
    words = "".join(map(_half_width, visible(text))).split()
    if all(len(word) == 1 for word in words):  # typed with a blank after each letter
        return "".join(words)
    return _IDLE_BLANK.sub("", " ".join(words))


def _half_width(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    hides_a_digit = not char.isdecimal() and any(c.isdecimal() for c in plain)
    return char if hides_a_digit else plain


def yuan(text: str) -> Decimal | None:
    """Read one amount, with the signs and units that people and banks put around it.

    >>> yuan("入账人民币＋1,090.00元"), yuan("3700/年"), yuan("90块5"), yuan("一百三")
    (Decimal('1090.00'), None, Decimal('90.5'), Decimal('130'))
    """
    said = in_digits(tidy(text))
    word = _IN_JIAO.sub(lambda found: f".{''.join(filter(None, found.groups()))}元", said)
    return _number(word, _YUAN)


def percent(text: str) -> Decimal | None:
    """Read a percentage, with or without its sign: 2.8, ２．８％, 百分之二点八, 2.8个点."""
    return _number(in_digits(tidy(text)), _PERCENT)


def whole(text: str) -> int | None:
    """Read a whole number, an age or a year: 70, 70岁, ２０２６年, 70.0."""
    found = _number(text, _WHOLE)
    return int(found) if found is not None and found == found.to_integral_value() else None


def _number(text: str, way: re.Pattern[str]) -> Decimal | None:
    """Return the one number in ``text``. Raises ValueError where it may be another, or two."""
    word = tidy(text)
    match = way.fullmatch(word)
    if match:
        return Decimal(re.sub("[ ,]", "", match[1]))
    if mark := _MARK.search(word):
        raise ValueError(
            f"“{word}”里的“{mark[1] or mark[2]}”看不出是什么意思。"
            "请只写一个数，只用数字和小数点，比如 3700 或 90.5。"
        )
    if re.search(r"\d \d", word):
        raise ValueError(
            f"“{word}”中间有空格，看不出是一个数还是几个数。请只写一个数，比如 3700 或 90.5。"
        )
    return None


def days(text: str) -> tuple[datetime.date, datetime.date] | None:
    """Read a day, a month or a year as the first and last day that it can mean.

    >>> days("1956–02")
    (datetime.date(1956, 2, 1), datetime.date(1956, 2, 29))
    >>> days("２０２６年１月１日") == (datetime.date(2026, 1, 1),) * 2
    True
    """
    word = _MIDNIGHT.sub("", _DASHES.sub("-", tidy(text)))
    word = re.sub(rf"\s*({_BETWEEN})\s*", r"\1", word).replace(" ", "-")
    year = _YEAR.fullmatch(word)
    match = year or _DATE_IN_DIGITS.fullmatch(word) or _DATE.fullmatch(word)
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part]
    try:
        first = datetime.date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    length = {1: 12, 2: 1}.get(len(parts))
    if length is None:
        return first, first
    after = add_months(first, length)
    last = after if after == datetime.date.max else after - datetime.timedelta(days=1)
    return first, last


def day(text: str) -> datetime.date | None:
    """Read one day: 2026-01-01, 2026年1月1日, 2026.1.1, 20260101."""
    found = days(text)
    return found[0] if found and found[0] == found[1] else None


def month(text: str) -> datetime.date | None:
    """Read a month as its first day; the day of a full date is read past.

    >>> month("1956年2月29日"), month("1956年02月份"), month("1956")
    (datetime.date(1956, 2, 1), datetime.date(1956, 2, 1), None)
    """
    found = days(text)
    if found is None or (found[0].year, found[0].month) != (found[1].year, found[1].month):
        return None
    return found[0].replace(day=1)


def phone(text: str) -> str:
    """Read one telephone number as it can be dialled. Raises ValueError with what is unclear.

    >>> phone("０５５１—１２３９３"), phone("(0551) 12393")
    ('0551-12393', '0551-12393')
    """
    word = _DASHES.sub("-", tidy(text)).replace(" ", "-")
    word = re.sub(r"^\((\d+)\)-?", r"\1-", word)
    word = "".join(str(int(char)) if char.isdecimal() else char for char in word)
    if not _PHONE.fullmatch(word) or sum(map(str.isdigit, word)) not in _DIGITS_OF_A_PHONE:
        raise ValueError(
            f"“{text.strip()}”不像一个电话号码。只写一个号码，如 0931-12393；"
            "别的号码、说明写到别的栏里。"
        )
    if lost := _ZERO_LOST.fullmatch(word):
        raise ValueError(
            f"“{word}”是不是少了区号前面的 0？请写成 0{lost[1]}-{lost[2]}；"
            "要是本地号码，请连区号一起写。"
        )
    return word
