"""Which backups are kept: the newest of each of the last days, weeks and months."""

import datetime
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from operation.backups.files import CHINA, Backup


@dataclass(frozen=True)
class Retention:
    """Of how many days, weeks and months the newest backup is kept."""

    days: int
    weeks: int
    months: int


def too_old(backups: Sequence[Backup], retention: Retention) -> list[Backup]:
    """Return those that may go; never the newest, whatever ``retention`` says.

    Days without a backup do not count, so a pause deletes nothing.
    """
    newest_first = sorted(backups, key=lambda backup: backup.made_at, reverse=True)
    kept = set(newest_first[:1])
    for most, period in [
        (retention.days, _day),
        (retention.weeks, _week),
        (retention.months, _month),
    ]:
        kept |= _newest_of_each(newest_first, period, most)
    return [backup for backup in newest_first if backup not in kept]


def _newest_of_each(
    newest_first: Sequence[Backup], period: Callable[[datetime.date], Hashable], most: int
) -> set[Backup]:
    newest: dict[Hashable, Backup] = {}
    for backup in newest_first:
        newest.setdefault(period(backup.made_at.astimezone(CHINA).date()), backup)
    return set(list(newest.values())[:most])


def _day(day: datetime.date) -> Hashable:
    return day


def _week(day: datetime.date) -> Hashable:
    return day.isocalendar()[:2]


def _month(day: datetime.date) -> Hashable:
    return day.year, day.month
