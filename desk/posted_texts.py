"""Take out of posted texts what breaks a query: NUL characters, and ids that are no numbers."""

from collections.abc import Iterable

from django.http import QueryDict

NUL = "\x00"
#: An id that no row has: forms refuse it as a choice that is not there.
NO_ROW = "0"


def without_nul(data: QueryDict) -> QueryDict:
    """Return ``data`` with no NUL in its values; nobody types one, and a text may hold none."""
    if not any(NUL in value for _, values in data.lists() for value in values):
        return data
    cleaned = data.copy()
    for name, values in data.lists():
        cleaned.setlist(name, [value.replace(NUL, "") for value in values])
    cleaned._mutable = False  # as that of any request
    return cleaned


def with_ids(data: QueryDict, links: Iterable[str]) -> QueryDict:
    """Return ``data`` with ``NO_ROW`` for whatever is no id in the fields ``links``.

    A form that is shown again looks for the row by what was posted, whether it can be an id or not.
    """
    sent = {name: data.getlist(name) for name in links if name in data}
    if all(may_be_id(one) for values in sent.values() for one in values):
        return data
    mended = data.copy()
    for name, values in sent.items():
        mended.setlist(name, [one if may_be_id(one) else NO_ROW for one in values])
    mended._mutable = False
    return mended


def may_be_id(text: str) -> bool:
    """Whether a text is a number that a row can have, or nothing."""
    return not text or (text.isascii() and text.isdecimal() and len(text) < 19)
