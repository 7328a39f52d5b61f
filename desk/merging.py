"""Decide, field by field, what becomes of a form whose row somebody else saved meanwhile.

Three values are compared: ``base`` as the form was opened, ``mine`` as it was typed, ``theirs``
as it is in the database by now. They are compared as fingerprints, which a form can carry.
"""

import hashlib
from collections.abc import Mapping
from enum import Enum

#: What a person may answer, where both sides changed the same.
MINE, THEIRS = "mine", "theirs"
_LENGTH = 12


class Verdict(Enum):
    """Whose value holds: that of who saves now, that of the other person, or it must be asked."""

    MINE = MINE
    THEIRS = THEIRS
    ASKED = "asked"


def fingerprint(text: str) -> str:
    """Return a short text that is the same for the same ``text`` only."""
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def verdict(base: str | None, mine: str, theirs: str, answer: str | None = None) -> Verdict:
    """Decide on one field. ``base`` is None where nobody knows how it was opened.

    ``answer`` is None where nothing was asked, and empty where nothing was answered yet. An
    answer counts only for the value that was shown beside the question, which is ``base``.
    """
    if mine == theirs:
        return Verdict.MINE
    if answer == THEIRS or mine == base:
        return Verdict.THEIRS
    if theirs == base and answer != "":
        return Verdict.MINE
    return Verdict.ASKED


def verdict_on_deleted(
    base: Mapping[str, str] | None, theirs: Mapping[str, str], answer: str | None = None
) -> Verdict:
    """Decide on a row that was deleted here; THEIRS means that it stays as it is now."""
    if answer == THEIRS:
        return Verdict.THEIRS
    return Verdict.MINE if base == theirs and answer != "" else Verdict.ASKED


def verdict_on_gone(
    base: Mapping[str, str] | None, mine: Mapping[str, str], answer: str | None = None
) -> Verdict:
    """Decide on a row that the other person deleted; MINE means that it becomes a new row."""
    if answer in (MINE, THEIRS):
        return Verdict(answer)
    return Verdict.THEIRS if base == mine and answer is None else Verdict.ASKED
