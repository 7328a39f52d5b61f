"""Reads a DOCX as Word shows it once all changes are accepted: a zip with XML inside."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, XMLParser

from .characters import one_line, tidy
from .contents import Contents, Refused
from .docx_numbers import Numbers, numbers_of
from .grid import Cell, table_lines
from .plain import limited

#: Bytes of XML that are read at most, of each part and in all; what is declared is not trusted.
LARGEST_PART = 30_000_000
#: A document nested deeper than this is made to break readers.
_DEEPEST = 400
_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
#: How words are hidden or struck out.
_NOT_SAID = ("vanish", "strike", "dstrike")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
#: What was taken out, notes, the orders of fields, and properties: none of it is shown as text.
_UNREAD = {
    "del", "moveFrom", "delText", "delInstrText", "instrText", "footnoteReference",
    "endnoteReference", "commentReference", "pPr", "rPr", "tblPr", "tblGrid", "trPr",
    "sectPr", "sdtPr", "sdtEndPr", "rt",
}  # fmt: skip
_BREAKS = {"tab": " ", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}


def read_docx(raw: bytes) -> Contents:
    """Return the text of a document by paragraphs, its tables by rows, and the title it has."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = {part.filename.lower(): part for part in archive.infolist()}
        document = _tree(archive, names["word/document.xml"])
        core = names.get("docprops/core.xml")
        title = _title(archive, core) if core else ""
        numbering = names.get("word/numbering.xml")
        numbers = _numbers(archive, numbering) if numbering else Numbers()
        styles = names.get("word/styles.xml")
        numbered = _numbered_styles(archive, styles) if styles and numbering else {}
    text = limited(_Body(numbers, numbered).lines_of(document))
    # The properties of a file often still name the one that it was written over.
    return Contents(text, title=title if title and title in text.replace("\n", "") else "")


def _title(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    try:
        return one_line(_tree(archive, part).findtext(_TITLE) or "")[:300]
    except Refused:  # a title is not worth the text
        return ""


def _numbers(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Numbers:
    try:
        return numbers_of(_tree(archive, part), _name, _value)
    except Refused:
        return Numbers()


def _numbered_styles(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> dict[str, Element]:
    """Return by the id of a style what list its paragraphs belong to."""
    try:
        styles = _tree(archive, part)
    except Refused:
        return {}
    listed = {_value(style, "styleId"): _child(style, "pPr", "numPr") for style in styles}
    return {name: found for name, found in listed.items() if name and found is not None}


def _tree(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Element:
    """Return the root of a part. A DTD is refused: only it can make entities that expand."""
    if part.file_size > LARGEST_PART:
        raise Refused("too-large")
    try:
        with archive.open(part) as opened:
            xml = opened.read(LARGEST_PART + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise Refused("failed") from None
    if len(xml) > LARGEST_PART:
        raise Refused("too-large")
    if any(mark in form for form in (xml, xml.replace(b"\x00", b"")) for mark in _DTD):
        raise Refused("failed")
    parser = XMLParser()  # noqa: S314 (no DTD, so no entities; and the child has its limits)
    try:
        parser.feed(xml)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError):
        raise Refused("failed") from None
    return root


_DTD = (b"<!DOCTYPE", b"<!ENTITY")


def _name(element: Element) -> str:
    """Return the name of an element of Word's, else ""."""
    for namespace in _WORD:
        if element.tag.startswith(namespace):
            return element.tag.removeprefix(namespace)
    return ""


def _value(element: Element | None, name: str = "val") -> str | None:
    if element is None:
        return None
    return next(
        (element.get(f"{space}{name}") for space in _WORD if element.get(f"{space}{name}")), ""
    )


def _child(element: Element | None, *names: str) -> Element | None:
    """Return a descendant by the names on the way."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if _name(one) == name), None)
    return element


def _is_on(switch: Element | None) -> bool:
    return switch is not None and _value(switch) not in {"0", "false", "off"}


@dataclass
class _Body:
    """Writes the lines of a body, of a cell, or of a text box."""

    numbers: Numbers
    numbered_styles: dict[str, Element]

    def lines_of(self, holder: Element, depth: int = 0) -> list[str]:
        return self._cell(holder, 1, depth).lines

    def _blocks(self, holder: Element, depth: int) -> Iterator[Element]:
        """Yield paragraphs and tables, also those in wrappers (content controls, insertions)."""
        if depth > _DEEPEST:
            raise Refused("failed")
        for element in holder:
            name = _name(element)
            if name in {"p", "tbl"}:
                yield element
            elif name not in _UNREAD and element.tag != _FALLBACK:
                yield from self._blocks(element, depth + 1)

    def _paragraph(self, paragraph: Element, depth: int) -> list[str]:
        """Return the lines of a paragraph, then those of the text boxes that hang in it."""
        boxes: list[Element] = []
        parts: list[str] = []
        self._collect(paragraph, parts, boxes, depth)
        text = "".join(parts)
        if text.strip():
            text = self._number(paragraph) + text
        lines = [line for part in text.split("\n") if (line := tidy(part))]
        for box in boxes:
            lines += self.lines_of(box, depth + 1)
        return lines

    def _number(self, paragraph: Element) -> str:
        """Return the number that Word sets before a paragraph, or ""."""
        listed = _child(paragraph, "pPr", "numPr")
        if listed is None:
            style = _value(_child(paragraph, "pPr", "pStyle"))
            listed = self.numbered_styles.get(style or "")
        if listed is None:
            return ""
        depth = _value(_child(listed, "ilvl")) or "0"
        number = _value(_child(listed, "numId")) or ""
        return self.numbers.before(number, int(depth[:2]) if depth.isdecimal() else 0)

    def _collect(
        self, element: Element, parts: list[str], boxes: list[Element], depth: int
    ) -> None:
        if depth > _DEEPEST:
            raise Refused("failed")
        for inner in element:
            name = _name(inner)
            if name in _UNREAD or inner.tag == _FALLBACK:
                continue
            if name == "txbxContent":
                boxes.append(inner)
            elif name == "t":
                parts.append((inner.text or "").replace("\n", " "))
            elif name in _BREAKS:
                parts.append(_BREAKS[name])
            elif name == "br":
                parts.append("\n")
            elif name == "r" and any(_is_on(_child(inner, "rPr", one)) for one in _NOT_SAID):
                continue
            else:
                self._collect(inner, parts, boxes, depth + 1)

    def _table(self, table: Element, depth: int) -> tuple[list[str], bool]:
        rows: list[list[Cell]] = []
        above: dict[int, Cell] = {}  # by column: the cell that later rows may continue
        for row in self._within(table, "tr", depth):
            if _child(row, "trPr", "del") is not None:
                continue
            cells: list[Cell] = []
            column = int(_value(_child(row, "trPr", "gridBefore")) or 0)
            cells += [Cell([], columns=column)] if 0 < column < 100 else []
            for holder in self._within(row, "tc", depth):
                if _child(holder, "tcPr", "cellDel") is not None:
                    continue
                span = _value(_child(holder, "tcPr", "gridSpan")) or "1"
                width = min(max(int(span), 1), 500) if span.isdecimal() else 1
                merge = _value(_child(holder, "tcPr", "vMerge"))
                if merge is not None and merge != "restart" and column in above:
                    cell = Cell(above[column].lines, columns=width)
                else:
                    cell = self._cell(holder, width, depth)
                    above[column] = cell
                cells.append(cell)
                column += width
            rows.append(cells)
        rows = [row for row in rows if row]
        return table_lines(rows) if rows else ([], False)

    def _cell(self, holder: Element, width: int, depth: int) -> Cell:
        cell = Cell([], columns=width)
        goes_on = False  # the mark at the end of the paragraph before was taken out
        for block in self._blocks(holder, depth + 1):
            if _name(block) == "tbl":
                lines, is_table = self._table(block, depth + 2)
                cell.lines += lines
                cell.holds_table |= is_table
                goes_on = False
                continue
            lines = self._paragraph(block, depth + 2)
            if goes_on and lines and cell.lines:
                lines[0] = cell.lines.pop() + lines[0]
            cell.lines += lines
            goes_on = _child(block, "pPr", "rPr", "del") is not None
        return cell

    def _within(self, holder: Element, wanted: str, depth: int) -> Iterator[Element]:
        """Yield rows or cells, also those in wrappers."""
        if depth > _DEEPEST:
            raise Refused("failed")
        for element in holder:
            name = _name(element)
            if name == wanted:
                yield element
            elif name not in _UNREAD and name not in {"tbl", "p"} and element.tag != _FALLBACK:
                yield from self._within(element, wanted, depth + 1)
