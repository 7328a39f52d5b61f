"""Warn editors of what is allowed in a policy but rarely right; nothing is refused."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from calculator.rules import rule_of
from credit.credit import credit_of
from credit.rule import Case, Rule, Tier
from regions.models import RefundPolicy
from text.dates import add_years
from text.formats import day, number, percent, yuan

from .publishing import disagreeing

_FIGURE = re.compile(r"\d+(?:\.\d+)?")

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

LOWEST_PERCENT, HIGHEST_PERCENT = Decimal("0.5"), Decimal(10)
HIGHEST_MONTH = Decimal(2000)
YEARS_AWAY = 5
#: What editors type freely and pages print.
TEXTS = ("population", "wording", "notes")
#: Between these ages people retire and live.
YOUNGEST, OLDEST = 40, 110


def doubts(policy: RefundPolicy, today: datetime.date) -> Iterator[str]:
    """Yield a sentence for each thing in ``policy`` that deserves a second look."""
    rule = rule_of(policy)
    for tier in rule.tiers:
        rate = tier.percent if tier.percent is not None else tier.own_percent
        if rate is not None and rate > HIGHEST_PERCENT:
            yield (
                f"“{tier.who}”的比例是 {percent(rate)}，"
                f"超过 {percent(HIGHEST_PERCENT)}，请再看一眼。"
            )
        if rate is not None and rate < LOWEST_PERCENT:
            yield (
                f"“{tier.who}”的比例是 {percent(rate)}，"
                f"不到 {percent(LOWEST_PERCENT)}，请看看是不是少写了，比如 2% 写成了 0.02%。"
            )
        if tier.amount is not None:
            month = credit_of(tier, rule.period, Case()).standard
            if month > HIGHEST_MONTH:
                yield (
                    f"“{tier.who}”合每月 {yuan(month)}，"
                    f"超过 {yuan(HIGHEST_MONTH)}，请看看是不是该按年。"
                )
    start = policy.effective_from
    first, last = add_years(today, -YEARS_AWAY), add_years(today, YEARS_AWAY)
    if start is not None and not first <= start <= last:
        yield f"从 {day(start)} 起执行，离今天超过 {YEARS_AWAY} 年，请再看一眼日期。"
    yield from _until(policy, today)
    yield from _unquoted(policy)
    yield from _tagged(policy)
    if policy.examples.all():
        yield from disagreeing(policy)
        yield from _exemplified(policy)


def _unquoted(policy: RefundPolicy) -> Iterator[str]:
    """Yield the figures that are missing from the quoted clause; skip a clause without digits."""
    said = {Decimal(figure) for figure in _FIGURE.findall(policy.wording.replace(",", ""))}
    if not said:
        return
    for tier in policy.tiers.all():
        figures = (tier.amount, tier.rate_percent, tier.own_percent, tier.floor, tier.ceiling)
        for figure in figures:
            if figure is not None and figure not in said:
                yield f"原话里没有 {number(figure)}（“{tier.who}”），请对一对。"


def _until(policy: RefundPolicy, today: datetime.date) -> Iterator[str]:
    """Warn where the last day stated by the sources is before the start or long past."""
    until, start = policy.stated_until, policy.effective_from
    if until is None:
        return
    if start is not None and until < start:
        yield f"资料写明管到 {day(until)}，比开始执行的 {day(start)} 还早，请再看一眼日期。"
    if until < add_years(today, -YEARS_AWAY):
        yield f"资料写明管到 {day(until)}，已经过去超过 {YEARS_AWAY} 年，请再看一眼日期。"


def _tagged(policy: RefundPolicy) -> Iterator[str]:
    """Warn of texts with HTML tags, which pages would print literally."""
    for field in policy.content_fields():
        if field.name in TEXTS and (found := _TAG.search(getattr(policy, field.name))):
            yield f"“{field.verbose_name}”的文字里有尖括号标签（{found[0]}），页面上会原样显示。"


def _exemplified(policy: RefundPolicy) -> Iterator[str]:
    """Warn of worked examples with implausible ages, and of tiers without an example."""
    cases = [example.case for example in policy.examples.all()]
    for case in cases:
        if case.age is not None and not YOUNGEST <= case.age <= OLDEST:
            yield f"有个算例是 {case.age}岁的，请看看岁数是不是写错了。"
    rule = rule_of(policy)
    shown = {tier for case in cases if (tier := _tier_for(rule, case)) is not None}
    bare = [tier.who for tier in rule.tiers if tier not in shown and not tier.as_of]
    if bare:
        yield f"“{'”“'.join(bare)}”还没有算例，最好每一档写一个。"


def _tier_for(rule: Rule, case: Case) -> Tier | None:
    """Return the tier that a worked example shows, or None if it shows none."""
    try:
        tier = rule.tier_for(case)
    except (ValueError, LookupError):
        return None
    return tier if case.age is None or tier.covers(case.age) else None
