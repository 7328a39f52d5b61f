"""What a rate is a rate of: an average pension, one's own, or something that is neither."""

import re
from dataclasses import dataclass
from typing import Literal

from .days import days_in

Kind = Literal["average", "own", "base", "credit", "two"]

_PENSION = r"(?:养老金|养老保险金|退休金|退休费|养老待遇|养老保险待遇)"
_OWN = re.compile(
    rf"(?:本人|个人|其|各自|自己)(?!账户)[^,;。:]{{0,18}}?{_PENSION}(?![^,;。:或和、]{{0,6}}?(?:平均|人均))"
    rf"|{_PENSION}(?:实际)?(?:发放|领取)额|实发{_PENSION}"
)
_AVERAGE = re.compile(
    rf"(?:平均|人均|月均|均)[^,;。:]{{0,14}}?{_PENSION}|{_PENSION}[^,;。:或和、(按]{{0,12}}?(?:平均|均值|人均|月均)"
    rf"|{_PENSION}水平|平均水平"
)
_WAGES = re.compile(r"(?<!为)缴费基数|缴费工资|社平工资|平均工资|月工资|社会平均|工资总额|工资收入")
_CREDIT = re.compile(r"(?:划入|计入|划拨|注入)(?:额度?|金额|标准|总额)")
_MONTHLY = re.compile(
    rf"(?:月均|月平均|月人均|每月平均|人均月|(?<![上当本首次])月)(?:基本)?{_PENSION}|{_PENSION}(?:的)?(?:月|每月)"
)
#: What names a base: a year before it is none of the base's.
_NAMED_BY = re.compile(r"[按为=:]|以(?![上下内外前后来及])")
_OWN_MONTHS = re.compile(rf"(?:本人|其)[^,;。人全]{{0,8}}(?:月平均|平均月|月均)(?:基本)?{_PENSION}")
_MANY = re.compile(r"全[市省县州区]|企业|统筹地?区|当地|[本我][市省县州区]|人均")


@dataclass(frozen=True)
class Base:
    """The base of a rate; ``years`` are those written beside it, ``monthly`` 月均养老金."""

    kind: Kind | None
    years: tuple[int, ...] = ()
    monthly: bool = False


def base_in(text: str, skipped: list[tuple[int, int]]) -> Base | None:
    """Return the base that ``text`` names for the rate behind it, or None if it names none.

    ``skipped`` are the parts of the text that are dates of stages and cohorts.
    """
    average, own = _last(_AVERAGE, text), _last(_OWN, text)
    wages = _last(_WAGES, text)
    found = [match for match in (average, own, wages) if match]
    if not found:
        return None
    kind: Kind
    if average and own and not _overlap(average, own):
        kind = "two"
    elif own and not (average and _overlap(average, own) and _is_average(text, average)):
        kind = "own"
    elif average:
        kind = "average"
    else:
        kind = "base"
    if wages and kind in ("own", "average"):
        kind = "two"
    first = min(match.start() for match in found)
    last = max(match.end() for match in found)
    begun = max(
        (
            match.end()
            for match in _NAMED_BY.finditer(text, max(0, first - 30), first)
            if text.count(")", match.end(), first) <= text.count("(", match.end(), first)
        ),
        default=0,
    )
    years = {
        day.year
        for day in days_in(text)
        if max(first - 30, begun) <= day.start <= last + 12
        and not any(start <= day.start < end for start, end in skipped)
    }
    return Base(kind, tuple(sorted(years)), bool(_MONTHLY.search(text)))


def deducted_base(text: str) -> Kind | None:
    """Return the base of a rate that is taken off."""
    base = base_in(text, [])
    if base and base.kind in ("own", "average", "base"):
        return base.kind
    if _CREDIT.search(text):
        return "credit"
    return "base" if "基数" in text else None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


def _overlap(first: re.Match[str], second: re.Match[str]) -> bool:
    return first.start() < second.end() and second.start() < first.end()


def _is_average(text: str, average: re.Match[str]) -> bool:
    if _OWN_MONTHS.search(text) and not _MANY.search(text):
        return False  # 本人上年度月平均养老金: the mean of one's own months
    return "平均" in average[0] or "人均" in average[0] or "月均" in average[0]
