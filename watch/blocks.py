"""Recognises the answers of a website that lets no program in, and how long it is left alone."""

import datetime
import re
from email.utils import parsedate_to_datetime

from documents.blocked import CHALLENGE, HARDLY_ANY
from fetching.fetch import Answer

from .models.page import LONGEST_REST

#: The answers of firewalls: forbidden, precondition failed, too many requests, and 202 with a
#: script that is to be solved.
STATUSES = frozenset({202, 401, 403, 405, 412, 429})
REST = datetime.timedelta(days=1)
#: The page of a challenge is short.
_LONGEST_CHALLENGE = 60_000
_BYTES = 3  # of a Chinese character
_TAG = re.compile(rb"<[^<>]*>|\s+")


def is_block(answer: Answer) -> bool:
    """Whether a website keeps programs out with this answer, whatever status it has.

    This is seen before anything is read, so that nothing more of the website is asked; a page
    that keeps out with words is known once it was read (``blocked-page``).
    """
    if answer.status in STATUSES:
        return True
    if answer.status == 503 and answer.retry_after:
        return True
    if answer.status in (404, 410):
        return False  # its page often leads home by a script
    raw = answer.raw
    if len(raw) > _LONGEST_CHALLENGE or not CHALLENGE.search(raw.decode("latin-1")):
        return False
    first, *parts = raw.split(b"<script")
    beside = first + b"".join(part.partition(b"</script>")[2] for part in parts)
    return len(_TAG.sub(b"", beside)) < HARDLY_ANY * _BYTES


def reason_of(answer: Answer) -> str:
    """Say in a sentence how a website kept us out."""
    if answer.status == 429:
        return "对方网站说问得太多了（429），先歇着。"
    if answer.status == 503:
        return "对方网站忙，说过一会儿再来（503）。"
    if answer.status in STATUSES:
        return f"对方网站不让机器看（{answer.status}）。"
    return "对方网站给的是拦截页，要人用浏览器打开。"


def rest_until(answer: Answer, now: datetime.datetime) -> datetime.datetime:
    """Return until when a website is left alone: as long as it asks for, else a day."""
    asked = _retry_after(answer.retry_after, now)
    if asked is None:
        return now + REST
    shortest = now if answer.status in (429, 503) else now + REST
    return min(max(asked, shortest), now + LONGEST_REST)


def _retry_after(said: str, now: datetime.datetime) -> datetime.datetime | None:
    """Read a Retry-After: seconds or a moment; None where it says neither."""
    if said.isascii() and said.isdigit():
        return now + datetime.timedelta(seconds=min(int(said[:9]), LONGEST_REST.total_seconds()))
    try:
        moment = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
