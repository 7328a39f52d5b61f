"""Decodes text as bureaus give it: said to be in one encoding, and often written in another."""

import re

from .characters import tidy
from .contents import Contents, Refused

#: A text of more characters than this is no document anybody enters a figure from.
MOST_CHARACTERS = 200_000

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


def decoded(raw: bytes, content_type: str = "") -> str:
    """Return the characters of ``raw``. Never raises: what nobody can read becomes U+FFFD.

    A mark at the beginning counts first, then the bytes themselves: what reads as UTF-8 is UTF-8
    whatever it is said to be. Only Big5 needs to be said. All else is GB18030, which holds
    GB2312 and GBK.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    as_utf8 = raw.decode("utf-8", "replace")
    wrong = as_utf8.count("\ufffd")
    if not wrong:
        return as_utf8
    good = sum(1 for character in as_utf8 if character > "\x7f") - wrong
    if wrong * 4 <= good:  # GB18030 read as UTF-8 is hardly anything but wrong
        return as_utf8
    said = _CHARSET.search(content_type.encode("utf-8", "replace")) or _CHARSET.search(raw[:4096])
    encoding = "big5hkscs" if said and said[1].lower().startswith(b"big5") else "gb18030"
    return raw.decode(encoding, "replace")


def read_plain(raw: bytes, content_type: str = "") -> Contents:
    """Return plain text line by line; columns parted by tabs or wide gaps stay parted by tabs."""
    text = decoded(raw, content_type)
    if text.count("\ufffd") * 20 > len(text):
        raise Refused("not-text")
    return Contents(limited(tidy(line) for line in text.splitlines()))


def limited(lines) -> str:
    """Join lines into the text of a document; empty ones go. Refused without any, or too many."""
    kept, length = [], 0
    for line in lines:
        if line:
            kept.append(line)
            length += len(line) + 1
            if length > MOST_CHARACTERS:
                raise Refused("too-large")
    if not kept:
        raise Refused("not-text")
    return "\n".join(kept)
