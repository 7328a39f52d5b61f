"""What changed between two readings of a document, clause by clause."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from .article import normalised, steady, steady_lines

_NUMERAL = "[〇零一二三四五六七八九十百0-9]{1,6}"
_ARTICLE = re.compile(rf"\s*(第\s*{_NUMERAL}\s*条)[\s、.．:：]*")
_ITEM = re.compile(rf"\s*([（(]{_NUMERAL}[)）]|{_NUMERAL}[、．.](?!\d))\s*")
#: Where a paragraph that holds several clauses is parted.
_WITHIN = re.compile(
    rf"(?<=[。；;：:])\s*(?=第{_NUMERAL}条)|(?<=[。；;：:])\s*(?=[（(][一二三四五六七八九十]+[)）])"
)
_DATE = re.compile(r"(自|从)?(\d{4}年\d{1,2}月(?:\d{1,2}日)?)(?:起|开始)?[,，]?")
_FIGURE = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(元|%|‰|周岁|岁|个?百分点|倍|个月|月|年|日|天|人)?"
)
_SHOWN = 600
#: Longer texts are compared in these many parts; the rest is one.
_MOST_UNITS = 2000
_MOST_PAIRS = 400
_ALIKE = 0.5
_MOST_WORDS = 5


@dataclass(frozen=True)
class ClauseChange:
    """One clause that was changed, added (no ``before``) or taken out (no ``after``).

    ``clause`` is its number as printed, 第六条 or （一）, "" where it has none. ``words`` says
    the figures that differ, "90 → 100 元，自2027年1月1日"; "" where more than figures differ.
    """

    clause: str
    before: str
    after: str
    words: str = ""


@dataclass(frozen=True)
class _Unit:
    clause: str
    text: str
    compared: str

    def key(self, label: bool) -> str:
        return self.clause + self.compared if label else self.compared


def changes(before: str, after: str) -> list[ClauseChange]:
    """Return the clauses that differ, in the order of the newer text.

    A clause that only got another number is no change, unless nothing else is. Nor is one that
    stands elsewhere, unless that is all: 90 and 100 that changed places are told.
    """
    olds, news = _units(before), _units(after)
    found = _changes(olds, news, labels=False) or _changes(olds, news, labels=True)
    return found or [
        _change(old, new)
        for old, new in zip_longest(olds, news)
        if not (old and new) or old.key(label=True) != new.key(label=True)
    ]


def _changes(olds: list[_Unit], news: list[_Unit], *, labels: bool) -> list[ClauseChange]:
    """Return what differs; with ``labels`` the numbers of the clauses count too."""
    found = []
    before, after = ([one.key(labels) for one in units] for units in (olds, news))
    for step, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if step != "equal":
            pairs = _paired(olds[i:j], news[k:m])
            found += [_change(old, new) for old, new in pairs if not _same(old, new, labels)]
    return found


def _units(text: str) -> list[_Unit]:
    """Part a text into clauses and paragraphs, each under the number of its article."""
    units: list[_Unit] = []
    article = ""
    parts = [part for line in steady_lines(text) for part in _WITHIN.split(line) if part.strip()]
    if len(parts) > _MOST_UNITS:
        parts[_MOST_UNITS:] = ["".join(parts[_MOST_UNITS:])]
    for part in parts:
        body, clause = part, article
        if found := _ARTICLE.match(part):
            article = clause = normalised(found[1])
            body = part[found.end() :]
        elif found := _ITEM.match(part):
            item = found[1].strip().replace("(", "（").replace(")", "）").rstrip("、．.")
            clause = article + item
            body = part[found.end() :]
            article = article if item.startswith("（") else ""
        if compared := steady(body):
            units.append(_Unit(clause, " ".join(part.split()), compared))
    return units


def _paired(olds: list[_Unit], news: list[_Unit]) -> list[tuple[_Unit | None, _Unit | None]]:
    """Pair what was with what is: by the same number, else by likeness, else alone."""
    left = list(olds)
    partner: dict[int, _Unit] = {}
    for at, new in enumerate(news):
        same = [old for old in left if old.clause and old.clause == new.clause]
        if len(same) == 1 and sum(one.clause == new.clause for one in news) == 1:
            partner[at] = same[0]
            left.remove(same[0])
    if len(left) * len(news) <= _MOST_PAIRS:
        for at, new in enumerate(news):
            if at not in partner and left:
                best = max(left, key=lambda old, new=new: _likeness(old, new))  # type: ignore[misc]
                if _likeness(best, new) >= _ALIKE:
                    partner[at] = best
                    left.remove(best)
    pairs: list[tuple[_Unit | None, _Unit | None]] = [(old, None) for old in left]
    return pairs + [(partner.get(at), new) for at, new in enumerate(news)]


def _same(old: _Unit | None, new: _Unit | None, labels: bool) -> bool:
    """Whether a pair is no change: what stands there many times is not matched before."""
    return bool(old and new and old.key(labels) == new.key(labels))


def _likeness(old: _Unit, new: _Unit) -> float:
    return SequenceMatcher(None, old.compared[:_SHOWN], new.compared[:_SHOWN]).ratio()


def _change(old: _Unit | None, new: _Unit | None) -> ClauseChange:
    clause = (new or old or _Unit("", "", "")).clause
    words = _words(old.compared, new.compared) if old and new else ""
    return ClauseChange(clause, _cut(old), _cut(new), words)


def _cut(unit: _Unit | None) -> str:
    text = unit.text if unit else ""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _words(before: str, after: str) -> str:
    """Say which figures differ where nothing else does; "" where something else does."""
    old_dates, new_dates = _DATE.findall(before), _DATE.findall(after)
    old, new = _DATE.sub("", before), _DATE.sub("", after)
    if _FIGURE.sub("#", old) != _FIGURE.sub("#", new):
        return ""
    said = []
    for (was, unit), (now, new_unit) in zip(
        _FIGURE.findall(old), _FIGURE.findall(new), strict=True
    ):
        if unit != new_unit:
            return ""
        if was != now:
            said.append(f"{was} → {now} {unit}".strip())
    if old_dates != new_dates:
        if len(old_dates) > len(new_dates):
            return ""
        known = {day for _, day in old_dates}
        fresh = [(since, day) for since, day in new_dates if day not in known]
        if not all(since for since, _ in fresh):
            return ""  # which day it is that moved is for a person to read
        said += [f"自{day}" for _, day in fresh]
    return "，".join(said) if len(said) <= _MOST_WORDS else ""
