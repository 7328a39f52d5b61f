"""A text as lines that are easy to match: half width, no blanks, nothing nobody sees.

Every character of a line knows where it stands in the text of the document, so that what is
found can be shown in its own words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from documents.found import Span
from text.folding import LONGEST, fold

#: fold() takes these for markup; in the text of a document they are what they look like.
_NO_MARKUP = str.maketrans("[]<>*_`\\【】［］", "〔〕〈〉× ′/〔〕〔〕")
_LINE_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BLANK = re.compile(r"[ \n]+")
#: The point of 2.70周岁 and 1.2023年 parts the number of a list from the text.
_LISTED = re.compile(r"^( ?\d{1,2})[.．] ?(?=\d{2,3} ?(?:周?岁|[-~至到] ?\d)|(?:19|20)\d\d ?年)")
#: One between one or two digits and just three parts thousands: 1，200元.
_COMMA = re.compile(
    r"(?<!\d)，|，(?!\d)|(?<=[^\d.，,][1-9])，(?=\d{3}(?:\.\d{1,2})? ?元)"
    r"|(?<=[^\d.，,][1-9]\d)，(?=\d{3}(?:\.\d{1,2})? ?元)"
)
_DIGITS_BEFORE = re.compile(r"\d{1,6}$")
_DIGITS_BEHIND = re.compile(r"\d{1,6}")
#: A line so long and without a stop goes on in the next, as in text copied from a page of print.
_MOST_CELLS = 60
_FULL_LINE = 28
_BROKEN_LINE = 15
_STOPS = re.compile(r"[。;:!?…,、)」”》]$")
_COMPLETE = re.compile(r"元(?:/(?:[月年人]|人·?[月年]))*$")
_BEGINS_BROKEN = re.compile(r"[,;。、)]")
_GOES_ON = re.compile(r"[,、(每的和及]$")
_TITLE_END = re.compile(
    r"(?:通知|意见|办法|公告|细则|方案|解读|规定|通告|函|问答|标准|一览表?|表|局|政府|号|日|账户)$"
)
#: What begins a line of its own: 第六条, 一、, （一）, 1., ①, 问：.
MARK = re.compile(
    r"(?:第[一二三四五六七八九十百零\d]{1,6}(?P<chapter>[章节])"
    r"|(?P<clause>第[一二三四五六七八九十百零\d]{1,6}条)"
    r"|(?P<question>(?:\d{1,2}[.、]|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、)?"
    r"(?:问|Q\d{0,2}|问题[一二三四五六七八九十\d]{0,2})[:、])"
    r"|(?P<one>[一二三四五六七八九十]{1,3}[、.])"
    r"|(?P<bracket>\([一二三四五六七八九十]{1,3}\))"
    r"|(?P<arabic>\d{1,2}[.、](?!\d))"
    r"|(?P<arabic_bracket>\(?\d{1,2}\))"
    r"|(?P<circled>[①-⑳])"
    r"|(?P<bullet>[◆◇●○■□▪•★☆➢▶►])"
    r"|(?P<letter>\(?[a-hA-H][).、](?!\d))"
    r"|(?P<answer>答[:复])"
    r")"
)
#: The level of a line without a mark, and of an answer, which its items do not end.
PLAIN, ANSWER = 9, 8
_LEVELS = {
    "chapter": 0, "one": 2, "clause": 1, "question": 2, "answer": ANSWER, "bracket": 3,
    "arabic": 4, "arabic_bracket": 5, "circled": 6, "letter": 7, "bullet": 6,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A paragraph, or a cell of a table; ``starts`` and ``ends`` lead into the whole text."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> Span:
        return Span(self.starts[start], self.ends[end - 1])

    @property
    def level(self) -> int:
        """How deep the mark at its head lies: 第六条 is 1, （一） is 3, none is ``PLAIN``."""
        found = MARK.match(self.text)
        return _LEVELS[found.lastgroup or ""] if found else PLAIN

    def __getitem__(self, part: slice) -> "Line":
        return Line(self.text[part], self.starts[part], self.ends[part])


@dataclass(frozen=True)
class Row:
    """A line of a table by its cells."""

    cells: tuple[Line, ...]


def lines(text: str) -> list[Line | Row]:
    """Return the lines of ``text``, empty ones left out; one with a tab is a row of a table."""
    found: list[Line | Row] = []
    for start, end in _raw_lines(text):
        if "\t" in text[start:end]:
            cells = tuple(_cells(text, start, end))
            if any(cell.text for cell in cells):
                found.append(Row(cells))
            continue
        line = _line(text, start, end)
        if line.text:
            found.append(line)
    return found


def paragraphs(found: list[Line | Row]) -> list[Line | Row]:
    """Join the lines of one sentence that a page of print has parted."""
    joined: list[Line | Row] = []
    parts: list[Line] = []
    for line in found:
        if parts and not (isinstance(line, Line) and _continues(parts[-1], line)):
            joined.append(_joined(parts))
            parts = []
        if isinstance(line, Row):
            joined.append(line)
        else:
            parts.append(line)
    if parts:
        joined.append(_joined(parts))
    return joined


def _joined(parts: list[Line]) -> Line:
    if len(parts) == 1:
        return parts[0]
    return Line(
        "".join(part.text for part in parts),
        [place for part in parts for place in part.starts],
        [place for part in parts for place in part.ends],
    )


def _continues(first: Line, second: Line) -> bool:
    if MARK.match(second.text):
        return False
    if _GOES_ON.search(first.text):
        return True
    if _COMPLETE.search(first.text) and not _BEGINS_BROKEN.match(second.text):
        return False
    enough = _BROKEN_LINE if re.search("[,。;]", second.text) else _FULL_LINE
    return (
        len(first.text) >= enough
        and not _STOPS.search(first.text)
        and not _TITLE_END.search(first.text)
    )


def _raw_lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for ending in _LINE_ENDS.finditer(text):
        if ending.start() > at:
            yield at, ending.start()
        at = ending.end()
    if at < len(text):
        yield at, len(text)


def _cells(text: str, start: int, end: int) -> Iterator[Line]:
    at = start
    for _ in range(_MOST_CELLS):
        if at > end:
            return
        stop = text.find("\t", at, end)
        stop = end if stop < 0 else stop
        yield _line(text, at, stop)
        at = stop + 1


def _line(text: str, start: int, end: int) -> Line:
    """Fold ``text[start:end]`` in parts that fold() takes whole, and squeeze the blanks out."""
    said: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at in range(start, end, LONGEST):
        part = text[at : min(end, at + LONGEST)].translate(_NO_MARKUP)
        folded = fold(part)
        said.append(folded.text)
        starts += [at + place for place in folded.starts]
        ends += [at + place for place in folded.ends]
    # A comma of full width between digits stays: 100，110 is no number.
    whole = _COMMA.sub(",", "".join(said))
    whole = _LISTED.sub(r"\1、", whole, count=1)
    blanks = [match.span() for match in _BLANK.finditer(whole) if not _kept(whole, match)]
    if not blanks:
        return Line(whole, starts, ends)
    # What stands between the blanks is kept.
    kept = [(0, 0), *blanks, (len(whole), len(whole))]
    pieces = [(first[1], second[0]) for first, second in pairwise(kept)]
    return Line(
        "".join(whole[a:b] for a, b in pieces),
        [place for a, b in pieces for place in starts[a:b]],
        [place for a, b in pieces for place in ends[a:b]],
    )


def _kept(text: str, blank: re.Match[str]) -> bool:
    """Whether a blank parts two numbers, rather than the digits of one."""
    before = _DIGITS_BEFORE.search(text[max(0, blank.start() - 6) : blank.start()])
    behind = _DIGITS_BEHIND.match(text, blank.end())
    if not before or not behind:
        return False
    first, second = before[0], behind[0]
    if len(first) == len(second) == 1 or (second.startswith("0") and len(second) < 4):
        return False
    if len(second) == 3 and len(first) <= 2:
        return False
    year = first + second
    return not (len(year) == 4 and year[:2] in ("19", "20") and text[behind.end() :][:1] == "年")
