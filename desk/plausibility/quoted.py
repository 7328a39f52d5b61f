"""The clause that a fact quotes: which numbers stand in it, and how long a time they are for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from credit.money import to_fen
from regions.models import Deduction, RefundPolicy
from text.chinese_numbers import numbers_in
from text.folding import fold
from text.formats import number, percent

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
        said = numbers_in(row.wording)
        yield from _missing(figures, said, row.wording, chosen)
        yield from _of_another_span(figures, said, row.wording, chosen)
        return
    quote = row.source.quote
    said = numbers_in(f"{quote} {row.source.full_text}")
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
    plain = fold(text).text
    return [months for months, words in _SPANS.items() if words.search(plain)]


def _worked_out(one: Stated, said: set[Decimal], chosen: int, span: int) -> bool:
    return one.is_money and span != chosen and to_fen(one.figure * span / chosen) in said
