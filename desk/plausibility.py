"""Warn editors of what is allowed in a fact but rarely right; nothing is refused."""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from calculator.rules import rule_of
from credit.credit import credit_of
from credit.money import MONTHS
from credit.rule import EMPLOYERS, Case, Cohort, Period, Rule, Tier
from faq.models import LocalAnswer, Question
from regions.models import Deduction, Publication, RefundPolicy, Region
from regions.models.publication import Publishable
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
#: More is not paid for an insurance beside the account.
HIGHEST_DEDUCTED_PERCENT = Decimal(1)
#: As many years of contributions are asked for.
FEWEST_YEARS, MOST_YEARS = 10, 40
#: How documents say that a sum is for a year, or for a month.
_A_YEAR = re.compile(r"每年|一年|全年|年度|元?/年|/人.?年|按年")
_A_MONTH = re.compile(r"每月|每人每月|一个月|元?/月|/人.?月|按月|月缴|月划")


def doubts(row: Publishable, today: datetime.date) -> Iterator[str]:
    """Yield a sentence for each thing in ``row`` that deserves a second look."""
    yield from _of_a_merged_place(row)
    if isinstance(row, RefundPolicy):
        yield from _of_policy(row, today)
    elif isinstance(row, Deduction):
        yield from _of_deduction(row, today)
    elif isinstance(row, LocalAnswer):
        yield from _of_local_answer(row, today)


def _of_a_merged_place(row: Publishable) -> Iterator[str]:
    place: Region | None = getattr(row, "region", None)
    if place is not None and place.successor is not None:
        yield f"{place}已经并入{place.successor}，这一条不会显示。请在{place.successor}另写一条。"


def _of_policy(policy: RefundPolicy, today: datetime.date) -> Iterator[str]:
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
        yield from _limits(tier, rule.period)
    yield from _left_out(rule)
    yield from _far_away(policy.effective_from, today)
    yield from _until(policy, today)
    yield from _unquoted(policy)
    yield from _tagged(policy, TEXTS)
    if policy.examples.all():
        yield from disagreeing(policy)
        yield from _exemplified(policy)


def _limits(tier: Tier, period: Period) -> Iterator[str]:
    """Warn of a floor or a ceiling that hardly makes sense."""
    floor, ceiling = tier.floor, tier.ceiling
    if floor is not None and floor == ceiling:
        yield f"“{tier.who}”的保底和封顶一样，等于一个固定的数，请看看是不是该填金额。"
    for word, limit in (("保底", floor), ("封顶", ceiling)):
        month = None if limit is None else limit / (MONTHS if period is Period.YEAR else 1)
        if limit is not None and month is not None and month > HIGHEST_MONTH:
            yield (
                f"“{tier.who}”的{word}合每月 {yuan(month)}，"
                f"超过 {yuan(HIGHEST_MONTH)}，请看看是不是该按年。"
            )


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


def _far_away(start: datetime.date | None, today: datetime.date) -> Iterator[str]:
    first, last = add_years(today, -YEARS_AWAY), add_years(today, YEARS_AWAY)
    if start is not None and not first <= start <= last:
        yield f"从 {day(start)} 起执行，离今天超过 {YEARS_AWAY} 年，请再看一眼日期。"


def _figures(text: str) -> set[Decimal]:
    return {Decimal(figure) for figure in _FIGURE.findall(text.replace(",", ""))}


def _unquoted(policy: RefundPolicy) -> Iterator[str]:
    """Yield the figures that are missing from the quoted clause; skip a clause without digits."""
    said = _figures(policy.wording)
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


def _tagged(row: Publishable, texts: tuple[str, ...]) -> Iterator[str]:
    """Warn of texts with HTML tags, which pages would print literally."""
    for field in row.content_fields():
        if field.name in texts and (found := _TAG.search(getattr(row, field.name))):
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


# --- Deductions ----------------------------------------------------------------------------------


def _of_deduction(row: Deduction, today: datetime.date) -> Iterator[str]:
    if row.percent is not None and row.percent > HIGHEST_DEDUCTED_PERCENT:
        most = percent(HIGHEST_DEDUCTED_PERCENT)
        yield f"比例是 {percent(row.percent)}，超过 {most}，请看看小数点是不是点错了。"
    yield from _more_than_credited(row, today)
    yield from _of_another_period(row)
    said = _figures(row.wording)
    for figure in filter(None, (row.amount, row.percent)):
        if said and figure not in said:
            yield f"原话里没有 {number(figure)}，请对一对。"
    yield from _far_away(row.effective_from, today)
    start, printed = row.effective_from, row.source.published_on
    if start is not None and printed is not None and start < add_years(printed, -1):
        yield (
            f"从 {day(start)} 起扣，比来源的发布日期 {day(printed)} 早一年多，"
            "请看看年份是不是写错了。"
        )
    yield from _tagged(row, ("name", "for_whom", "base_name", "notes", "wording"))


def _more_than_credited(row: Deduction, today: datetime.date) -> Iterator[str]:
    """Warn of a deduction that leaves nothing of the lowest credit of its place."""
    if row.amount is None or row.region_id is None:
        return
    on = max(today, row.effective_from or today)
    policy = RefundPolicy.objects.resolve(row.region, on)
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


def _of_another_period(row: Deduction) -> Iterator[str]:
    """Warn of an amount per month where the quoted clause only speaks of years, or the reverse."""
    if row.amount is None:
        return
    per_year, per_month = (bool(word.search(row.wording)) for word in (_A_YEAR, _A_MONTH))
    chosen = RefundPolicy.Period(row.period)
    if per_year and not per_month and chosen is RefundPolicy.Period.MONTH:
        yield "原话说的是一年多少钱，这里选的是“每月”，请对一对。"
    if per_month and not per_year and chosen is RefundPolicy.Period.YEAR:
        yield "原话说的是一个月多少钱，这里选的是“每年”，请对一对。"


# --- Local answers -------------------------------------------------------------------------------


def _label(row: Publishable, name: str) -> str:
    return next(str(f.verbose_name) for f in row.content_fields() if f.name == name)


def _of_local_answer(row: LocalAnswer, today: datetime.date) -> Iterator[str]:
    said = _figures(f"{row.statement} {row.wording}")
    names = ("men_years", "women_years", "local_years")
    told = {name: getattr(row, name) for name in names if getattr(row, name) is not None}
    for name, years in told.items():
        label = _label(row, name)
        fewest = 1 if name == "local_years" else FEWEST_YEARS
        if not fewest <= years <= MOST_YEARS:
            yield f"“{label}”写的是 {years}，不在 {fewest} 到 {MOST_YEARS} 之间，请再看一眼。"
        if said and Decimal(years) not in said:
            yield f"这里的话和原话里都没有 {years}（“{label}”），请对一对。"
    if told.get("women_years", 0) > told.get("men_years", MOST_YEARS):
        yield "女的年数比男的还多，请看看是不是填反了。"
    if told.get("local_years", 0) > max(told.get("men_years", MOST_YEARS), 0):
        yield "当地实际缴费的年数比一共要交的还多，请看看是不是填反了。"
    if told and row.question.category != Question.Category.RETIRE:
        yield "年数只给问要交满多少年的问题，这个问题不在“退休与年限”里。"
    if row.question.status != Publication.PUBLISHED:
        yield f"问题“{row.question}”没有公开，这条答案发布了也看不到。"
    if not row.question.differs:
        yield "这个问题没有写“各地哪里不同”，请看看答案是不是真的因地而异。"
    yield from _far_away(row.effective_from, today)
    yield from _tagged(row, ("statement", "wording"))
