"""Reads numbers as Chinese is written and said: 一百三十, 一百三, 1.2万, 壹佰叁拾, 二点八.

This is the only reader of Chinese numerals. Typed fields (``reading.py``), the figures of running
text (``figures.py``) and what a quotation says (``numbers_in``) all use it. The words are to be
in half width; ``folding.py`` makes them so.
"""

import re
from decimal import Decimal

from .folding import fold

LONGEST = 40  # characters of one number, in words or in digits

_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True))
_OTHER_SIGNS = str.maketrans(
    "〇○壹壱贰貳弍弐叁叄參参肆伍陆陸柒捌玖两兩拾佰仟萬億",
    "零零一一二二二二三三三三四五六六七八九二二十百千万亿",
) | {ord("廿"): "二十", ord("卅"): "三十", ord("卌"): "四十"}
_DIGIT_SIGNS = "零〇○一二三四五六七八九壹壱贰貳弍弐叁叄參参肆伍陆陸柒捌玖两兩"
_UNIT_SIGNS = "十拾百佰千仟万萬亿億廿卅卌"
#: The characters that numbers are written with in words; 几 leaves open which.
SIGNS = f"{_DIGIT_SIGNS}几{_UNIT_SIGNS}"

_ASCII = r"(?:[1-9]\d{0,2}(?:,\d{3}){1,4}(?!\d)|\d+)(?:\.\d+)?"
#: Not the hundred of 百分之 and 百分点.
_SIGN = rf"(?![百千万] ?分[之点])[{SIGNS}]"
_UNIT = rf"(?![百千万] ?分[之点])[{_UNIT_SIGNS}]"
#: A number in running text, as long as it is: 一百三十, 1,300, 1.2万, 十二点五. Digits and words
#: are one number only with a unit between: 1万2, but not 不一75. What follows may be missing, so
#: that nothing is tried twice and a long text takes as long as it is long. Groups are not
#: possessive: up to Python 3.11.4 one that fails halfway, as at 2.8百分点, keeps what it looked at.
NUMBER = re.compile(
    rf"(?:{_ASCII}|{_SIGN})(?:(?<=[{_UNIT_SIGNS}]){_ASCII}|(?<!\d){_SIGN}|{_UNIT})*"
    rf"(?:点[{_DIGIT_SIGNS}\d]++[百千万亿]?+)?"
)

_ONE = r"(?:\d[\d,]*(?:\.\d+)?|[一二三四五六七八九])"
#: Below ten thousand. 零 is kept, because 一百零三 is not 一百三.
_SECTION = (
    rf"(?:(?P<千>{_ONE})千)?零?(?:(?P<百>{_ONE})百)?零?(?:(?P<十>{_ONE})?(?P<ten>十))?"
    rf"零?(?P<rest>{_ONE})?"
)
_BELOW = re.compile(_SECTION)
_WHOLE = re.compile(r"(?:([^万亿]+)亿)?(?:([^万亿]+)万)?([^万亿]*)")
_DECIMAL = re.compile(r"([^点]+)点([零一二三四五六七八九\d]+)([百千万亿]?)")
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

#: Behind the first and before the second a numeral counts nothing: 第十二条, 百分之, 十分重要.
_NO_COUNT = re.compile(r"第 ?$"), re.compile(r" ?分之|分[重要明清]")
#: What a lone digit in words stands before if it counts something.
_COUNTED = re.compile(r" ?(?:[元圆圓块角毛%‰岁年]|个?百分点|个月|周岁|成)")
_SHARE = re.compile(r"([百千万]) ?分之 ?$")


def value(word: str) -> Decimal | None:
    """Return the number that ``word`` says, or None where it says none or leaves it open.

    A last digit behind 百, 千, 万 counts the next unit, as in speech.

    >>> value("一百三十"), value("一百三"), value("一百零三"), value("1万2")
    (Decimal('130'), Decimal('130'), Decimal('103'), Decimal('12000'))
    >>> value("二点八"), value("二〇二六"), value("几十"), value("三五百")
    (Decimal('2.8'), Decimal('2026'), None, None)
    """
    if len(word) > LONGEST:
        return None
    plain = word.translate(_OTHER_SIGNS)
    if behind := _DECIMAL.fullmatch(plain):
        head, digits, unit = behind.groups()
        whole = _whole(head)
        if whole is None or whole != whole.to_integral_value():
            return None
        number = Decimal(f"{int(whole)}.{_in_digits(digits)}")
        return number * _UNITS.get(unit, 1)
    return _whole(plain)


def _whole(word: str) -> Decimal | None:
    if re.fullmatch(_ASCII, word):
        return Decimal(word.replace(",", ""))
    if not any(unit in word for unit in _UNITS):
        return _digit_by_digit(word)
    parts = _WHOLE.fullmatch(word)
    if parts is None:
        return None
    total, above = Decimal(0), 1
    for part, unit in zip(parts.groups(), (10**8, 10**4, 1), strict=True):
        if not part:
            continue
        said = _below_ten_thousand(part, above)
        if said is None:
            return None
        total += said * unit
        above = unit
    return total


def _below_ten_thousand(word: str, above: int) -> Decimal | None:
    """Return what stands before 亿 or 万, or last; ``above`` is the unit it stands behind."""
    found = _BELOW.fullmatch(word)
    if found is None:
        return None
    total, last = Decimal(0), above
    for name in ("千", "百"):
        if found[name]:
            total += _one(found[name]) * _UNITS[name]
            last = _UNITS[name]
    if found["ten"]:
        total += _one(found["十"] or "一") * 10
        last = 10
    rest = found["rest"]
    if rest:
        in_speech = last > 10 and len(rest) == 1 and "零" not in word
        total += _one(rest) * (last // 10 if in_speech else 1)
    return total


def _one(word: str) -> Decimal:
    return Decimal(_DIGITS[word]) if word in _DIGITS else Decimal(word.replace(",", ""))


def _digit_by_digit(word: str) -> Decimal | None:
    """Read 二〇二六, 一三零 or 八; of 三五 nobody knows whether it is 35 or some."""
    if not word or not all(sign in _DIGITS for sign in word):
        return None
    unclear = len(word) == 2 and "零" not in word
    return None if unclear else Decimal(_in_digits(word))


def _in_digits(word: str) -> str:
    return "".join(str(_DIGITS.get(sign, sign)) for sign in word)


def numbers_in(text: str) -> set[Decimal]:
    """Return all numbers that a text says, in digits or in words, however they are written.

    Shares are in per cent, and as they are said too. The numbers of clauses do not count, nor
    do single numerals in words that count nothing (统一, 一是).

    >>> sorted(numbers_in("第十二条：每人每月一百三十元，即百分之二点八，统一由 １，３００ 里出"))
    [Decimal('2.8'), Decimal('130'), Decimal('1300')]
    """
    folded = fold(text).text
    found = set()
    for match in NUMBER.finditer(folded):
        before = folded[max(0, match.start() - 6) : match.start()]
        behind = folded[match.end() : match.end() + 5]
        share = _SHARE.search(before)
        if _NO_COUNT[0].search(before) or _NO_COUNT[1].match(behind):
            continue
        lone = len(match[0]) == 1 and not match[0].isdecimal()
        if lone and not (share or _COUNTED.match(behind)):
            continue
        number = value(match[0])
        if number is None:
            continue
        found.add(number)
        if share:
            found.add(number * 100 / _UNITS[share[1]])
        if behind.lstrip().startswith("‰"):
            found.add(number / 10)
    return found
