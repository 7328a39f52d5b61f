"""Protect readers' forms against forgery without a CSRF cookie, which readers do not get.

A signed, dated token says that the form was opened here a while ago; the headers with which
browsers name a request's origin say that no other site sent it.
"""

from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

MIN_AGE = 2  # seconds: nobody reads and answers a form faster
MAX_AGE = 24 * 3600  # seconds
_SIGNER = TimestampSigner(salt="regions.report")
_FORM = "report"


class Token(Enum):
    """The state of a token: good, too early (good a moment later), or lost (expired or forged)."""

    GOOD = 1
    EARLY = 2
    LOST = 3


def new_token() -> str:
    return _SIGNER.sign(_FORM)


def read_token(token: str) -> Token:
    """Return whether the form of ``token`` was opened here, and neither just now nor long ago."""
    try:
        _SIGNER.unsign(token, max_age=MAX_AGE)
    except BadSignature:
        return Token.LOST
    try:
        _SIGNER.unsign(token, max_age=MIN_AGE)
    except SignatureExpired:
        return Token.GOOD
    return Token.EARLY


def is_foreign(request) -> bool:
    """Whether a browser says that another site sent this request.

    ``Origin`` decides; where it is missing or ``null`` (some browsers hide it) what else the
    browser tells: ``Sec-Fetch-Site``, which no page can forge, or ``Referer``. A request with
    none of them is taken for our own: old kernels of WeChat send none, and all that a foreign
    page could do with one is to leave a report, for which it would need a token of ours.
    A ``null`` that nothing else explains is foreign.
    """
    own = {f"{request.scheme}://{request.get_host()}".lower(), settings.SITE_URL.lower()}
    origin = request.headers.get("Origin", "")
    if origin not in ("", "null"):
        return origin.lower() not in own
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched not in ("same-origin", "none")
    if referer := request.headers.get("Referer"):
        return _origin_of(referer) not in own
    return origin == "null"


def _origin_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()
