"""Lays out a table: a cell that spans rows or columns stands in each of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .contents import Refused

#: A table of more cells than this, spans counted, is none that anybody reads.
MOST_CELLS = 50_000
_MOST_SPAN = 500
_SENTENCE_END = tuple("。；！？;!?")
#: Cells with this much text, or with several sentences, hold paragraphs and no values.
_LONG_CELL = 160
_GLUED = 12


@dataclass
class Cell:
    lines: list[str] = field(default_factory=list)
    rows: int = 1
    columns: int = 1
    holds_table: bool = False

    @property
    def text(self) -> str:
        """Return the lines as one: 70周岁 and 以下 below it are one word, sentences are not."""
        text = ""
        for line in (line.replace("\t", " ") for line in self.lines):
            text += line if not text or _glued(text, line) else " " + line
        return text


def _glued(before: str, behind: str) -> bool:
    if len(before) > _GLUED or len(behind) > _GLUED or behind[0].isascii():
        return False
    return bool(re.search(r"[\w（(]$", before)) and not re.search(r"[元%％年月日]$", before)


def table_lines(rows: list[list[Cell]]) -> tuple[list[str], bool]:
    """Return the lines of a table, and whether it is one: else its cells only placed paragraphs."""
    if _only_places(rows):
        return [line for row in rows for cell in row for line in cell.lines], False
    laid_out = ("\t".join(row) for row in _laid_out(rows))
    return [line for line in laid_out if line.strip()], True


def _only_places(rows: list[list[Cell]]) -> bool:
    cells = [cell for row in rows for cell in row]
    if any(cell.holds_table for cell in cells) or all(len(row) < 2 for row in rows):
        return True
    longest = max(cells, key=lambda cell: sum(map(len, cell.lines)))
    whole = sum(len(line) for cell in cells for line in cell.lines)
    length = sum(map(len, longest.lines))
    sentences = sum(line.endswith(_SENTENCE_END) for line in longest.lines)
    return length > _LONG_CELL and length > whole / 2 and sentences > 2


def _laid_out(rows: list[list[Cell]]) -> Iterable[list[str]]:
    hanging: dict[int, tuple[str, int]] = {}  # by column: what reaches down, for how many rows
    total = 0
    for row in rows:
        laid_out: list[str] = []
        cells = iter(row)
        cell = next(cells, None)
        while cell is not None or max(hanging, default=-1) >= len(laid_out):
            column = len(laid_out)
            if column in hanging:
                text, more = hanging.pop(column)
                laid_out.append(text)
                if more > 1:
                    hanging[column] = text, more - 1
                continue
            if cell is None:
                laid_out.append("")
                continue
            for place in range(column, column + min(cell.columns, _MOST_SPAN)):
                laid_out.append(cell.text)
                if cell.rows > 1:
                    hanging[place] = cell.text, min(cell.rows, _MOST_SPAN) - 1
            cell = next(cells, None)
        total += len(laid_out)
        if total > MOST_CELLS:
            raise Refused("too-large")
        yield laid_out
