"""What changed between two readings of a document, clause by clause."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClauseChange:
    """One clause that was changed, added (no ``before``) or taken out (no ``after``).

    ``clause`` is its number as printed, 第六条 or （一）, "" where it has none. ``words`` says
    the figures that differ, "90 → 100 元，自2027年1月1日"; "" where more than figures differ.
    """

    clause: str
    before: str
    after: str
    words: str = ""


def changes(before: str, after: str) -> list[ClauseChange]:
    """Return the clauses that differ, in the order of the newer text."""
    raise NotImplementedError
