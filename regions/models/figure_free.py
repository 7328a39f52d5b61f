"""Keeps money and rates out of the texts of facts that are no figures.

A figure in running text has no source and no end: it goes on standing there when the rule has long
changed. It belongs into a rule, a deduction, a claim or a local answer. Which texts are to be free
of figures, a kind of facts says in ``FIGURE_FREE``.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from .publication import Publishable

#: So many are named in a message; the writer looks for the others in the text.
NAMED = 6


def misplaced_figures(row: "Publishable") -> Iterator[tuple[str, list[str]]]:
    """Yield each text of ``row`` that holds figures it should not, with their words."""
    from text.figures import words_of_figures  # only who saves pays for its patterns

    for field in row.FIGURE_FREE:
        if found := words_of_figures(getattr(row, field)):
            yield field, found


def refuse_figures(row: "Publishable") -> None:
    """Raise ValidationError where a text of ``row`` holds figures, with where they belong."""
    faults = {field: _refusal(found) for field, found in misplaced_figures(row)}
    if faults:
        raise ValidationError(faults)


def _refusal(found: list[str]) -> str:
    named = "、".join(f"“{' '.join(words.split())}”" for words in found[:NAMED])
    more = f"等 {len(found)} 处" if len(found) > NAMED else ""
    return (
        f"这里不写钱数和比例，您写了{named}{more}。写在这里的数没有出处，过时了也没人知道。"
        "各地的数请写成“各地答案”，每月划入的数写进“划入标准”，页面会自己带出来。"
    )
