"""Search over the questions: overlap of pairs of characters, so that whole sentences work."""

from collections import Counter

from regions.models.region import normalise

from .models import Question

MAX_FOUND = 10
_HEAD, _REST = 3, 1
#: The share of the typed pairs that the best and every further result must contain.
_LEAST = 0.3


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters of ``text``; a single character stands alone.

    >>> sorted(pairs("医保断"))
    ['保断', '医保']
    """
    word = normalise(text)
    return {word[i : i + 2] for i in range(len(word) - 1)} or ({word} if word else set())


def search(text: str) -> list[Question]:
    """The published questions that answer ``text`` best, best first."""
    wanted = pairs(text[:100])
    if not wanted:
        return []
    scores: Counter[Question] = Counter()
    for question in Question.objects.published().in_order():
        head = pairs(question.question) | {
            pair for word in question.synonyms.split() for pair in pairs(word)
        }
        rest = pairs(question.short_answer) | pairs(question.body)
        if len(wanted & (head | rest)) >= _LEAST * len(wanted):
            scores[question] = _HEAD * len(wanted & head) + _REST * len(wanted & rest)
    best = max(scores.values(), default=0)
    return [q for q, score in scores.most_common(MAX_FOUND) if score >= best / 2]
