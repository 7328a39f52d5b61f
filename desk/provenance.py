"""What a fact rests on: its sources, what they lack, and how they are published with it."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError

from desk.models import Assignment
from faq.models import LocalAnswer
from regions.kinds import text_fields
from regions.models import Deduction, Estimate, Publication, RefundPolicy, Source, Statistic
from regions.models.publication import MOVES, Publishable
from regions.parts import said_by
from text.chinese_numbers import numbers_in

#: The facts with figures, which do not rest on a source that is too weak (``docs/data.md``).
FIGURES = (RefundPolicy, Deduction, Estimate, Statistic, LocalAnswer)

#: The fields of a source that a person compares with the document before it becomes 依据原文.
COMPARED = (
    *("title", "publisher", "document_number", "url"),
    *("published_on", "published_precision", "quote", "full_text"),
)


def source_of(row: Publishable) -> Source | None:
    """Return the source in the field ``source`` of ``row``; None for facts that lack it."""
    return getattr(row, "source", None)


def sources_of(row: Publishable) -> list[Source]:
    """Return every source that ``row`` names, that of its field ``source`` first."""
    first = source_of(row)
    named = [
        source
        for link in row._meta.many_to_many
        if link.related_model is Source
        for source in getattr(row, link.name).order_by("pk")
    ]
    return [first, *(one for one in named if one != first)] if first else named


def locked_sources(row: Publishable) -> list[Source]:
    """Lock the sources of ``row`` until the transaction ends."""
    ids = [source.pk for source in sources_of(row)]
    return list(Source.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def new_sources(row: Publishable) -> list[Source]:
    """Return the sources of ``row`` that nobody approved yet; they are published with it."""
    return [one for one in sources_of(row) if one.status in Publication.UNPUBLISHED]


def written_by(row: Publishable, user: int) -> str:
    """Name the first new source of ``row`` that the user wrote; empty if there is none."""
    if settings.SOLO_EDITOR:
        return ""
    return next((str(one) for one in new_sources(row) if user in one.writers()), "")


def faults_of(row: Publishable) -> Iterable[str]:
    """Yield what speaks against publishing ``row`` on its sources, or ``row`` as a source.

    What is public already may lack what it lacked: a source that lacks nothing more, and the
    source of a fact that goes on stating the same figures. A fact that was withdrawn is not.
    """
    if isinstance(row, Source):
        public = public_row(row)
        if row.lacking and not (public and {*row.missing} <= {*public.missing}):
            yield row.lacking
        return
    before = row.replaces
    stands = before is not None and before.status == Publication.PUBLISHED
    settled = sources_of(before) if before and stands and states_the_same(row, before) else []
    for source in sources_of(row):
        if source.status in Publication.UNPUBLISHED:
            yield from _faults_of_new(source)
        if source.lacking and source not in settled:
            yield source.lacking
        if source.replaces_id:
            yield f"“{source}”是另一份来源的修改稿，请选原来那一份。"


def too_weak(row: Publishable) -> Iterable[str]:
    """Yield why the confidence of a source is too little for the figures that rest on it.

    ``row`` is a fact, or the draft of a source on which public figures rest.
    """
    if isinstance(row, Source):
        public = public_row(row)
        if public is None or row.confidence not in Source.TOO_WEAK:
            return
        resting = next((f for f in public.published_facts() if _rests_first(f, public)), None)
        if resting is not None and public.confidence not in Source.TOO_WEAK:
            yield (
                f"{resting._meta.verbose_name}“{resting}”公开着，用的是这份来源；标成"
                f"“{row.get_confidence_display()}”就不能再当数字的依据。请先给它换来源，或者撤下它。"
            )
        return
    source = source_of(row)
    if source and isinstance(row, FIGURES) and source.confidence in Source.TOO_WEAK:
        yield (
            f"这份来源太弱（{source.get_confidence_display()}），{row._meta.verbose_name}不能发布。"
            "请换一份写着它的文件或报道。"
        )


def _rests_first(fact: Publishable, source: Source) -> bool:
    return isinstance(fact, FIGURES) and source_of(fact) == source


def _faults_of_new(source: Source) -> Iterable[str]:
    """Return what speaks against publishing a new source as it is now.

    It was checked when it was typed, but what it says may have been taken down since, or have
    come back from its history.
    """
    try:
        source.full_clean()
    except ValidationError as error:
        return [f"来源“{source.title}”：{said}" for said in dict.fromkeys(error.messages)]
    return []


def states_the_same(row: Publishable, public: Publishable) -> bool:
    """Whether two states of a fact agree in every figure: only their words differ."""
    texts = text_fields(type(row))
    for field in row.content_fields():
        before, after = getattr(public, field.attname), getattr(row, field.attname)
        if before != after and (field not in texts or numbers_in(before) != numbers_in(after)):
            return False
    return all(_parts(row, name) == _parts(public, name) for name in row.PARTS)


def _parts(row: Publishable, name: str) -> list[dict[str, object]]:
    parts = getattr(row, name)
    return sorted((said_by(parts.model, part) for part in parts.all()), key=repr)


def publish_new(row: Publishable) -> None:
    """Publish the new sources of ``row``, which its reviewer saw with it."""
    for source in locked_sources(row):
        if source.status in Publication.UNPUBLISHED:
            source.status = Publication.PUBLISHED
            step = MOVES[Publication.IN_REVIEW, Publication.PUBLISHED]
            source.save_because(f"{step}：和{row._meta.verbose_name}“{row}”一起")
            Assignment.objects.done(source)


def public_row(source: Source) -> Source | None:
    """Return the source of which ``source`` is the draft copy, or None."""
    return source.replaces  # type: ignore[return-value]  # declared for all kinds of facts


def says_the_same(one: Source, other: Source) -> bool:
    """Whether two states of a source agree in all that is compared with the document."""
    return all(getattr(one, name) == getattr(other, name) for name in COMPARED)


def is_compared(draft: Source) -> bool:
    """Whether what ``draft`` says was compared with the document before, as it claims to be."""
    public = public_row(draft)
    original = Source.Confidence.ORIGINAL
    return public is not None and public.confidence == original and says_the_same(draft, public)
