"""Credits that a text states, as the tiers of a rule: what fits one form, and what stays open."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Any

from credit.rule import ages_in_words
from documents.found import Credit
from regions.models.policy import FIRST_START, LAST_YEAR
from regions.models.tier import OLDEST
from text.formats import day

MOST_STEPS = 2
#: A form takes so many tiers (``PartInline.max_num``).
MOST_TIERS = 30
_OPEN = "文件没有写明，请看原文再填。"
_MOST = Decimal("999999.99")
#: The field of a tier that shows why another one of the credit is open.
_SHOWN_AT = {"cap": "ceiling", "rate_of": "rate_percent"}


@dataclass(frozen=True)
class TierFill:
    """The values of one tier, the credit they came from, and why others are empty, by field."""

    credit: Credit
    values: dict[str, Any]
    open: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """The credits that hold from the same day on."""

    start: datetime.date | None
    credits: tuple[Credit, ...]

    @property
    def period(self) -> str | None:
        """The one period of all amounts; None where it is open."""
        found = {credit.period for credit in self.credits if credit.period}
        is_open = any("period" in credit.open for credit in self.credits)
        states_yuan = any(_has_yuan(credit) for credit in self.credits)
        if is_open or (not found and states_yuan):
            return None
        return found.pop() if len(found) == 1 else "month" if not found else None

    @property
    def uses_average(self) -> bool:
        return any(tier.values.get("rate_percent") is not None for tier in self.tiers)

    @property
    def base_year(self) -> int | None:
        """The one year of the average pension, where a tier is a rate of it."""
        years = {credit.base_year for credit in self.credits if credit.base_year}
        year = years.pop() if len(years) == 1 else None
        usable = year is not None and FIRST_START.year <= year <= LAST_YEAR
        return year if usable and self.uses_average else None

    @property
    def basis(self) -> str:
        """How amounts were set, where the text says the rate that they come from."""
        rates = {
            (credit.rate_percent, credit.base_year)
            for credit in self.credits
            if credit.amount is not None and credit.rate_of == "average"
        }
        if len(rates) != 1:
            return ""
        rate, year = rates.pop()
        if rate is None or year is None:
            return ""
        return f"按{year}年基本养老金平均水平的{_plain(rate)}%定"

    @property
    def until(self) -> datetime.date | None:
        ends = {credit.applies_until for credit in self.credits}
        return ends.pop() if len(ends) == 1 else None

    @property
    def wording(self) -> str:
        """The sentences that state the figures, in the order of the text, each once."""
        ordered = sorted(self.credits, key=lambda credit: credit.where.start)
        return "\n".join(dict.fromkeys(credit.quote.strip() for credit in ordered))

    @property
    def tiers(self) -> list[TierFill]:
        ordered = sorted(self.credits, key=lambda credit: (_cohort(credit), _first_age(credit)))
        return [_tier(credit) for credit in ordered]

    @property
    def open(self) -> list[tuple[str, Credit, str]]:
        """Return what is open of the rule itself: the field, the credit, and why."""
        found: dict[str, tuple[str, Credit, str]] = {}
        for credit in self.credits:
            for name, at in (
                ("period", "period"),
                ("base_year", "base_year"),
                ("applies_from", "effective_from"),
                ("applies_until", "stated_until"),
            ):
                if name in credit.open:
                    found.setdefault(at, (at, credit, credit.reasons.get(name, _OPEN)))
        if self.period is None and "period" not in found:
            found["period"] = ("period", self.credits[0], "文件没有写明是每月还是每年，请选。")
        return list(found.values())


def _has_yuan(credit: Credit) -> bool:
    return any(value is not None for value in (credit.amount, credit.floor, credit.cap))


def _cohort(credit: Credit) -> tuple[datetime.date, datetime.date]:
    return credit.retired_from or datetime.date.min, credit.retired_until or datetime.date.max


def _first_age(credit: Credit) -> int:
    if credit.min_age is not None:
        return credit.min_age
    # 70以上 whose first age is open comes behind 70以下 whose last age is.
    return OLDEST if "min_age" in credit.open else 0


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _tier(credit: Credit) -> TierFill:
    tier = TierFill(credit, {})
    _ages(tier)
    _retired(tier)
    _figure(tier)
    for name in credit.open:
        at = _SHOWN_AT.get(name, name)
        if at not in ("period", "base_year", "applies_from", "applies_until", "place"):
            tier.open.setdefault(at, credit.reasons.get(name, _OPEN))
            tier.values[at] = None
    return tier


def _ages(tier: TierFill) -> None:
    """Fill the ages; where one of them is open, the first one is never taken for 0.

    A last age that is empty means everybody, so that an open one must not be saved unseen.
    """
    credit = tier.credit
    undecided = "min_age" in credit.open or "max_age" in credit.open
    first = credit.min_age
    tier.values["min_age"] = 0 if first is None and not undecided else first
    tier.values["max_age"] = credit.max_age
    if first is None and undecided and "min_age" not in credit.open:
        tier.open["min_age"] = "“到几岁”定了再填：最小的一档填 0。"
    for name in ("min_age", "max_age"):
        if (age := tier.values[name]) is not None and not 0 <= age <= OLDEST:
            tier.values[name] = None
            tier.open[name] = f"读出来是 {age}，不像年龄，没有填。"


def _retired(tier: TierFill) -> None:
    credit = tier.credit
    first, last = credit.retired_from, credit.retired_until
    if first is not None and first.day != 1:
        tier.open["retired_from"] = f"文件写的是{day(first)}起，不是月初，没有填。"
    elif first is not None:
        tier.values["retired_from"] = first
    if last is not None and last.day != calendar.monthrange(last.year, last.month)[1]:
        tier.open["retired_until"] = f"文件写的是{day(last)}，不是月底，没有填。"
    elif last is not None:
        tier.values["retired_until"] = last


def _figure(tier: TierFill) -> None:
    """Fill the one figure of a tier: of an amount with its rate, the amount."""
    credit = tier.credit
    rate_at = {"average": "rate_percent", "own": "own_percent"}.get(credit.rate_of or "")
    if credit.amount is not None:
        _number(tier, "amount", credit.amount)
        if credit.rate_percent is not None:
            said = f"文件也写了比例（{_plain(credit.rate_percent)}%），一档只填一样，填了钱数。"
            tier.open["rate_percent"] = said
        return
    if credit.rate_percent is not None and rate_at is None:
        why = credit.reasons.get("rate_of", "文件没有写明是什么的比例。")
        tier.open["rate_percent"] = f"{_plain(credit.rate_percent)}%：{why}"
    elif credit.rate_percent is not None and rate_at is not None:
        _number(tier, rate_at, credit.rate_percent)
    if rate_at in tier.values:
        for name, value in (("floor", credit.floor), ("ceiling", credit.cap)):
            if value is not None:
                _number(tier, name, value)


def _number(tier: TierFill, name: str, value: Decimal) -> None:
    """Fill a number with two decimals at most that the column can hold."""
    most = Decimal(100) if name.endswith("percent") else _MOST
    if 0 < value <= most and value == round(value, 2):
        tier.values[name] = _plain(value)
    else:
        tier.open[name] = f"读出来是 {_plain(value)}，这一格放不下，没有填。"


def staged(credits: Iterable[Credit], effective_from: datetime.date | None) -> list[Step]:
    """Return the credits by the day from which they hold, the earliest first, each once."""
    by_start: dict[datetime.date | None, dict[Any, Credit]] = {}
    for credit in credits:
        said = (_cohort(credit), credit.min_age, credit.max_age, credit.open, *_figures_of(credit))
        by_start.setdefault(credit.applies_from, {}).setdefault(said, credit)
    if effective_from is not None and None in by_start and effective_from in by_start:
        # The document begins on the day that some of its sentences name.
        known = by_start.pop(None)
        by_start[effective_from] = known | by_start[effective_from]
    ordered = sorted(by_start, key=lambda start: start or datetime.date.min)
    return [Step(start or effective_from, tuple(by_start[start].values())) for start in ordered]


def _figures_of(credit: Credit) -> tuple[Any, ...]:
    return (credit.amount, credit.period, credit.rate_percent, credit.rate_of, credit.base_year)


def fits_no_form(steps: list[Step]) -> str:
    """Return why one form cannot hold ``steps``, as a sentence; empty where it can."""
    if len(steps) > MOST_STEPS:
        days = "、".join(day(step.start) for step in steps if step.start)
        return f"文件分 {len(steps)} 步（{days}），这一页只放得下两步，数都没有填。"
    if len(steps) > 1:
        first, second = steps[0].start, steps[1].start
        if first is None or second is None or first >= second:
            return "文件说了两步，可是分不出哪一步在先，数都没有填。"
        if (gap := steps[0].until) is not None and (second - gap).days != 1:
            return f"第一步只写到{day(gap)}，第二步从{day(second)}起，中间对不上，数都没有填。"
        if len({step.period for step in steps if step.period}) > 1:
            return "两步一步按月、一步按年，这一页放不下，数都没有填。"
    for step in steps:
        if why := _mixed(step):
            return why
    return ""


def _mixed(step: Step) -> str:
    periods = {credit.period for credit in step.credits if credit.period and _has_yuan(credit)}
    if len(periods) > 1:
        return "有的数按月、有的按年，一条标准放不下，数都没有填。"
    rates = [credit for credit in step.credits if credit.rate_of == "average"]
    if len({credit.base_year for credit in rates}) > 1:
        return "各档的比例用的不是同一年的平均养老金，一条标准放不下，数都没有填。"
    if any("place" in credit.open for credit in step.credits):
        return "有的数文件没有写明是哪里的，数都没有填。"
    if len({credit.applies_until for credit in step.credits}) > 1:
        return "有的数只管到某一天，有的没有写到哪天，一条标准放不下，数都没有填。"
    if len(step.credits) > MOST_TIERS:
        return f"读到 {len(step.credits)} 个数，比一条标准放得下的多，数都没有填。"
    for one, other in combinations(step.credits, 2):
        if _cohort(one) == _cohort(other) and _overlap(one, other):
            said = f"{steps_in_words(one)}；{steps_in_words(other)}"
            return f"同样的人，文件里有两个说法（{said}），不知道用哪个，数都没有填。"
    return ""


def _overlap(one: Credit, other: Credit) -> bool:
    """Whether the ages of two credits overlap as far as they are known."""
    lower, upper = sorted((one, other), key=_first_age)
    if {"min_age", "max_age"} & {*lower.open, *upper.open}:
        return (
            lower.min_age == upper.min_age
            and lower.max_age == upper.max_age
            and not (set(lower.open) ^ set(upper.open))
        )
    return lower.max_age is None or lower.max_age >= _first_age(upper)


def steps_in_words(credit: Credit) -> str:
    """Return a credit in a few words: 兰州市、白银市，2024年1月1日起，不满70岁，每月110元."""
    parts = [credit.place or ""]
    if credit.applies_from:
        parts.append(f"{day(credit.applies_from)}起")
    if not {"min_age", "max_age"} & set(credit.open):
        parts.append(ages_in_words(credit.min_age or 0, credit.max_age))
    period = {"month": "每月", "year": "每年"}.get(credit.period or "", "")
    if credit.amount is not None:
        parts.append(f"{period}{_plain(credit.amount)}元")
    if credit.rate_percent is not None:
        whose = {"average": "人均养老金的", "own": "本人养老金的"}.get(credit.rate_of or "", "")
        parts.append(f"{whose}{_plain(credit.rate_percent)}%")
    return "，".join(filter(None, parts))
