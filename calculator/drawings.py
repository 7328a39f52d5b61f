"""Geometry of what is drawn beside a figure: bars from zero, and the ladder of a rule's ages.

Lengths, heights and places are percent of the drawing, so that templates only print them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from credit.rule import Rule
from text.formats import percent, yuan

from .headline import TierLine

#: How many years of an open band are drawn, before the first birthday that ends it or after the
#: last that begins one.
OPEN_YEARS = 20
_TENTH = Decimal("0.1")


def bar(figure: Decimal, top: Decimal, longest: int = 100) -> Decimal:
    """Return the length of a bar beside one of ``top``, which is ``longest``; one decimal."""
    if not top:
        return Decimal(0)
    return (figure / top * longest).quantize(_TENTH)


def comparable(lines: Sequence[TierLine]) -> list[Decimal]:
    """Return the figure of each tier; empty where they are of several kinds or nobody knows them.

    Amounts are those that arrive each month; a yearly sum counts by the month.
    """
    if len({line.tier.measure for line in lines}) != 1:
        return []
    amounts = [line.credit.month for line in lines if line.credit is not None]
    return amounts or [line.percent for line in lines if line.percent is not None]


@dataclass(frozen=True)
class Rung:
    """One age band of a ladder: its figure, what to know beside it, and how high it is.

    ``at`` is how far from its left the reader's age stands, None where it is in another band.
    """

    line: TierLine
    height: Decimal
    at: Decimal | None = None
    width = 100  # a template types no figure

    @property
    def top(self) -> Decimal:
        """How far below the top of the drawing it begins."""
        return 100 - self.height

    @property
    def figure(self) -> str:
        """Its figure without 每月 or 每年, which the ladder says once: 1,680 元 or 2.8%."""
        credit = self.line.credit
        if credit is None:
            return percent(self.line.percent) if self.line.percent is not None else ""
        return yuan(credit.payment)

    @property
    def beside(self) -> str:
        """The same in the other period, the standard before a deduction, or the limits."""
        credit = self.line.credit
        if credit is None:
            return self.line.limits.lstrip("，")
        if credit.deducted:
            return f"标准{self.line.stated_in_words}"
        if credit.once_a_year:
            return f"折合每月 {yuan(credit.month)}"
        return f"一年 {yuan(credit.year)}"


@dataclass(frozen=True)
class Ladder:
    """The age bands of a rule, the youngest first, and the reader's ``age`` if it is known."""

    rungs: tuple[Rung, ...]
    age: int | None = None

    @classmethod
    def of(cls, rule: Rule, lines: Sequence[TierLine], age: int | None = None) -> "Ladder | None":
        """Return a rung for each age band.

        None where ages make no difference, or something besides the age does.
        """
        figures = comparable(lines)
        if len(rule.cohorts) != 1 or len(figures) < 2:
            return None
        top = max(figures)
        return cls(
            tuple(
                Rung(line, bar(figure, top), _at(line, age))
                for line, figure in zip(lines, figures, strict=True)
            ),
            age,
        )

    @property
    def lead(self) -> str:
        """What the figures are: 每月打多少, 打人均养老金的百分之几."""
        credits = [rung.line.credit for rung in self.rungs if rung.line.credit is not None]
        if not credits:
            whose = "人均" if self.rungs[0].line.tier.percent is not None else "本人"
            return f"打{whose}养老金的百分之几"
        if any(credit.deducted for credit in credits):
            return "每月到账多少"
        return "每年打多少" if credits[0].once_a_year else "每月打多少"


def _at(line: TierLine, age: int | None) -> Decimal | None:
    """Return where an age stands in a band, in percent from its left."""
    tier = line.tier
    if age is None or not tier.covers(age):
        return None
    first = tier.min_age
    last = first + OPEN_YEARS if tier.max_age is None else tier.max_age
    if not first:
        first = max(0, last - OPEN_YEARS)
    share = Decimal(age - first) / max(last - first, 1) * 100
    return min(max(share, Decimal(4)), Decimal(96)).quantize(Decimal(1))
