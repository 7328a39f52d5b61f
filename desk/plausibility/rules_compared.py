"""Compare a policy with the one it replaces, the one before it, and that of the place above."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from calculator.rules import rule_of
from credit.credit import credit_of
from credit.rule import Case, Rule, Tier
from desk.amounts import AGES, retirement_in
from regions.models import RefundPolicy
from text.formats import percent, yuan

from .published import Published, too_far

_DAY = datetime.timedelta(days=1)


def unlike_others(
    policy: RefundPolicy, rule: Rule, today: datetime.date, public: Published
) -> Iterator[str]:
    """Warn of a policy that gives some people far more or less than another that is public.

    A draft copy is compared with the policy it replaces, a new policy with what holds in its
    place on the day before; either with what would hold there without it.
    """
    compared = {policy.pk}
    for other in _others(policy, today, public):
        if other is not None and other.pk not in compared:
            compared.add(other.pk)
            name = f"{other.region}的标准"
            if other.pk == policy.replaces_id:
                name = "原来的那一条"
            elif other.region_id == policy.region_id:
                name = "这里从前的标准"
            yield from _unlike(rule, name, rule_of(other))


def _others(
    policy: RefundPolicy, today: datetime.date, public: Published
) -> Iterator[RefundPolicy | None]:
    start = policy.effective_from
    if isinstance(policy.replaces, RefundPolicy):
        yield policy.replaces
    else:
        yield public.rule(policy.region, start - _DAY if start else today)
    for above in list(policy.region.rule_lineage())[1:2]:
        yield public.rule(above, max(today, start or today))


def _unlike(rule: Rule, name: str, other: Rule) -> Iterator[str]:
    """Warn of the first people for whom the two are far apart; only like goes with like."""
    for whom, case in _people(rule):
        try:
            new, old = rule.tier_for(case), other.tier_for(case)
        except (ValueError, LookupError):
            continue  # one of the two tells other groups apart, or says nothing of them
        if new.measure != old.measure or new.as_of:
            continue
        figures = _figure(new, rule), _figure(old, other)
        if far := too_far(*figures):
            here, there = (
                _in_words(tier, figure) for tier, figure in zip((new, old), figures, strict=True)
            )
            yield f"{whom}：这里是{here}，{name}是{there}，这个{far}，请再看一眼。"
            return


def _people(rule: Rule) -> Iterator[tuple[str, Case]]:
    for cohort in rule.cohorts:
        for age in AGES:
            whom = "，".join(filter(None, (cohort.in_words, f"{age}岁")))
            retired = retirement_in(cohort)
            yield whom, Case(age, retired=retired, employer=cohort.employer)


def _figure(tier: Tier, rule: Rule) -> Decimal:
    """Return what a tier states: yuan a month, or a percentage."""
    if tier.amount is not None:
        return credit_of(tier, rule.period, Case()).standard
    return tier.percent if tier.percent is not None else tier.own_percent or Decimal(0)


def _in_words(tier: Tier, figure: Decimal) -> str:
    if tier.amount is not None:
        return f"每月 {yuan(figure)}"
    return f"{'平均' if tier.percent is not None else '本人'}养老金的 {percent(figure)}"
