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

from calculator.deductions import DeductionView, deduction_views
from calculator.headline import Headline, headline_in_words
from calculator.province import Province, province_of
from calculator.rules import RuleView, pension_base
from calculator.situation import Situation, estimate_range, rules_of, situation_of
from credit.credit import credit_of
from credit.rule import Case
from faq.models import Question
from regions.models import Deduction, Estimate, Publication, RefundPolicy, Region, Statistic
from regions.models.publication import Publishable
from text.formats import percent, yuan

from .amounts import AgeEffect, age_effects
from .publishing import apply

#: The facts whose publication changes what pages say of the credit.
Effective = RefundPolicy | Deduction | Statistic | Estimate


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
class PageEffect:
    """A page that will state its rule differently: the words before and after."""

    place: Region
    old: str
    new: str


@dataclass(frozen=True)
class Effects:
    """What a draft changes from the day ``on``.

    ``ages`` are the amounts at the draft's own place; the list is empty where none is known, and
    for an average pension unless one of them changes. ``pension`` is the base of percentages and
    ``origin`` says in words where it comes from; it is None where no rule needs one, none is
    known, or the draft is itself an average pension. ``own_pension`` is that of the first worked
    example which has one. ``questions`` are those that print a rule which changes.
    """

    on: datetime.date
    pension: Decimal | None
    origin: str
    own_pension: Decimal | None
    ages: list[AgeEffect]
    pages: list[PageEffect]
    questions: list[Question]


def effects(row: Effective, today: datetime.date) -> Effects:
    """Return what publishing ``row`` changes, from its start or, if that is past, from today.

    Raises IntegrityError where a published row excludes it.
    """
    start = row.effective_from if isinstance(row, RefundPolicy | Deduction) else None
    on = max(today, start or today)
    places = _places_affected(row, on, today)
    before = _statements(row, places, on, today)
    old = situation_of(row.region, on, today)
    old_pensions = _pensions(old)
    with as_published([row]):
        after = _statements(row, places, on, today)
        new = situation_of(row.region, on, today)
        new_pensions = _pensions(new)
    changed = [place for place in places if before[place.pk].what != after[place.pk].what]
    pages = [
        PageEffect(place, before[place.pk].words, after[place.pk].words)
        for place in changed
        if place.has_page and not place.ended_on
    ]
    if isinstance(row, Statistic):
        ages = age_effects(old.view, Case(None, _stored(old)), new.view, Case(None, _stored(new)))
        if all(effect.old == effect.new for effect in ages):
            ages = []
        return Effects(on, None, "", None, ages, pages, [])
    known = _Pensions.of(new_pensions, old_pensions)
    case = Case(None, known.average, known.own)
    ages = age_effects(old.view, case, new.view, case)
    if isinstance(row, Estimate) or (isinstance(row, Deduction) and _unknown(ages)):
        ages = []
    asked = Question.objects.published().filter(rule_regions__in=changed).distinct().in_order()
    return Effects(on, known.average, known.origin, known.own, ages, pages, list(asked))


def _unknown(ages: list[AgeEffect]) -> bool:
    return all(effect.old is None and effect.new is None for effect in ages)


def _places_affected(row: Effective, on: datetime.date, today: datetime.date) -> list[Region]:
    """Return the places whose pages or questions may change once ``row`` is published.

    Where a draft copy moves a fact to another place, the former place is included.
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
    row: Effective, places: list[Region], on: datetime.date, today: datetime.date
) -> dict[int, PageStatement]:
    """Return what is stated of each of ``places`` and may change with ``row``, by region id."""
    if isinstance(row, Statistic | Estimate):
        say = _result_in_words if isinstance(row, Statistic) else _estimate_in_words
        sums = {place.pk: say(situation_of(place, on, today)) for place in places}
        return {pk: PageStatement((words,), words) for pk, words in sums.items()}
    rules = rules_of(places, on, today)
    if isinstance(row, Deduction):
        told = {
            pk: deduction_views(rows, on, today)
            for pk, rows in Deduction.objects.of_each(places, on).items()
        }
        return {pk: _with_deductions(view, told[pk]) for pk, view in rules.items()}
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


def _with_deductions(view: RuleView | None, told: tuple[DeductionView, ...]) -> PageStatement:
    """Return what a page says of its rule and of what goes off."""
    said = "；".join(map(_deduction_in_words, told))
    what = tuple((one.in_words, one.since, *one.remarks) for one in told)
    lead = "" if view is None else f"{_headline(view)}，"
    return PageStatement((*_statement_key(view), *what), f"{lead}{said or '没有代扣'}")


def _deduction_in_words(view: DeductionView) -> str:
    """Return a deduction with what decides whether it lowers what arrives."""
    more = [f"只扣{view.row.for_whom}的"] if view.row.for_whom else []
    if view.coming:
        more.append(view.since)
    elif not view.subtracts:
        more.append("只说明，不减")
    return f"{view.in_words}（{'，'.join(more)}）" if more else view.in_words


def _estimate_in_words(known: Situation) -> str:
    """Return in words what is estimated in a place, or why nothing is."""
    if known.view is not None:
        return _headline(known.view)
    if known.no_estimate is not None:
        return f"不估：{known.no_estimate.reason}"
    low = known.estimate.low_percent if known.estimate else None
    high = known.estimate.high_percent if known.estimate else None
    if low is None or high is None:
        return "没有标准，估不出来"
    share = f"估人均养老金的 {percent(low)} 到 {percent(high)}"
    return share if _stored(known) is None else f"{share}，{_result_in_words(known)}"


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


@dataclass(frozen=True)
class _Pensions:
    """The pensions that amounts are shown with: the average one and its origin, and one's own."""

    average: Decimal | None = None
    origin: str = ""
    own: Decimal | None = None

    @classmethod
    def of(cls, first: "_Pensions", second: "_Pensions") -> "_Pensions":
        """Take each from ``first``, or from ``second`` where ``first`` has none."""
        average = first if first.average is not None else second
        own = first.own if first.own is not None else second.own
        return cls(average.average, average.origin, own)


def _pensions(known: Situation) -> _Pensions:
    """Return the pensions for showing percentages of a rule in yuan, as far as it needs them.

    The average one is that which the pages use, else that of the first worked example.
    """
    if known.view is None or known.policy is None:
        return _Pensions()
    rule, examples = known.view.rule, known.policy.examples
    own = examples.exclude(own_pension=None).first() if rule.needs_own else None
    mine = own.own_pension if own is not None else None
    if not rule.needs_average:
        return _Pensions(own=mine)
    if known.statistic is not None:
        origin = f"收录的{known.statistic}数字"
        return _Pensions(known.statistic.average_pension, origin, mine)
    example = examples.exclude(average_pension=None).first()
    if example is None:
        return _Pensions(own=mine)
    return _Pensions(example.average_pension, "算例里假设的数", mine)


def in_words(view: RuleView | None) -> str:
    """Return a rule as one line: 每月 90 元, 人均养老金的 2.8%."""
    if view is None:
        return "没有标准"
    return headline_in_words(view.headline)
