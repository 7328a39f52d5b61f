"""What goes off the credit in a place, as pages tell it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from credit import deduction
from credit.deduction import FromAccount, PercentOf
from credit.money import share
from credit.rule import Case
from regions.models import Deduction, Freshness
from text.formats import day, lines, percent, yuan

#: The pension of which a percentage is told in yuan, where nobody's own is known.
EXAMPLE = Decimal(1000)

_WHERE = {
    FromAccount.NO: "不从个人账户扣",
    FromAccount.CONSENT: "本人同意，才从个人账户扣",
    FromAccount.UNKNOWN: "从哪里扣，资料没有写",
}


@dataclass(frozen=True)
class DeductionView:
    """A deduction as pages tell it, without its figure if nobody checked it for too long.

    ``coming``: it only begins after the day that is asked about. ``applied``: it was taken off
    with the reader's own pension. ``base``: the average pension, in yuan a month, of which the
    credit beside it was worked out.
    """

    row: Deduction
    freshness: Freshness
    coming: bool
    applied: bool = False
    base: Decimal | None = None

    @property
    def as_computed(self) -> deduction.Deduction:
        computed = self.row.as_computed
        if self.freshness.withheld:
            return replace(computed, amount=None, percent=None, percent_of=None)
        return computed

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def is_certain(self) -> bool:
        return not self.coming and self.as_computed.is_certain

    @property
    def asks_own_pension(self) -> bool:
        return not self.coming and self.as_computed.asks_own_pension

    @property
    def subtracts(self) -> bool:
        """Whether it lowers every credit, or that of the reader's own case."""
        return self.applied or (not self.coming and self.as_computed.monthly(Case()) is not None)

    @property
    def figure(self) -> str:
        """每月 8.66 元; 每年另扣 66 元; 本人养老金的 0.15%; or that it is not known."""
        found = self.as_computed
        if found.amount is not None:
            return f"{'每月' if found.per_month is None else '每年另扣'} {yuan(found.amount)}"
        if found.percent is None:
            return "扣多少没有查到" if not self.freshness.withheld else "查到的数太旧，要打电话问"
        if found.percent_of is PercentOf.OWN:
            return f"本人养老金的 {percent(found.percent)}"
        told = f"{self.row.base_in_words}的 {percent(found.percent)}"
        if self.base is None or self.row.base_name or found.percent_of is not PercentOf.BASE:
            return told
        return f"{told}，照 {yuan(self.base)}算是每月 {yuan(share(self.base, found.percent))}"

    @property
    def figure_again(self) -> str:
        """The figure by the month, or for an example: 折合每月 5.5 元; else empty."""
        found = self.as_computed
        if found.amount is not None and found.per_month is not None:
            return f"折合每月 {yuan(found.per_month)}"
        if found.percent is None or found.percent_of is not PercentOf.OWN:
            return ""
        return f"养老金每 {yuan(EXAMPLE)}扣 {yuan(share(EXAMPLE, found.percent))}"

    @property
    def how_much(self) -> str:
        """每年另扣 66 元，折合每月 5.5 元; 本人养老金的 0.15%，养老金每 1,000 元扣 1.5 元."""
        return "，".join(filter(None, [self.figure, self.figure_again]))

    @property
    def remarks(self) -> list[str]:
        """All there is to know of it beside how much, as sentences."""
        return [*self.at_once, *self.details]

    @property
    def at_once(self) -> list[str]:
        """From when, from whom, and why it is not taken off here, as sentences.

        Of what was taken off also as of when its figure is: the amount above rests on it.
        """
        as_of = self._as_of if self.subtracts else []
        return [*self._when_and_who, *as_of, *self._why_not_here]

    @property
    def at_once_alone(self) -> list[str]:
        """The same where no amount stands beside it."""
        where, row = _WHERE.get(self.as_computed.from_account), self.row
        if self.coming or row.taken or not (where or row.disputed):
            return self._when_and_who
        told = "扣不扣说法不一，以到账为准。" if row.disputed else f"{where}。"
        return [*self._when_and_who, told]

    @property
    def details(self) -> list[str]:
        """What else to know of it, as sentences."""
        start = [] if self.row.effective_from else [f"{self.since}。"]
        as_of = [] if self.subtracts else self._as_of
        return [*start, *as_of, *lines(self.row.notes)]

    @property
    def _as_of(self) -> list[str]:
        if not self.row.as_of or self.freshness.withheld:
            return []
        return [f"这是{self.row.as_of}的数，以后有没有变没有查到。"]

    @property
    def _when_and_who(self) -> list[str]:
        row, told = self.row, []
        if row.effective_from is not None:
            will = "将于 " if self.coming else ""
            told.append(f"{will}{day(row.effective_from)}起{'开始' if self.coming else ''}。")
        if row.for_whom:
            told.append(f"只扣{row.for_whom}的。")
        return told

    @property
    def _why_not_here(self) -> list[str]:
        if self.coming or self.subtracts:
            return []
        if self.row.taken:
            return ["标准里已经扣过，不再扣。"]
        if self.row.disputed:
            return ["扣不扣说法不一，这里没有扣，以到账为准。"]
        where = _WHERE.get(self.as_computed.from_account)
        if where is not None:
            return [f"{where}，这里没有扣。"]
        return ["按年算的，没有从每月的数里减。" if self.is_yearly else "上面的数里没有扣。"]

    @property
    def is_yearly(self) -> bool:
        return self.as_computed.per_month is not None

    @property
    def since(self) -> str:
        """From which day it goes off, as far as that is known."""
        start = self.row.effective_from
        return f"{day(start)}起" if start else "从哪天起没有写"

    @property
    def in_words(self) -> str:
        """The deduction in one line: 大额医疗费用补助：每年另扣 36 元，折合每月 3 元."""
        return f"{self.name}：{self.how_much}"


def deduction_views(
    rows: Iterable[Deduction], on: datetime.date, today: datetime.date
) -> tuple[DeductionView, ...]:
    """View the deductions of a place on the day ``on``; freshness counts up to ``today``."""
    return tuple(DeductionView(row, row.freshness(today), row.begins_after(on)) for row in rows)
