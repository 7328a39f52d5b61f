"""Until when a page may show its figures, as a phone that keeps a copy has to know.

A page of ours is made again each day, and what it shows depends on the day. A copy on a phone
(``static/js/offline/worker.js``) has the day in ``data-until``. A place's page lists the figures
of its province too: they all count.
"""

import datetime
from collections.abc import Iterable

from caching.memo import memoised_per_revision
from regions import place_facts
from regions.models import Deduction, Region

from .rules import RuleView
from .situation import rules_of_all
from .standing import next_rules

_DAY = datetime.timedelta(days=1)


def holds_until(region: Region, today: datetime.date) -> str:
    """Return the last day on which all figures of the page of ``region`` may be shown, ISO 8601.

    After it one of them is 需核实, another rule holds, a source says nothing more, or something
    else goes off. Empty if no such day is known.
    """
    return _province_holds_until(place_facts.province_in(region.path), today)


@memoised_per_revision(2 * 31)
def _province_holds_until(slug: str, today: datetime.date) -> str:
    return _of(place_facts.places(slug).values(), today)


@memoised_per_revision(place_facts.KEPT)
def all_hold_until(today: datetime.date) -> str:
    """Return the same for the figures of all places."""
    return _of(place_facts.all_places(), today)


def rules_hold_until(views: Iterable[RuleView | None], today: datetime.date) -> str:
    """Return the same for a page that shows a few rules and nothing that goes off."""
    return _first([end for view in views if view for end in _ends(view)], today)


def _of(places: Iterable[Region], today: datetime.date) -> str:
    rules, coming, off = rules_of_all(today), next_rules(today), place_facts.deductions(today)
    last: list[datetime.date | None] = []
    for place in places:
        if (view := rules[place.pk]) is not None:
            last += _ends(view)
        if (following := coming.get(place.pk)) is not None:
            last.append(_before(following.policy.effective_from))
        last += [end for row in off[place.pk] for end in _ends_of(row, today)]
    return _first(last, today)


def _ends(view: RuleView) -> list[datetime.date | None]:
    return [view.freshness.shown_until, view.policy.stated_until, view.policy.ended_on]


def _ends_of(row: Deduction, today: datetime.date) -> list[datetime.date | None]:
    return [row.freshness(today).shown_until, row.ended_on, _before(row.effective_from)]


def _before(start: datetime.date | None) -> datetime.date | None:
    return start - _DAY if start and start > datetime.date.min else None


def _first(days: Iterable[datetime.date | None], today: datetime.date) -> str:
    return min((day.isoformat() for day in days if day and day >= today), default="")
