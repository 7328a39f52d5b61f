"""How small the letters of a sheet must be, so that all of it fits one page of paper."""

import math
import re

from django.utils.html import strip_tags

#: Characters of a line on paper, in the largest letters.
PER_LINE = 34
#: So many lines fit in the letters of each size, the largest first; more are ``fullest``.
FITS = {"": 22, "full": 26, "fuller": 29}
#: Where a line ends, whatever is on it.
_ENDS = re.compile(r"</(?:p|li|h\d|div|caption|tr)>|<br>")


def lines_of(body: str) -> int:
    """Return how many lines the HTML of a sheet takes on paper; empty ones count if they are rows.

    >>> lines_of("<p>一行</p><tr><td></td></tr>")
    2
    """
    found = 0
    for block in _ENDS.split(body):
        text = "".join(strip_tags(block).split())
        if text or "<td" in block or "sheet__blank" in block:
            found += max(1, math.ceil(len(text) / PER_LINE))
    return found


def size_of(body: str) -> str:
    """Return the size of the letters that lets ``body`` fit: empty for the largest, or a class."""
    lines = lines_of(body)
    return next((size for size, most in FITS.items() if lines <= most), "fullest")
