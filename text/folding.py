"""Folds a text to what it says: without markup, in half width, with single blanks.

Every character of the folded text knows where it stands in the text as it was written, so that
what is found in the one can be shown in the words of the other.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Longer texts are cut: the longest of ours have some 5,000 characters.
LONGEST = 100_000

_MARKUP = re.compile(
    r"</?[a-zA-Z!][^<>]{0,300}>"  # tags
    r"|\]\([^()\s]{0,300}\)"  # where a link of Markdown leads
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});)"
    r"|(?P<blank>\s+)"
    r"|[*_`\[\]\\]|~~"  # emphasis, brackets of links, escapes
)
#: What takes no room on a screen but is not of the category Cf.
FILLERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
_FULL_WIDTH_COMMA = re.compile("(?<=[０-９])，(?=[０-９])")


@dataclass(frozen=True)
class Folded:
    """A folded ``text``; ``starts`` and ``ends`` are where each character stood in ``written``."""

    written: str
    text: str
    starts: list[int]
    ends: list[int]

    def words(self, start: int, end: int) -> str:
        """Return the words as written that ``text[start:end]`` was folded from."""
        return self.written[self.starts[start] : self.ends[end - 1]]


def fold(text: str) -> Folded:
    """Fold ``text``, cut to ``LONGEST`` characters first.

    >>> fold("１３０<b>&nbsp;元</b>").text, fold("130**元** 左右").text
    ('130 元', '130元 左右')
    """
    written = text[:LONGEST]
    # A comma of full width groups thousands only between digits of full width.
    plain = _FULL_WIDTH_COMMA.sub(",", written)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(said: str, start: int, end: int) -> None:
        if said.isspace():
            said = "\n" if said.count("\n") > 1 else " "
            if chars and chars[-1] == " ":
                return
        chars.extend(said)
        starts.extend([start] * len(said))
        ends.extend([end] * len(said))

    at = 0
    for match in _MARKUP.finditer(plain):
        for place in range(at, match.start()):
            add(_plain(plain[place]), place, place + 1)
        if match["entity"]:
            said = "".join(map(_plain, html.unescape(match["entity"])))
            add(said, match.start(), match.end())
        elif match["blank"]:
            add(match["blank"], match.start(), match.end())
        at = match.end()
    for place in range(at, len(plain)):
        add(_plain(plain[place]), place, place + 1)
    return Folded(written, "".join(chars), starts, ends)


@lru_cache(4096)
def _plain(char: str) -> str:
    """Return a character in half width; what nobody sees is left out, circled digits stay."""
    if char.isascii() or char == "，":
        return char
    if FILLERS.match(char) or unicodedata.category(char) == "Cf":
        return ""
    plain = unicodedata.normalize("NFKC", char)
    hides_a_digit = not char.isdecimal() and any(sign.isdecimal() for sign in plain)
    if char.isdecimal():
        return str(int(char))
    return char if hides_a_digit else plain
