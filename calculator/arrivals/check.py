"""What an amount that arrived means, in words, and what to do about it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from calculator.deductions import DeductionView
from calculator.situation import Situation
from credit.money import to_fen
from credit.rule import AgeNeeded, Case, Period, Tier
from regions.models import Region, Source
from text import formats
from text.formats import yuan

from . import words
from .figures import (
    Arrived,
    Figure,
    of_unknown_amount,
    own_figures,
    tiers_for,
    under,
    with_average,
)
from .fits import Fit, Kind, compared, fits, other_rules
from .telephone import call

#: What is asked for where it is missing: a name of the form's fields.
ASKED = {
    "needs-age": "age",
    "needs-average-pension": "average_pension",
    "needs-own-pension": "own_pension",
}

#: The outcomes where what arrived is the standard that was found.
SAME = frozenset({Kind.EXACT.value, Kind.TWELFTH.value})


@dataclass(frozen=True)
class Check:
    """A reader's amount held against what is known; ``outcome`` stands in ``data-fit``.

    It is the kind of the first of ``fits``, or why there is none: ``none``, ``unknown``,
    ``withheld``, ``as-before``, ``own-amount``, ``uncovered``, or a missing number (``ASKED``).
    """

    outcome: str
    situation: Situation
    arrived: Arrived
    person: Case
    fits: tuple[Fit, ...] = ()

    @property
    def case(self) -> str:
        """兰州，2026年11月到账 76.5 元."""
        month = formats.month(self.arrived.month) if self.arrived.month else ""
        return f"{self.place}，{month}到账 {yuan(self.arrived.amount)}"

    @property
    def place(self) -> str:
        return self.situation.region.short_name

    @property
    def several(self) -> bool:
        return len(self.fits) > 1

    @property
    def verdict(self) -> str:
        """The words in large type."""
        if self.several:
            return f"有 {len(self.fits)} 种可能"
        if self.fits:
            return words.verdict(self.fits[0], self)
        if self.outcome == "unknown" and self.of_another_day:
            return f"没有查到{self.place}那个月的标准"
        if self.outcome == "unknown" and self.situation.no_estimate is not None:
            return "没有数可以比"
        return {
            "none": "对不上",
            "unknown": self.situation.absence,
            "own-amount": "每个人的数不一样",
            "withheld": "需核实，现在不能比",
            "as-before": "照您从前的数打",
            "uncovered": "没有写您这种情况",
            "needs-age": "还缺您的岁数",
            "needs-average-pension": "还缺当地人均养老金",
            "needs-own-pension": "还缺您自己的养老金",
        }[self.outcome]

    @property
    def of_another_day(self) -> bool:
        """Whether it is about a past month before the rule that holds now."""
        return self.situation.on != self.situation.today and self.situation.coming is not None

    @property
    def style(self) -> str:
        """The look of the card, one of the four meanings of colour."""
        if self.fits:
            return "answer--fixed" if self.right else "answer--pct"
        return "answer--off" if self.outcome in ("none", "withheld") else "answer--est"

    @property
    def asks(self) -> str:
        """Which field of the form is missing; empty if none."""
        return ASKED.get(self.outcome, "")

    @property
    def of_today(self) -> bool:
        return self.situation.on == self.situation.today

    @property
    def same(self) -> bool:
        """Whether what arrived is the standard that was found."""
        return self.outcome in SAME

    @property
    def right(self) -> bool:
        """Whether it is, and a source covers that month."""
        return self.same and self.situation.gap is None

    @property
    def warning(self) -> str:
        """That no source covers that month, where nothing else says so; else empty."""
        gap = self.situation.gap
        return f"{gap.reason}。" if gap is not None and not self.same else ""

    @property
    def inheritance(self) -> str:
        """That the figure is of a place above; empty where none is told or it is the place's."""
        coming = self.situation.coming
        has_own = coming is not None and coming.policy.region_id == self.region.pk
        return self.situation.inheritance if self.mine and not has_own else ""

    @property
    def region(self) -> Region:
        return self.situation.region

    @cached_property
    def mine(self) -> list[Figure]:
        """What should come to this person: several if it counts when they retired."""
        view = self.situation.view
        return own_figures(view, with_average(self.situation, self.person)) if view else []

    @property
    def told(self) -> list[words.Explanation]:
        """What fits, each in words."""
        return [words.explanation(fit, self) for fit in self.fits]

    @property
    def mine_in_words(self) -> str:
        """每月 90 元, 每年 1,890 元（每月 157.5 元）; empty if it is not one figure."""
        amount = self.arrived.amount
        words = list(dict.fromkeys(figure.beside(amount) for figure in self.mine))
        return words[0] if len(words) == 1 else ""

    @property
    def should(self) -> str:
        """该是每月 90 元, or no more than 查到的是 where no source covers that month; or empty."""
        lead = "查到的是" if self.situation.gap is not None else "该是"
        return f"{lead}{self.mine_in_words}" if self.mine_in_words else ""

    @property
    def tier(self) -> Tier | None:
        """The reader's own tier, where the rule has several."""
        several = self.situation.view is not None and len(self.situation.view.lines) > 1
        return self.mine[0].tier if several and len(self.mine) == 1 else None

    @property
    def base(self) -> Decimal | None:
        """The average pension that was counted with, if the reader's credit is a share of it."""
        if not any(figure.tier.needs_average for figure in self.mine):
            return None
        return with_average(self.situation, self.person).average_pension

    @property
    def base_source(self) -> Source | None:
        """Who says that average pension; None if the reader wrote it."""
        stored = self.situation.statistic
        return stored.source if stored and self.person.average_pension is None else None

    @property
    def uncompared(self) -> list[DeductionView]:
        """What may go off, but nobody knows here how much."""
        person = with_average(self.situation, self.person)
        found = (of_unknown_amount(f, self.situation.deductions, person) for f in self.mine[:1])
        return [view for views in found for view in views]

    @property
    def uncompared_rules(self) -> list[str]:
        """Rules that are a share of an average pension which is not known here, as sentences."""
        person, told = with_average(self.situation, self.person), []
        for view in other_rules(self.situation):
            average = under(view, self.situation, person).average_pension
            if not view.withheld and view.rule.needs_average and average is None:
                year = f"{view.policy.base_year}年" if view.policy.base_year else ""
                name = view.policy.region.name
                told.append(f"{name}按比例的一条标准：要用{year}人均养老金算，这里没有那个数。")
        return list(dict.fromkeys(told))

    @property
    def compared(self) -> str:
        """扣款、几个月一起打、从前的数: what else the amount was held against; may be empty."""
        return "、".join(compared(self.situation, self.person))

    @property
    def average_behind(self) -> tuple[Decimal, Decimal] | None:
        """The rate of the rule and the average pension at which it gives what arrived.

        None unless the rule is nothing but one rate a month.
        """
        view = self.situation.view
        tiers = tiers_for(view.rule, self.person) if view is not None else []
        if view is None or len(tiers) != 1 or view.deducts or view.rule.period is Period.YEAR:
            return None
        tier = tiers[0]
        if not tier.percent or tier.floor is not None or tier.ceiling is not None:
            return None
        return tier.percent, to_fen(self.arrived.amount * 100 / tier.percent)

    @property
    def call(self) -> str:
        """What to say to 12393, with the amount and the month in it."""
        return call(self)

    @property
    def report_url(self) -> str:
        """The report form filled in with what was written here."""
        policy = self.situation.policy
        known = policy is not None and not self.situation.withheld
        month = self.arrived.month
        asked = {
            "region": self.situation.region.path,
            "policy": policy.key if policy is not None and known else "",
            "kind": "amount" if known else "known",
            "amount": f"{self.arrived.amount:f}",
            "month": f"{month:%Y-%m}" if month else "",
            "age": "" if self.person.age is None else str(self.person.age),
        }
        given = {name: value for name, value in asked.items() if value}
        return f"{reverse('report')}?{urlencode(given, safe='/')}"

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The case as names and values of parameters, without what is still asked for."""
        month, person = self.arrived.month, self.person
        values = {
            "region": self.situation.region.parameter,
            "arrived": f"{self.arrived.amount:f}",
            "month": f"{month:%Y-%m}" if month else "",
            "age": "" if person.age is None else str(person.age),
            "average_pension": _plain(person.average_pension),
            "own_pension": _plain(person.own_pension),
        }
        return [(n, value) for n, value in values.items() if value and n != self.asks]

    @property
    def parameters(self) -> str:
        """The case as parameters of an address."""
        return urlencode(self.asked, safe="/")

    @property
    def again_url(self) -> str:
        """The same case with the amount that a slip of the pen was meant to be."""
        meant = {"arrived": f"{self.fits[0].amount.normalize():f}"} if self.fits else {}
        asked = urlencode(dict(self.asked) | meant, safe="/")
        return f"{reverse('calculator:check')}?{asked}#answer"


def check(situation: Situation, arrived: Arrived, person: Case) -> Check:
    """Hold what arrived against what is known of the place in the month of ``situation.on``."""
    if situation.withheld:
        return Check("withheld", situation, arrived, person)
    if _lacks_age(situation, person):
        return Check("needs-age", situation, arrived, person)
    found = tuple(fits(situation, arrived, person))
    outcome = found[0].kind.value if found else _why_none(situation, person)
    return Check(outcome, situation, arrived, person, found)


def _lacks_age(situation: Situation, person: Case) -> bool:
    """Whether the age decides and was not given."""
    if situation.view is None:
        return False
    try:
        tiers_for(situation.view.rule, person)
    except AgeNeeded:
        return True
    return False


def _why_none(situation: Situation, person: Case) -> str:
    if situation.view is None:
        personal = situation.no_estimate is not None and situation.no_estimate.own_amount
        return "own-amount" if personal else "unknown"
    person = with_average(situation, person)
    tiers = tiers_for(situation.view.rule, person)
    if not tiers:
        return "uncovered"
    if any(tier.as_of for tier in tiers):
        return "as-before"
    if any(tier.needs_own for tier in tiers) and person.own_pension is None:
        return "needs-own-pension"
    if any(tier.needs_average for tier in tiers) and person.average_pension is None:
        return "needs-average-pension"
    return "none"


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"
