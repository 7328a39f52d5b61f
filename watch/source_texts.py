"""Whether the words of a source that we keep stand in a text, word for word."""

import re

from django.db.models import Q

from regions.models import Deduction, RefundPolicy, Source
from regions.models.publication import Publication
from text.reading import visible

from .article import normalised
from .models import WatchedPage

#: A shorter text proves nothing: 每月90元 can stand anywhere.
_SHORTEST = 8
#: Where an editor left something out of what was copied.
_LEFT_OUT = re.compile(r"…+|\.{3,}|[（(]略[)）]|\n+")


def sources_of(page: WatchedPage) -> list[Source]:
    """Return the published sources whose text a document page shows."""
    if page.kind != WatchedPage.Kind.DOCUMENT:
        return []
    published = Source.objects.filter(status=Publication.PUBLISHED)
    return list(published.filter(Q(url=page.url) | Q(watched_pages=page)).distinct())


def kept_texts(source: Source) -> list[str]:
    """Return the words of a source that we keep: its own, and those of the rules that rest on it.

    The whole text counts before the quoted sentence; empty where nothing is kept.
    """
    own = source.full_text if any(map(str.isalnum, visible(source.full_text))) else source.quote
    texts = [own]
    for kind in (RefundPolicy, Deduction):
        resting = kind.objects.filter(source=source, status=Publication.PUBLISHED)
        texts += resting.values_list("wording", flat=True)
    return [text for text in texts if text.strip()]


def stand_in(texts: list[str], page: str) -> bool:
    """Whether all of ``texts`` stand in a page, paragraph by paragraph; False where none says much.

    >>> stand_in(["退休人员每月 90 元。"], "第六条　退休人员每月９０元。")
    True
    """
    parts = [normalised(part) for text in texts for part in _LEFT_OUT.split(text)]
    parts = [part for part in parts if any(map(str.isalnum, part))]
    there = normalised(page)
    return sum(map(len, parts)) >= _SHORTEST and all(part in there for part in parts)
