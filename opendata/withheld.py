"""What is too old to be shown: which facts, and whose words beside them repeat their figures."""

import datetime

from calculator.rules import RuleView
from calculator.situation import rules_of_all
from regions.models import Deduction, RefundPolicy


def policies(today: datetime.date) -> dict[int, RefundPolicy]:
    """Return the published policies whose figures no page shows, by id."""
    rows = RefundPolicy.objects.published().with_facts().with_sources()
    return {row.pk: row for row in rows if RuleView.of(row, today).withheld}


def quoted_sources(today: datetime.date) -> set[int]:
    """Return the ids of the sources whose quote may hold a figure that no page shows."""
    deductions = Deduction.objects.shown().select_related("source")
    found = {row.source_id for row in deductions if row.freshness(today).withheld}
    for row in policies(today).values():
        found |= {row.source_id, *(source.pk for source in row.other_sources.all())}
    return found


def places(today: datetime.date) -> set[int]:
    """Return the ids of the places whose rule is not told, so that no words may repeat it."""
    return {pk for pk, view in rules_of_all(today).items() if view is not None and view.withheld}
