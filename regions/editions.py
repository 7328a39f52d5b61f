"""Which edition of the content a page shows: the number in which it last changed, and its day.

An edition is a revision of the content (``caching.revision``). What changes by the day alone, as
a rule that begins, makes none: an edition is what was known, and a day says what holds.
"""

import datetime
from typing import NamedTuple

from django.utils import timezone

from caching.memo import memoised_per_revision, revision
from caching.revision import EVERYTHING, SITE

from .models import LastChange, Region
from .models.revision import place_subject
from .place_facts import KEPT


class Edition(NamedTuple):
    """A state of the content by its number, and the moment it began, in China, if known."""

    number: int
    at: datetime.datetime | None

    @property
    def day(self) -> datetime.date | None:
        """The day in China on which it began."""
        return None if self.at is None else self.at.date()


#: That of what never changed since the site has begun.
NEVER = Edition(0, None)


@memoised_per_revision(KEPT)
def _last_changes() -> dict[str, Edition]:
    """Return the edition in which each subject last changed. One query.

    Where the number was raised by somebody who did not say for what, everything has changed.
    """
    found = {
        row.subject: Edition(row.number, timezone.localtime(row.at))
        for row in LastChange.objects.all()
    }
    number = revision().number
    if SITE not in found or found[SITE].number < number:
        found[SITE] = found[EVERYTHING] = Edition(number, None)
    return found


def current() -> Edition:
    """The edition of the whole site."""
    return _last_changes()[SITE]


def of_subject(subject: str) -> Edition:
    """The edition in which ``subject`` alone last changed, whatever happened to everything."""
    return _last_changes().get(subject, NEVER)


def newest(*subjects: str) -> Edition:
    """The edition in which one of ``subjects``, or everything, last changed."""
    found = _last_changes()
    last = found.get(EVERYTHING, NEVER)
    for subject in subjects:
        edition = found.get(subject, NEVER)
        if edition.number > last.number:
            last = edition
    return last


def of_place(region: Region) -> Edition:
    """The edition in which the page of ``region`` last changed: it, a place above, or all."""
    return newest(*[place_subject(place.pk) for place in region.lineage()])
