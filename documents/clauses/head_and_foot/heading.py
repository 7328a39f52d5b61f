"""Reads the head and the foot of a document into the findings that are no figures."""

from documents.contents import Contents
from documents.found import Findings

from ..written import Line, Row
from .in_force import effective_from, valid_until
from .issued import published_on, publisher_of, signatures
from .numbers import number_of
from .page import Page
from .replaced import attached, replaced
from .titles import interprets, title_of


def heading(contents: Contents, parts: list[Line | Row]) -> Findings:
    """Return the findings of the head and the foot; credits are read elsewhere."""
    page = Page(contents, parts)
    title, signed = title_of(page), signatures(page)
    published = published_on(page, signed)
    effective = effective_from(page, published)
    return Findings(
        title=title,
        document_number=None if interprets(title) else number_of(page),
        publisher=publisher_of(page, title, signed),
        published_on=published,
        effective_from=effective,
        valid_until=valid_until(page, effective, published),
        replaces=tuple(replaced(page, title)),
        attachments=tuple(attached(page)),
        places=page.places,
    )
