"""What is doubted of deductions."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from calculator.rules import rule_of
from credit.credit import credit_of
from credit.money import MONTHS
from credit.rule import Case
from regions.models import Deduction, RefundPolicy
from text.dates import add_years
from text.formats import day, percent, yuan

from .any_fact import above_all, far_away, tagged
from .published import Published, per_month, too_far
from .quoted import Stated, doubts_of_the_quote

#: More is not paid for an insurance beside the account.
HIGHEST_DEDUCTED_PERCENT = Decimal(1)
#: The highest deduction seen so far, in yuan a month; for as long as none is public.
USUAL_DEDUCTION = Decimal("8.66")


def of_deduction(row: Deduction, today: datetime.date, public: Published) -> Iterator[str]:
    """Yield what is doubted of a deduction."""
    if row.percent is not None and row.percent > HIGHEST_DEDUCTED_PERCENT:
        most = percent(HIGHEST_DEDUCTED_PERCENT)
        yield f"比例是 {percent(row.percent)}，超过 {most}，请看看小数点是不是点错了。"
    yield from _unlike_all(row, public)
    yield from _unlike_others(row, today, public)
    yield from _more_than_credited(row, today, public)
    yield from doubts_of_the_quote(row, _stated(row))
    yield from far_away(row.effective_from, today)
    start, printed = row.effective_from, row.source.published_on
    if start is not None and printed is not None and start < add_years(printed, -1):
        yield (
            f"从 {day(start)} 起扣，比来源的发布日期 {day(printed)} 早一年多，"
            "请看看年份是不是写错了。"
        )
    yield from tagged(row, ("name", "for_whom", "base_name", "notes", "wording"))


def _stated(row: Deduction) -> Iterator[Stated]:
    if row.amount is not None:
        yield Stated(row.amount)
    if row.percent is not None:
        yield Stated(row.percent, is_money=False)


def _unlike_all(row: Deduction, public: Published) -> Iterator[str]:
    """Warn of an amount that is taken nowhere."""
    if row.amount is None:
        return
    yearly = row.period == RefundPolicy.Period.YEAR
    more = "请看看是不是多打了一位。" if yearly else "请看看是不是一年的数、该选“每年”。"
    month = per_month(row.amount, row.period)
    yield from above_all("扣的", month, public.highest(row), USUAL_DEDUCTION, more)


def _unlike_others(row: Deduction, today: datetime.date, public: Published) -> Iterator[str]:
    """Warn of a figure far from the one replaced, the one before, or the province's."""
    start = row.effective_from
    before: Deduction | None
    if isinstance(row.replaces, Deduction):
        before = row.replaces
        yield from _unlike(row, "原来的那一条", before)
    else:
        on = start - datetime.timedelta(days=1) if start else today
        before = public.deduction(row.region, row.kind, on)
        if before is not None and before.pk != row.pk:
            own = before.region_id == row.region_id
            yield from _unlike(row, "这里从前的" if own else f"{before.region}的", before)
    for above in list(row.region.rule_lineage())[1:2]:
        other = public.deduction(above, row.kind, max(today, start or today))
        if other is not None and other != before:
            yield from _unlike(row, f"{other.region}的", other)


def _unlike(row: Deduction, name: str, other: Deduction) -> Iterator[str]:
    """Warn where two deductions that state the same kind of figure are far from each other."""
    if row.amount is not None and other.amount is not None:
        here, there = per_month(row.amount, row.period), per_month(other.amount, other.period)
    elif row.percent is not None and other.percent is not None:
        if row.percent_of != other.percent_of:
            return
        here, there = row.percent, other.percent
    else:
        return
    if far := too_far(here, there):
        yield f"这里扣{row.in_words}，{name}是{other.in_words}，这个{far}，请再看一眼。"


def _more_than_credited(row: Deduction, today: datetime.date, public: Published) -> Iterator[str]:
    """Warn of a deduction that leaves nothing of the lowest credit of its place."""
    if row.amount is None or row.region_id is None:
        return
    on = max(today, row.effective_from or today)
    policy = public.rule(row.region, on)
    if policy is None:
        return
    rule = rule_of(policy)
    fixed = [tier for tier in rule.tiers if tier.amount is not None]
    months = [credit_of(tier, rule.period, Case()).standard for tier in fixed]
    yearly = row.period == RefundPolicy.Period.YEAR
    if months and row.amount > min(months) * (MONTHS if yearly else 1):
        nothing = "打进来的会扣光，" if row.as_computed.is_certain else ""
        yield (
            f"{row.get_period_display()}扣 {yuan(row.amount)}，"
            f"比这里打得最少的（每月 {yuan(min(months))}）还多，{nothing}请再看一眼。"
        )
