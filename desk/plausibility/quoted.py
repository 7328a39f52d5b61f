"""The clause that a fact quotes: which numbers stand in it, and how long a time they are for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from credit.money import to_fen
from regions.models import Deduction, RefundPolicy, Source
from text.chinese_numbers import NUMBER, numbers_in, value
from text.folding import fold
from text.formats import number, percent

#: How documents say how long a time a sum is for, by its months. 2021年 and 上一年 are no 一年,
#: 按年龄 no 按年, 2022年度 the year of a figure, and 每年7月 a day on which something is done.
_SPANS: dict[int, re.Pattern[str]] = {
    1: re.compile(
        r"每(?:人每)?个?月|一个月|/(?:人[./·]?)?月|按月|月(?:缴|划|计入|返|定额|发放|注入)"
    ),
    3: re.compile(r"每个?季度?|一个季度|/季|按季"),
    6: re.compile(r"每半年|按半年"),
    12: re.compile(
        r"每(?:人每)?年(?!龄|\d{1,2}月|调整)|(?<![〇零一二三四五六七八九十第同近上前满])一年(?!内)|全年"
        r"|(?<![\d〇零一二三四五六七八九十上本当])年度(?!内)|/(?:人[./·]?)?年(?!龄)|按年(?!龄)"
    ),
}
#: Where a sentence ends, and what stands behind a sum that says at once how long it is for.
_END = re.compile(r"[。；;！!\n]")
_BEHIND = re.compile(r" ?(?:[元圆圓块塊]钱?)? ?[(/每一按]")
_BEHIND_AT_MOST = 10
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
    if not quote:
        yield from _beside_another_span(figures, row.source.full_text, chosen)


def doubts_of_the_source(source: Source, stated: Iterable[Decimal], what: str) -> Iterator[str]:
    """Warn where a source states figures, and none of ``stated`` is among them."""
    figures = list(stated)
    said = numbers_in(f"{source.quote} {source.full_text}")
    if said and not said & set(figures):
        yield f"来源的原话和正文里找不到 {what}，请对一对。"


def missing_in(wording: str, stated: Iterable[Stated]) -> Iterator[str]:
    """Yield the figures that a quoted clause with numbers does not state."""
    said = numbers_in(wording)
    for one in stated:
        if said and one.figure not in said:
            yield f"原话里没有 {one.in_words}{f'（“{one.of}”）' if one.of else ''}，请对一对。"


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
    if not money or not spans:
        return
    if chosen in spans:
        yield from _beside_another_span(money, text, chosen)
        return
    if any(_worked_out(one, said, chosen, span) for one in money for span in spans):
        return  # 280 a month in the document, 3,360 a year here
    words = "或".join(_IN_WORDS[span] for span in spans)
    yield f"原话说的是{words}多少钱，这里选的是“{_label(chosen)}”，请对一对。"


def _beside_another_span(stated: list[Stated], text: str, chosen: int) -> Iterator[str]:
    """Warn of an amount beside which the text names another time: 每年480元，按月划入."""
    plain = fold(text).text
    for figure in dict.fromkeys(one.figure for one in stated if one.is_money):
        spans = _spans_beside(figure, plain)
        if spans and chosen not in spans:
            words = "或".join(_IN_WORDS[span] for span in sorted(spans))
            yield (
                f"照原文，{number(figure)} 是{words}的数，这里选的是“{_label(chosen)}”，请对一对。"
            )


def _spans_beside(figure: Decimal, plain: str) -> set[int]:
    """Return the times that stand nearest to a figure, wherever it is said in a folded text."""
    found = set()
    for match in NUMBER.finditer(plain):
        if value(match[0]) != figure:
            continue
        behind = plain[match.end() : match.end() + _BEHIND_AT_MOST]
        begin = max((end.end() for end in _END.finditer(plain, 0, match.start())), default=0)
        close = _BEHIND.match(behind)
        there = _first_span(_END.split(behind)[0]) if close else None
        if there is None:
            there = _last_span(plain[begin : match.start()])
        if there is not None:
            found.add(there)
    return found


def _first_span(text: str) -> int | None:
    hits = [
        (hit.start(), months) for months, words in _SPANS.items() if (hit := words.search(text))
    ]
    return min(hits)[1] if hits else None


def _last_span(text: str) -> int | None:
    hits = [(hit.end(), months) for months, words in _SPANS.items() for hit in words.finditer(text)]
    return max(hits)[1] if hits else None


def _label(months: int) -> str:
    return RefundPolicy.Period.MONTH.label if months == 1 else RefundPolicy.Period.YEAR.label


def _spans(text: str) -> list[int]:
    plain = fold(text).text
    return [months for months, words in _SPANS.items() if words.search(plain)]


def _worked_out(one: Stated, said: set[Decimal], chosen: int, span: int) -> bool:
    return one.is_money and span != chosen and to_fen(one.figure * span / chosen) in said
