"""What goes off the credit: an amount or a percentage, and whether it surely does."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from .money import MONTHS, share, to_fen
from .rule import Case, Period


class PercentOf(Enum):
    OWN = "own"  # one's own pension
    BASE = "base"  # a base that many have in common
    CREDIT = "credit"  # what is credited


class FromAccount(Enum):
    """Whether it is taken from the personal account."""

    YES = "yes"
    NO = "no"
    CONSENT = "consent"  # only if the person agreed
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Deduction:
    """An amount in yuan per ``period``, or a percentage, that goes off; or neither if not known.

    ``taken``: the stated credit is already what is left. ``for_some``: not everybody pays it. It
    lowers the credit only where it is
    ``certain`` and its monthly amount is known; otherwise pages only tell it.
    """

    name: str
    amount: Decimal | None = None
    percent: Decimal | None = None
    percent_of: PercentOf | None = None
    period: Period = Period.MONTH
    from_account: FromAccount = FromAccount.YES
    taken: bool = False
    disputed: bool = False
    for_some: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it surely lowers what arrives.

        It is taken from everybody's account, was not taken already, and nobody disputes it.
        """
        sure = not (self.taken or self.disputed or self.for_some)
        return self.from_account is FromAccount.YES and sure

    @property
    def asks_own_pension(self) -> bool:
        """Whether one's own pension makes a told deduction an amount that is subtracted."""
        return self.is_certain and self.percent_of is PercentOf.OWN

    def monthly(self, case: Case) -> Decimal | None:
        """Return what is taken off the credit each month, in yuan; None if it is only told.

        A yearly sum comes off once a year, so that no month shows it.
        """
        if not self.is_certain or self.period is Period.YEAR:
            return None
        if self.amount is not None:
            return self.amount
        if self.percent is None or not self.asks_own_pension or case.own_pension is None:
            return None
        return share(case.own_pension, self.percent)

    @property
    def per_month(self) -> Decimal | None:
        """A yearly amount divided by twelve, in yuan; None if it states none."""
        if self.amount is None or self.period is Period.MONTH:
            return None
        return to_fen(self.amount / MONTHS)
