"""A rule in one line, and each of its tiers in one: 每月 90 元起, 人均养老金的 2.8%."""

from dataclasses import dataclass
from decimal import Decimal

from credit import credit
from credit.credit import Credit, Period, Rule, Tier
from regions.models import RefundPolicy
from text.formats import number, percent, yuan


@dataclass(frozen=True)
class Headline:
    """A rule in one line: 每月 90 元, 每年 1,680 元起, 人均养老金的 2.8%.

    ``figure`` is an amount in yuan, or a percentage where ``is_rate``.
    """

    lead: str
    figure: Decimal
    is_rate: bool
    rising: bool

    @property
    def unit(self) -> str:
        if self.is_rate:
            return "起" if self.rising else ""
        return "元起" if self.rising else "元"

    @property
    def figure_in_words(self) -> str:
        """The figure as it stands in large type, without ``unit``: 1,680 or 2.8%."""
        return percent(self.figure) if self.is_rate else number(self.figure)

    @property
    def in_words(self) -> str:
        """The line as text: 每月 90 元起, 人均养老金的 2.8%."""
        blank = "" if self.is_rate else " "
        return f"{self.lead} {self.figure_in_words}{blank}{self.unit}"


def headline_in_words(headline: Headline | None) -> str:
    """Return a rule in one line as text, or 年龄档有错 if its tiers have faults."""
    return headline.in_words if headline else "年龄档有错"


def sum_in_words(found: Credit) -> str:
    """Return the credit as it is paid: 每月 90 元, or 每年 1,680 元 if in one sum."""
    return f"每年 {yuan(found.year)}" if found.once_a_year else f"每月 {yuan(found.month)}"


@dataclass(frozen=True)
class TierLine:
    """One row of the table of tiers: a percentage, or what is credited at that age.

    ``stated`` is the amount as the document prints it, per ``period``.
    """

    ages: str
    percent: Decimal | None
    credit: Credit | None
    stated: Decimal | None = None
    period: Period = Period.MONTH

    @property
    def figure(self) -> str:
        """The credit in short form, without 每月: 2.8%, 每年 1,680 元, 90 元."""
        if self.credit is None or self.credit.once_a_year:
            return self.in_words
        return yuan(self.credit.month)

    @property
    def in_words(self) -> str:
        """What is credited: 2.8%, 每年 1,680 元, 每月 90 元."""
        if self.percent is not None:
            return percent(self.percent)
        return sum_in_words(self.credit) if self.credit else ""

    @property
    def stated_in_words(self) -> str:
        """What the document prints: 每年 1,680 元; empty for a percentage."""
        per = RefundPolicy.Period(self.period.value).label
        return f"{per} {yuan(self.stated)}" if self.stated is not None else ""

    @property
    def in_full(self) -> str:
        """The credit per month and per year, or per month after the deduction."""
        if self.credit is None:
            return f"人均养老金的 {self.in_words}"
        if self.credit.deducted:
            return f"标准{self.stated_in_words}，每月到账 {yuan(self.credit.month)}"
        if self.credit.once_a_year:
            return f"{self.in_words}，折合每月 {yuan(self.credit.month)}"
        return f"{self.in_words}，一年 {yuan(self.credit.year)}"


def tier_lines(rule: Rule) -> tuple[TierLine, ...]:
    """Return a line for each tier, or none if the tiers have faults."""
    if credit.tier_faults(rule.tiers):
        return ()
    return tuple(_line(rule, tier) for tier in rule.tiers)


def _line(rule: Rule, tier: Tier) -> TierLine:
    if tier.percent is not None:
        return TierLine(tier.ages, tier.percent, None)
    found = credit.credit_for(rule, tier.min_age)
    return TierLine(tier.ages, None, found, tier.amount, rule.period)


def headline_of(rule: Rule, lines: tuple[TierLine, ...] | None = None) -> Headline | None:
    """Return the lowest tier in words, with 起 if another gives more; None if tiers have faults.

    ``lines`` are the rule's tier lines, if the caller has them already.
    """
    lines = tier_lines(rule) if lines is None else lines
    if not lines:
        return None
    if rule.needs_base:
        rates = [line.percent for line in lines if line.percent is not None]
        return Headline("人均养老金的", min(rates), True, max(rates) > min(rates))
    credits = [line.credit for line in lines if line.credit is not None]
    if all(c.once_a_year for c in credits):
        amounts, lead = [c.year for c in credits], "每年"
    else:
        deducts = any(c.deducted for c in credits)
        amounts, lead = [c.month for c in credits], "每月到账" if deducts else "每月"
    return Headline(lead, min(amounts), False, max(amounts) > min(amounts))
