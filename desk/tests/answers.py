"""Answers to every doubt about a row, as a reviewer gives them."""

import datetime

from desk.admin.mixins.answers import Answers
from desk.plausibility import doubts

REASON = "对过原文，没有错。"


def reasons_for(row, today: datetime.date) -> dict[str, str]:
    """A reason for each doubt about ``row``, by its sentence."""
    return dict.fromkeys(doubts(type(row).objects.get(pk=row.pk), today), REASON)


def ticked(row, today: datetime.date, reason=REASON) -> dict[str, str]:
    """What the review page posts where each doubt about ``row`` is ticked and has ``reason``."""
    asked = Answers.to(doubts(type(row).objects.get(pk=row.pk), today), {}).asked
    ticks = {f"doubt-{one.key}": "1" for one in asked}
    return ticks | {f"reason-{one.key}": reason for one in asked}
