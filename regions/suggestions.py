"""The places that the finder's combobox completes from, as one small file."""

import json

from caching.memo import memoised_per_revision

from .models import RegionAlias
from .place_names.index import Name, NameIndex, name_index

Kind = RegionAlias.Kind

#: name, what it lies in ("" for a province), pinyin, initials, code, path, names inside it
Suggestion = tuple[str, str, str, str, str, str, str]

#: Of names that went out of use before this year, only those are completed that mislead.
RECENT = 2000
#: What is no name to complete: one is typed in letters, the other is asked about.
_NOT_SHOWN = (Kind.READING, Kind.APART)


def suggestions() -> list[Suggestion]:
    """Return one row per page, each province followed by its places. No query of its own.

    The last field holds the short names of its counties and its other names, separated by blanks,
    so that 榆中 and 襄樊 are completed too. A name that went out of use before ``RECENT`` is there
    only if a place has it still, so that one sees that there are two.
    """
    index = name_index()
    inside: dict[int, list[str]] = {pk: [] for pk in index.pages}
    for name in index.names:
        if name.page and not name.is_page and _is_shown(index, name):
            inside[name.page].append(name.short or name.name)
    return [
        (
            page.name,
            page.province.name if page.province and page.province != page else "",
            page.pinyin_joined,
            page.initials,
            page.code,
            page.path,
            " ".join(dict.fromkeys(inside[page.pk])),
        )
        for page in index.pages.values()
    ]


def _is_shown(index: NameIndex, name: Name) -> bool:
    """Whether a name that is not a page's own is completed."""
    if name.kind in _NOT_SHOWN or name.name.isascii():
        return False
    if name.kind == Kind.PART:  # one that contains the city's name is found by that
        return index.pages[name.page].short_name not in name.name
    if name.kind == Kind.FORMER and name.until_year is not None and name.until_year < RECENT:
        return any(not other.kind for other in index.exact.get(name.name, ()))
    return True


@memoised_per_revision(1, states=1)
def as_json() -> bytes:
    """Return the rows as the compact JSON that the finder fetches."""
    return json.dumps(suggestions(), ensure_ascii=False, separators=(",", ":")).encode()
