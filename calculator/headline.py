"""A rule in one line, and each of its tiers in one: 每月 90 元起, 人均养老金的 2.8%."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from credit.credit import Credit, credit_of
from credit.deduction import Deduction
from credit.rule import Case, Period, Rule, Tier, tier_faults
from regions.models import RefundPolicy
from text.formats import month as month_in_words
from text.formats import number, percent, tier_figure, tier_limits, yuan


@dataclass(frozen=True)
class Headline:
    """A rule in one line: 每月 90 元, 每年 1,680 元起, 人均养老金的 2.8%, 看您哪年退休.

    ``figure`` is an amount in yuan, or a percentage where ``is_rate``; None where the rule gives
    several kinds of figures and no single one tells enough.
    """

    lead: str
    figure: Decimal | None
    is_rate: bool
    rising: bool

    @property
    def unit(self) -> str:
        if self.figure is None:
            return ""
        if self.is_rate:
            return "起" if self.rising else ""
        return "元起" if self.rising else "元"

    @property
    def figure_in_words(self) -> str:
        """The figure as it stands in large type, without ``unit``: 1,680 or 2.8%."""
        if self.figure is None:
            return ""
        return percent(self.figure) if self.is_rate else number(self.figure)

    @property
    def in_words(self) -> str:
        """The line as text: 每月 90 元起, 人均养老金的 2.8%."""
        if self.figure is None:
            return self.lead
        blank = "" if self.is_rate else " "
        return f"{self.lead} {self.figure_in_words}{blank}{self.unit}"


def headline_in_words(headline: Headline | None) -> str:
    """Return a rule in one line as text, or 年龄档有错 if its tiers have faults."""
    return headline.in_words if headline else "年龄档有错"


def payment_lead(found: Credit) -> str:
    """Return what stands before a payment: 每年, 每月, or 每月到账 where something went off."""
    if found.once_a_year:
        return "每年"
    return "每月到账" if found.deducted else "每月"


def sum_in_words(found: Credit) -> str:
    """Return the credit as it is paid: 每月 90 元, or 每年 1,680 元 if in one sum."""
    return f"{'每年' if found.once_a_year else '每月'} {yuan(found.payment)}"


@dataclass(frozen=True)
class TierLine:
    """One row of the table of tiers: what is stated for whom, and what that credits.

    ``credit`` is None where it depends on a pension or on one's own earlier amount.
    """

    tier: Tier
    credit: Credit | None
    period: Period = Period.MONTH

    @property
    def ages(self) -> str:
        """Whom it is for: 不满70岁, 2022年底前退休."""
        return self.tier.who

    @property
    def percent(self) -> Decimal | None:
        """The percentage, of whatever pension it is."""
        return self.tier.percent if self.tier.percent is not None else self.tier.own_percent

    @property
    def stated(self) -> Decimal | None:
        """The amount as the document prints it, per ``period``."""
        return self.tier.amount

    @property
    def figure(self) -> str:
        """The credit in short form, without 每月: 2.8%, 每年 1,680 元, 90 元."""
        if self.credit is None or self.credit.once_a_year:
            return self.in_words
        return yuan(self.credit.month)

    @property
    def in_words(self) -> str:
        """What is credited: 2.8%, 本人养老金的 7%, 每年 1,680 元, 照2023年的数不变."""
        if self.credit is None:
            return tier_figure(self.tier)
        return sum_in_words(self.credit)

    @property
    def stated_in_words(self) -> str:
        """What the document prints: 每年 1,680 元; empty for a percentage."""
        return f"{self._per} {yuan(self.stated)}" if self.stated is not None else ""

    @property
    def _per(self) -> str:
        return RefundPolicy.Period(self.period.value).label

    @property
    def limits(self) -> str:
        """The floor and the ceiling, if any: ，每月不少于 70 元."""
        return tier_limits(self.tier, self._per)

    @property
    def in_full(self) -> str:
        """The credit per month and per year, or per month after the deduction."""
        if self.credit is None:
            whose = "人均养老金的 " if self.tier.percent is not None else ""
            return f"{whose}{self.in_words}{self.limits}"
        if self.credit.deducted:
            return f"标准{self.stated_in_words}，每月到账 {yuan(self.credit.month)}"
        if self.credit.once_a_year:
            return f"{self.in_words}，折合每月 {yuan(self.credit.month)}"
        return f"{self.in_words}，一年 {yuan(self.credit.year)}"


@dataclass(frozen=True)
class NextCredit:
    """The credit of the next age band, and the month it begins if the birth is known.

    ``credit`` is None where it needs a number that the reader's own tier does not.
    """

    credit: Credit | None
    tier: Tier
    month: datetime.date | None = None

    @property
    def _given(self) -> str:
        if self.credit is None:
            return f"按{tier_figure(self.tier)}打{tier_limits(self.tier)}"
        return sum_in_words(self.credit)

    @property
    def in_words(self) -> str:
        """2031年3月满70岁以后每月 110 元; without the month if the birth is not known."""
        month = month_in_words(self.month) if self.month else ""
        return f"{month}满{self.tier.min_age}岁以后{self._given}"

    @property
    def _start(self) -> str:
        if self.month is not None:
            return f"到 {month_in_words(self.month)}您满{self.tier.min_age}岁"
        return f"满{self.tier.min_age}岁以后"

    @property
    def in_short(self) -> str:
        """When the reader enters the next tier, where a drawing says what it credits."""
        return f"{self._start}，进“{self.tier.ages}”这一档。从哪个月起换，以当地为准。"

    @property
    def in_full(self) -> str:
        """When the reader enters the next tier and what it credits."""
        given = self._given
        if self.credit is not None and self.credit.once_a_year:
            given = f"{given}，折合每月 {yuan(self.credit.month)}"
        return f"{self._start}，进“{self.tier.ages}”这一档：{given}。从哪个月起换，以当地为准。"


def tier_lines(rule: Rule, deductions: Sequence[Deduction] = ()) -> tuple[TierLine, ...]:
    """Return a line for each tier, less ``deductions``; none if the tiers have faults."""
    if tier_faults(rule.tiers):
        return ()
    return tuple(_line(rule, tier, deductions) for tier in rule.tiers)


def _line(rule: Rule, tier: Tier, deductions: Sequence[Deduction]) -> TierLine:
    found = None
    if tier.amount is not None:
        found = credit_of(tier, rule.period, Case(), deductions)
    return TierLine(tier, found, rule.period)


def headline_of(rule: Rule, lines: tuple[TierLine, ...] | None = None) -> Headline | None:
    """Return the lowest tier in words, with 起 if another gives more; None if tiers have faults.

    ``lines`` are the rule's tier lines, if the caller has them already.
    """
    lines = tier_lines(rule) if lines is None else lines
    if not lines:
        return None
    if rule.measures in ({"percent"}, {"own_percent"}):
        lead = "人均养老金的" if "percent" in rule.measures else "本人养老金的"
        rates = [line.percent for line in lines if line.percent is not None]
        return Headline(lead, min(rates), True, max(rates) > min(rates))
    if rule.measures != {"amount"}:
        lead = "看您哪年退休" if rule.tells_retirement_apart else "看您的情况"
        return Headline(lead, None, True, False)
    credits = [line.credit for line in lines if line.credit is not None]
    if all(c.once_a_year for c in credits):
        amounts, lead = [c.year for c in credits], "每年"
    else:
        deducts = any(c.deducted for c in credits)
        amounts, lead = [c.month for c in credits], "每月到账" if deducts else "每月"
    return Headline(lead, min(amounts), False, max(amounts) > min(amounts))
