"""Protect readers' forms against forgery without a CSRF cookie, which readers do not get.

A signed, dated token says that the form was opened here a while ago; the headers with which
browsers name a request's origin say that no other site sent it.
"""

import ipaddress
import re
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


#: 1.2.3.4:5678 and [2001:db8::1]:443, as some proxies write an address.
_WITH_PORT = re.compile(r"^(?:(\d+(?:\.\d+){3}):\d+|\[([^\]]+)\](?::\d+)?)$")


def network_of(request) -> str:
    """Return the network a request counts for: an IPv4 address, or the /64 of an IPv6 address.

    All requests without a valid address count together, as ``unknown``.
    """
    address = address_of(request)
    if address is None:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return f"{int(address) >> 64:x}::/64"
    return str(address)


def household_of(request) -> str | None:
    """Return the network as an address, for django-axes: the first of an IPv6 /64, else None."""
    address = address_of(request)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Address(int(address) >> 64 << 64))
    return None if address is None else str(address)


def address_of(request) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address a request comes from; None where it is not an IP address.

    Behind our own proxy (``settings.HTTPS``) it is the last entry of ``X-Forwarded-For``, which
    the proxy wrote; clients can forge the entries before it.
    """
    typed = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        typed = request.headers.get("X-Forwarded-For", typed).rpartition(",")[2]
    typed = _WITH_PORT.sub(lambda match: match[1] or match[2], typed.strip())
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
