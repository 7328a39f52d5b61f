"""Compare a policy with the one it replaces, the one before it, and that of the place above."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from calculator.rules import rule_of
from credit.credit import credit_of
from credit.rule import Case, Rule, Tier
from desk.amounts import AGES, retirement_in
from regions.models import RefundPolicy
from text.formats import percent, yuan

from .published import Published, per_month, too_far

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
            pension = public.pension(policy.base_place(policy.region))
            yield from _unlike(rule, name, rule_of(other), pension)


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


def _unlike(rule: Rule, name: str, other: Rule, pension: Decimal | None) -> Iterator[str]:
    """Warn of the first people for whom the two are far apart; only like goes with like.

    An amount and a percentage of the average ``pension`` are both so much a month.
    """
    for whom, case in _people(rule):
        try:
            new, old = rule.tier_for(case), other.tier_for(case)
        except (ValueError, LookupError):
            continue  # one of the two tells other groups apart, or says nothing of them
        for here, there in _pairs((new, rule), (old, other), pension):
            if far := too_far(here.figure, there.figure):
                yield f"{whom}：这里是{here.words}，{name}是{there.words}，这个{far}，请再看一眼。"
                return


def _people(rule: Rule) -> Iterator[tuple[str, Case]]:
    for cohort in rule.cohorts:
        for age in AGES:
            whom = "，".join(filter(None, (cohort.in_words, f"{age}岁")))
            retired = retirement_in(cohort)
            yield whom, Case(age, retired=retired, employer=cohort.employer)


class _Said(NamedTuple):
    """What a tier states, to be compared with another, and in words."""

    figure: Decimal
    words: str


def _pairs(
    new: tuple[Tier, Rule], old: tuple[Tier, Rule], pension: Decimal | None
) -> Iterator[tuple[_Said, _Said]]:
    """Yield what two tiers state of the same thing: their figures, their limits."""
    measures = {new[0].measure, old[0].measure}
    if len(measures) == 1 and measures != {"as_of"}:
        yield _stated(*new), _stated(*old)
    elif measures == {"amount", "percent"} and pension is not None:
        yield _in_yuan(*new, pension), _in_yuan(*old, pension)
    for name, word in (("floor", "保底"), ("ceiling", "封顶")):
        limits = [getattr(tier, name) for tier, _ in (new, old)]
        if None not in limits:
            here, there = (
                _Said(per_month(limit, rule.period.value), f"{word} {yuan(limit)}")
                for limit, (_, rule) in zip(limits, (new, old), strict=True)
            )
            yield here, there


def _stated(tier: Tier, rule: Rule) -> _Said:
    """Return yuan a month, or a percentage."""
    if tier.amount is not None:
        month = credit_of(tier, rule.period, Case()).standard
        return _Said(month, f"每月 {yuan(month)}")
    figure = tier.percent if tier.percent is not None else tier.own_percent or Decimal(0)
    whose = "平均" if tier.percent is not None else "本人"
    return _Said(figure, f"{whose}养老金的 {percent(figure)}")


def _in_yuan(tier: Tier, rule: Rule, pension: Decimal) -> _Said:
    month = credit_of(tier, rule.period, Case(average_pension=pension)).standard
    return _Said(month, f"每月 {yuan(month)}")
