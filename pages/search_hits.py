"""Puts the places and questions that a search found into one list, the answer first.

The order is decided here (``docs/decisions/0022-…``):

1. Where only places are named, they come first.
2. Where something is asked, the question that answers it comes first, with its answer in the
   place that was named, and the places behind it.
3. But where the page of the one place says the answer (``Question.place_part``), that place comes
   first in its stead; of several places one must choose, so they come first too.
4. Who asks whether what arrived is right is led to 对一对 before all.

Of residents' insurance no place tells an amount: nobody has it.

A city comes before the province it lies in.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from calculator.province import Province, province_of
from calculator.rules import RuleView
from calculator.situation import rules_of_all
from calculator.standing import absence_of, next_rule
from faq.local_answers import PlaceAnswer, answer_in
from faq.models import Question
from regions.models import Region
from regions.place_search import Candidate


@dataclass(frozen=True)
class PlaceHit:
    """A place that was named, with its rule.

    ``balance`` is the question about the balance, where that is what the page is to answer.
    ``resident``: who asks has residents' insurance, so the rule is not theirs. ``absence`` says
    why there is no rule.
    """

    candidate: Candidate
    view: RuleView | None
    province: Province | None
    balance: Question | None = None
    resident: bool = False
    absence: str = ""

    @property
    def place(self) -> Region:
        return self.candidate.place


@dataclass(frozen=True)
class QuestionHit:
    """A question with its answer in the one place that was named, if there is one."""

    question: Question
    answer: PlaceAnswer | None = None

    @property
    def url(self) -> str:
        return self.answer.url if self.answer else self.question.get_absolute_url()


@dataclass(frozen=True)
class CheckHit:
    """The page that says whether what arrived is right, for the one place that was named."""

    check: str = "对一对：到账的钱对不对"
    place: Region | None = None

    @property
    def url(self) -> str:
        asked = f"?{urlencode({'region': self.place.parameter}, safe='/')}" if self.place else ""
        return f"{reverse('calculator:check')}{asked}"


Hit = PlaceHit | QuestionHit | CheckHit


def hits(
    candidates: Iterable[Candidate],
    questions: Iterable[Question],
    today: datetime.date,
    *,
    insured_in: Region | None = None,
    places_first: bool = False,
    resident: bool = False,
    check: bool = False,
) -> list[Hit]:
    """Return all that was found, the answer first.

    Of several places ``insured_in``, if known, is the one that is meant. ``places_first`` tells
    that what is asked beside the places is answered on their pages all the same. ``resident``
    tells whose insurance it is, ``check`` that somebody asks whether what arrived is right.
    """
    named, questions = _nearest_first(candidates), list(questions)
    meant = _meant(named)
    one = meant[0] if len(meant) == 1 else insured_in
    told = [q for q in questions if q.place_part] if one else []
    balance = told[0] if told and told[0].place_part == Question.PlacePart.BALANCE else None
    rules = rules_of_all(today) if named else {}
    places: list[Hit] = [
        PlaceHit(
            candidate,
            rules[candidate.place.pk],
            province_of(candidate.place, today, today),
            balance if candidate.place == one else None,
            resident,
            "" if rules[candidate.place.pk] else _absence(candidate.place, today),
        )
        for candidate in named
    ]
    others: list[Hit] = [
        QuestionHit(q, answer_in(one, q, today) if one else None)
        for q in questions
        if q not in told
    ]
    tools: list[Hit] = [CheckHit(place=one)] if check else []
    if not questions or questions[0].place_part or places_first:
        return [*tools, *places, *others]
    return [*tools, *others[:1], *places, *others[1:]]


def _absence(place: Region, today: datetime.date) -> str:
    return absence_of(place, next_rule(place, today))


def _nearest_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates with those behind that others lie in: 兰州 before 甘肃."""
    candidates = list(candidates)
    above = _above(candidates)
    return sorted(candidates, key=lambda candidate: candidate.place.pk in above)


def _meant(candidates: list[Candidate]) -> list[Region]:
    """Return the places without those above them: 辽宁沈阳 means 沈阳."""
    above = _above(candidates)
    return [c.place for c in candidates if c.place.pk not in above]


def _above(candidates: list[Candidate]) -> set[int]:
    places = [candidate.place for candidate in candidates]
    return {place.pk for named in places for place in named.lineage() if place != named}
