"""What is known of the figure of a place, and in which words its absence is told.

The only place that decides it: for the place's page, the lists, the counts, the search and the
editors' work list. A place without a rule today may have one that only begins: then it is not
“没查到”, and what begins is called a document only if somebody saw one.
"""

import datetime
from collections.abc import Mapping
from enum import Enum

from regions import place_facts
from regions.models import Estimate, Region, Source, Timeline
from text.formats import day

from .rules import RuleView

#: What is said of a place where nothing can be estimated, in place of a figure.
OWN_AMOUNT = "这里按您自己以前的数打，查一次到账就知道"
OWN_PENSION = "按您自己的养老金打，比例没有查到；查一次到账就知道"
EITHER_OWN = "按您自己以前的数，或者自己的养老金打；查一次到账就知道"
NO_ESTIMATE = "这里的数估不出来，查一次到账就知道"


class Standing(Enum):
    """What is known of the figure of a place on a day."""

    OWN = "own"  # a rule of its own
    INHERITED = "inherited"  # that of a place above
    PERSONAL = "personal"  # none: everybody's own amount goes on
    COMING = "coming"  # none yet: the next rule is known
    UNKNOWN = "unknown"


def standing_of(place: Region, view: RuleView | None, coming: RuleView | None) -> Standing:
    """Return what is known of ``place``, whose rule is ``view`` and whose next one ``coming``."""
    if view is not None:
        return Standing.OWN if view.policy.region_id == place.pk else Standing.INHERITED
    if goes_by_own_amount(place):
        return Standing.PERSONAL
    return Standing.UNKNOWN if coming is None else Standing.COMING


def has_document(view: RuleView | None) -> bool:
    """Whether somebody saw the words of the document that a rule rests on."""
    return view is not None and view.policy.source.confidence in Source.DOCUMENTS


def lacks_document(place: Region, view: RuleView | None, coming: RuleView | None) -> bool:
    """Whether the document is wanted that would state the figure of ``place``.

    A figure in use needs its own, whatever comes; where there is none, that of the next rule
    will do.
    """
    if view is None:
        return not has_document(coming)
    return view.policy.region_id == place.pk and not has_document(view)


def start_of(coming: RuleView) -> str:
    """Return the day from which a coming rule holds: 2027年1月1日."""
    return day(coming.policy.effective_from or datetime.date.max)


def promise_of(place: Region, coming: RuleView, named: bool = False) -> str:
    """Say from when the next rule holds: 已有文件，2027年1月1日起执行.

    Whose it is stands before it where it is ``named`` or not the place's own.
    """
    whose = coming.policy.region
    name = whose.short_name if named or whose.pk != place.pk else ""
    if has_document(coming):
        return f"{name}已有文件，{start_of(coming)}起执行"
    return f"资料说{name or ' '}{start_of(coming)}起有新标准，没见到文件"


def next_rule(place: Region, today: datetime.date) -> RuleView | None:
    """Return the next rule of a place with a page, or None."""
    timeline = place_facts.timelines(today).get(place.pk)
    return RuleView.of(timeline.coming, today) if timeline and timeline.coming else None


def next_rules(today: datetime.date) -> dict[int, RuleView]:
    """Return the next rule of each place with a page that has one, by region id."""
    return next_in(place_facts.timelines(today), today)


def next_in(timelines: Mapping[int, Timeline], today: datetime.date) -> dict[int, RuleView]:
    """View the next rules in ``timelines``, by region id; places without one are left out."""
    views: dict[int, RuleView] = {}
    found: dict[int, RuleView] = {}
    for pk, timeline in timelines.items():
        if (policy := timeline.coming) is not None:
            if policy.pk not in views:  # a province's is the next one of many places
                views[policy.pk] = RuleView.of(policy, today)
            found[pk] = views[policy.pk]
    return found


def absence_of(place: Region, coming: RuleView | None) -> str:
    """Say in a few words why a list shows no figure for a place without a rule."""
    promise = promise_of(place, coming) if coming is not None else ""
    nearest = place_facts.estimate_for(place)
    if nearest is not None and nearest.own_amount:
        return "；".join(filter(None, [own_words(nearest)[1], promise]))
    return promise or "还没查到"


def own_words(row: Estimate) -> tuple[str, str]:
    """Why nothing is estimated, as a sentence and in a few words."""
    if not row.own_amount:
        return NO_ESTIMATE, "查一次到账就知道"
    return {
        Estimate.OwnBy.BEFORE: (OWN_AMOUNT, "看您自己以前的数"),
        Estimate.OwnBy.PENSION: (OWN_PENSION, "看您自己的养老金"),
        Estimate.OwnBy.EITHER: (EITHER_OWN, "看您自己的数"),
    }[Estimate.OwnBy(row.own_by)]


def goes_by_own_amount(region: Region) -> bool:
    """Whether nothing can be estimated in a place, because it goes by everybody's own amount."""
    nearest = place_facts.estimate_for(region)
    return nearest is not None and nearest.own_amount
