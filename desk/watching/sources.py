"""What watching says of a source: whether its official page was seen, and is still the same."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from regions.models import Source
from watch.models import Finding, WatchedPage

from .words import visit_in_words


@dataclass(frozen=True)
class Watched:
    """The official page of a source: what the last visit came to; ``url`` of an open finding."""

    words: str
    url: str


def watched(source: Source) -> list[Watched]:
    """Return what is known of the official pages of ``source``, or of the row it replaces."""
    changed = Finding.objects.open().filter(page=OuterRef("pk"), kind=Finding.Kind.CHANGED)
    pages = WatchedPage.objects.of_source(source).annotate(
        changed=Subquery(changed.order_by("-found_at").values("pk")[:1])
    )
    return [_told(page, page.changed) for page in pages.order_by("pk")]


def _told(page: WatchedPage, changed: int | None) -> Watched:
    words = visit_in_words(page)
    if changed is not None:
        words = f"{words.removesuffix('，变了')}；文字变过，还没有人看完"
    if not page.active:
        words += "（现在不看了）"
    url = reverse("admin:watch_finding_change", args=[changed]) if changed else ""
    return Watched(f"官网：{words}", url)
