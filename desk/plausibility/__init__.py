"""Doubts: what is allowed in a fact but rarely right, said to the editor and to the reviewer.

Nothing is refused here. Who publishes a fact answers each doubt of it (``desk.publishing``).
"""

import datetime
from collections.abc import Iterator

from faq.models import LocalAnswer
from regions.models import Deduction, Estimate, RefundPolicy, Statistic
from regions.models.publication import Publishable

from .any_fact import of_a_merged_place
from .deductions import of_deduction
from .local_answers import of_local_answer
from .official_texts import of_a_changed_text
from .pensions import of_estimate, of_statistic
from .published import Published
from .rules import of_policy

__all__ = ["Published", "doubts"]


def doubts(
    row: Publishable, today: datetime.date, published: Published | None = None
) -> Iterator[str]:
    """Yield a sentence for each thing in ``row`` that deserves a second look.

    Who asks about many rows in a transaction passes one ``published`` for all of them.
    """
    yield from of_a_merged_place(row)
    public = published or Published()
    yield from of_a_changed_text(row, public)
    if isinstance(row, RefundPolicy):
        yield from of_policy(row, today, public)
    elif isinstance(row, Deduction):
        yield from of_deduction(row, today, public)
    elif isinstance(row, Statistic):
        yield from of_statistic(row, today, public)
    elif isinstance(row, Estimate):
        yield from of_estimate(row)
    elif isinstance(row, LocalAnswer):
        yield from of_local_answer(row, today)
