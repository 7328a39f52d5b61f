"""What is doubted of refund policies."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter

from calculator.rules import rule_of
from credit.rule import EMPLOYERS, Case, Cohort, Period, Rule, Tier
from desk.worked_examples import disagreeing
from regions.models import RefundPolicy
from text.dates import add_years
from text.formats import day, percent

from .any_fact import YEARS_AWAY, above_all, below_all, far_away, tagged
from .pensions import of_average_rate
from .published import Published, per_month
from .quoted import Stated, doubts_of_the_quote
from .rules_compared import unlike_others

LOWEST_OF_OWN, HIGHEST_OF_OWN = Decimal("0.5"), Decimal(10)
#: The highest monthly amount seen so far (宁波, 70 years and older); for as long as none is public.
USUAL_MONTH = Decimal(315)
#: What editors type freely and pages print.
TEXTS = ("population", "wording", "notes")
#: Between these ages people retire and live.
YOUNGEST, OLDEST = 40, 110


def of_policy(policy: RefundPolicy, today: datetime.date, public: Published) -> Iterator[str]:
    """Yield what is doubted of a policy and its tiers."""
    rule = rule_of(policy)
    for tier in rule.tiers:
        yield from _rates(tier)
        if tier.floor is not None and tier.floor == tier.ceiling:
            yield f"“{tier.who}”的保底和封顶一样，等于一个固定的数，请看看是不是该填金额。"
    yield from _unlike_all(policy, rule, public)
    yield from unlike_others(policy, rule, today, public)
    yield from _left_out(rule)
    yield from far_away(policy.effective_from, today)
    yield from _base_year(policy, today)
    yield from _until(policy, today)
    yield from doubts_of_the_quote(policy, _stated(rule))
    yield from tagged(policy, TEXTS)
    if policy.examples.all():
        yield from disagreeing(policy)
        yield from _exemplified(policy)


def _rates(tier: Tier) -> Iterator[str]:
    """Warn of a percentage that no document gives."""
    if tier.percent is not None:
        yield from of_average_rate(f"“{tier.who}”的比例", tier.percent)
    rate = tier.own_percent
    if rate is not None and rate > HIGHEST_OF_OWN:
        yield (
            f"“{tier.who}”的比例是本人养老金的 {percent(rate)}，"
            f"超过 {percent(HIGHEST_OF_OWN)}，请再看一眼。"
        )
    if rate is not None and rate < LOWEST_OF_OWN:
        yield (
            f"“{tier.who}”的比例是本人养老金的 {percent(rate)}，"
            f"不到 {percent(LOWEST_OF_OWN)}，请看看是不是少写了，比如 5% 写成了 0.05%。"
        )


def _unlike_all(policy: RefundPolicy, rule: Rule, public: Published) -> Iterator[str]:
    """Warn of the highest of its amounts and the lowest where no public rule gives the like."""
    money = [
        (per_month(amount, policy.period), f"“{tier.who}”{word}")
        for tier in rule.tiers
        for word, amount in (("", tier.amount), ("的保底", tier.floor), ("的封顶", tier.ceiling))
        if amount is not None
    ]
    if not money:
        return
    yearly = rule.period is Period.YEAR
    more = "请看看是不是多打了一位。" if yearly else "请看看是不是一年的数、该选“每年”。"
    less = "请看看是不是一个月的数、该选“每月”。" if yearly else "请看看是不是少打了一位。"
    month, what = max(money, key=itemgetter(0))
    yield from above_all(what, month, public.highest(policy), USUAL_MONTH, more)
    month, what = min(money, key=itemgetter(0))
    yield from below_all(what, month, public.lowest(policy), less)


def _stated(rule: Rule) -> Iterator[Stated]:
    """Yield the figures that the document must state."""
    for tier in rule.tiers:
        for figure in (tier.amount, tier.floor, tier.ceiling):
            if figure is not None:
                yield Stated(figure, is_money=True, of=tier.who)
        for figure in (tier.percent, tier.own_percent):
            if figure is not None:
                yield Stated(figure, is_money=False, of=tier.who)


def _left_out(rule: Rule) -> Iterator[str]:
    """Warn of the groups that no tier is for where others are told apart."""
    cohorts = rule.cohorts
    apart = any(cohort.employer for cohort in cohorts)
    nobody = []
    for employer in EMPLOYERS if apart else [""]:
        spans = sorted(c.span for c in cohorts if c.employer in ("", employer))
        nobody += [Cohort(*gap, employer) for gap in _gaps(spans)]
    if nobody and rule.tiers:
        told = "、".join(cohort.in_words for cohort in nobody)
        yield f"没有写{told}的，他们会看到“没有写您这种情况”，请看看是不是漏了一群人。"


_Days = tuple[datetime.date, datetime.date]


def _gaps(spans: list[_Days]) -> Iterator[tuple[datetime.date | None, datetime.date | None]]:
    """Yield what lies before, between and after ``spans``; None where it has no end."""
    day, free = datetime.timedelta(days=1), datetime.date.min
    for first, last in spans:
        if first > free:
            yield (None if free == datetime.date.min else free), first - day
        if last == datetime.date.max:
            return
        free = max(free, last + day)
    yield (None if free == datetime.date.min else free), None


def _base_year(policy: RefundPolicy, today: datetime.date) -> Iterator[str]:
    """Warn of an average pension of a year that is not known when the rule begins."""
    year, start = policy.base_year, policy.effective_from
    if year is not None and year > (start or today).year:
        since = f"{day(start)}就开始执行" if start else "那一年还没有到"
        yield f"比例用的是{year}年的平均养老金，{since}，请看看年份是不是写错了。"


def _until(policy: RefundPolicy, today: datetime.date) -> Iterator[str]:
    """Warn where the last day stated by the sources is before the start or long past."""
    until, start = policy.stated_until, policy.effective_from
    if until is None:
        return
    if start is not None and until < start:
        yield f"资料写明管到 {day(until)}，比开始执行的 {day(start)} 还早，请再看一眼日期。"
    if until < add_years(today, -YEARS_AWAY):
        yield f"资料写明管到 {day(until)}，已经过去超过 {YEARS_AWAY} 年，请再看一眼日期。"


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
