"""Whether the words of a source that we keep stand in a text, word for word."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.db import models
from django.db.models import Q

from regions.models import Deduction, RefundPolicy, Source
from regions.models.publication import Publication
from text.reading import in_digits, visible

from .article import normalised
from .models import Finding, WatchedPage

#: A shorter text proves nothing: 每月90元 can stand anywhere.
_SHORTEST = 8
#: Where an editor left something out of what was copied.
_LEFT_OUT = re.compile(r"…+|\.{3,}|[（(]略[)）]|\n+")
_PARTED = re.compile(r"[\n\t]+")
#: Two characters of one figure, in digits or in words.
_ACROSS = re.compile(r"[0-9〇零一二三四五六七八九十百千万两.,]{2}")
#: What follows a figure that holds no longer: 由每月90元提高到100元.
_RAISED = re.compile(
    r"[,，]?(?:的?标准)?(?:统一|分别)?(?:提高|调整|增加|上调|下调|降低|降|改|变更)(?:到|至|为|成)"
)
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?")


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


def seen_unchanged(page: WatchedPage, text: str) -> list[int]:
    """Return the sources whose kept words stand in ``text``, what ``page`` says now.

    None of which a change waits for a person, at this page or another, and none whose kept words
    lack a figure that rests on them: words without it prove nothing of it.
    """
    if not (sources := sources_of(page)):
        return []
    changed = Finding.objects.open().filter(kind=Finding.Kind.CHANGED)
    rows = changed.values_list("page", "page__source", "page__url")
    pages, owners, addresses = (set(column) for column in zip(*rows, strict=True)) if rows else (
        set(), set(), set()
    )  # fmt: skip
    if page.pk in pages:
        return []
    return [
        source.pk
        for source in sources
        if source.pk not in owners
        and source.url not in addresses
        and stand_in(kept_texts(source), text)
        and _states_its_figures(source)
    ]


def _states_its_figures(source: Source) -> bool:
    """Whether every figure that rests on a source stands in the words that we keep of it."""
    own = [source.full_text, source.quote]
    for fact in source.published_facts():
        said = normalised("\n".join([*own, getattr(fact, "wording", "")])).replace(",", "")
        numbers = set(_NUMBER.findall(said)) | set(_NUMBER.findall(in_digits(said)))
        stated = {Decimal(number) for number in numbers}
        if not stated.issuperset(_figures(fact)):
            return False
    return True


def _figures(fact: models.Model) -> Iterator[Decimal]:
    """Yield the figures of a fact, and those of its tiers."""
    for row in [fact, *(fact.tiers.all() if isinstance(fact, RefundPolicy) else ())]:
        for column in row._meta.concrete_fields:
            value = getattr(row, column.attname)
            if isinstance(column, models.DecimalField) and value is not None:
                yield value


def stand_in(texts: list[str], page: str) -> bool:
    """Whether all of ``texts`` stand in a page, each paragraph by paragraph, in its order.

    False where none says much. A figure never stands in a longer one, nor what is said of it
    where it is raised: 每月90元 neither in 每月190元 nor in 每月90元提高到100元.

    >>> stand_in(["退休人员每月 90 元。"], "第六条　退休人员每月９０元。")
    True
    >>> stand_in(["退休人员……90元"], "退休人员个人账户每月190元")
    False
    """
    there = _Page(page)
    length = 0
    for text in texts:
        at = 0
        for part in map(normalised, _LEFT_OUT.split(text)):
            if any(map(str.isalnum, part)):
                at = there.behind(part, at)
                length += len(part)
            if at < 0:
                return False
    return length >= _SHORTEST


class _Page:
    """The text of a page normalised, and where its lines and cells begin."""

    def __init__(self, text: str):
        self.text = ""
        self.breaks = {0}
        pieces = []
        length = 0
        for line in _PARTED.split(text):
            pieces.append(normalised(line))
            length += len(pieces[-1])
            self.breaks.add(length)
        self.text = "".join(pieces)

    def behind(self, part: str, at: int) -> int:
        """Return the place behind the first ``part`` from ``at`` on; -1 where there is none."""
        while (start := self.text.find(part, at)) >= 0:
            end = start + len(part)
            if self._is_whole(start) and self._is_whole(end) and not _RAISED.match(self.text, end):
                return end
            at = start + 1
        return -1

    def _is_whole(self, at: int) -> bool:
        """Whether no figure goes across the place ``at``."""
        beside = self.text[max(at - 1, 0) : at + 1]
        return at in self.breaks or not _ACROSS.fullmatch(beside)
