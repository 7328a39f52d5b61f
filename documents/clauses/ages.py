"""Age limits: 70周岁以下, 年满70周岁, 60-69岁, and whose the year in the middle is.

以上 and 以下 alone do not say whether the age itself is meant. What another band of the same
document says settles it: 74周岁以下 beside 75周岁以上. Else it stays open.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from text.chinese_numbers import value

_NUMBER = r"(?:1?\d{2}|[二三四五六七八九]?十[一二三四五六七八九]?|一百)"
_BRACKET = r"\((?P<{}>不含|不包括|不包含|含|包括|包含)(?:本数|{}?(?:周?岁)?)(?:,?下同)?\)"
_AGE = re.compile(
    r"(?P<pre>退休后?至|退休后?到|未超过|不超过|不高于|不大于|没有超过|≤|不满|未满|不足|未达到?|不到|低于|小于|年满|已满|满|达到|超过|高于|大于|≥|>|〉|〈|<)?"
    rf"(?<![\d.])(?P<n>{_NUMBER})(?:\((?P<b0>不含|含)\)(?=周?岁))?(?P<unit>周?岁)?"
    rf"(?:{_BRACKET.format('b1', _NUMBER)})?"
    r"(?:(?P<incl>及其|及|含|和|或|以及)?(?P<post>以上|以下|以内)|(?P<from>起)|(?P<range>至|到|-|~|—|–|―))?"
    rf"(?:的?{_BRACKET.format('b2', _NUMBER)})?"
)
_AT_MOST = (
    "退休至",
    "退休到",
    "退休后至",
    "退休后到",
    "未超过",
    "不超过",
    "不高于",
    "不大于",
    "没有超过",
    "≤",
)
_REACHED = ("年满", "已满", "满", "达到", "≥")
_BELOW = ("不满", "未满", "不足", "未达到", "未达", "不到", "低于", "小于", "<", "〈")
#: Who may retire, not who gets what: 男年满60周岁, 女干部满55周岁.
OF_RETIRING = re.compile(r"(?:[男女][^,;。:\d]{0,8}|第|退休年龄(?:为|是)?)$")
_LIKELY = {str(age) for age in (60, 65, 70, 74, 75, 79, 80, 85, 90)}
_COUNTS = re.compile(r"的?(?:[元%人年月天次家分]|部分)")
_BETWEEN = re.compile(r"[的至到,、且而但并及~-]{0,2}")

How = Literal["sure", "range", "open"]


@dataclass(frozen=True)
class Limit:
    """An age and how sure it is that it belongs to the band.

    ``range`` is the end of 60-70岁, which another band may contradict; ``open`` is 以上 or 以下.
    """

    age: int
    how: How = "sure"


@dataclass(frozen=True)
class Band:
    """The ages between two limits; None is no limit."""

    lower: Limit | None
    upper: Limit | None
    start: int = 0
    end: int = 0

    @property
    def of_workers(self) -> bool:
        """Whether the ages are those of people at work: 45周岁以下."""
        return bool((self.upper and self.upper.age < 50) or (self.lower and self.lower.age < 46))


def bands_in(text: str, bare: bool = False) -> list[Band]:
    """Return the age bands in ``text``; ``bare`` takes 70以下 without 岁, as in a table of ages.

    >>> [(b.lower, b.upper) for b in bands_in("不满70周岁")]
    [(None, Limit(age=69, how='sure'))]
    """
    found: list[Band] = []
    pending: tuple[Limit, int, int] | None = None  # the start of a range
    for match in _AGE.finditer(text):
        if OF_RETIRING.search(text[max(0, match.start() - 9) : match.start()]):
            pending = None
            continue
        number = int(value(match["n"]) or 0)
        if match["range"] and 18 <= number <= 110:
            how: How = "sure" if match["pre"] in _REACHED or match["b1"] else "range"
            excluded = bool(match["b1"]) and match["b1"].startswith("不")
            pending = Limit(number + excluded, how), match.start(), match.end()
            continue
        begun, pending = pending, None
        if not (match["unit"] or bare or _unitless(match, text)) or not 18 <= number <= 110:
            continue
        lower, upper = _limits(match, number)
        start = match.start()
        if begun and begun[2] == match.start() and not lower:
            lower, start = begun[0], begun[1]
            upper = upper or Limit(number, "sure" if match["b1"] else "range")
        if lower or upper:
            found.append(Band(lower, upper, start, match.end()))
    return _joined(found, text)


def _unitless(match: re.Match[str], text: str) -> bool:
    """Whether 70以下 is an age although 岁 is missing."""
    if match["pre"] in _REACHED and text.startswith(("不满", "未满", "不足"), match.end()):
        return True
    return bool(match["post"]) and match["n"] in _LIKELY and not _COUNTS.match(text, match.end())


def _limits(match: re.Match[str], number: int) -> tuple[Limit | None, Limit | None]:
    pre, post = match["pre"], match["post"]
    brackets = match["b0"] or match["b1"] or match["b2"] or ""
    included = bool(match["incl"]) or (bool(brackets) and not brackets.startswith("不"))
    excluded = brackets.startswith("不")
    if pre in _AT_MOST and not post:
        return None, Limit(number, "range" if pre.startswith("退休") else "sure")
    if pre in _BELOW:
        return None, Limit(number - 1)
    if post in ("以下", "以内"):
        if excluded:
            return None, Limit(number - 1)
        return None, Limit(number, "sure" if included else "open")
    if post == "以上" or match["from"]:
        if excluded:
            return Limit(number + 1), None
        sure = included or pre in _REACHED or match["from"]
        return Limit(number, "sure" if sure else "open"), None
    if pre in _REACHED:
        return Limit(number), None
    if pre:
        return Limit(number, "open"), None
    if excluded:
        return None, Limit(number - 1)
    return None, None


def _joined(bands: list[Band], text: str) -> list[Band]:
    """Join 满70周岁 and 不满80周岁 that stand side by side."""
    joined: list[Band] = []
    for band in bands:
        last = joined[-1] if joined else None
        if (
            last
            and last.lower
            and not last.upper
            and band.upper
            and not band.lower
            and _BETWEEN.fullmatch(text, last.end, band.start)
            and last.lower.age < band.upper.age
        ):
            joined[-1] = Band(last.lower, band.upper, last.start, band.end)
        else:
            joined.append(band)
    return joined


def opposite(band: Band) -> Band:
    """Return all other ages than those of ``band``, which has one limit; open stays open."""
    if band.lower:
        sure = band.lower.how != "open"
        return Band(None, Limit(band.lower.age - sure, "sure" if sure else "open"))
    if band.upper:
        sure = band.upper.how != "open"
        return Band(Limit(band.upper.age + sure, "sure" if sure else "open"), None)
    return band


_QUOTES = re.compile(r"[\s\"'\u2018-\u201f\u300c-\u300f\uff02]+")
_DEFINED = re.compile(
    r"以(?P<side>[上下])(?:[、,，和及]?(?:以(?P<other>[下内])|以外|不满|超过)){0,3}[^。;；,，以]{0,6}?"
    r"(?P<how>不含|不包括|不包含|含|包括|包含)本(?:数|级|人)?"
)


def defined(text: str) -> dict[str, bool]:
    """Return whether 上 and 下 hold the age itself, where the document says so.

    >>> defined("本办法所称以上含本数，以下不含本数。")
    {'上': True, '下': False}
    """
    said: dict[str, bool] = {}
    for place in re.finditer("本[数级人]", text):
        part = _QUOTES.sub("", text[max(0, place.start() - 40) : place.end()])
        for match in _DEFINED.finditer(part):
            for side in (match["side"], match["other"]):
                if side:
                    said.setdefault(side, not match["how"].startswith("不"))
    return said


class Settled:
    """The bands of one document, which settle each other's limits."""

    def __init__(self, bands: Iterable[Band], above: bool | None = None, below: bool | None = None):
        self._above, self._below = above, below
        bands = list(bands)
        lowers = {band.lower for band in bands if band.lower}
        uppers = {band.upper for band in bands if band.upper}
        self._lower = {limit.age for limit in lowers if limit.how != "open"}
        self._upper = {limit.age for limit in uppers if limit.how == "sure"}
        self._range_upper = {limit.age for limit in uppers if limit.how == "range"}
        self._open_lower = {limit.age for limit in lowers if limit.how == "open"}
        self._open_upper = {limit.age for limit in uppers if limit.how == "open"}

    def max_age(self, limit: Limit) -> int | None:
        """Return the last age of a band that ends with ``limit``, None if it stays open."""
        age = limit.age
        if limit.how == "sure":
            return age
        if limit.how == "range":
            return None if age in self._lower | self._open_lower else age
        if self._below is not None and not (self._below and age in self._open_lower):
            return age if self._below else age - 1
        below = age in self._lower
        with_it = age + 1 in self._lower or (
            age + 1 in self._open_lower and age not in self._open_lower
        )
        if below == with_it:
            return None
        return age - 1 if below else age

    def min_age(self, limit: Limit) -> int | None:
        """Return the first age of a band that begins with ``limit``, None if it stays open."""
        age = limit.age
        if limit.how == "sure":
            return None if age in self._range_upper else age
        if limit.how == "range":
            return None if age in self._range_upper or age in self._upper else age
        if self._above is not None and not (
            self._above and self._below and age in self._open_upper
        ):
            return age if self._above else age + 1
        above = age in self._upper
        with_it = (
            age - 1 in self._upper
            or age - 1 in self._range_upper
            or (age - 1 in self._open_upper and age not in self._open_upper)
        )
        if above == with_it:
            return None
        return age + 1 if above else age
