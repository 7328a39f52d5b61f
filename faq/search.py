"""Search over the questions: overlap of pairs of characters, so that whole sentences work."""

import math
from collections import Counter

from regions.models.region import normalise

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
_FIRST = {word: row[0] for row in SAME for word in row[1:]}


def fold(text: str) -> str:
    """``text`` as it is compared: without fillers, one word for what means the same.

    >>> fold("断交了，还能 返钱吗")
    '断缴还能返款'
    """
    word = normalise(text).replace("怎么办", "").translate(_FILLERS)
    for other in sorted(_FIRST, key=len, reverse=True):
        word = word.replace(other, _FIRST[other])
    return word


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters of ``text``; a single character stands alone.

    >>> sorted(pairs("医保断"))
    ['保断', '医保']
    """
    word = fold(text)
    return {word[i : i + 2] for i in range(len(word) - 1)} or ({word} if word else set())


def search(text: str) -> list[Question]:
    """The published questions that answer ``text`` best, best first.

    A pair that few questions hold says more than one that many do.
    """
    wanted = pairs(text[:100])
    if not wanted:
        return []
    heads, rests = {}, {}
    for question in Question.objects.published().in_order():
        named = [question.question, *question.synonyms.split()]
        heads[question] = {pair for words in named for pair in pairs(words)}
        rests[question] = pairs(question.short_answer) | pairs(question.body)
    holders = Counter(pair for question in heads for pair in heads[question] | rests[question])
    weight = {pair: math.log(1 + len(heads) / holders[pair]) for pair in wanted if holders[pair]}
    scores: dict[Question, float] = {}
    for question, head in heads.items():
        rest = rests[question]
        if len(wanted & (head | rest)) >= _LEAST * len(wanted):
            told = sum(weight[pair] for pair in wanted & head)
            scores[question] = _HEAD * told + _REST * sum(weight[pair] for pair in wanted & rest)
    best = max(scores.values(), default=0)
    found = sorted(scores, key=lambda question: -scores[question])
    return [question for question in found if scores[question] >= best / 2][:MAX_FOUND]
