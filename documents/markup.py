"""Walks through the tree of a page and writes down its text, line by line."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from .characters import tidy, without_breaks
from .contents import Refused
from .grid import Cell, table_lines

_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "menu", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul", "caption", "ucapcontent",
}  # fmt: skip
#: What a reader never sees as text.
SILENT = {
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas",
    "audio", "video", "head", "select", "option", "button", "input", "textarea", "map",
    "link", "meta", "title",
    "del", "s", "strike",  # no longer valid
}  # fmt: skip
#: Ways to hide or to strike out words by a style, once it has no blanks.
_UNSEEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?=$|;|!)"
    r"|font-size:0(?:px|pt|em|rem|%)?(?=$|;|!)|text-decoration(?:-line)?:[^;]*line-through)"
)


def walk(root: LexborNode, skip: Collection[int] = ()) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node on entering it (True) and, if it is an element, on leaving it (False).

    ``skip`` holds the ``mem_id`` of nodes that are passed over; it may grow on entering. However
    deep a page is nested, nothing here calls itself.
    """
    node, top = root, root.mem_id
    while True:
        if node.mem_id not in skip:
            yield node, True
            if node.is_element_node:
                child = None if node.mem_id in skip else node.first_child
                if child is not None:
                    node = child
                    continue
                yield node, False
        while node.mem_id != top and node.next is None:
            parent = node.parent
            if parent is None:
                return
            node = parent
            yield node, False
        if node.mem_id == top:
            return
        following = node.next
        assert following is not None  # noqa: S101 (the loop above says so)
        node = following


def is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or bool(_UNSEEN.search(style))


def attribute(node: LexborNode, name: str) -> str:
    return (node.attributes.get(name) or "").strip()


@dataclass
class _Table:
    rows: list[list[Cell]] = field(default_factory=list)


#: A page with more text than this is refused, whatever of it would be kept.
_MOST_CHARACTERS = 400_000


class _Writer:
    """Collects text; a line ends where a block does. Cells of open tables take the lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[_Table] = []
        self._parts: list[str] = []
        self._length = 0

    @property
    def _open(self) -> Cell | None:
        table = self.tables[-1] if self.tables else None
        return table.rows[-1][-1] if table and table.rows and table.rows[-1] else None

    def write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > _MOST_CHARACTERS:
            raise Refused("too-large")

    def end_line(self) -> None:
        if not self._parts:
            return
        line = tidy(without_breaks("".join(self._parts)))
        self._parts.clear()
        if line:
            self.add([line])

    def add(self, lines: list[str]) -> None:
        cell = self._open
        (self.lines if cell is None else cell.lines).extend(lines)

    def begin_row(self) -> None:
        if self.tables:
            self.tables[-1].rows.append([])

    def begin_cell(self, node: LexborNode) -> None:
        if not self.tables:
            return
        if not self.tables[-1].rows:
            self.begin_row()
        spans = (_span(node, "rowspan"), _span(node, "colspan"))
        self.tables[-1].rows[-1].append(Cell([], *spans))

    def end_table(self) -> None:
        rows = [row for row in self.tables.pop().rows if row]
        if not rows:
            return
        lines, is_table = table_lines(rows)
        outer = self._open
        self.add(lines)
        if outer is not None and (is_table or len(lines) > 1):
            outer.holds_table = True


def _span(node: LexborNode, name: str) -> int:
    digits = attribute(node, name)[:4]
    return max(int(digits), 1) if digits.isascii() and digits.isdigit() else 1


def lines_of(
    roots: list[LexborNode], skip: Collection[int] = (), *, visible_only: bool = True
) -> list[str]:
    """Return the text of parts of a page, a line for each block, a tabbed line for each row."""
    writer = _Writer()
    for root in roots:
        passed: set[int] = set(skip)
        for node, entering in walk(root, passed):
            if not node.is_element_node:
                if node.is_text_node and entering:
                    _write_text(writer, node)
                continue
            tag = node.tag or ""
            hidden = visible_only and node.mem_id != root.mem_id and is_hidden(node)
            if entering and (tag in SILENT or hidden):
                passed.add(node.mem_id)
            if node.mem_id not in passed and tag in _BLOCKS:
                _begin_or_end(writer, node, tag, entering)
        writer.end_line()
    return writer.lines


def _write_text(writer: _Writer, node: LexborNode) -> None:
    text = node.text_content or ""
    parent = node.parent
    if parent is not None and parent.tag == "pre":
        for line in text.splitlines():
            writer.write(line)
            writer.end_line()
    else:
        writer.write(text)


def _begin_or_end(writer: _Writer, node: LexborNode, tag: str, entering: bool) -> None:
    writer.end_line()
    if tag == "table":
        if entering:
            writer.tables.append(_Table())
        elif writer.tables:
            writer.end_table()
    elif entering and tag == "tr":
        writer.begin_row()
    elif entering and tag in {"td", "th"}:
        writer.begin_cell(node)
