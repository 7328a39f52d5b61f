"""The clause that a fact quotes: which numbers stand in it, and how long a time they are for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from credit.money import to_fen
from regions.models import Deduction, RefundPolicy
from text.formats import number, percent
from text.reading import visible

#: How documents say how long a time a sum is for, by its months. 2021年 is no 一年, 按年龄 no 按年,
#: 2022年度 the year of a figure, and 每年7月 a day on which something is done.
_SPANS: dict[int, re.Pattern[str]] = {
    1: re.compile(
        r"每(?:人每)?个?月|一个月|/(?:人[./·]?)?月|按月|月(?:缴|划|计入|返|定额|发放|注入)"
    ),
    3: re.compile(r"每个?季度?|一个季度|/季|按季"),
    6: re.compile(r"每半年|按半年"),
    12: re.compile(
        r"每(?:人每)?年(?!龄|\d{1,2}月|调整)|(?<![〇零一二三四五六七八九十第同近])一年|全年"
        r"|(?<![\d〇零一二三四五六七八九十上本当])年度|/(?:人[./·]?)?年(?!龄)|按年(?!龄)"
    ),
}
_IN_WORDS = {1: "一个月", 3: "一个季度", 6: "半年", 12: "一年"}
_MONTHS = {RefundPolicy.Period.MONTH: 1, RefundPolicy.Period.YEAR: 12}

_DIGITS = {
    char: value
    for value, chars in enumerate(["〇零", "一壹", "二贰两", "三叁", "四肆"])
    for char in chars
} | {
    char: value
    for value, chars in enumerate(["五伍", "六陆", "七柒", "八捌", "九玖"], start=5)
    for char in chars
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000}
#: No figure has more characters; what follows is read as another number.
_LONGEST = 16
_HAN = "".join([*_DIGITS, *_UNITS])
_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([万‰])?")
_CHINESE = re.compile(
    rf"([百千]分之)?([{_HAN}]{{1,{_LONGEST}}})(?:点([{''.join(_DIGITS)}]+))?"
    r"(?=(元|圆|块|角|%|个?百分点|个点|年|周?岁)?)"
)


def figures_in_words(text: str) -> set[Decimal]:
    """Return the numbers in ``text``: 1,300, １３０, 1.2万, 一百三十, 一百三, 千分之五, 2.8‰.

    The one place where doubts read numbers in a clause. Per thousand counts as per cent; 一 and
    the like are numbers only beside a unit, as in 统一 nobody counts.

    >>> sorted(figures_in_words("每人每月一百三十元，按百分之二点八统一划入1,300元"))
    [Decimal('2.8'), Decimal('130'), Decimal('1300')]
    """
    plain = unicodedata.normalize("NFKC", visible(text))
    return {*_arabic(plain), *_chinese(_ARABIC.sub(" ", plain))}


def _arabic(text: str) -> Iterator[Decimal]:
    for whole, part, unit in _ARABIC.findall(text):
        value = Decimal(f"{whole.replace(',', '')}{part}")
        yield value * 10_000 if unit == "万" else value / 10 if unit else value


def _chinese(text: str) -> Iterator[Decimal]:
    for match in _CHINESE.finditer(text):
        share, whole, part, unit = match.groups()
        if (len(whole) == 1 and not (share or part or unit)) or (whole, unit) == ("一", "年"):
            continue
        value = Decimal(_whole(whole))
        if part:
            value += Decimal("0." + "".join(str(_DIGITS[char]) for char in part))
        yield value / 10 if share == "千分之" else value


def _whole(word: str) -> int:
    """Read a whole number: 一百三十, 一百三, 二〇二三, 一万二, 十五."""
    if not set(word) & set(_UNITS):
        return int("".join(str(_DIGITS[char]) for char in word))
    total, section, digit, last = 0, 0, 0, 1
    for char in word:
        if char in _DIGITS:
            digit = _DIGITS[char]
            last = 1 if digit == 0 else last
        elif char == "万":
            total, section, digit, last = (section + digit) * 10_000, 0, 0, 10_000
        else:
            last = _UNITS[char]
            section += (digit or 1) * last
            digit = 0
    # 一百三 is 130, 一百零三 is 103.
    return total + section + digit * (last // 10 if last > 10 else 1)


@dataclass(frozen=True)
class Stated:
    """One figure that a fact states; ``of`` names the tier it stands in, empty for the fact.

    ``is_money`` tells an amount per period from a percentage.
    """

    figure: Decimal
    is_money: bool = True
    of: str = ""

    @property
    def in_words(self) -> str:
        return number(self.figure) if self.is_money else percent(self.figure)


def doubts_of_the_quote(row: RefundPolicy | Deduction, stated: Iterable[Stated]) -> Iterator[str]:
    """Yield what in the quoted clause of ``row`` does not go with the figures ``stated``.

    A row that quotes nothing is held against the quote and the text of its source, where it is
    doubted only if none of its figures stands there: a source has many rows.
    """
    figures, chosen = list(stated), _MONTHS[RefundPolicy.Period(row.period)]
    if not figures:
        return
    if row.wording.strip():
        said = figures_in_words(row.wording)
        yield from _missing(figures, said, row.wording, chosen)
        yield from _of_another_span(figures, said, row.wording, chosen)
        return
    quote = row.source.quote
    said = figures_in_words(f"{quote} {row.source.full_text}")
    if not said:
        return
    if not any(_stands_in(one, said, quote, chosen) for one in figures):
        told = "、".join(dict.fromkeys(one.in_words for one in figures))
        yield f"没有抄原话，来源的原话和正文里也找不到 {told}。请把写着数的那一句抄到“原话”里。"
        return
    yield from _of_another_span(figures, said, quote, chosen)


def _missing(stated: list[Stated], said: set[Decimal], text: str, chosen: int) -> Iterator[str]:
    if not said:
        yield "原话里一个数也没有，请把写着数的那一句也抄上，对一对。"
        return
    for one in stated:
        if not _stands_in(one, said, text, chosen):
            whose = f"（“{one.of}”）" if one.of else ""
            yield f"原话里没有 {one.in_words}{whose}，请对一对。"


def _stands_in(one: Stated, said: set[Decimal], text: str, chosen: int) -> bool:
    """Whether a figure is among those ``said``, itself or worked out for another span."""
    return one.figure in said or any(_worked_out(one, said, chosen, span) for span in _spans(text))


def _of_another_span(
    stated: list[Stated], said: set[Decimal], text: str, chosen: int
) -> Iterator[str]:
    """Warn of an amount per month where the clause only speaks of years, and so on."""
    money = [one for one in stated if one.is_money]
    spans = _spans(text)
    if not money or not spans or chosen in spans:
        return
    if any(_worked_out(one, said, chosen, span) for one in money for span in spans):
        return  # 280 a month in the document, 3,360 a year here
    words = "或".join(_IN_WORDS[span] for span in spans)
    label = RefundPolicy.Period.MONTH.label if chosen == 1 else RefundPolicy.Period.YEAR.label
    yield f"原话说的是{words}多少钱，这里选的是“{label}”，请对一对。"


def _spans(text: str) -> list[int]:
    plain = unicodedata.normalize("NFKC", visible(text))
    return [months for months, words in _SPANS.items() if words.search(plain)]


def _worked_out(one: Stated, said: set[Decimal], chosen: int, span: int) -> bool:
    return one.is_money and span != chosen and to_fen(one.figure * span / chosen) in said
