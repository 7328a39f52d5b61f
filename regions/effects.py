"""What publishing a draft would change: asked of the ordinary resolver, as if it were done.

Nothing is worked out a second way: the draft is published for real in a transaction that is
rolled back, and the pages' own rules are asked before and in between.
"""

import contextlib
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from calculator.core import credit
from calculator.rules import Headline, RuleView, Situation, rules_of, situation
from yibao_site.templatetags.yibao import number, percent

from .models import Publication, RefundPolicy, Region
from .models.publication import Publishable
from .publishing import show

#: The ages at which the usual tiers begin or end.
AGES = (60, 69, 70, 74, 75, 80)


@contextlib.contextmanager
def as_published(rows: Iterable[Publishable]) -> Iterator[None]:
    """Inside, ``rows`` are published, drafts too, unchecked; after it nothing has happened.

    Raises IntegrityError where two of them, or one and what is published, exclude each other.
    """
    with transaction.atomic():
        for row in rows:
            held = type(row)._default_manager.get(pk=row.pk)
            if held.status == Publication.DRAFT:
                held.move(Publication.IN_REVIEW)
            show(held)
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class AgeEffect:
    """What arrives a month at an age, before and after; None: no amount can be told."""

    age: int
    old: Decimal | None
    new: Decimal | None


@dataclass(frozen=True)
class PageEffect:
    """A page whose rule changes, with the rule in words before and after."""

    place: Region
    old: str
    new: str


@dataclass(frozen=True)
class Effects:
    """What a policy changes from the day ``on``.

    Percentages are taken of ``pension``, whose origin is told in words; None where no rule
    needs one or none is known.
    """

    on: datetime.date
    pension: Decimal | None
    origin: str
    ages: list[AgeEffect]
    pages: list[PageEffect]


def effects(policy: RefundPolicy, today: datetime.date) -> Effects:
    """What publishing ``policy`` changes from its start, or from today if it began before.

    Raises IntegrityError where it cannot be published beside what is.
    """
    on = max(today, policy.effective_from or today)
    below = Q(pk=policy.region_id) | Q(path__startswith=f"{policy.region.path}/")
    places = list(Region.objects.pages().filter(below).with_lineage().in_tree_order())
    before = rules_of(places, on, today)
    old = situation(policy.region, on, today)
    old_pension = _pension(old)
    with as_published([policy]):
        after = rules_of(places, on, today)
        new = situation(policy.region, on, today)
        new_pension = _pension(new)
    pension, origin = new_pension or old_pension or (None, "")
    return Effects(
        on=on,
        pension=pension,
        origin=origin,
        ages=[
            AgeEffect(age, monthly(old.view, age, pension), monthly(new.view, age, pension))
            for age in AGES
        ],
        pages=[
            PageEffect(place, _headline(before[place.pk]), _headline(after[place.pk]))
            for place in places
            if _told(before[place.pk]) != _told(after[place.pk])
        ],
    )


def _told(view: RuleView | None) -> tuple:
    """What a page tells of a rule: whose it is, its figures and how far it was checked."""
    if view is None:
        return ()
    return (view.policy.pk, view.lines, view.policy.effective_from, view.policy.source.confidence)


def _headline(view: RuleView | None) -> str:
    """What a page says of a rule."""
    return "需核实，不显示数字" if view is not None and view.withheld else in_words(view)


def _pension(known: Situation) -> tuple[Decimal, str] | None:
    """The average pension to show a percentage with, and where it comes from.

    The one that the pages use, else that of the first worked example; None where the rule is
    no percentage, or there is neither.
    """
    if known.view is None or known.policy is None or not known.view.rule.needs_base:
        return None
    if known.statistic is not None:
        return known.statistic.average_pension, f"收录的{known.statistic}数字"
    example = known.policy.examples.exclude(average_pension=None).first()
    if example is None or example.average_pension is None:
        return None
    return example.average_pension, "算例里假设的数"


def monthly(view: RuleView | None, age: int, pension: Decimal | None) -> Decimal | None:
    """What arrives a month by a rule; None where there is none, or none to tell."""
    if view is None or view.withheld:
        return None
    try:
        return credit.credit_for(view.rule, age, pension).month
    except (credit.BaseNeeded, LookupError):
        return None


def in_words(view: RuleView | None) -> str:
    """A rule in a line: 每月 90 元, 人均养老金的 2.8%."""
    if view is None:
        return "没有标准"
    return headline_in_words(view.headline)


def headline_in_words(headline: Headline | None) -> str:
    if headline is None:
        return "年龄档有错"
    if headline.is_rate:
        return f"{headline.lead} {percent(headline.figure)}{headline.unit}"
    return f"{headline.lead} {number(headline.figure)} {headline.unit}"
