"""Recognises the answers of a website that lets no program in, and how long it is left alone."""

import datetime
import re
from email.utils import parsedate_to_datetime

from fetching.fetch import Answer

from .models.page import LONGEST_REST

#: The answers of firewalls: forbidden, precondition failed, too many requests, and 202 with a
#: script that is to be solved.
STATUSES = frozenset({202, 401, 403, 405, 412, 429})
REST = datetime.timedelta(days=1)
#: What a page says that only lets browsers in once a script has run.
_CHALLENGES = (
    b"$_ts=window",
    b"$_ts.nsd",
    b"acw_sc__v2",
    b"aliyun_waf",
    b"__jsl_clearance",
    b"_guard/auto.js",
    b"window._cf_chl_opt",
    b"/cdn-cgi/challenge-platform",
    b"yundun",
    b"slider-captcha",
)
#: The page of a challenge is short, and says hardly anything: the same scripts also stand in pages
#: that were let through.
_LONGEST_CHALLENGE = 60_000
_HARDLY_ANY = 400  # bytes
_TAG = re.compile(rb"<[^<>]*>|\s+")


def is_block(answer: Answer) -> bool:
    """Whether a website keeps programs out with this answer, whatever status it has."""
    if answer.status in STATUSES:
        return True
    if answer.status == 503 and answer.retry_after:
        return True
    raw = answer.raw
    if len(raw) > _LONGEST_CHALLENGE or not any(mark in raw for mark in _CHALLENGES):
        return False
    first, *parts = raw.split(b"<script")
    beside = first + b"".join(part.partition(b"</script>")[2] for part in parts)
    return len(_TAG.sub(b"", beside)) < _HARDLY_ANY


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
