"""A page with its words as they were written, for tests."""

import re


def plain(page: str) -> str:
    """Return a page without the elements that only keep words on one line."""
    return re.sub(r'<span class="w">([^<]*)</span>', r"\1", page)
