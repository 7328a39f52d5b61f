"""From the lowest to the highest figure of several places, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from text.formats import number, percent

from .rules import RuleView


@dataclass(frozen=True)
class Spread:
    """From the lowest to the highest figure of several places, in yuan a month or in percent.

    ``amounts`` and ``rates`` are empty where there are none; ``personal``: some places go by
    one's own pension or one's own earlier amount; ``few``: of how many places something is known
    if not even of half, else 0; ``yearly``: some amounts come once a year and count by the month.
    """

    amounts: tuple[Decimal, ...] = ()
    rates: tuple[Decimal, ...] = ()
    personal: bool = False
    few: int = 0
    yearly: bool = False

    @classmethod
    def of(cls, views: Sequence[RuleView | None]) -> "Spread":
        """Return what rules give, one a place; withheld ones do not count."""
        shown = [view for view in views if view is not None and not view.withheld]
        known = sum(view is not None for view in views)
        lines = [line for view in shown for line in view.lines]
        return cls(
            tuple(sorted({line.credit.month for line in lines if line.credit is not None})),
            tuple(sorted({line.tier.percent for line in lines if line.tier.percent is not None})),
            personal=any(line.credit is None and line.tier.percent is None for line in lines),
            few=known if 2 * known < len(views) else 0,
            yearly=any(view.once_a_year for view in shown),
        )

    @property
    def figure(self) -> str:
        """The figures as they stand in large type, without ``unit``: 80–120, or 2%–3%."""
        if self.amounts:
            return _from_to([number(amount) for amount in self.amounts])
        return _from_to([percent(rate) for rate in self.rates])

    @property
    def unit(self) -> str:
        return "元" if self.amounts else ""

    @property
    def is_rate(self) -> bool:
        return not self.amounts and bool(self.rates)

    @property
    def lead(self) -> str:
        """What stands before the figures, as before a single one."""
        if self.amounts:
            return "每月"
        return "人均养老金的" if self.rates else ""

    @property
    def remark(self) -> str:
        """What to know beside the figures: 看哪个市, or 也有按比例的."""
        if self.amounts and self.rates:
            return "也有按比例的"
        if self.figure and self.personal:
            return "也有看个人的"
        return f"只查到 {self.few} 个地方" if self.few else "看哪个市"

    @property
    def of_few(self) -> str:
        """The figures of the few places that are known: 每月 290–315 元; 也有按比例的 behind."""
        mixed = (self.amounts and self.rates) or self.personal
        figures = " ".join(filter(None, [self.lead, self.figure, self.unit]))
        return f"{figures}，{self.remark}" if mixed else figures

    @property
    def in_words(self) -> str:
        """80–120 元，看哪个市; 60–95 元，也有按比例的; 2%–3%，看哪个市."""
        if self.figure:
            return " ".join(filter(None, [self.figure, self.unit])) + f"，{self.remark}"
        return "看您在哪个市参保" if self.personal else "需核实，看哪个市"


def _from_to(written: list[str]) -> str:
    if not written:
        return ""
    return written[0] if len(written) == 1 else f"{written[0]}–{written[-1]}"
