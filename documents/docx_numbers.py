"""Writes the numbers that Word sets before paragraphs by itself: 第一条, （二）, 3."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_DIGITS = "零一二三四五六七八九"
_CHINESE = ("chinese", "japaneseCounting", "ideographDigital", "ideographTraditional")


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered: ``%1`` in ``pattern`` is the number of the first."""

    pattern: str
    form: str
    start: int


@dataclass
class Numbers:
    """The lists of a document, and how far each is counted."""

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)  # number of a list: the way it counts
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    def before(self, number: str, depth: int) -> str:
        """Count one paragraph of a list, and return what stands before it."""
        way = self.lists.get(number, "")
        level = self.levels.get((way, depth))
        if level is None:
            return ""
        counts = self.counted.setdefault(way, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form in {"bullet", "none"}:
            return ""

        def said(found: re.Match[str]) -> str:
            above = int(found[1]) - 1
            of = self.levels.get((way, above))
            return in_form(counts.get(above, of.start if of else 1), of.form if of else "")

        text = re.sub(r"%([1-9])", said, level.pattern)
        # 1. before 70周岁 must not become 1.70.
        return text if text.endswith(("、", "）")) else f"{text} "


def in_form(number: int, form: str) -> str:
    """Return a number as a list of that form shows it.

    >>> [in_form(number, "chineseCounting") for number in (1, 12, 20)]
    ['一', '十二', '二十']
    >>> in_form(3, "decimal"), in_form(2, "lowerLetter")
    ('3', 'b')
    """
    if form.startswith(_CHINESE) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
        return ten + (_DIGITS[ones] if ones else "")
    if form in {"lowerLetter", "upperLetter"} and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if form == "lowerLetter" else letter.upper()
    return str(number)


def numbers_of(
    root: Element,
    name_of: Callable[[Element], str],
    value_of: Callable[[Element | None, str], str | None],
) -> Numbers:
    """Read ``word/numbering.xml``."""
    numbers = Numbers()
    for element in root:
        inner = {name_of(one): one for one in element}
        if name_of(element) == "num":
            numbers.lists[value_of(element, "numId") or ""] = (
                value_of(inner.get("abstractNumId"), "val") or ""
            )
        if name_of(element) != "abstractNum":
            continue
        way = value_of(element, "abstractNumId") or ""
        for level in (one for one in element if name_of(one) == "lvl"):
            said = {name_of(one): value_of(one, "val") or "" for one in level}
            depth = value_of(level, "ilvl") or "0"
            start = said.get("start", "1")
            if depth.isdecimal():
                numbers.levels[way, int(depth)] = Level(
                    said.get("lvlText", "")[:40],
                    said.get("numFmt", "decimal"),
                    int(start[:6]) if start.isdecimal() else 1,
                )
    return numbers
