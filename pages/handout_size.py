"""How small the letters of a sheet must be, so that all of it fits one page of paper."""

import math
import re

from django.utils.html import strip_tags

#: The sizes of letters, the largest first, each with the characters of a line and so many lines
#: as fit; of more, the letters are ``fullest``. Measured over all places (static/css/sheet.css).
FITS = {"": (32, 30), "full": (34, 31), "fuller": (36, 34)}
#: A row to write on is as high as so many lines.
ROW = 2
#: Where a line ends, whatever is on it.
_ENDS = re.compile(r"</(?:p|li|h\d|div|caption|tr)>|<br>")


def lines_of(body: str, per_line: int) -> int:
    """Return how many lines the HTML of a sheet takes on paper; rows to write on take two.

    >>> lines_of("<p>一行</p><tr><td></td></tr>", 32)
    3
    """
    found = 0
    for block in _ENDS.split(body):
        text = "".join(strip_tags(block).replace("&nbsp;", "").split())
        lines = math.ceil(len(text) / per_line)
        is_row = "<td" in block or "sheet__blank" in block
        found += max(lines, ROW) if is_row else lines
    return found


def size_of(body: str) -> str:
    """Return the size of the letters that lets ``body`` fit: empty for the largest, or a class."""
    sizes = FITS.items()
    return next((size for size, (per, most) in sizes if lines_of(body, per) <= most), "fullest")
