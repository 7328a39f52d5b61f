"""What a draft is compared with on its review page: its source, with scans and text beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from desk.history import MISSING, FieldChange, in_words
from desk.provenance import new_sources, public_row, source_of
from desk.readings.marks import LONGEST, Line, quoted_in
from desk.watching.sources import Watched, watched
from desk.work_items import Link
from regions.models import Publication, Source
from regions.models.publication import Publishable
from text.formats import published

#: The most facts that rest on a source, and characters of its text, that are told.
MOST_TOLD, EXCERPT = 20, 100


@dataclass(frozen=True)
class Scan:
    """A page of the document; a picture is shown on the page, a PDF is opened beside it."""

    label: str
    url: str
    is_picture: bool


@dataclass(frozen=True)
class Document:
    """The source that a draft is compared with; ``details`` follow its title in the page.

    ``shared`` names the other published facts that name the same source, ``wording`` is what the
    draft quotes, ``is_new`` says that the source is published with it, and ``draft`` leads to a
    draft copy of it. ``rests`` says, of a draft of a source, what changes with it, and ``watched``
    whether its official page is still the same.
    """

    source: Source
    details: str
    scans: list[Scan]
    comparable: bool
    shared: list[str]
    wording: str
    is_new: bool
    draft: Link | None
    rests: str
    watched: list[Watched]

    @property
    def quote(self) -> str:
        """The words of the source, where the draft does not quote the same."""
        return self.source.quote if self.source.quote != self.wording else ""

    @property
    def lines(self) -> list[Line]:
        """The text of the source, with marks around what the draft quotes of it."""
        text = self.source.full_text[:LONGEST]
        return quoted_in(text, self.wording or self.source.quote).lines(0, len(text))


def document_of(row: Publishable) -> Document | None:
    """Return what ``row`` is compared with; None for a fact without a source of its own."""
    source = row if isinstance(row, Source) else source_of(row)
    if source is None:
        return None
    number = f"，{source.document_number}" if source.document_number else ""
    when = f"，{published(source)}" if source.published_on else ""
    public = public_row(source) or source
    copy = None if source is row else Source.objects.filter(replaces=source).first()
    shared = [
        f"{other._meta.verbose_name}“{other}”"
        for other in public.published_facts()
        if other != row.replaces
    ]
    return Document(
        source=source,
        details=f"{number}{when}。现在标的是“{source.grade}”。",
        scans=[
            Scan(
                scan.name,
                reverse("admin:regions_sourcescan_file", args=[scan.pk]),
                scan.content_type.startswith("image/"),
            )
            for scan in source.scans.defer("content")
        ],
        comparable=source.can_be_compared,
        shared=shared,
        wording=getattr(row, "wording", ""),
        is_new=source is not row and source.status in Publication.UNPUBLISHED,
        draft=Link("它有一份修改稿还没有发布", _review(copy)) if copy else None,
        rests=_some(shared) if source is row else "",
        watched=watched(source),
    )


def _some(shared: list[str]) -> str:
    """Return the first of ``shared``, and how many there are; empty for none."""
    if not shared:
        return ""
    more = "等" if len(shared) > MOST_TOLD else ""
    return f"{'、'.join(shared[:MOST_TOLD])}{more}，一共 {len(shared)} 条"


def _review(source: Source) -> str:
    return reverse("admin:regions_source_review", args=[source.pk])


def _cut(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}……"


def sources_told(row: Publishable) -> Iterator[FieldChange]:
    """Yield the sources that are published with ``row``, each with all that it says."""
    for source in new_sources(row):
        said = [
            f"{field.verbose_name}：{_cut(in_words(field, value))}"
            for field in source.content_fields()
            if (value := getattr(source, field.name)) not in (None, "")
        ]
        said += [f"扫描件：{scan.name}" for scan in source.scans.defer("content")]
        yield FieldChange("一起发布的新来源", MISSING, "\n".join(said))
