"""The questions that search engines may list: every published one."""

import datetime

from django.db.models import Prefetch

from calculator.rules import RuleView
from calculator.situation import rules_of
from faq.models import LocalAnswer, Question
from pages.indexing import last_changed
from regions.models import Claim, Region

from .base import SiteSitemap


class QuestionSitemap(SiteSitemap):
    """Questions, each with the day on which it or a fact it shows last changed."""

    @staticmethod
    def entries(today):
        """Eight queries, however many questions there are."""
        questions = (
            Question.objects.published()
            .in_order()
            .prefetch_related(
                "sources",
                Prefetch("rule_regions", Region.objects.with_lineage()),
                Prefetch("local_answers", LocalAnswer.objects.shown().select_related("source")),
                Prefetch("claims", Claim.objects.published().select_related("source")),
            )
        )
        places = {place.pk: place for q in questions for place in q.rule_regions.all()}
        rules = rules_of(places.values(), today, today)
        return [(q.get_absolute_url(), _day(q, rules, today)) for q in questions]


def _day(
    question: Question, rules: dict[int, RuleView | None], today: datetime.date
) -> datetime.date | None:
    views = [rules[place.pk] for place in question.rule_regions.all()]
    facts = [view.policy for view in views if view]
    told = [*question.claims.all(), *question.local_answers.all()]
    return last_changed([question, *question.sources.all(), *facts, *told], today)
