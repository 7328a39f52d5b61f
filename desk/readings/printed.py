"""Where the text prints what a page says of itself, and what heads the table of a figure."""

import re
from datetime import date

from documents.found import Findings, Span

#: How a row that heads a table speaks of its figures, and a line above that names their unit.
_OF_FIGURES = re.compile(r"元|[%％]|比例|标准|金额")
_UNIT = re.compile(r"[（(]?单位[:：]")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
#: The most rows and characters above a figure in which its head is looked for.
MOST_ROWS, LONGEST_HEAD = 60, 200


def placed(text: str, found: Findings) -> dict[str, Span]:
    """Return the places of what was found, with those that only a page's own fields gave.

    A title that the page names for itself is nearly always printed above the text too.
    """
    places = dict(found.places)
    for name in ("title", "document_number", "publisher"):
        value = getattr(found, name)
        if value and name not in places:
            after = places["title"].end if "title" in places else 0
            at = text.find(value, after)
            at = text.find(value) if at < 0 else at
            if at >= 0:
                places[name] = Span(at, at + len(value))
    on = found.published_on
    if on and "published_on" not in places and (span := _printed_day(text, on)):
        places["published_on"] = span
    return places


def _printed_day(text: str, on: date) -> Span | None:
    shape = rf"(?<!\d){on.year}\s*[-年./]\s*0?{on.month}\s*[-月./]\s*0?{on.day}(?:\s*日|(?!\d))"
    match = re.search(shape, text)
    return Span(*match.span()) if match else None


def table_head(text: str, where: Span) -> Span | None:
    """Return the rows that head the table in which a figure stands; None where it is in none.

    A row of a table has tabs between its cells. Its figure says little without the head, which
    has the unit: 划入标准（元/月）.
    """
    start = text.rfind("\n", 0, where.start) + 1
    if "\t" not in text[start : where.end]:
        return None
    end, head = start - 1, None
    for _ in range(MOST_ROWS):
        if end <= 0:
            break
        first = text.rfind("\n", 0, end) + 1
        row = text[first:end]
        if "\t" not in row and not _UNIT.match(row.strip()):
            break
        head = None if _says_figures(row) else Span(first, head.end if head else end)
        end = first - 1
    if head is None or head.end - head.start > LONGEST_HEAD:
        return None
    return head if _OF_FIGURES.search(text[head.start : head.end]) else None


def _says_figures(row: str) -> bool:
    return any(char.isdigit() for char in _YEAR.sub("", row))
