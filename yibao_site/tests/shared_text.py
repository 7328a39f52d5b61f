"""How much of a page stands word for word on the page that is most like it.

A page is read as its lines: the text of each block element of ``<main>``, without what is too
short to be a sentence. Its nearest sister is the page that has the most of these lines, counted
in characters.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser

#: Characters; what is shorter is a label, a name or a number.
SHORTEST = 13
#: What runs on within a line; every other element begins a new one.
INLINE = frozenset(
    ["a", "abbr", "b", "br", "data", "em", "q", "small", "span", "strong", "svg", "time", "use"]
)
SILENT = frozenset({"script", "style"})
#: What stands for a name that is left out.
MASK = "某地"


class _Main(HTMLParser):
    """Reads the lines of ``<main>``."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.line: list[str] = []
        self.inside = self.silent = False

    def handle_starttag(self, tag, attrs):
        self.silent = tag in SILENT
        self.inside = self.inside or tag == "main"
        if tag not in INLINE:
            self.end()

    def handle_endtag(self, tag):
        self.silent = False
        if tag not in INLINE:
            self.end()
        self.inside = self.inside and tag != "main"

    def handle_data(self, data):
        if self.inside and not self.silent:
            self.line.append(data)

    def end(self) -> None:
        line = " ".join("".join(self.line).split())
        self.line.clear()
        if len(line) >= SHORTEST:
            self.lines.append(line)


def lines(html: str) -> list[str]:
    """Return the lines of the main part of a page that are long enough to count."""
    main = _Main()
    main.feed(html)
    return main.lines


def masked(page: list[str], names: Iterable[str]) -> list[str]:
    """Return the lines with the ``names`` left out, those in longer names too."""
    longest_first = sorted(set(names), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return [pattern.sub(MASK, line) for line in page]


def shares(pages: Mapping[str, list[str]]) -> dict[str, float]:
    """Return for each page how much of its text its nearest sister has, from 0 to 1."""
    holders: dict[str, set[str]] = defaultdict(set)
    for name, page in pages.items():
        for line in page:
            holders[line].add(name)
    found = {}
    for name, page in pages.items():
        common: dict[str, int] = defaultdict(int)
        for line in page:
            for other in holders[line]:
                common[other] += len(line)
        total = common.pop(name, 0)
        found[name] = max(common.values(), default=0) / total if total else 0.0
    return found
