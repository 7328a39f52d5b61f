"""What is allowed in a policy but rarely right: told to the editor, never refused."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from calculator.core import credit
from calculator.rules import rule_of
from regions.models import RefundPolicy
from regions.publishing import disagreeing
from yibao_site.templatetags.yibao import day, number, percent, yuan

_FIGURE = re.compile(r"\d+(?:\.\d+)?")

HIGHEST_PERCENT = Decimal(10)
HIGHEST_MONTH = Decimal(2000)
YEARS_AWAY = 5


def doubts(policy: RefundPolicy, today: datetime.date) -> Iterator[str]:
    """One sentence per thing worth a second look."""
    rule = rule_of(policy)
    for tier in rule.tiers:
        if tier.percent is not None and tier.percent > HIGHEST_PERCENT:
            yield (
                f"“{tier.ages}”的比例是 {percent(tier.percent)}，"
                f"超过 {percent(HIGHEST_PERCENT)}，请再看一眼。"
            )
        if tier.amount is not None:
            month = credit.credit_for(rule, tier.min_age).standard
            if month > HIGHEST_MONTH:
                yield (
                    f"“{tier.ages}”合每月 {yuan(month)}，"
                    f"超过 {yuan(HIGHEST_MONTH)}，请看看是不是该按年。"
                )
    start = policy.effective_from
    if start is not None and abs((start - today).days) > YEARS_AWAY * 365.25:
        yield f"从 {day(start)} 起执行，离今天超过 {YEARS_AWAY} 年，请再看一眼日期。"
    yield from _unquoted(policy)
    if policy.examples.all():
        yield from disagreeing(policy)


def _unquoted(policy: RefundPolicy) -> Iterator[str]:
    """Figures that the quoted clause does not hold; a clause without digits says nothing."""
    said = {Decimal(figure) for figure in _FIGURE.findall(policy.wording.replace(",", ""))}
    if not said:
        return
    for tier in policy.tiers.all():
        figure = tier.amount if tier.amount is not None else tier.rate_percent
        if figure is not None and figure not in said:
            yield f"原话里没有 {number(figure)}（“{tier.ages}”），请对一对。"
