"""Puts the characters of PDF pages into lines, rows and paragraphs by where they stand."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from .characters import tidy
from .pdf_tables import Table

_HAN = re.compile("[\u2e80-\u2fdf\u3400-\u9fff]")
_PAGE_NUMBER = re.compile(
    r"[\s\-—－–―·.]*(?:第\s*)?\d{1,3}\s*(?:页|[/／]\s*\d{1,3})?[\s\-—－–―·.]*(?:[，,]?\s*共\s*\d{1,3}\s*页)?"
)
_SENTENCE_END = tuple("。；：！？;:!?")
#: What a paragraph begins with, whatever stands before it.
_BEGINNING = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、．.]|第[一二三四五六七八九十百]{1,4}[条章节]|[（(]?\d{1,2}[)）、．]|附件|注[:：]"
)
#: Gaps in widths of a character: this wide they part cells, and words from this on.
_CELL_GAP = 1.5


@dataclass(frozen=True)
class Glyph:
    character: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Line:
    glyphs: list[Glyph]
    text: str = ""
    page: int = 0
    is_row: bool = False  # of a table with rules

    @property
    def left(self) -> float:
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @property
    def middle(self) -> float:
        return median((glyph.top + glyph.bottom) / 2 for glyph in self.glyphs)

    @property
    def height(self) -> float:
        return median(glyph.top - glyph.bottom for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """The width of a Chinese character, which is the size of the type."""
        widths = [g.right - g.left for g in self.glyphs if _HAN.match(g.character)]
        return median(widths) if widths else self.height * 0.8


@dataclass
class Page:
    number: int
    width: float
    lines: list[Line] = field(default_factory=list)


def lines_on(segments: list[list[Glyph]], number: int, tables: list[Table]) -> list[Line]:
    """Return the lines of a page; a table stands where its first character does."""
    lines: list[Line] = []
    outside: list[list[Glyph]] = []
    inside: dict[int, list[list[Glyph]]] = {}
    for glyphs in segments:
        for place, run in _parted(glyphs, tables):
            if place is None:
                outside.append(run)
            elif place in inside:
                inside[place].append(run)
            else:
                lines += _flowing(outside, number)
                outside = []
                inside[place] = [run]
                lines.append(Line([], page=place))
    lines += _flowing(outside, number)
    return [
        one
        for line in lines
        for one in (
            _rows(tables[line.page], inside[line.page], number) if not line.glyphs else [line]
        )
    ]


def _parted(glyphs: list[Glyph], tables: list[Table]) -> list[tuple[int | None, list[Glyph]]]:
    """Part a run of characters by the table, and the cell, that they stand in."""
    parts: list[tuple[int | None, list[Glyph]]] = []
    before: tuple[int | None, int | None] | None = None
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        here: tuple[int | None, int | None] = (None, None)
        for place, table in enumerate(tables):
            cell = table.cell_at(x, y)
            if cell is not None:
                here = place, cell
                break
        if parts and (here == before or glyph.character.isspace()):
            parts[-1][1].append(glyph)
        else:
            parts.append((here[0], [glyph]))
            before = here
    return parts


def _rows(table: Table, runs: list[list[Glyph]], number: int) -> list[Line]:
    cells: dict[int, list[list[Glyph]]] = {}
    for run in runs:
        first = next((glyph for glyph in run if not glyph.character.isspace()), None)
        if first is None:
            continue
        cell = table.cell_at((first.left + first.right) / 2, (first.top + first.bottom) / 2)
        if cell is not None:
            cells.setdefault(cell, []).append(run)
    texts = {
        cell: _wrapped(_flowing(held, number), table.width_of(cell)) for cell, held in cells.items()
    }
    edge = Glyph("", table.across[0], table.down[-1], table.across[-1], table.down[0])
    return [Line([edge], row, number, True) for row in table.rows(texts)]


def _wrapped(lines: list[Line], width: float) -> list[str]:
    """Return the lines of a cell; one that fills the cell goes on in the next."""
    texts: list[str] = []
    full = False
    for line in lines:
        text = tidy(line.text.replace("\t", " "))
        if full:
            texts[-1] = _joined(texts[-1], text)
        else:
            texts.append(text)
        full = line.right - line.left > width - line.size * 2
    return texts


def _flowing(segments: list[list[Glyph]], number: int) -> list[Line]:
    """Join what stands side by side: the cells of a row often come one by one."""
    lines: list[Line] = []
    for glyphs in segments:
        seen = [glyph for glyph in glyphs if not glyph.character.isspace()]
        if not seen:
            continue
        line = Line(list(glyphs))
        before = lines[-1] if lines else None
        if before is not None and _beside(before, line):
            before.glyphs += [Glyph("\t", before.right, 0, before.right, 0), *glyphs]
            if before.left > line.left:
                before.glyphs.sort(key=lambda glyph: glyph.left)
        else:
            lines.append(line)
    for line in lines:
        line.page = number
        line.text = _spaced(line)
        line.glyphs = [glyph for glyph in line.glyphs if not glyph.character.isspace()]
    return lines


def _beside(before: Line, line: Line) -> bool:
    seen = Line([glyph for glyph in before.glyphs if not glyph.character.isspace()])
    here = Line([glyph for glyph in line.glyphs if not glyph.character.isspace()])
    apart = here.left >= seen.right - 1 or here.right <= seen.left + 1
    return apart and abs(seen.middle - here.middle) < 0.4 * min(seen.height, here.height)


def _spaced(line: Line) -> str:
    """Return the text of a line: a tab for a wide gap, a blank for one that the file has."""
    seen = Line([glyph for glyph in line.glyphs if not glyph.character.isspace()])
    wide = seen.size * _CELL_GAP
    text, blank, before = "", False, None
    for glyph in line.glyphs:
        if glyph.character.isspace():
            blank = True
            continue
        gap = glyph.left - before.right if before else 0
        if gap > wide:
            text += "\t"
        elif blank and before and gap > seen.size * 0.15:
            text += " "
        text += glyph.character
        blank, before = False, glyph
    return text


def paragraphs(pages: list[Page]) -> list[str]:
    """Return the paragraphs of all pages: a line that is full goes on in the next one."""
    lines = [line for page in pages for line in _without_frame(page, pages)]
    if not lines:
        return []
    flowing = [line for line in lines if not line.is_row] or lines
    body = [line for line in flowing if len(_HAN.findall(line.text)) >= 10] or flowing
    size = median(line.size for line in body)
    right = _shared_edge([line.right for line in body], size)
    left = -_shared_edge([-line.left for line in body], size)
    indented = any(line.left > left + size * 1.4 for line in body)
    middles = {page.number: page.width / 2 for page in pages}
    done = [lines[0].text]
    for before, line in pairwise(lines):
        full = before.right > right - size * 1.8 and before.left < left + size * 4.5
        flat = "\t" not in before.text + line.text and not (before.is_row or line.is_row)
        goes_on = full and flat and line.left < left + size * 1.2
        if goes_on and before.text.endswith(_SENTENCE_END):
            goes_on = indented and not _BEGINNING.match(line.text)
        goes_on |= flat and _is_split_number(before, line)
        if goes_on or (flat and _is_one_heading(before, line, size, middles)):
            done[-1] = _joined(done[-1], line.text)
        else:
            done.append(line.text)
    return done


def _is_split_number(before: Line, line: Line) -> bool:
    """Return whether a figure goes on in the next line; a lone number is a page's or a note's."""
    near = before.page == line.page and 0 < before.middle - line.middle < before.height * 3
    long = len(before.text) >= 15 and len(line.text) > 3
    return near and long and before.text[-1:].isdigit() and line.text[0] in "0123456789.元%％"


def _shared_edge(edges: list[float], size: float) -> float:
    """Return where lines begin or end: the farthest edge that several of them share."""
    enough = max(2, len(edges) // 8)
    for edge in sorted(edges, reverse=True):
        if sum(edge - size * 1.5 < other <= edge for other in edges) >= enough:
            return edge
    return max(edges)


def _joined(before: str, behind: str) -> str:
    words = before[-1:].isascii() and before[-1:].isalpha() and behind[:1].isascii()
    return f"{before} {behind}" if words and behind[:1].isalpha() else before + behind


def _is_one_heading(before: Line, line: Line, size: float, middles: dict[int, float]) -> bool:
    """Return whether two lines are a title of two lines: large, alike, and in the middle."""
    if before.page != line.page or before.size < size * 1.15:
        return False
    alike = abs(before.size - line.size) < before.size * 0.06
    near = 0 < before.middle - line.middle < before.height * 2.6
    middle = middles[line.page]
    centred = all(abs((one.left + one.right) / 2 - middle) < size for one in (before, line))
    return alike and near and centred


def _without_frame(page: Page, pages: list[Page]) -> list[Line]:
    """Drop the number of a page, and what stands at the same edge of three pages or more."""
    edges = Counter(
        line.text for other in pages if other.lines for line in _edges(other.lines) if line.text
    )
    kept = page.lines
    for last in (False, True):
        while kept:
            line = kept[-1] if last else kept[0]
            repeated = len(pages) > 2 and edges[line.text] > 2 and len(line.text) < 40
            if not repeated and not _PAGE_NUMBER.fullmatch(line.text):
                break
            kept = kept[:-1] if last else kept[1:]
    return kept


def _edges(lines: list[Line]) -> list[Line]:
    return [lines[0]] if len(lines) == 1 else [lines[0], lines[-1]]
