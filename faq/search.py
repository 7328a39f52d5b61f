"""Searches the questions by shared pairs of characters, so that whole sentences work."""

import math
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise

from caching.memo import memoised_per_revision
from regions.place_facts import all_places

from .models import Question
from .words import asks, fold, of_residents, without_age, without_whose

MAX_TYPED = 100
MAX_FOUND = 20
#: What a pair counts in the question and its synonyms together, in the one of these lines that
#: holds most, in the question itself, and in the answer.
_HEAD, _LINE, _QUESTION, _REST = 2, 3, 1, 1
#: The share of the typed pairs that a result must contain; of a long sentence so many pairs.
_LEAST, _ENOUGH = 0.3, 3
#: Characters of a word.
_WORD = 2
#: Digits of a number that is told by itself; a shorter one finds nothing alone.
_HOTLINE = 5
_STEP = re.compile(r"[0-9]+|.", re.DOTALL)


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters in ``text``; a single character stands alone.

    A number is one character, and stands alone too.

    >>> sorted(pairs("医保断")), sorted(pairs("满70岁"))
    (['保断', '医保'], ['70', '70岁', '满70'])
    """
    steps = _steps(fold(text))
    numbers = {step for step in steps if len(step) > 1}
    return numbers | {a + b for a, b in pairwise(steps)} or set(steps)


def _steps(word: str) -> list[str]:
    """Return the characters of ``word``, a number counting as one: 251 is not like 25年."""
    return _STEP.findall(word)


def _is_sum(pair: str) -> bool:
    """Whether ``pair`` is a bare number that may count anything: 15, but not 12393."""
    return pair.isdigit() and len(pair) < _HOTLINE


@dataclass
class _Index:
    """The published questions by the pairs they hold, each by its place in the editors' order."""

    ids: list[int] = field(default_factory=list)
    #: What questions name in their titles: places, by the question's place in the order.
    places: dict[int, set[str]] = field(default_factory=dict)
    #: The questions that the page of a place answers, and what residents ask, by their lines,
    #: folded.
    local: dict[str, int] = field(default_factory=dict)
    #: By pair: the lines of heads, as (question, line); the questions whose answers hold it.
    lines: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    rests: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


@memoised_per_revision(1, states=1)
def _index() -> _Index:
    """Return the index of all published questions. One query, beside the places."""
    index, names = _Index(), {place.short_name for place in all_places()}
    for at, question in enumerate(Question.objects.published().in_order()):
        index.ids.append(question.pk)
        index.places[at] = {name for name in names if name in question.question}
        for number, line in enumerate([question.question, *question.synonyms.split()]):
            if question.place_part or (of_residents(line) and asks(line)):
                index.local.setdefault(fold(line), at)
            for pair in pairs(line):
                index.lines[pair].append((at, number))
        for text in (question.short_answer, question.body):
            for pair in pairs(text):
                index.rests[pair].add(at)
    return index


def search(text: str, places: Collection[str] = ()) -> list[Question]:
    """Return up to ``MAX_FOUND`` published questions that answer ``text``, best first.

    A pair that few questions hold weighs more than one that many hold. Of a text that is a
    question which places answer, but for whose it is, that question is the first. A question about
    a place is not the first unless the place is in the text or one of ``places``.
    """
    index, word = _index(), fold(text[:MAX_TYPED])
    said = [word, without_whose(word), *([without_whose(without_age(word))] if places else [])]
    asked = next((w for w in said if w in index.local), word)
    # One word of how much is left of nearly all that is asked: the rest tells what is like it.
    wanted = pairs(asked if len(asked) > _WORD else word)
    scores = _scores(index, wanted, least=min(_LEAST * len(wanted), _ENOUGH))
    found = sorted(scores, key=lambda at: (-scores[at], at))
    known = {name for names in index.places.values() for name in names if name in word} | {*places}
    at_home = next((at for at in found if index.places[at] <= known), None)
    first = index.local.get(asked, at_home)
    least = scores[found[0]] / 2 if found else 0
    others = [at for at in found if at != first and scores[at] >= least]
    return _questions(index, [*([] if first is None else [first]), *others][:MAX_FOUND])


def _questions(index: _Index, found: list[int]) -> list[Question]:
    """Return the questions by their places in the index. One query."""
    ids = [index.ids[at] for at in found]
    questions = Question.objects.defer("body", "differs", "staff_note").in_bulk(ids)
    return [questions[pk] for pk in ids]


def _scores(index: _Index, wanted: set[str], least: float) -> dict[int, float]:
    """Return what each question scores that holds at least so many of the pairs ``wanted``."""
    scores: dict[int, float] = defaultdict(float)
    lines: dict[tuple[int, int], float] = defaultdict(float)
    held: dict[int, int] = defaultdict(int)
    for pair in sorted(wanted):  # always summed in the same order
        in_lines = index.lines.get(pair, [])
        heads, rests = {at for at, _ in in_lines}, index.rests.get(pair, set())
        holders = heads | rests
        if not holders:
            continue
        weight = math.log(1 + len(index.ids) / len(holders))
        for at, number in in_lines:
            lines[at, number] += weight
            scores[at] += weight * _QUESTION * (number == 0)
        for at in holders:
            held[at] += not _is_sum(pair)
            scores[at] += weight * (_HEAD * (at in heads) + _REST * (at in rests))
    best: dict[int, float] = defaultdict(float)
    for (at, _), weight in lines.items():
        best[at] = max(best[at], weight)
    return {at: scores[at] + _LINE * best[at] for at in held if held[at] >= least}


def nearest(text: str, most: int) -> list[Question]:
    """Return up to ``most`` questions that share something with ``text``, best first."""
    index = _index()
    scores = _scores(index, pairs(text[:MAX_TYPED]), least=1)
    return _questions(index, sorted(scores, key=lambda at: (-scores[at], at))[:most])


def unknown(text: str) -> list[str]:
    """Return the pieces of ``text`` that no question shares a pair of characters with.

    A name in a sentence is such a piece, right or misspelt: 兰洲 in 兰洲医保卡余额怎么查.
    """
    index, steps = _index(), _steps(fold(text[:MAX_TYPED]))
    known = [False] * len(steps)
    for at, (one, other) in enumerate(pairwise(steps)):
        if one + other in index.lines:
            known[at] = known[at + 1] = True
    pieces = "".join(" " if k else step for step, k in zip(steps, known, strict=True)).split()
    return [piece for piece in pieces if len(piece) > 1]
