"""What is public, to compare a row with."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Max, Min, Value
from django.db.models.functions import Coalesce

from credit.money import MONTHS, to_fen
from desk.watching.words import in_words
from desk.work_items import on_day
from regions.models import (
    Deduction,
    PolicyTier,
    Publication,
    RefundPolicy,
    Region,
    Source,
    Statistic,
)
from regions.models.publication import Publishable
from watch.models import Finding

_MONTH = Value(RefundPolicy.Period.MONTH.value)

#: A figure is doubted from more than so many times another, or less than such a part of it.
FACTOR = 2


def too_far(figure: Decimal, other: Decimal) -> str:
    """Say how far ``figure`` is from ``other``; empty where that is not far."""
    if figure > other * FACTOR:
        return "比它的两倍还多"
    return "不到它的一半" if figure * FACTOR < other else ""


def per_month(amount: Decimal, period: str) -> Decimal:
    """Return an amount stated per ``period``, in yuan a month."""
    return to_fen(amount / MONTHS) if period == RefundPolicy.Period.YEAR else amount


@dataclass(frozen=True)
class Amount:
    """An amount that is public, in yuan a month; ``fact`` is the key of its row."""

    month: Decimal
    place: str
    fact: int


class Published:
    """The public facts that rows are compared with.

    Each thing is read once, when it is first asked for: one of these serves all rows of a sheet,
    as long as nothing is published in between.
    """

    def __init__(self) -> None:
        self._amounts: dict[type[Publishable], list[Amount]] = {}
        self._rules: dict[tuple[int, datetime.date], RefundPolicy | None] = {}
        self._deductions: dict[tuple[int, datetime.date], tuple[Deduction, ...]] = {}

    def changed_text(self, source: int) -> str:
        """Say when the official text of a source changed, and what in it; empty if it did not."""
        return self._changed_texts.get(source, "")

    @cached_property
    def _changed_texts(self) -> dict[int, str]:
        found = Finding.objects.open().filter(kind=Finding.Kind.CHANGED)
        told = list(found.order_by("found_at", "pk").select_related("page"))
        at = {one.page.url: f"{on_day(one.found_at)}，{in_words(one)}" for one in told}
        here = Source.objects.filter(url__in=at).values_list("pk", "url") if at else []
        texts = {pk: at[url] for pk, url in here}
        return texts | {one.page.source_id: at[one.page.url] for one in told if one.page.source_id}

    # The highest and the lowest

    def highest(self, row: Publishable) -> Amount | None:
        """Return the highest public amount of the kind of ``row``, beside its own."""
        return max(self._beside(row), key=lambda amount: amount.month, default=None)

    def lowest(self, row: Publishable) -> Amount | None:
        """Return the lowest public amount of the kind of ``row``, beside its own."""
        return min(self._beside(row), key=lambda amount: amount.month, default=None)

    def _beside(self, row: Publishable) -> Iterable[Amount]:
        kind, own = type(row), (row.pk, row.replaces_id)
        if kind not in self._amounts:
            self._amounts[kind] = _amounts_of(kind)
        return (amount for amount in self._amounts[kind] if amount.fact not in own)

    # What holds somewhere

    def rule(self, region: Region, on: datetime.date) -> RefundPolicy | None:
        """Return the rule that holds in ``region`` on the day ``on``, or None."""
        place = _nearest(region, self._places_with_rules)
        if place is None:
            return None
        if (place.pk, on) not in self._rules:
            self._rules[place.pk, on] = RefundPolicy.objects.resolve(place, on)
        return self._rules[place.pk, on]

    def deduction(self, region: Region, kind: str, on: datetime.date) -> Deduction | None:
        """Return the deduction of this kind that is taken in ``region`` on the day ``on``."""
        place = _nearest(region, self._places_with_deductions)
        if place is None:
            return None
        if (place.pk, on) not in self._deductions:
            found = Deduction.objects.of_each([place], on)
            self._deductions[place.pk, on] = found[place.pk]
        rows = self._deductions[place.pk, on]
        return next((r for r in rows if r.kind == kind and not r.begins_after(on)), None)

    def pension(self, region: Region) -> Decimal | None:
        """Return the newest average pension of ``region``, or of the nearest place above it."""
        place = _nearest(region, self._newest_pensions.keys())
        return None if place is None else self._newest_pensions[place.pk]

    @cached_property
    def _newest_pensions(self) -> dict[int, Decimal]:
        rows = Statistic.objects.published().order_by("year")
        return dict(rows.values_list("region", "average_pension"))

    @cached_property
    def _places_with_rules(self) -> set[int]:
        return set(RefundPolicy.objects.published().values_list("region", flat=True))

    @cached_property
    def _places_with_deductions(self) -> set[int]:
        return set(Deduction.objects.published().values_list("region", flat=True))


def _nearest(region: Region, places: Collection[int]) -> Region | None:
    """Return the nearest place with facts of its own: what holds there holds in ``region``."""
    return next((place for place in region.rule_lineage() if place.pk in places), None)


def _amounts_of(kind: type[Publishable]) -> list[Amount]:
    """Return the public amounts of a kind: what surely arrives or goes off. One query."""
    if kind is RefundPolicy:
        tiers = PolicyTier.objects.filter(policy__status=Publication.PUBLISHED)
        tiers = tiers.annotate(given=Coalesce("amount", "floor")).exclude(given=None).order_by()
        rows = tiers.values_list("policy", "policy__region__name", "policy__period").annotate(
            Max("given"), Min("given")
        )
    elif kind is Deduction:
        deductions = Deduction.objects.published().exclude(amount=None)
        rows = deductions.values_list("pk", "region__name", "period", "amount")
    else:
        pensions = Statistic.objects.published()
        rows = pensions.values_list("pk", "region__name", _MONTH, "average_pension")
    return [
        Amount(per_month(amount, period), place, fact)
        for fact, place, period, *amounts in rows
        for amount in amounts
    ]
