"""Find out what publishing a draft would change.

The draft is really published in a transaction that is rolled back. The pages' own functions are
called before and during it, so no rule is worked out a second way.
"""

import contextlib
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from calculator.headline import Headline, headline_in_words
from calculator.province import Province, province_of
from calculator.rules import RuleView, pension_base
from calculator.situation import Situation, estimate_range, rules_of, situation_of
from credit.credit import credit_for, credit_of
from credit.rule import Case
from faq.models import Question
from regions.models import Publication, RefundPolicy, Region, Statistic
from regions.models.publication import Publishable
from text.formats import yuan

from .publishing import apply

#: The ages at which the usual tiers begin or end.
AGES = (60, 69, 70, 74, 75, 80)


@contextlib.contextmanager
def as_published(rows: Iterable[Publishable]) -> Iterator[None]:
    """Publish ``rows`` without checks inside the ``with`` block, and undo it when the block ends.

    Drafts are published too. Raises IntegrityError where two of ``rows``, or one of them and a
    published row, exclude each other.
    """
    with transaction.atomic():
        for row in rows:
            held = type(row)._default_manager.get(pk=row.pk)
            if held.status == Publication.DRAFT:
                held.move(Publication.IN_REVIEW)
            apply(held)
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class AgeEffect:
    """The monthly credit in yuan at one age, before and after; None where it is not known."""

    age: int
    old: Decimal | None
    new: Decimal | None


@dataclass(frozen=True)
class PageEffect:
    """A page that will state its rule differently: the words before and after."""

    place: Region
    old: str
    new: str


@dataclass(frozen=True)
class Effects:
    """What a draft changes from the day ``on``.

    ``ages`` are the amounts at the draft's own place; for an average pension the list is empty
    unless one of them changes. ``pension`` is the base of percentages and ``origin`` says in
    words where it comes from; it is None where no rule needs one, none is known, or the draft is
    itself an average pension. ``questions`` are those that print a rule which changes.
    """

    on: datetime.date
    pension: Decimal | None
    origin: str
    ages: list[AgeEffect]
    pages: list[PageEffect]
    questions: list[Question]


def effects(row: RefundPolicy | Statistic, today: datetime.date) -> Effects:
    """Return what publishing ``row`` changes, from its start or, if that is past, from today.

    Raises IntegrityError where a published row excludes it.
    """
    start = row.effective_from if isinstance(row, RefundPolicy) else None
    on = max(today, start or today)
    places = _places_affected(row, on, today)
    before = _statements(row, places, on, today)
    old = situation_of(row.region, on, today)
    old_pension = _pension(old)
    with as_published([row]):
        after = _statements(row, places, on, today)
        new = situation_of(row.region, on, today)
        new_pension = _pension(new)
    changed = [place for place in places if before[place.pk].what != after[place.pk].what]
    pages = [
        PageEffect(place, before[place.pk].words, after[place.pk].words)
        for place in changed
        if place.has_page and not place.ended_on
    ]
    if isinstance(row, Statistic):
        ages = _ages(old, _stored(old), new, _stored(new))
        if all(effect.old == effect.new for effect in ages):
            ages = []
        return Effects(on, None, "", ages, pages, [])
    pension, origin = new_pension or old_pension or (None, "")
    asked = Question.objects.published().filter(rule_regions__in=changed).distinct().in_order()
    return Effects(on, pension, origin, _ages(old, pension, new, pension), pages, list(asked))


def _places_affected(
    row: RefundPolicy | Statistic, on: datetime.date, today: datetime.date
) -> list[Region]:
    """Return the places whose pages or questions may change once ``row`` is published.

    Where a draft copy moves a rule to another place, the former place is included.
    """
    owners = {row.region_id, getattr(row.replaces, "region_id", row.region_id)}
    if isinstance(row, Statistic):
        places = list(Region.objects.pages().with_lineage().in_tree_order())
        rules = rules_of(places, on, today)
        held = {pk: view.policy if view else None for pk, view in rules.items()}
        bases = {place: pension_base(place, held[place.pk]) for place in places}
        return [place for place, base in bases.items() if base and base.place.pk in owners]
    below = Q(pk__in=owners)
    for above in ("parent", "parent__parent", "parent__parent__parent"):
        below |= Q(**{f"{above}__in": owners})
    asked = Question.objects.published().filter(rule_regions__isnull=False).values("rule_regions")
    # What a province says of its places changes with theirs.
    for path in ("parent", "parent__parent"):
        above = Region.objects.filter(pk__in=owners).values(path)
        below |= Q(pk__in=above, level=Region.Level.PROVINCE)
    shown = Q(pk__in=Region.objects.pages().values("pk")) | Q(pk__in=asked)
    return list(Region.objects.filter(below, shown).with_lineage().in_tree_order())


@dataclass(frozen=True)
class PageStatement:
    """What a page states of a place: ``what`` is compared, ``words`` are shown."""

    what: tuple
    words: str


def _statements(
    row: RefundPolicy | Statistic, places: list[Region], on: datetime.date, today: datetime.date
) -> dict[int, PageStatement]:
    """Return what is stated of each of ``places`` and may change with ``row``, by region id."""
    if isinstance(row, Statistic):
        sums = {place.pk: _result_in_words(situation_of(place, on, today)) for place in places}
        return {pk: PageStatement((words,), words) for pk, words in sums.items()}
    rules = rules_of(places, on, today)
    said = {pk: PageStatement(_statement_key(view), _headline(view)) for pk, view in rules.items()}
    provinces = (province_of(place, on, today) for place in places)
    return said | {p.region.pk: _of_province(p) for p in provinces if p is not None and p.asks}


def _of_province(province: Province) -> PageStatement:
    """Return what the page of a province states that has no one rule for all its places."""
    rows = tuple((row.place.pk, _statement_key(row.view)) for row in province.exceptions)
    words = province.in_words if province.differs else _headline(province.view)
    return PageStatement(
        (province.kind, _statement_key(province.view), rows),
        f"{words}。{province.exceptions_in_words}",
    )


def _ages(
    old: Situation, old_pension: Decimal | None, new: Situation, new_pension: Decimal | None
) -> list[AgeEffect]:
    return [
        AgeEffect(age, monthly(old.view, age, old_pension), monthly(new.view, age, new_pension))
        for age in AGES
    ]


def _stored(known: Situation) -> Decimal | None:
    """The average pension that the pages of a place use."""
    return known.statistic.average_pension if known.statistic else None


def _result_in_words(known: Situation) -> str:
    """Return in words the amount the calculator gives for a place's average pension."""
    pension = _stored(known)
    if known.view is None:
        if pension is None or known.estimate is None:
            return "没有标准，估不出来"
        low, high = estimate_range(known.estimate, pension)
        return f"估每月 {yuan(low)} 到 {yuan(high)}"
    if known.withheld or not known.view.rule.needs_average:
        return _headline(known.view)
    if pension is None:
        return f"{_headline(known.view)}，没有平均养老金"
    rule = known.view.rule
    case = Case(average_pension=pension)
    rated = [tier for tier in rule.tiers if tier.percent is not None]
    months = [credit_of(tier, rule.period, case).month for tier in rated]
    if not months:
        return _headline(known.view)
    return Headline("每月", min(months), False, max(months) > min(months)).in_words


def _statement_key(view: RuleView | None) -> tuple:
    """Return what identifies a shown rule: policy, figures, start and its source's confidence."""
    if view is None:
        return ()
    return (view.policy.pk, view.lines, view.policy.effective_from, view.policy.source.confidence)


def _headline(view: RuleView | None) -> str:
    """What a page says of a rule."""
    return "需核实，不显示数字" if view is not None and view.withheld else in_words(view)


def _pension(known: Situation) -> tuple[Decimal, str] | None:
    """Return the average pension for showing a percentage in yuan, and its origin in words.

    It is the one that the pages use, else that of the first worked example; None where the rule
    is not a percentage or there is neither.
    """
    if known.view is None or known.policy is None or not known.view.rule.needs_average:
        return None
    if known.statistic is not None:
        return known.statistic.average_pension, f"收录的{known.statistic}数字"
    example = known.policy.examples.exclude(average_pension=None).first()
    if example is None or example.average_pension is None:
        return None
    return example.average_pension, "算例里假设的数"


def monthly(view: RuleView | None, age: int, pension: Decimal | None) -> Decimal | None:
    """Return the monthly credit by a rule in yuan; None where no rule or no amount is shown."""
    if view is None or view.withheld:
        return None
    try:
        taken = [deduction.as_computed for deduction in view.deductions]
        return credit_for(view.rule, Case(age, pension), taken).month
    except (ValueError, LookupError):
        return None


def in_words(view: RuleView | None) -> str:
    """Return a rule as one line: 每月 90 元, 人均养老金的 2.8%."""
    if view is None:
        return "没有标准"
    return headline_in_words(view.headline)
