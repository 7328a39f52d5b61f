"""Reads the tables of a PDF by the rules that are drawn around their cells."""

import ctypes
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from .grid import Cell

#: Rules nearer to each other than this (points) are one; a border is drawn in pieces.
_NEAR = 3.0
#: Shorter strokes are letters or ornaments.
_SHORTEST = 8.0
#: A page with more is a drawing and holds no table.
_MOST_STROKES, _MOST_RULES = 4_000, 160
_MOST_SEGMENTS = 400


@dataclass(frozen=True)
class Rule:
    """A straight line at ``at``, from ``start`` to ``end`` in the other direction."""

    at: float
    start: float
    end: float

    def reaches(self, place: float) -> bool:
        return self.start - _NEAR <= place <= self.end + _NEAR


@dataclass
class Table:
    """A grid of rules; ``across`` runs from the left, ``down`` from the top."""

    across: list[float]
    down: list[float]
    owners: list[list[int]]  # by row and column: the number of the cell that stands there

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the number of the cell that a point stands in, None outside of the table."""
        column = bisect_right(self.across, x) - 1
        row = bisect_right([-edge for edge in self.down], -y) - 1
        inside = 0 <= column < len(self.across) - 1 and 0 <= row < len(self.down) - 1
        return self.owners[row][column] if inside else None

    def width_of(self, cell: int) -> float:
        columns = [place for row in self.owners for place, owner in enumerate(row) if owner == cell]
        return self.across[max(columns) + 1] - self.across[min(columns)]

    def rows(self, cells: dict[int, list[str]]) -> list[str]:
        """Return the rows with their cells parted by tabs; a wide cell stands in each place."""
        texts = {number: Cell(lines).text for number, lines in cells.items()}
        rows = ["\t".join(texts.get(owner, "") for owner in row) for row in self.owners]
        return [row for row in rows if row.strip()]


def tables_on(page: pypdfium2.PdfPage) -> list[Table]:
    """Return the tables of a page: rules that cross, with at least two cells."""
    level, upright = _strokes(page)
    if not level or not upright or len(level) + len(upright) > _MOST_STROKES:
        return []
    level, upright = _merged(level), _merged(upright)
    if len(level) + len(upright) > _MOST_RULES:
        return []
    tables = (_table(rows, columns) for rows, columns in _crossing(level, upright))
    return [table for table in tables if table is not None]


def _strokes(page: pypdfium2.PdfPage) -> tuple[list[Rule], list[Rule]]:
    level: list[Rule] = []
    upright: list[Rule] = []
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1):
        for (x, y), (x2, y2) in _sides(thing):
            left, right, low, high = min(x, x2), max(x, x2), min(y, y2), max(y, y2)
            if high - low < _NEAR and right - left > _SHORTEST:
                level.append(Rule((low + high) / 2, left, right))
            elif right - left < _NEAR and high - low > _SHORTEST:
                upright.append(Rule((left + right) / 2, low, high))
        if len(level) + len(upright) > _MOST_STROKES:
            break
    return level, upright


_Point = tuple[float, float]


def _sides(thing: pypdfium2.PdfObject) -> Iterable[tuple[_Point, _Point]]:
    """Yield the straight lines of a path, from point to point."""
    count = pdfium.FPDFPath_CountSegments(thing.raw)
    if not 2 <= count <= _MOST_SEGMENTS:
        return
    matrix = thing.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(thing.raw, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield before, here
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield here, start
        before = here


def _merged(rules: list[Rule]) -> list[Rule]:
    """Join the pieces of one rule; the piece of each cell is often drawn by itself."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][0].at < _NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    merged = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        start, end = None, 0.0
        for rule in sorted(line, key=lambda rule: rule.start):
            if start is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _NEAR:
                end = max(end, rule.end)
            else:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None:
            merged.append(Rule(at, start, end))
    return merged


def _crossing(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Part the rules into groups that hang together."""
    group = list(range(len(level) + len(upright)))

    def first(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    for row, rule in enumerate(level):
        for column, other in enumerate(upright, len(level)):
            if rule.reaches(other.at) and other.reaches(rule.at):
                group[first(column)] = first(row)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate([*level, *upright]):
        parts[first(number)][number >= len(level)].append(rule)
    return list(parts.values())


def _table(level: list[Rule], upright: list[Rule]) -> Table | None:
    down = sorted({rule.at for rule in level}, reverse=True)
    across = sorted({rule.at for rule in upright})
    if len(down) < 2 or len(across) < 2:
        return None
    owners = [
        [row * len(across) + column for column in range(len(across) - 1)]
        for row in range(len(down) - 1)
    ]
    for row in range(len(down) - 1):
        middle = (down[row] + down[row + 1]) / 2
        for column in range(len(across) - 1):
            centre = (across[column] + across[column + 1]) / 2
            if column and not _is_drawn(upright, across[column], middle):
                _give(owners, owners[row][column], owners[row][column - 1])
            if row and not _is_drawn(level, down[row], centre):
                _give(owners, owners[row][column], owners[row - 1][column])
    cells = {owner for row in owners for owner in row}
    return Table(across, down, owners) if len(cells) > 1 else None


def _is_drawn(rules: list[Rule], at: float, place: float) -> bool:
    return any(rule.at == at and rule.reaches(place) for rule in rules)


def _give(owners: list[list[int]], one: int, other: int) -> None:
    """Make two cells one."""
    if one != other:
        for row in owners:
            row[:] = [other if owner == one else owner for owner in row]
