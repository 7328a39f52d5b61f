"""The text that was read, with a numbered mark around each sentence that a field came from.

The text is somebody else's: what nobody sees, or what turns the direction of writing, is left
out where it is shown. Templates escape the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from documents.found import Span
from text.reading import harmless

#: Texts up to so many characters are shown whole; of longer ones, so many around each mark.
WHOLE, AROUND = 3000, 300
#: The most marks of one text: a page of 200,000 numbers has more sentences than anybody reads.
MOST = 60
#: The most characters of a text that its own page shows.
LONGEST = 200_000
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def circled(number: int) -> str:
    """Return the number as it stands at its mark: ①.

    >>> circled(2), circled(21)
    ('②', '(21)')
    """
    return _CIRCLED[number - 1] if 1 <= number <= len(_CIRCLED) else f"({number})"


@dataclass(frozen=True)
class Piece:
    """A stretch of a line; ``number`` is that of its mark, and ``begins`` says it starts there."""

    text: str
    number: int = 0
    begins: bool = False
    back: str = ""

    @property
    def sign(self) -> str:
        return circled(self.number)


@dataclass(frozen=True)
class Line:
    """One paragraph; ``left_out`` says that others before it are not shown."""

    pieces: tuple[Piece, ...]
    left_out: bool = False


@dataclass
class Marks:
    """The places in a text that fields came from, numbered in the order of the text.

    ``back`` is the id of the first field that leads to each mark.
    """

    text: str
    spans: list[Span]
    back: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, spans: Iterable[Span]) -> "Marks":
        """Number the ``spans``; those that overlap become one."""
        joined: list[Span] = []
        length = len(text)
        for span in sorted(set(spans), key=lambda one: (one.start, one.end)):
            start, end = max(span.start, 0), min(span.end, length)
            if start >= end:
                continue
            if joined and start < joined[-1].end:
                joined[-1] = Span(joined[-1].start, max(joined[-1].end, end))
            else:
                joined.append(Span(start, end))
        return cls(text, joined[:MOST])

    def number(self, span: Span | None) -> int:
        """Return the number of the mark around ``span``; 0 where it has none."""
        if span is not None:
            for number, mark in enumerate(self.spans, start=1):
                if mark.start <= span.start < mark.end:
                    return number
        return 0

    @property
    def is_long(self) -> bool:
        return len(self.text) > WHOLE

    def shown(self) -> list[Line]:
        """Return the lines to show beside the form: all, or those around the marks."""
        if not self.is_long:
            return self.lines(0, len(self.text))
        shown: list[Line] = []
        end = 0
        for first, last in self._windows():
            lines = self.lines(first, last)
            if lines and first > end:
                lines[0] = Line(lines[0].pieces, left_out=True)
            shown += lines
            end = last
        return shown + ([Line((), left_out=True)] if end < len(self.text) else [])

    def _windows(self) -> list[tuple[int, int]]:
        """Return the stretches of whole lines around the marks; the beginning without any."""
        wanted = self.spans or [Span(0, 1)]
        windows: list[tuple[int, int]] = []
        for span in wanted:
            first = self._line_start(max(0, span.start - AROUND))
            last = self._line_end(min(len(self.text), span.end + AROUND))
            first = max(first, span.start - 2 * AROUND)
            last = min(last, span.end + 2 * AROUND)
            if windows and first <= windows[-1][1]:
                windows[-1] = (windows[-1][0], max(last, windows[-1][1]))
            else:
                windows.append((max(0, first), last))
        return windows

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def lines(self, first: int, last: int) -> list[Line]:
        """Return ``text[first:last]`` as lines of pieces, without empty ones."""
        lines: list[Line] = []
        for start, end in _lines_of(self.text, first, last):
            if self.text[start:end].strip():
                lines.append(Line(tuple(self._pieces(start, end))))
        return lines

    def _pieces(self, start: int, end: int) -> Iterable[Piece]:
        at = start
        for number, span in enumerate(self.spans, start=1):
            if span.end <= start or span.start >= end:
                continue
            from_, to = max(span.start, start), min(span.end, end)
            if from_ > at:
                yield Piece(harmless(self.text[at:from_]))
            begins = span.start >= start
            back = self.back.get(number, "") if begins else ""
            yield Piece(harmless(self.text[from_:to]), number, begins, back)
            at = to
        if at < end:
            yield Piece(harmless(self.text[at:end]))


def _lines_of(text: str, first: int, last: int) -> Iterable[tuple[int, int]]:
    at = first
    while at < last:
        end = text.find("\n", at, last)
        end = last if end < 0 else end
        yield at, end
        at = end + 1


def quoted_in(text: str, wording: str) -> Marks:
    """Mark the lines of ``wording`` in ``text``, where they stand in it word by word."""
    spans = []
    for line in wording.splitlines():
        words = line.strip()
        at = text.find(words) if words else -1
        if at >= 0:
            spans.append(Span(at, at + len(words)))
    return Marks.of(text, spans)
