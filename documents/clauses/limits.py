"""Puts floors and caps on the figures that they limit."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from .ages import Band
from .amounts import Figure
from .context import Event
from .stated import LineRead, Stated

_OF_CREDIT = ("划入", "计入", "个人账户")


@dataclass
class Limits:
    """The floors and caps of one sentence."""

    amounts: set[Decimal] = field(default_factory=set)
    split: list[Stated] = field(default_factory=list)

    def put(
        self,
        figure: Figure,
        text: str,
        band: Band | None,
        *,
        since: list[Event],
        stated: list[Stated],
        read: LineRead,
    ) -> None:
        """Put ``figure`` on what the sentence ``text`` has ``stated``, or the one before it.

        ``band`` are the ages it is for, if ``since`` the last figure some were named.
        """
        if figure.amount is None:
            return
        name = "floor" if figure.role == "floor" else "cap"
        self.amounts.add(figure.amount)
        last = read.stated[-1:]
        named = any(isinstance(event, Band) for event in since)
        if not stated and last and named:
            self._split_by_age(last[0], name, figure.amount, band, read.stated)
            return
        targets = stated or [one for one in read.stated if one.sentence == last[0].sentence]
        if not targets and not named and any(word in text for word in _OF_CREDIT):
            read.limits.append((name, figure.amount))
        if named and stated:
            targets = [one for one in stated if one.band == band]
            first = stated[0]
            if not targets and (first in self.split or (len(stated) == 1 and not first.band)):
                self._split_by_age(first, name, figure.amount, band, stated)
                return
        for one in targets:
            if getattr(one, name) is None:
                setattr(one, name, figure.amount)

    def _split_by_age(
        self, one: Stated, name: str, amount: Decimal, band: Band | None, into: list[Stated]
    ) -> None:
        """Make a figure for each age that has a floor of its own of the one they all share."""
        if one.rate is None or (one.band and one not in self.split):
            return
        if one in self.split:
            copy = replace(self.split[0], band=band, floor=None, cap=None)
            into.append(copy)
        else:
            one.band, copy = band, one
        self.split.append(copy)
        setattr(copy, name, amount)
