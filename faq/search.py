"""Searches the questions by shared pairs of characters, so that whole sentences work."""

import math
import re
from dataclasses import dataclass

from caching.memo import memoised_per_revision
from regions import names

from .models import Question

MAX_FOUND = 10
_HEAD, _REST = 3, 1
#: The share of the typed pairs that a result must contain.
_LEAST = 0.3

#: Words that mean the same here; each counts as the first of its row.
SAME = [
    ("断缴", "断交", "停保", "断保", "停缴", "停交", "脱保", "断档", "中断"),
    ("返款", "返钱", "划入", "打钱", "打的钱", "打多少钱", "打款", "划账", "返还", "返现"),
    ("每月", "每个月", "一个月"),
    ("多少", "多少钱", "几多"),
    ("补缴", "补交"),
    ("提现", "取现", "套现", "取出来", "取钱"),
    ("居民医保", "新农合", "合作医疗", "农村医保"),
]
#: Words that carry no meaning in a question.
_FILLERS = str.maketrans("", "", "我你您他她的了吗呢啊呀吧在是，,。.？?！!、“”")
#: 怎么办 carries no meaning either, except in 怎么办理.
_HELPLESS = re.compile("怎么办(?!理)")
_FIRST = {word: row[0] for row in SAME for word in row[1:]}


def fold(text: str) -> str:
    """Return ``text`` without fillers, with one word for all that mean the same.

    >>> fold("断交了，还能 返钱吗")
    '断缴还能返款'
    """
    word = _HELPLESS.sub("", names.fold(text)).translate(_FILLERS)
    # Longest first, because a shorter word may be part of a longer one.
    for other in sorted(_FIRST, key=len, reverse=True):
        word = word.replace(other, _FIRST[other])
    return word


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters in ``text``; a single character stands alone.

    >>> sorted(pairs("医保断"))
    ['保断', '医保']
    """
    word = fold(text)
    return {word[i : i + 2] for i in range(len(word) - 1)} or ({word} if word else set())


@dataclass(frozen=True)
class _Entry:
    """The id of a published question, with its words and those of its answer, folded."""

    question: int
    head: str
    rest: str


@memoised_per_revision(1)
def _index() -> list[_Entry]:
    """Return all published questions in order. One query."""
    return [
        _Entry(
            question.pk,
            _lines([question.question, *question.synonyms.split()]),
            _lines([question.short_answer, question.body]),
        )
        for question in Question.objects.published().in_order()
    ]


def _lines(texts: list[str]) -> str:
    """Return the folded texts, each on a line of its own with a line break on both sides."""
    return "\n".join(["", *map(fold, texts), ""])


def _needle(pair: str) -> str:
    """Return what to look for in lines to find ``pair``; a single character is a whole line."""
    return pair if len(pair) == 2 else f"\n{pair}\n"


def search(text: str) -> list[Question]:
    """Return up to ``MAX_FOUND`` published questions that answer ``text``, best first.

    A pair that few questions hold weighs more than one that many hold.
    """
    wanted = {pair: _needle(pair) for pair in pairs(text[:100])}
    if not wanted:
        return []
    index = _index()
    heads = [{p for p, needle in wanted.items() if needle in entry.head} for entry in index]
    rests = [{p for p, needle in wanted.items() if needle in entry.rest} for entry in index]
    weight: dict[str, float] = {}
    for pair in wanted:
        holders = sum(pair in head or pair in rest for head, rest in zip(heads, rests, strict=True))
        weight[pair] = math.log(1 + len(index) / holders) if holders else 0
    scores: dict[int, float] = {}
    for entry, head, rest in zip(index, heads, rests, strict=True):
        if len(head | rest) >= _LEAST * len(wanted):
            told, besides = (sum(weight[pair] for pair in found) for found in (head, rest))
            scores[entry.question] = _HEAD * told + _REST * besides
    best = max(scores.values(), default=0)
    found = sorted(scores, key=lambda question: -scores[question])
    found = [question for question in found if scores[question] >= best / 2][:MAX_FOUND]
    questions = Question.objects.in_bulk(found)
    return [questions[question] for question in found]
