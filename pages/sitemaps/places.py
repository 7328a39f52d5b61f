"""The places' pages that search engines may list."""

from calculator.rules import pension_base
from faq.local_answers import answers_in
from faq.models import LocalAnswer
from pages.balance_advice import ways_of
from pages.indexing import Local, is_indexable, last_changed, local
from regions import place_facts
from regions.models import Claim, LookupChannel, RefundPolicy, Region, Statistic
from regions.models.statistic import of_year

from .base import SiteSitemap


class RegionSitemap(SiteSitemap):
    """Places, each with the day on which a fact its page shows last changed.

    Of the ways to look up the balance only those of the place and its province count: one
    that serves the whole nation changes every page and tells nothing about this one. Neither does
    what the page only points to: a province's website, a row in its list, or its claims.
    """

    @staticmethod
    def entries(today):
        """Ten queries, however many places and facts there are."""
        timelines, channels, claims = (
            place_facts.timelines(today),
            place_facts.channels(),
            place_facts.claims(),
        )
        deductions = place_facts.deductions(today)
        statistics = Statistic.objects.by_region()
        answers = _answers_by_region()
        listed = []
        for place in place_facts.all_places():
            timeline = timelines[place.pk]
            policies = [p for p in (timeline.current, timeline.coming) if p]
            answered = [answer.told for answer in answers_in(place, today)]
            facts: list[Local] = [*policies, *channels[place.pk], *claims[place.pk], *answered]
            facts += deductions[place.pk]
            estimate = None if timeline.current else place_facts.estimate_for(place)
            facts += [estimate] if estimate else []
            if is_indexable(facts):
                ended = [timeline.ended] if timeline.ended else []
                figures = [estimate] if estimate else []
                pension = _average_pension(place, timeline.current, statistics)
                # With those that ended: on the day after, the page changed.
                past = [row for p in place.rule_lineage() for row in answers.get(p.pk, [])]
                above = _pointed_to(place, channels[place.pk], claims[place.pk])
                told = [fact for fact in local([*facts, *ended, *past]) if fact not in above]
                shown = [*told, *figures, *pension]
                listed.append((place.get_absolute_url(), last_changed(shown, today)))
        return listed


def _pointed_to(place: Region, channels: list[LookupChannel], claims: list[Claim]) -> list[Local]:
    """What is above ``place`` and told elsewhere: its page has a row or a link that leads there."""
    above: list[Local] = [*ways_of(channels).others, *claims]
    return [fact for fact in above if fact.region_id != place.pk]


def _answers_by_region() -> dict[int, list[LocalAnswer]]:
    """All local answers that are or were shown, by the id of their place. One query."""
    found: dict[int, list[LocalAnswer]] = {}
    for row in LocalAnswer.objects.shown().for_pages():
        found.setdefault(row.region_id, []).append(row)
    return found


def _average_pension(
    place: Region, policy: RefundPolicy | None, statistics: dict[int, list[Statistic]]
) -> list[Statistic]:
    """The average pension that the page names, if there is one."""
    base = pension_base(place, policy)
    pension = of_year(statistics.get(base.place.pk, []), base.year) if base else None
    return [] if pension is None else [pension]
