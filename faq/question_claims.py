"""What sources say that stands beside an answer, and whether our own figures are withheld there."""

import datetime
from collections.abc import Mapping

from calculator.rules import RuleView
from calculator.situation import rules_of_all
from regions.models import Claim, Region

from .models import Question


def claims_beside(
    question: Question, rules: Mapping[int, RuleView | None], today: datetime.date
) -> list[tuple[Claim, bool]]:
    """Return the claims, each with whether the figures are withheld that its words may repeat.

    ``rules`` are those that stand beside the answer, by region id. One query.
    """
    found = []
    for claim in question.claims.published().select_related("source", "region"):
        shown = list(rules.values())
        if claim.region.level != Region.Level.NATION:
            shown = [rules_of_all(today).get(claim.region_id)]
        found.append((claim, bool(shown) and all(view and view.withheld for view in shown)))
    return found
