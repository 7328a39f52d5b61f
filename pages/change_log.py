"""What changed: new standards by their start, and the facts of this site as they were and are."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from calculator.headline import headline_in_words, headline_of
from calculator.rules import RuleView, rule_of
from faq.models import LocalAnswer, Question
from regions.history_records import HistoryRecord, linked, standing_parts
from regions.history_records import links as links_of
from regions.models import (
    Claim,
    Deduction,
    LookupChannel,
    PolicyTier,
    Publication,
    RefundPolicy,
    Statistic,
)
from regions.models.policy import RefundPolicyQuerySet
from regions.models.publication import Publishable
from regions.models.region import LINEAGE
from regions.models.tier import tier_of
from text.dates import add_years
from text.formats import tier_figure, tier_limits

MAX_DAYS = 20
#: A day with more changes is told in numbers.
MAX_NAMED = 12
NEW_FOR_YEARS = 2
#: What the address of a place's page needs.
_LINEAGE = (LINEAGE, "region__successor__parent")
#: Selects of the facts of one kind those to tell of.
Within: TypeAlias = Callable[[QuerySet], QuerySet]


def everything(rows: QuerySet) -> QuerySet:
    """Tell of all facts."""
    return rows


@dataclass(frozen=True)
class Starts:
    """Policies by start: coming ones soonest first, begun ones newest first, else the latest."""

    coming: list[RuleView]
    begun: list[RuleView]
    latest: RuleView | None


def starts(today: datetime.date) -> Starts:
    """Published policies that start after ``today`` or began in the last two years.

    ``latest`` is the newest of the older ones, where none began in that time. Nine queries
    at most, however many policies.
    """
    new = begun(today)
    latest = None
    if not new:
        older = _published().begun(_new_since(today)).exclude(effective_from=None)
        newest = older.newest_first().first()
        latest = RuleView.of(newest, today) if newest else None
    return Starts(coming(today), new, latest)


def begun(today: datetime.date, within: Within = everything) -> list[RuleView]:
    """Published policies that began in the last two years, newest first. Three queries."""
    recent = _published().filter(effective_from__gt=_new_since(today)).begun(today)
    return [RuleView.of(policy, today) for policy in within(recent.newest_first())]


def coming(today: datetime.date, within: Within = everything) -> list[RuleView]:
    """Published policies that start after ``today``, soonest first. Three queries."""
    later = _published().filter(effective_from__gt=today).newest_first()
    return [RuleView.of(policy, today) for policy in within(later)][::-1]


def _published() -> RefundPolicyQuerySet:
    published = RefundPolicy.objects.published().with_facts().with_sources()
    return published.select_related(*_LINEAGE)


def _new_since(today: datetime.date) -> datetime.date:
    return add_years(today, -NEW_FOR_YEARS)


@dataclass(frozen=True)
class Figure:
    """What is credited, before and after, in words; ``ages`` where only that band changed.

    ``old`` is empty where nothing was shown before.
    """

    ages: str
    old: str
    new: str


@dataclass(frozen=True)
class FactChange:
    """One change of a shown fact: its kind, what it is about, the page that shows it or ``""``.

    ``is_new``: nothing was shown before. ``fields`` are the labels of what changed beside the
    figures. ``state`` is what ``row`` has said since ``moment``.
    """

    kind: str
    about: str
    url: str
    is_new: bool
    figures: list[Figure]
    fields: list[str]
    moment: datetime.datetime
    row: Any
    state: HistoryRecord


@dataclass
class Day:
    """The facts saved on one day: how many of each kind, and, where few, what changed.

    ``last`` is the moment of the last saving.
    """

    day: datetime.date
    last: datetime.datetime
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[FactChange] = field(default_factory=list)

    @property
    def named(self) -> bool:
        return self.counts.total() <= MAX_NAMED

    @property
    def in_numbers(self) -> list[str]:
        """How many of each kind: 划入标准 3 条."""
        return [f"{kind} {number} {_UNITS[kind]}" for kind, number in self.counts.items()]


_KINDS: list[tuple[str, str, Callable[[], QuerySet], Callable]] = [
    ("划入标准", "条", _published, attrgetter("region.full_title")),
    (
        "代扣",
        "条",
        lambda: Deduction.objects.shown().select_related(*_LINEAGE),
        lambda row: f"{row.region.full_title}，{row.name}",
    ),
    (
        "查询办法",
        "种",
        lambda: LookupChannel.objects.published().select_related(*_LINEAGE),
        lambda channel: f"{channel.region.full_title}，{channel.name}",
    ),
    (
        "资料里的说法",
        "条",
        lambda: Claim.objects.published().select_related(*_LINEAGE),
        attrgetter("region.full_title"),
    ),
    ("常见问题", "个", Question.objects.published, attrgetter("question")),
    (
        "各地答案",
        "条",
        lambda: LocalAnswer.objects.shown().select_related("question", *_LINEAGE),
        lambda row: f"{row.region.full_title}，{row.question.question}",
    ),
    (
        "平均养老金",
        "条",
        lambda: Statistic.objects.published().select_related(*_LINEAGE),
        lambda row: f"{row.region.full_title}{row.year}年",
    ),
]
_UNITS = {kind: unit for kind, unit, _, _ in _KINDS}
#: What of a fact no page shows.
_PRIVATE = {"staff_note", "order", "synonyms"}


def days(today: datetime.date, within: Within = everything) -> list[Day]:
    """Return the latest days on which published facts were saved, newest first, in Shanghai's time.

    The history is read: each published state is compared with the published state before it.
    The number of queries does not depend on the number of facts.
    """
    found: dict[datetime.date, Day] = {}
    for kind, _, rows, _ in _KINDS:
        by_day = _public_records(within(rows())).values_list("day")
        counted = by_day.annotate(Count("id", distinct=True), Max("history_date"))
        for day, number, last in counted.order_by("-day")[:MAX_DAYS]:
            told = found.setdefault(day, Day(day, last))
            told.counts[kind], told.last = number, max(told.last, last)
    latest = [found[day] for day in sorted(found, reverse=True)[:MAX_DAYS]]
    few = {day.day: day for day in latest if day.named}
    for kind, _, rows, about in _KINDS:
        wanted = [day for day, told in few.items() if told.counts[kind]]
        for row, past in _public_pasts(within(rows()), wanted) if wanted else []:
            hidden = _hides_figures(row, today)
            for moment, old, new in past:
                said = *_difference(old, new, hidden), moment, row, new.record
                change = FactChange(kind, about(row), _url(row), *said)
                day = timezone.localdate(moment)
                if day in wanted and (change.is_new or change.figures or change.fields):
                    few[day].changes.append(change)
    return [day for day in latest if day.changes or not day.named]


def _hides_figures(row: Publishable, today: datetime.date) -> bool:
    """Whether pages show no figure of ``row``, because it is too old or at fault."""
    if isinstance(row, RefundPolicy):
        return RuleView.of(row, today).withheld
    return isinstance(row, Deduction) and row.freshness(today).withheld


# --- The history --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _State:
    """What a fact said after a saving; ``tiers`` are records too."""

    record: HistoryRecord
    tiers: list[HistoryRecord]


#: The moments at which a fact changed for readers, each with what was shown before, and after.
_Past = list[tuple[datetime.datetime, _State | None, _State]]


def _public_records(rows: QuerySet) -> QuerySet:
    """The published states in the history of ``rows``, with the day of each."""
    records = rows.model.history.filter(
        status=Publication.PUBLISHED, id__in=rows.order_by().values("pk")
    )
    return records.order_by().annotate(day=TruncDate("history_date"))


def _public_pasts(
    rows: QuerySet, wanted: list[datetime.date]
) -> Iterator[tuple[Publishable, _Past]]:
    """Those of ``rows`` saved on one of the days, in their order, each with its past."""
    saved = _public_records(rows).filter(day__in=wanted)
    facts = list(rows.filter(pk__in=saved.values("id")))
    keys = [fact.pk for fact in facts]
    history = rows.model.history
    records: dict[int, list[HistoryRecord]] = {key: [] for key in keys}
    links = [links_of(history.model, link) for link in history.model._history_m2m_fields]
    every = history.filter(id__in=keys).order_by("history_date", "history_id")
    if hasattr(rows.model, "source"):
        every = every.select_related("source")
    for record in every.prefetch_related(*links):
        records[record.id].append(record)
    tiers: dict[int, list[HistoryRecord]] = {key: [] for key in keys}
    if rows.model is RefundPolicy:
        parts = PolicyTier.history.filter(policy_id__in=keys)
        for record in parts.order_by("history_date", "history_id"):
            tiers[record.policy_id].append(record)
    for fact in facts:
        yield fact, list(_past(records[fact.pk], tiers[fact.pk]))


def _past(
    records: list[HistoryRecord], tiers: list[HistoryRecord]
) -> Iterator[tuple[datetime.datetime, _State | None, _State]]:
    """The published states in ``records``, oldest first, each with the one shown before it."""
    shown: _State | None = None
    versions = [list(group) for _, group in groupby(records, key=lambda r: r.version)]
    for version, following in zip(versions, [*versions[1:], None], strict=True):
        record = version[-1]  # further records of a version are of its links
        if record.status != Publication.PUBLISHED:
            continue
        until = following[0].history_date if following else None
        standing = sorted(standing_parts(tiers, until), key=attrgetter("min_age"))
        state = _State(record, standing)
        yield version[0].history_date, shown, state
        shown = state


def _difference(
    old: _State | None, new: _State, hidden: bool
) -> tuple[bool, list[Figure], list[str]]:
    """Whether ``new`` is the first, the figures that changed, the labels of all else.

    ``hidden``: the figures must not be told, only that they changed.
    """
    figures = _figures(old, new)
    if old is None:
        return True, [] if hidden else figures, []
    told = _TOLD_BY_FIGURE.get(new.record.instance_type, set()) if figures else set()
    fields = [
        str(column.verbose_name)
        for column in new.record.instance_type.content_fields()
        if column.name not in _PRIVATE | told
        and getattr(old.record, column.attname) != getattr(new.record, column.attname)
    ]
    fields += [
        str(link.verbose_name)
        for link in new.record._history_m2m_fields
        if set(linked(old.record, link)) != set(linked(new.record, link))
    ]
    if hidden and figures:
        return False, [], ["金额", *fields]
    return False, figures, fields


#: The fields that the line of a deduction or a local answer consists of.
_TOLD_BY_FIGURE: dict[type[Publishable], set[str]] = {
    Deduction: {"amount", "period", "percent", "percent_of", "base_name"},
    LocalAnswer: {"statement"},
}


def _figures(old: _State | None, new: _State) -> list[Figure]:
    """What a fact says in a line where that changed; of a policy otherwise the age bands that did.

    Empty for other kinds.
    """
    if new.record.instance_type in _TOLD_BY_FIGURE:
        before, after = (_said(state) if state else "" for state in (old, new))
        return [Figure("", before, after)] if before != after else []
    if new.record.instance_type is not RefundPolicy:
        return []
    after = _in_a_line(new)
    if old is None:
        return [Figure("", "", after)]
    before = _in_a_line(old)
    if before != after:
        return [Figure("", before, after)]
    bands, former = _by_ages(new), _by_ages(old)
    return [
        Figure(ages, former.get(ages, "没有这一档"), bands.get(ages, "没有这一档"))
        for ages in {**bands, **former}
        if former.get(ages) != bands.get(ages)
    ]


def _said(state: _State) -> str:
    row = state.record.instance
    return row.statement if isinstance(row, LocalAnswer) else row.in_words or "数没有查到"


def _in_a_line(state: _State) -> str:
    return headline_in_words(headline_of(rule_of(state.record, state.tiers)))


def _by_ages(state: _State) -> dict[str, str]:
    per = state.record.get_period_display()
    return {
        tier.who: f"{tier_figure(tier, per)}{tier_limits(tier, per)}"
        for tier in map(tier_of, state.tiers)
    }


def _url(row) -> str:
    """The page that shows a fact; empty for what is shown on no page of a place."""
    if isinstance(row, Statistic | Claim):
        page = row.region.page()
        return page.get_absolute_url() if page else ""
    return row.get_absolute_url()
