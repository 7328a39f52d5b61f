"""The questions that search engines may list: every published one."""

import datetime

from django.db.models import Prefetch
from django.utils import timezone

from calculator.rules import RuleView, rules_of
from regions.indexing import last_changed
from regions.models import Claim, Region
from yibao_site.sitemaps import SiteSitemap

from .models import Question


class QuestionSitemap(SiteSitemap):
    """Questions, each with the day on which it or a fact it shows last changed."""

    def items(self) -> list[tuple[Question, datetime.date | None]]:
        """Seven queries, however many questions there are."""
        today = timezone.localdate()
        questions = (
            Question.objects.published()
            .in_order()
            .prefetch_related(
                "sources",
                Prefetch("rule_regions", Region.objects.with_lineage()),
                Prefetch("claims", Claim.objects.published().select_related("source")),
            )
        )
        places = {place.pk: place for q in questions for place in q.rule_regions.all()}
        rules = rules_of(places.values(), today, today)
        return [(question, _day(question, rules, today)) for question in questions]

    def location(self, item):
        return item[0].get_absolute_url()

    def lastmod(self, item):
        return item[1]


def _day(
    question: Question, rules: dict[int, RuleView | None], today: datetime.date
) -> datetime.date | None:
    views = [rules[place.pk] for place in question.rule_regions.all()]
    facts = [view.policy for view in views if view] + list(question.claims.all())
    return last_changed([question, *question.sources.all(), *facts], today)
