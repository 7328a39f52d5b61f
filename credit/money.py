"""Money: Decimal yuan, rounded in one place."""

from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
MONTHS = 12


def to_fen(amount: Decimal) -> Decimal:
    """Round ``amount`` (yuan) half up to the fen.

    >>> to_fen(Decimal("103.605"))
    Decimal('103.61')
    """
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def share(base: Decimal, percent: Decimal) -> Decimal:
    """Return ``percent`` per cent of a pension, rounded to the fen.

    >>> share(Decimal("3700"), Decimal("2"))
    Decimal('74.00')
    """
    return to_fen(base * percent / 100)
