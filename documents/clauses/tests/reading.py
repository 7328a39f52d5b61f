"""Short ways to say what a text is expected to hold."""

from documents.clauses.reader import read_clauses
from documents.contents import Contents

_FIELDS = (
    "min_age", "max_age", "retired_from", "retired_until", "amount", "period", "rate_percent",
    "rate_of", "base_year", "applies_from", "applies_until", "place", "floor", "cap",
)  # fmt: skip


def credits(text: str) -> list[str]:
    """Return each credit as its fields that are known, in one line: amount=70 period=month."""
    lines = []
    for one in read_clauses(Contents(text)).credits:
        said = [f"{name}={value}" for name in _FIELDS if (value := getattr(one, name)) is not None]
        said += [f"open={'+'.join(one.open)}"] if one.open else []
        lines.append(" ".join(said))
    return lines


def deductions(text: str) -> list[str]:
    """Return each deduction as name, amount or rate, period, base; what is unknown is left out."""
    return [
        " ".join(
            str(value)
            for value in (one.name, one.amount, one.rate_percent, one.period, one.rate_of)
            if value is not None
        )
        for one in read_clauses(Contents(text)).deductions
    ]
