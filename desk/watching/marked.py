"""Mark what differs between two states of a clause: <del> in the one, <ins> in the other."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import takewhile

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: A number is one thing: 90 became 100, not 9 became 10.
_THING = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)
#: Where more than so much differs, all of it is marked: comparing takes the square of it.
_MOST = 300


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both states as HTML, with what only one of them has in <del> and <ins>."""
    old, new = _THING.findall(before), _THING.findall(after)
    head = _same(zip(old, new, strict=False))
    tail = _same(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    first, last = "".join(old[:head]), "".join(old[len(old) - tail :])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    steps = list(_steps(old, new))
    gone = ((same, "".join(old[a:b])) for same, a, b, _, _ in steps)
    come = ((same, "".join(new[c:d])) for same, _, _, c, d in steps)
    return _told("del", first, gone, last), _told("ins", first, come, last)


def _same(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Yield whether a stretch is the same in both, and where it lies in each."""
    if max(len(old), len(new)) > _MOST:
        yield False, 0, len(old), 0, len(new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", a, b, c, d


def _told(mark: str, first: str, parts: Iterable[tuple[bool, str]], last: str) -> SafeString:
    told = format_html_join(
        "",
        "{}",
        (
            (text if same else format_html(f"<{mark}>{{}}</{mark}>", text),)
            for same, text in parts
            if text
        ),
    )
    return format_html("{}{}{}", first, told, last)
