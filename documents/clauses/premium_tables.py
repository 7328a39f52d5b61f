"""Columns and rows of a table that say what is taken off: 代扣长护险（元/月）."""

import re
from collections.abc import Iterator

from documents.found import Period, Span

from .amounts import Figure, figures_in
from .premiums import Name, Premium, names_in
from .written import Line, Row

_TAKEN = re.compile(r"扣|代缴")
_UNIT = re.compile(
    r"元/人?[·/]?(?P<unit>[月年])|每(?:人每)?(?P<every>[月年])|单位:元/(?P<of>[月年])"
)
_OTHERS = re.compile(r"在职|居民")


def premiums_in_table(rows: list[Row], caption: str) -> Iterator[Premium]:
    """Yield what the table takes off retirees' accounts; ``caption`` is the line above."""
    if "退休" not in caption and not any("退休" in cell.text for row in rows for cell in row.cells):
        return
    head: dict[int, tuple[Name, Line]] = {}
    for row in rows:
        of_others = any(_OTHERS.search(cell.text) for cell in row.cells[:2])
        labels = {
            index: (names[0], cell)
            for index, cell in enumerate(row.cells)
            if _TAKEN.search(cell.text) and (names := names_in(cell.text))
        }
        if labels and not any(_money(cell, bare=True) for cell in row.cells):
            head = labels
            continue
        if of_others:
            continue
        for index, (name, label) in head.items():
            if index < len(row.cells) and (one := _premium(row.cells[index], name, label, caption)):
                yield one
        for index, (name, label) in labels.items():
            for cell in row.cells[index + 1 : index + 2]:
                if one := _premium(cell, name, label, caption):
                    yield one


def _money(cell: Line, bare: bool) -> Figure | None:
    found = [one for one in figures_in(cell.text, bare=bare) if one.amount is not None]
    return found[0] if len(found) == 1 and found[0].role == "figure" else None


def _premium(cell: Line, name: Name, label: Line, caption: str) -> Premium | None:
    figure = _money(cell, bare=True)
    if figure is None:
        return None
    at: Span = cell.span(figure.start, figure.end)
    period: Period | None = figure.period or _period(label.text) or _period(caption)
    return Premium(name, "retired", "person", at, at, figure.amount, period=period)


def _period(text: str) -> Period | None:
    match = _UNIT.search(text)
    if match is None:
        return None
    return "month" if "月" in match[0] else "year"
