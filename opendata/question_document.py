"""All that the page of a question tells, as data; its figures are those of the places."""

import datetime
from typing import Any

from calculator.province import Province, province_of
from calculator.rules import RuleView
from calculator.situation import rules_and_next_of
from calculator.standing import absence_of
from faq.editions import of_question
from faq.local_answers import answers_to
from faq.models import Question
from faq.question_claims import claims_beside
from regions.models import Region

from .fact_data import (
    Data,
    absolute,
    claim_data,
    figure_data,
    freshness_data,
    grade_data,
    iso,
    local_answer_data,
    name_of,
    source_data,
)


def question_document(
    question: Question, today: datetime.date, on: datetime.date | None = None
) -> dict[str, Any]:
    """Return what the page of ``question`` tells today, ready for ``json``.

    ``body`` is Markdown. All local answers are told, which the page shows in portions. ``on``
    names another day: rules and local answers are those of that day, all else is as it is today.
    """
    on = on or today
    places = list(Region.objects.filter(pk__in=question.rule_regions.all()).with_lineage())
    rules, coming = rules_and_next_of(places, on, today)
    return {
        "edition": question_edition(question),
        "as_of": iso(on),
        "url": absolute(question.get_absolute_url()),
        "slug": question.slug,
        "category": {"code": question.category, "words": question.get_category_display()},
        "question": question.question,
        "short_answer": question.short_answer,
        "body": question.body,
        "differs": question.differs or None,
        "reviewed_on": iso(question.reviewed_on),
        "rules": [
            _figure_of(place, rules[place.pk], province_of(place, on, today), coming.get(place.pk))
            for place in places
        ],
        "claims": [
            claim_data(claim, withheld) for claim, withheld in claims_beside(question, rules, today)
        ],
        "local_answers": [local_answer_data(answer) for answer in answers_to(question, today, on)],
        "sources": [source_data(source) for source in question.sources.all()],
        "places": [
            name_of(place) | {"url": absolute(place.get_absolute_url())}
            for place in question.regions.pages().with_lineage()
        ],
        "related": [
            {"question": row.question, "url": absolute(row.get_absolute_url())}
            for row in question.related.published().in_order()
        ],
    }


def _figure_of(
    place: Region, view: RuleView | None, province: Province | None, coming: RuleView | None
) -> Data:
    """Tell the figure of a place that stands beside the answer, or why there is none."""
    shown = view is not None and not view.withheld
    exceptions = province.exceptions_in_words if province and province.asks else ""
    return name_of(place) | {
        "url": absolute(place.get_absolute_url()),
        "in_words": view.in_words if view else absence_of(place, coming),
        "figure": figure_data(view.headline) if view and shown else None,
        "absence": None if view else absence_of(place, coming),
        "exceptions": exceptions or None,
        "tiers": [f"{line.ages} {line.figure}" for line in view.lines] if view and shown else None,
        "rule_of": name_of(view.policy.region) if view else None,
        "grade": grade_data(view.policy.source) if view else None,
        "freshness": freshness_data(view.freshness) if view else None,
    }


def question_edition(question: Question) -> Data:
    """Return the edition in which the page last changed: its number, and its day if known."""
    edition = of_question(question)
    return {"number": edition.number, "day": iso(edition.day)}
