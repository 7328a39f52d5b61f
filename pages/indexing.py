"""What search engines may list of the places' pages, and since when a page shows what it shows."""

import datetime
from collections.abc import Iterable, Iterator

from django.utils import timezone

from faq.models import LocalAnswer
from regions.models import Claim, Deduction, Estimate, LookupChannel, RefundPolicy, Region
from regions.models.publication import Changing

#: What may be a place's own, or its province's.
Local = RefundPolicy | LookupChannel | Claim | Deduction | Estimate | LocalAnswer


def local(facts: Iterable[Local]) -> list[Local]:
    """Return those of ``facts`` that belong to the place or its province, not to the nation."""
    return [fact for fact in facts if fact.region.level > Region.Level.NATION]


def is_indexable(facts: Iterable[Local]) -> bool:
    """Whether a place's page that shows ``facts`` may be listed (product.md, section 5).

    What holds for the whole nation makes no page worth finding.
    """
    return bool(local(facts))


def last_changed(facts: Iterable[Changing], today: datetime.date) -> datetime.date | None:
    """Return the last day up to ``today`` on which ``facts`` changed a page; None without facts.

    A page changes when a fact or one of its sources is saved, when a dated fact begins, on the
    day after it ends, and on the day after the last day that its sources state.
    """
    days = [day for fact in facts for day in _days(fact) if day <= today]
    return max(days, default=None)


def _days(fact: Changing) -> Iterator[datetime.date]:
    yield timezone.localdate(fact.changed_at)
    last_days: list[datetime.date | None] = []
    if isinstance(fact, RefundPolicy | Deduction | LocalAnswer):
        if fact.effective_from is not None:
            yield fact.effective_from
        last_days.append(fact.ended_on)
    if isinstance(fact, RefundPolicy):
        last_days.append(fact.stated_until)
        sources = fact.sources
    else:
        sources = [fact.source] if hasattr(fact, "source") else []
    for last in last_days:
        if last is not None and last < datetime.date.max:  # of the very last no day follows
            yield last + datetime.timedelta(days=1)
    yield from (timezone.localdate(source.changed_at) for source in sources)
