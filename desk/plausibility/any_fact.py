"""What is doubted of facts of every kind: places that are gone, days far away, tags, sizes."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from regions.models import Region
from regions.models.publication import Publishable
from text.dates import add_years
from text.formats import day, yuan

from .published import FACTOR, Amount, too_far

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

YEARS_AWAY = 5


def of_a_merged_place(row: Publishable) -> Iterator[str]:
    """Warn of a fact of a place that has merged into another."""
    place: Region | None = getattr(row, "region", None)
    if place is not None and place.successor is not None:
        yield f"{place}已经并入{place.successor}，这一条不会显示。请在{place.successor}另写一条。"


def far_away(start: datetime.date | None, today: datetime.date) -> Iterator[str]:
    """Warn of a start many years from today."""
    first, last = add_years(today, -YEARS_AWAY), add_years(today, YEARS_AWAY)
    if start is not None and not first <= start <= last:
        yield f"从 {day(start)} 起执行，离今天超过 {YEARS_AWAY} 年，请再看一眼日期。"


def tagged(row: Publishable, texts: tuple[str, ...]) -> Iterator[str]:
    """Warn of texts with HTML tags, which pages would print literally."""
    for field in row.content_fields():
        if field.name in texts and (found := _TAG.search(getattr(row, field.name))):
            yield f"“{field.verbose_name}”的文字里有尖括号标签（{found[0]}），页面上会原样显示。"


def above_all(
    what: str, month: Decimal, highest: Amount | None, usual: Decimal, perhaps: str
) -> Iterator[str]:
    """Warn of a monthly amount far above the ``highest`` that is public of its kind.

    ``what`` names the amount, ``perhaps`` asks what may have gone wrong. Where nothing is public,
    ``usual`` stands for the highest.
    """
    if month <= (highest.month if highest else usual) * FACTOR:
        return
    if highest is None:
        yield f"{what}合每月 {yuan(month)}，比常见的最高的（{yuan(usual)}）的两倍还多，{perhaps}"
        return
    yield (
        f"{what}合每月 {yuan(month)}，现在公开的最高是{highest.place}的每月"
        f" {yuan(highest.month)}，这个{too_far(month, highest.month)}，{perhaps}"
    )


def below_all(what: str, month: Decimal, lowest: Amount | None, perhaps: str) -> Iterator[str]:
    """Warn of a monthly amount far below the ``lowest`` that is public of its kind."""
    if lowest is not None and month * FACTOR < lowest.month:
        yield (
            f"{what}合每月 {yuan(month)}，现在公开的最低是{lowest.place}的每月"
            f" {yuan(lowest.month)}，这个{too_far(month, lowest.month)}，{perhaps}"
        )
