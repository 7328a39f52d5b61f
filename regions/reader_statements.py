"""Groups what readers report of amounts, and keeps what an editor decides on a group.

A group is a place and an amount. It counts households (``CorrectionReport.counts``), never
letters; what is told of one is what its reports say, and nothing else.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Model
from django.db.models.signals import post_delete, post_save

from .models import CorrectionReport, ReaderStatement
from .models.report import AGE_BAND, LEAST_HOUSEHOLDS

State = ReaderStatement.State
#: A place and an amount.
Key = tuple[int, Decimal]

CHANGED = "刚才来信有变化，请再看一遍这一组，再点一次。"
TOO_FEW = f"满{LEAST_HOUSEHOLDS}户才能显示。"


@dataclass(frozen=True)
class Group:
    """Alike reports of a place: how many households, which months and ages they tell."""

    region_id: int
    amount: Decimal
    households: int
    months: tuple[datetime.date, ...] = ()
    ages: tuple[int, ...] = ()
    reports: tuple[CorrectionReport, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, key: Key, reports: Iterable[CorrectionReport]) -> "Group":
        """Return the group of these reports; ages are empty unless every household told one."""
        rows = tuple(reports)
        counted = [row for row in rows if row.counts and not row.invalid]
        bands = [row.age_from for row in counted if row.age_from is not None]
        return cls(
            *key,
            households=len(counted),
            months=tuple(sorted({row.month_seen for row in counted if row.month_seen})),
            ages=tuple(sorted(set(bands))) if len(bands) == len(counted) else (),
            reports=rows,
        )

    @property
    def is_enough(self) -> bool:
        return self.households >= LEAST_HOUSEHOLDS


def waiting() -> dict[Key, tuple[int, datetime.datetime]]:
    """Return the groups with five households no editor has seen: how many, and the last day.

    One query, and another where there are any.
    """
    counted = CorrectionReport.objects.counted().order_by()
    rows = counted.values_list("region", "amount_seen").annotate(Count("pk"), Max("created_at"))
    enough = rows.filter(pk__count__gte=LEAST_HOUSEHOLDS)
    found = {(region, amount): (number, last) for region, amount, number, last in enough}
    if not found:
        return {}
    seen = {
        # One that fell below five by itself waits for an editor as soon as there are five again.
        (region, amount): households if households >= LEAST_HOUSEHOLDS else 0
        for region, amount, households in ReaderStatement.objects.order_by().values_list(
            "region", "amount", "households"
        )
    }
    return {
        key: told for key, told in found.items() if told[0] - seen.get(key, 0) >= LEAST_HOUSEHOLDS
    }


def decide(
    key: Key, state: str, households: int, by: User, now: datetime.datetime
) -> ReaderStatement:
    """Show or hide a group that was seen with so many ``households``, and keep it.

    Raises ValidationError where it is to be shown and is not the same any more, or too small.
    """
    with transaction.atomic():
        statement = _locked(key) or ReaderStatement(region_id=key[0], amount=key[1])
        reports = CorrectionReport.objects.with_amount()
        group = Group.of(key, reports.filter(region=key[0], amount_seen=key[1]))
        if state == State.SHOWN:  # to hide what one did not see does no harm
            if group.households != households:
                raise ValidationError(CHANGED)
            if not group.is_enough:
                raise ValidationError(TOO_FEW)
        statement.state = state
        _fill(statement, group)
        statement.seen_by, statement.seen_at = by, now
        statement._history_user = by
        statement.save_because(f"{State(state).label}：{group.households} 户")
    return statement


def forget(key: Key, by: User) -> None:
    """Undo every decision on a group: it is as if no editor had seen it."""
    with transaction.atomic():
        if statement := _locked(key):
            statement._history_user = by
            statement._change_reason = "撤回，当作没看过"
            statement.delete()


def recount(key: Key) -> None:
    """Tell no more households than there still are; below five a statement is not shown."""
    with transaction.atomic():
        statement = _locked(key)
        if statement is None or statement.state != State.SHOWN:
            return
        counted = CorrectionReport.objects.counted()
        group = Group.of(key, counted.filter(region=key[0], amount_seen=key[1]))
        if group.households >= statement.households:
            return
        _fill(statement, group)
        if not group.is_enough:
            statement.state = State.HIDDEN
        statement.save_because(f"来信少了，还有 {group.households} 户")


def _fill(statement: ReaderStatement, group: Group) -> None:
    """Tell of a statement what its reports tell."""
    statement.households = group.households
    statement.min_age = group.ages[0] if group.ages else None
    statement.max_age = group.ages[-1] + AGE_BAND - 1 if group.ages else None
    statement.month_from = group.months[0] if group.months else None
    statement.month_to = group.months[-1] if group.months else None


def _locked(key: Key) -> ReaderStatement | None:
    rows = ReaderStatement.objects.select_for_update()
    return rows.filter(region=key[0], amount=key[1]).first()


def connect() -> None:
    """Recount the group of each report that is changed or deleted."""
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=CorrectionReport, dispatch_uid="regions.reader_statements")


def _changed(instance: Model, created: bool = False, **kwargs) -> None:
    if not isinstance(instance, CorrectionReport) or created:
        return  # one more changes nothing that is shown
    if instance.region_id is not None and instance.amount_seen is not None:
        recount((instance.region_id, instance.amount_seen))
