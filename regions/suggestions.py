"""The list of places that the finder's combobox completes from: every page in one small file."""

import json

from caching.memo import memoised_per_revision

from .models import Region, RegionAlias

#: name, what it lies in ("" for a province), pinyin, initials, code, path, names inside it
Suggestion = tuple[str, str, str, str, str, str, str]


def suggestions() -> list[Suggestion]:
    """One row per page, provinces each followed by its places. Three queries.

    The last field holds the counties, former and colloquial names that belong to the page,
    short and separated by blanks, so that 榆中 and 襄樊 are completed too.
    """
    pages = list(Region.objects.pages().with_lineage().in_tree_order())
    names: dict[int, list[str]] = {page.pk: [] for page in pages}
    rows = Region.objects.values_list("pk", "short_name", "parent_id", "successor_id")
    above = {pk: (parent, successor) for pk, _, parent, successor in rows}

    def page_of(pk: int | None) -> int | None:
        """The page that a place belongs to, as ``Region.page`` decides it."""
        if pk is not None and above[pk][1] is not None:
            pk = above[pk][1]
        while pk is not None and pk not in names:
            pk = above[pk][0]
        return pk

    for pk, name, *_ in rows:
        page = page_of(pk)
        if page is not None and page != pk:
            names[page].append(name)
    readings = {RegionAlias.Kind.READING, RegionAlias.Kind.ADDRESS}
    aliases = RegionAlias.objects.exclude(kind__in=readings).values_list("region", "name")
    for pk, name in aliases:
        page = page_of(pk)
        if page is not None:
            names[page].append(name)
    return [
        (
            page.name,
            page.province.name if page.province and page.province != page else "",
            page.pinyin_joined,
            page.initials,
            page.code,
            page.path,
            " ".join(dict.fromkeys(names[page.pk])),
        )
        for page in pages
    ]


@memoised_per_revision(1)
def as_json() -> bytes:
    """The rows as the finder fetches them, without blanks."""
    return json.dumps(suggestions(), ensure_ascii=False, separators=(",", ":")).encode()
