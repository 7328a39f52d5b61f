"""The mark that each change leaves on its page, by which readers see how new it is."""

import re

#: The question that is published again and again, and the one whose draft is edited.
SLUG, EDITED_SLUG = "lapse-money-wasted", "shanghai-74"
PAGE = f"/faq/{SLUG}/"
MARK = re.compile(r"第(\d+)次改动")


def marked(text: str, number: int) -> str:
    """Return a text with the mark of change ``number`` in place of the last one.

    >>> marked(marked("一句话。", 1), 12)
    '一句话。\\n\\n这是第12次改动。'
    """
    return f"{without(text)}\n\n这是第{number}次改动。"


def without(text: str) -> str:
    return re.sub(r"\s*这是第\d+次改动。", "", text)


def number_in(page: str) -> int | None:
    """Return the number of the change that a page shows; None where it shows none."""
    found = MARK.search(page)
    return int(found[1]) if found else None
