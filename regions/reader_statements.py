"""Groups what readers report of amounts, and keeps what an editor decides on a group.

A group is a place and an amount. Of one household and day only one letter counts
(``CorrectionReport.counts``); what is told of a group is what its letters say, and nothing else.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from .models import CorrectionReport, ReaderStatement
from .models.report import AGE_BAND, LEAST_LETTERS

State = ReaderStatement.State
#: A place and an amount.
Key = tuple[int, Decimal]
#: Letters about one month that came within so many days count together.
WINDOW = datetime.timedelta(days=31)

CHANGED = "刚才来信有变化，请再看一遍这一组，再点一次。"
TOO_FEW = f"满{LEAST_LETTERS}封才能显示。"


@dataclass(frozen=True)
class Group:
    """Alike reports of a place, and those of them that count together.

    Nobody knows who wrote on another day, so one who writes every month must not make five:
    ``counted`` are about the same month, or all about none, and came within ``WINDOW``.
    """

    region_id: int
    amount: Decimal
    counted: tuple[CorrectionReport, ...] = field(default=(), repr=False)
    reports: tuple[CorrectionReport, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, key: Key, reports: Iterable[CorrectionReport]) -> "Group":
        rows = tuple(reports)
        return cls(*key, counted=_together(rows), reports=rows)

    @property
    def letters(self) -> int:
        return len(self.counted)

    @property
    def month(self) -> datetime.date | None:
        """The month they are about; None where they name none."""
        return self.counted[0].month_seen if self.counted else None

    @property
    def ages(self) -> tuple[int, ...]:
        """The age bands they tell; empty unless every letter tells one."""
        bands = [row.age_from for row in self.counted if row.age_from is not None]
        return tuple(sorted(set(bands))) if len(bands) == len(self.counted) else ()

    @property
    def days(self) -> Counter[datetime.date]:
        """How many came on which day. On one day each is of another household."""
        return Counter(timezone.localdate(row.created_at) for row in self.counted)

    @property
    def is_enough(self) -> bool:
        return self.letters >= LEAST_LETTERS

    @property
    def token(self) -> str:
        """What tells whether it is still as an editor saw it."""
        return f"{self.letters}-{self.month or ''}"


def _together(reports: Iterable[CorrectionReport]) -> tuple[CorrectionReport, ...]:
    """Return the most letters about one month within ``WINDOW``, of equal ones the latest."""
    by_month: dict[datetime.date | None, list[CorrectionReport]] = defaultdict(list)
    for row in sorted(reports, key=lambda row: row.created_at):
        if row.counts and not row.invalid:
            by_month[row.month_seen].append(row)
    best: tuple[CorrectionReport, ...] = ()
    for rows in by_month.values():
        first = 0
        for last, row in enumerate(rows):
            while row.created_at - rows[first].created_at > WINDOW:
                first += 1
            if (last - first + 1, row.created_at) >= (len(best), _latest(best)):
                best = tuple(rows[first : last + 1])
    return best


def _latest(rows: tuple[CorrectionReport, ...]) -> datetime.datetime:
    return rows[-1].created_at if rows else datetime.datetime.min.replace(tzinfo=datetime.UTC)


def waiting() -> dict[Key, tuple[int, datetime.datetime]]:
    """Return the groups with five letters no editor has seen: how many, and the last day.

    One query, and two more where there are any.
    """
    counted = CorrectionReport.objects.counted().order_by()
    rows = counted.values_list("region", "amount_seen", "month_seen").annotate(Count("pk"))
    keys = {(region, amount) for region, amount, *_ in rows.filter(pk__count__gte=LEAST_LETTERS)}
    if not keys:
        return {}
    seen = {
        # One that fell below five by itself waits for an editor as soon as there are five again.
        (row.region_id, row.amount): row.seen_at
        for row in ReaderStatement.objects.filter(letters__gte=LEAST_LETTERS)
    }
    reports = defaultdict(list)
    for row in counted.filter(region__in={region for region, _ in keys}).defer("text"):
        reports[row.region_id, row.amount_seen].append(row)
    found = {}
    for key in keys:
        new = [row for row in reports[key] if key not in seen or row.created_at > seen[key]]
        if (group := Group.of(key, new)).is_enough:
            found[key] = (group.letters, group.counted[-1].created_at)
    return found


def decide(key: Key, state: str, seen: str, by: User, now: datetime.datetime) -> ReaderStatement:
    """Show or hide a group that was seen as ``seen`` (``Group.token``), and keep it.

    Raises ValidationError where it is to be shown and is not the same any more, or too small.
    """
    with transaction.atomic():
        statement = _locked(key) or ReaderStatement(region_id=key[0], amount=key[1])
        reports = CorrectionReport.objects.with_amount()
        group = Group.of(key, reports.filter(region=key[0], amount_seen=key[1]))
        if state == State.SHOWN:  # to hide what one did not see does no harm
            if group.token != seen:
                raise ValidationError(CHANGED)
            if not group.is_enough:
                raise ValidationError(TOO_FEW)
        statement.state = state
        _fill(statement, group)
        statement.seen_by, statement.seen_at = by, now
        statement._history_user = by
        statement.save_because(f"{State(state).label}：{group.letters} 封")
    return statement


def forget(key: Key, by: User) -> None:
    """Undo every decision on a group: it is as if no editor had seen it."""
    with transaction.atomic():
        if statement := _locked(key):
            statement._history_user = by
            statement._change_reason = "撤回，当作没看过"
            statement.delete()


def recount(key: Key) -> None:
    """Tell no more letters than an editor saw and there still are; below five it is not shown."""
    with transaction.atomic():
        statement = _locked(key)
        if statement is None or statement.state != State.SHOWN:
            return
        # What came later no editor has seen.
        seen = CorrectionReport.objects.counted().filter(created_at__lte=statement.seen_at)
        alike = seen.filter(region=key[0], amount_seen=key[1], month_seen=statement.month)
        group = Group.of(key, alike)
        if group.letters >= statement.letters:
            return
        _fill(statement, group)
        if not group.is_enough:
            statement.state = State.HIDDEN
        statement.save_because(f"来信少了，还有 {group.letters} 封")


def _fill(statement: ReaderStatement, group: Group) -> None:
    """Tell of a statement what its reports tell."""
    statement.letters, statement.month = group.letters, group.month
    statement.min_age = group.ages[0] if group.ages else None
    statement.max_age = group.ages[-1] + AGE_BAND - 1 if group.ages else None


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
