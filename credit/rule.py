"""A rule as documents word it: age bands, for whom, and what each band gives.

Nothing here knows a database, a form or today's date.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import combinations, pairwise

_DAY = datetime.timedelta(days=1)


class Period(Enum):
    MONTH = "month"
    YEAR = "year"


#: The former employers that documents tell apart, and their names.
EMPLOYERS = {"enterprise": "企业", "institution": "机关事业", "flexible": "灵活就业"}


class NotCovered(LookupError):
    """The rule says nothing of this case; the text is a Chinese sentence that says why."""


class AgeNeeded(ValueError):
    """The rule has several age bands and no age was given."""


class RetirementNeeded(ValueError):
    """The rule tells dates of retirement apart and none was given, or not closely enough."""


class EmployerNeeded(ValueError):
    """The rule tells former employers apart and none was given."""


@dataclass(frozen=True)
class Retirement:
    """When somebody retired, as closely as they said: between two days, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def is_year(self) -> bool:
        return self.first.month != self.last.month


@dataclass(frozen=True)
class Case:
    """What a person says of themselves, as far as it is known; pensions in yuan a month.

    ``average_pension`` is the local average that counts for them, not their own pension.
    """

    age: int | None = None
    average_pension: Decimal | None = None
    own_pension: Decimal | None = None
    retired: Retirement | None = None
    employer: str = ""


@dataclass(frozen=True)
class Cohort:
    """Those who retired between two days, both included, from one kind of employer.

    A day that is None has no border; an empty ``employer`` means all.
    """

    retired_from: datetime.date | None = None
    retired_until: datetime.date | None = None
    employer: str = ""

    @property
    def is_dated(self) -> bool:
        return self.retired_from is not None or self.retired_until is not None

    @property
    def is_everybody(self) -> bool:
        return self == EVERYBODY

    @property
    def span(self) -> tuple[datetime.date, datetime.date]:
        first = self.retired_from or datetime.date.min
        return first, self.retired_until or datetime.date.max

    def employs(self, employer: str) -> bool:
        return self.employer in ("", employer)

    def meets(self, other: "Cohort") -> bool:
        """Whether somebody may belong to both."""
        (first, last), (start, end) = self.span, other.span
        same = not (self.employer and other.employer) or self.employer == other.employer
        return same and first <= end and start <= last

    @property
    def in_words(self) -> str:
        """2022年底前退休, 2023年退休的企业人员; empty for everybody."""
        when = _retired_in_words(self.retired_from, self.retired_until)
        if not self.employer:
            return when
        whose = f"{EMPLOYERS[self.employer]}人员"
        return f"{when}的{whose}" if when else f"{whose}"


EVERYBODY = Cohort()


def _retired_in_words(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None and last is None:
        return ""
    if first is not None and last is not None:
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            years = f"{first.year}年" if first.year == last.year else f"{first.year}–{last.year}年"
            return f"{years}退休"
        if (first.year, first.month) == (last.year, last.month):
            return f"{_month(first)}退休"
        return f"{_month(first)}到{_month(last)}退休"
    if last is not None:
        return f"{last.year}年底前退休" if last.month == 12 else f"{_month(last)}底前退休"
    return f"{_month(first)}以后退休" if first is not None else ""


def _month(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月"


@dataclass(frozen=True)
class Tier:
    """One age band in completed years, both ends included; ``max_age`` None has no upper end.

    Exactly one of these is set: ``amount`` (yuan per period of the rule), ``percent`` (of an
    average pension), ``own_percent`` (of one's own pension, which counts as at least the average
    one if ``at_least_average``), and ``as_of`` (the month or year whose amount goes on
    unchanged). ``floor`` and ``ceiling`` are yuan per period of the rule.
    """

    min_age: int
    max_age: int | None
    amount: Decimal | None = None
    percent: Decimal | None = None
    own_percent: Decimal | None = None
    at_least_average: bool = False
    as_of: str = ""
    floor: Decimal | None = None
    ceiling: Decimal | None = None
    cohort: Cohort = EVERYBODY

    def covers(self, age: int) -> bool:
        return self.min_age <= age and (self.max_age is None or age <= self.max_age)

    @property
    def needs_average(self) -> bool:
        return self.percent is not None or self.at_least_average

    @property
    def needs_own(self) -> bool:
        return self.own_percent is not None

    @property
    def measure(self) -> str:
        """Which of the four it states: amount, percent, own_percent or as_of."""
        names = ("amount", "percent", "own_percent")
        return next((n for n in names if getattr(self, n) is not None), "as_of")

    @property
    def ages(self) -> str:
        return ages_in_words(self.min_age, self.max_age)

    @property
    def who(self) -> str:
        """Whom it is for: 不满70岁, 2022年底前退休, 2023年退休，70岁及以上."""
        if self.cohort.is_everybody:
            return self.ages
        limited = self.min_age > 0 or self.max_age is not None
        return f"{self.cohort.in_words}，{self.ages}" if limited else self.cohort.in_words


@dataclass(frozen=True)
class Rule:
    """The tiers of one policy; ``period`` tells whether its amounts are monthly or yearly."""

    tiers: Sequence[Tier]
    period: Period = Period.MONTH

    @property
    def cohorts(self) -> list[Cohort]:
        """The cohorts that the rule tells apart, in its own order."""
        return list(dict.fromkeys(tier.cohort for tier in self.tiers))

    @property
    def tells_ages_apart(self) -> bool:
        return any(len(self.of_cohort(cohort)) > 1 for cohort in self.cohorts)

    @property
    def tells_retirement_apart(self) -> bool:
        return any(cohort.is_dated for cohort in self.cohorts)

    @property
    def tells_employers_apart(self) -> bool:
        return any(cohort.employer for cohort in self.cohorts)

    @property
    def needs_average(self) -> bool:
        return any(tier.needs_average for tier in self.tiers)

    @property
    def needs_own(self) -> bool:
        return any(tier.needs_own for tier in self.tiers)

    @property
    def measures(self) -> set[str]:
        return {tier.measure for tier in self.tiers}

    def of_cohort(self, cohort: Cohort) -> list[Tier]:
        return [tier for tier in self.tiers if tier.cohort == cohort]

    def tier_for(self, case: Case) -> Tier:
        """Return the tier for a person; a cohort with a single tier ignores the age.

        Raises RetirementNeeded, EmployerNeeded, AgeNeeded and NotCovered.
        """
        tiers = self.of_cohort(self.cohort_for(case))
        if len(tiers) == 1:
            return tiers[0]
        if case.age is None:
            raise AgeNeeded("this rule tells ages apart")
        for tier in tiers:
            if tier.covers(case.age):
                return tier
        raise NotCovered(f"这条标准没有写{case.age}岁的人。")

    def cohort_for(self, case: Case) -> Cohort:
        """Return the cohort a person belongs to. Raises as ``tier_for``, except for the age."""
        found = [c for c in self.cohorts if not case.employer or c.employs(case.employer)]
        if any(cohort.is_dated for cohort in found):
            found = [cohort for cohort in found if _retired_in(cohort, case.retired)]
        if not case.employer and any(cohort.employer for cohort in found):
            raise EmployerNeeded("this rule tells employers apart")
        if not found:
            raise NotCovered(self._uncovered(case))
        return found[0]

    def _uncovered(self, case: Case) -> str:
        told = "、".join(cohort.in_words for cohort in self.cohorts)
        return f"这条标准只写了{told}，没有写您这种情况。"

    def next_tier(self, tier: Tier) -> Tier | None:
        """Return the tier of the same cohort that follows in age, or None after the last."""
        later = [t for t in self.of_cohort(tier.cohort) if t.min_age > tier.min_age]
        return min(later, key=lambda t: t.min_age, default=None)


def _retired_in(cohort: Cohort, retired: Retirement | None) -> bool:
    """Whether somebody retired in ``cohort``. Raises RetirementNeeded where that is not certain."""
    if not cohort.is_dated:
        return True
    if retired is None:
        raise RetirementNeeded("this rule tells dates of retirement apart")
    first, last = cohort.span
    if retired.last < first or last < retired.first:
        return False
    if first <= retired.first and retired.last <= last:
        return True
    raise RetirementNeeded("the month of retirement is needed")


def ages_in_words(min_age: int, max_age: int | None) -> str:
    """Return an age band in Chinese words.

    >>> ages_in_words(0, 69), ages_in_words(70, None), ages_in_words(70, 79)
    ('不满70岁', '70岁及以上', '70岁到79岁')
    """
    if max_age is None:
        return f"{min_age}岁及以上" if min_age else "不分年龄"
    return f"{min_age}岁到{max_age}岁" if min_age else f"不满{max_age + 1}岁"


def tier_faults(tiers: Iterable[Tier]) -> list[str]:
    """Return the faults of one policy's tiers as Chinese sentences; empty if there are none.

    In every cohort the bands must begin at 0 and follow each other without overlap or gap, the
    last must be open, and all must state the same kind of figure. No one may belong to two
    cohorts.
    """
    rule = Rule(sorted(tiers, key=lambda t: t.min_age))
    if not rule.tiers:
        return ["至少要有一个年龄档。不分年龄的，填一档：从 0 岁，到几岁空着。"]
    faults = []
    for cohort in rule.cohorts:
        of_whom = "" if cohort.is_everybody else f"“{cohort.in_words}”："
        faults += [of_whom + fault for fault in _age_faults(rule.of_cohort(cohort))]
    return faults + [_meeting(one, other) for one, other in _meetings(rule.cohorts)]


def _age_faults(ordered: Sequence[Tier]) -> list[str]:
    faults = []
    if ordered[0].min_age > 0:
        faults.append(f"0岁到{ordered[0].min_age - 1}岁没有年龄档。最小的一档从 0 岁开始。")
    for lower, upper in pairwise(ordered):
        if lower.max_age is None or lower.max_age >= upper.min_age:
            faults.append(f"“{lower.ages}”和“{upper.ages}”重叠了。")
        elif lower.max_age + 1 < upper.min_age:
            faults.append(f"{lower.max_age + 1}岁到{upper.min_age - 1}岁没有年龄档，中间空了。")
    if ordered[-1].max_age is not None:
        faults.append(f"{ordered[-1].max_age}岁以后没有年龄档。最大的一档“到几岁”空着。")
    measures = {tier.measure for tier in ordered}
    if measures <= {"amount", "percent"} and len(measures) > 1:
        faults.append("各档要么都填金额，要么都填比例，不能混着。")
    elif len(measures) > 1:
        faults.append("同一群人的各档要填同一种：都是金额，都是比例，或者都照从前的数。")
    return faults


def _meetings(cohorts: Sequence[Cohort]) -> list[tuple[Cohort, Cohort]]:
    ordered = sorted(cohorts, key=lambda cohort: cohort.span)
    return [(one, other) for one, other in combinations(ordered, 2) if one.meets(other)]


def _meeting(one: Cohort, other: Cohort) -> str:
    names = [cohort.in_words or "不分什么人" for cohort in (one, other)]
    if one.retired_until is None and other.retired_from is not None and not one.is_everybody:
        return (
            f"“{names[0]}”没有写到哪天为止，后面又有“{names[1]}”。请给前一群人写上退休到哪天为止。"
        )
    return f"“{names[0]}”和“{names[1]}”里会有同一个人。每个人只能属于一群。"
