"""Which pages a drill looks at, and whether two sites show the same on them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from operation.backups.files import BackupFault
from operation.backups.served import Site

#: How many pages a drill looks at.
MANY = 50
_ADDRESS = re.compile(rb"<loc>([^<]+)</loc>")
#: How many of each kind at most; what is left of ``MANY`` are places.
_PAGES, _QUESTIONS = 14, 10
#: Its form carries the moment at which it was asked for: never twice the same.
_NEVER_THE_SAME = {"/report/"}
#: What a place has beside its page, in turn: nothing, its sheet, one's own case.
_OF_A_PLACE = ("", "sheet/", "?insurance=employee&status=retired&age=72")


@dataclass(frozen=True)
class Seen:
    """One page of the restored site beside that of the live one."""

    path: str
    status: int
    is_equal: bool


def chosen(site: Site, many: int = MANY) -> list[str]:
    """Choose pages of all kinds, evenly from the lists for search engines: always the same ones."""
    pages = spread(_listed(site, "pages"), _PAGES)
    questions = spread(_listed(site, "faq"), _QUESTIONS)
    places = spread(_listed(site, "regions"), many - len(pages) - len(questions))
    return [
        *pages,
        *questions,
        *(path + _OF_A_PLACE[n % len(_OF_A_PLACE)] for n, path in enumerate(places)),
    ]


def _listed(site: Site, section: str) -> list[str]:
    answer = site.get(f"/sitemap-{section}.xml")
    if answer.status != 200:
        raise BackupFault(f"恢复出来的网站，/sitemap-{section}.xml 答 {answer.status}")
    found = {urlsplit(address.decode()).path for address in _ADDRESS.findall(answer.body)}
    return sorted(found - _NEVER_THE_SAME)


def spread(things: list[str], many: int) -> list[str]:
    """Take ``many`` of them, from the first to the last in equal steps."""
    if len(things) <= many or many < 2:
        return things[: max(many, 0)]
    return [things[round(n * (len(things) - 1) / (many - 1))] for n in range(many)]


def look(restored: Site, live: Site, paths: list[str], told: Callable[[str], object]) -> list[Seen]:
    """Compare pages byte for byte.

    What differs is asked once more: midnight or an edit may have come between.
    """
    seen = []
    for path in paths:
        found = _seen(restored, live, path)
        seen.append(found if found.is_equal else _seen(restored, live, path))
        told(path)
    return seen


def _seen(restored: Site, live: Site, path: str) -> Seen:
    ours, theirs = restored.get(path), live.get(path)
    return Seen(path, ours.status, ours == theirs)
