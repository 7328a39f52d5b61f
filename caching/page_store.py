"""A WSGI middleware that keeps finished pages compressed and serves them without Django.

It keeps an answer only if its ``Cache-Control`` has ``s-maxage``, which ``PublicPagesMiddleware``
sets on what anybody may read; everything else passes through. A kept page is served as long as
the version stays the same (``content_version.py``).

The application always makes the plain page. This module encodes it, adds the strong ETag of that
encoding and answers ``304 Not Modified``, in the same way for first and for kept answers. What it
does not keep it compresses fast (``encodings.py``).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote_plus

from .encodings import (
    DECODE,
    ENCODE,
    NO_BODY,
    Compressed,
    Headers,
    compressed,
    encoding_of,
    may_be_compressed,
    with_vary,
)

#: Host, scheme, path, query, whether in large type.
Address = tuple[str, str, str, str, bool]

#: Never kept, beside the editors' pages: files and their list, and pages about the moment.
OUTSIDE = ("/static/", "/data/", "/display/", "/healthz", "/readyz", "/metrics", "/report/")
#: The environ key under which the application finds the version of its answer.
CONTENT_VERSION = "page_store.content_version"
#: The environ key under which the application tells what a search looked for in vain.
IN_VAIN = "page_store.in_vain"
LONGEST = 300  # characters of path and known query together, and of a host
LONGEST_QUERY = 8_000  # characters; the rest is ignored
MOST_KNOWN = 50  # known parameters of an address
MAKERS = 64
LONGEST_WAIT = 1.0  # seconds for a page that somebody else makes


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one encoding, ready to be sent; ``unchanged`` are the headers of its 304.

    ``in_vain``: what it was searched for and does not have.
    """

    version: Any
    tag: str
    headers: Headers
    body: bytes
    unchanged: Headers
    in_vain: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The application's answer to one request."""

    status: str
    headers: Headers
    body: bytes
    in_vain: str = ""

    @property
    def may_be_kept(self) -> bool:
        named = {name.lower(): value for name, value in self.headers}
        return (
            self.status.startswith("200 ")
            and "s-maxage" in named.get("cache-control", "")
            and not {"set-cookie", "content-encoding"} & named.keys()
        )

    def encoded(self, accepted: str) -> tuple[Headers, bytes]:
        """Return headers and body for a request that accepts such encodings."""
        if may_be_compressed(self.status, self.headers):
            return compressed(self.headers, self.body, accepted)
        return self.headers, self.body


class PageStore:
    """Wraps ``application`` and answers in its place with kept pages.

    ``version()`` returns the version of what pages show now, or None if it is unknown. ``limit``
    is the most bytes to keep, headers counted roughly; the least recently used page goes first.
    Requests with the cookie ``staff_cookie``, or with a parameter in ``case`` (a reader's own
    case), always go to the application. Below ``desk`` lie the editors' pages, which know their own
    parameters. ``parameters(path)`` names what the page there knows; all other parameters are
    dropped. ``count(path, in_vain)`` is told of each public page that a reader gets, new or
    unchanged, kept or not, and what was searched in vain; of nothing else.
    """

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        *,
        version: Callable[[], Any],
        limit: int,
        staff_cookie: str,
        parameters: Callable[[str], Collection[str]],
        case: frozenset[str],
        desk: str = "/admin/",
        proxy_header: tuple[str, str] | None = None,
        count: Callable[[str, str], None] | None = None,
    ) -> None:
        self.application = application
        self.version = version
        self.limit = limit
        self.staff_cookie = staff_cookie
        self.parameters = parameters
        self.case = case
        self.desk = desk
        self.outside = (desk, *OUTSIDE)
        self.proxy_header = proxy_header
        self.count = count
        self.compressed = Compressed(application, self._is_of_staff)
        self.size = 0
        self.made = 0  # pages put in since the start, in whichever encoding
        self._forms: OrderedDict[tuple[Address, str], Form] = OrderedDict()
        self._shelf = threading.Lock()
        # A request for a page that is being made waits for it; two pages seldom share a lock.
        self._makers = [threading.Lock() for _ in range(MAKERS)]

    def __call__(self, environ, start_response) -> Iterable[bytes]:
        if environ.get("QUERY_STRING"):
            self._leave_out_unknown(environ)
        if not self._is_public(environ):
            return self.compressed(environ, start_response)
        version = environ[CONTENT_VERSION] = self.version()
        address = self._address(environ)
        if address is None or version is None:
            return self._passed_on(environ, start_response)
        encoding = encoding_of(environ.get("HTTP_ACCEPT_ENCODING", ""))
        form = self._kept(address, encoding, version)
        if form is None:
            made = self._make(address, encoding, version, environ)
            if isinstance(made, Answer):
                headers, body = made.encoded(environ.get("HTTP_ACCEPT_ENCODING", ""))
                if made.status.startswith("200 "):
                    self._counted(environ, made.in_vain)
                start_response(made.status, headers)
                return [NO_BODY if environ["REQUEST_METHOD"] == "HEAD" else body]
            form = made
        if self.count is not None and environ["REQUEST_METHOD"] == "GET":
            self.count(address[2], form.in_vain)
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and _names(asked, form.tag):
            start_response("304 Not Modified", list(form.unchanged))
            return [NO_BODY]
        start_response("200 OK", list(form.headers))
        return [NO_BODY if environ["REQUEST_METHOD"] == "HEAD" else form.body]

    def _passed_on(self, environ, start_response) -> Iterable[bytes]:
        """Answer with a page that is not kept, and count it."""

        def counting(status, headers, exc_info=None):
            if status.startswith("200 "):
                self._counted(environ, environ.get(IN_VAIN, ""))
            return start_response(status, headers, *([exc_info] if exc_info else []))

        return self.compressed(environ, counting)

    def _counted(self, environ, in_vain: str) -> None:
        path = environ.get("PATH_INFO", "")
        if self.count is not None and environ["REQUEST_METHOD"] == "GET" and len(path) <= LONGEST:
            self.count(path, in_vain)

    # Which page is meant

    def _leave_out_unknown(self, environ) -> None:
        """Drop the parameters that the page does not know from a request that only reads."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and not _lies_below(path, self.desk):
            known = frozenset(self.parameters(path)) if len(path) <= LONGEST else frozenset()
            query = environ["QUERY_STRING"]
            # Those who forward a page all append the same.
            part = _known_part_kept if len(query) <= LONGEST else known_part
            environ["QUERY_STRING"] = part(query, known)

    def _is_public(self, environ) -> bool:
        """Whether the request only reads a public page and does not come from staff."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("SCRIPT_NAME"):
            return False
        if _lies_below(environ.get("PATH_INFO", ""), self.outside):
            return False
        return not self._has_session(environ)

    def _has_session(self, environ) -> bool:
        cookies = environ.get("HTTP_COOKIE")
        return bool(cookies) and self.staff_cookie in _cookies(cookies)

    def _is_of_staff(self, environ) -> bool:
        """Whether the answer may hold what only staff know."""
        return _lies_below(environ.get("PATH_INFO", ""), self.desk) or self._has_session(environ)

    def _address(self, environ) -> Address | None:
        """Return what tells the wanted page from others, or None if it may not be kept."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        host = environ.get("HTTP_HOST", "")
        if len(path) + len(query) > LONGEST or len(host) > LONGEST:
            return None
        if not self.case.isdisjoint(piece.partition("=")[0] for piece in query.split("&")):
            return None
        cookies = environ.get("HTTP_COOKIE")
        large = bool(cookies) and _cookies(cookies).get("type") == "large"
        return host, self._scheme(environ), path, query, large

    def _scheme(self, environ) -> str:
        if self.proxy_header is not None:
            name, secure = self.proxy_header
            if (said := environ.get(name)) is not None:
                return "https" if said.split(",", 1)[0].strip() == secure else "http"
        return environ.get("wsgi.url_scheme", "http")

    # What is kept

    def _kept(self, address: Address, encoding: str, version: Any) -> Form | None:
        with self._shelf:
            form = self._forms.get((address, encoding))
            if form is None or form.version != version:
                return None
            self._forms.move_to_end((address, encoding))
            return form

    def _keep(self, address: Address, encoding: str, form: Form) -> None:
        with self._shelf:
            self._drop((address, encoding))
            self._forms[address, encoding] = form
            self.size += _weight(form)
            self.made += 1
            while self.size > self.limit:
                self._drop(next(iter(self._forms)))

    def _drop(self, key: tuple[Address, str]) -> None:
        old = self._forms.pop(key, None)
        if old is not None:
            self.size -= _weight(old)

    # Making a page

    def _make(self, address: Address, encoding: str, version: Any, environ) -> Form | Answer:
        """Return the page in the wanted encoding, or the plain answer if it may not be kept."""
        maker = self._makers[hash(address) % MAKERS]
        # Who has waited long enough asks as well, rather than wait for each other in a row.
        is_mine = maker.acquire(timeout=LONGEST_WAIT)
        try:
            if form := self._kept(address, encoding, version):
                return form  # somebody made it meanwhile
            # Encoding a kept page anew is cheaper than asking Django.
            for other in ("gzip", "br", "identity"):
                if form := self._kept(address, other, version):
                    plain = DECODE[other](form.body)
                    made = _form(version, form.headers, plain, encoding, form.in_vain)
                    break
            else:
                answer = self._ask(environ, large=address[4])
                if not answer.may_be_kept:
                    return self._former(address, encoding, answer) or answer
                made = _form(version, answer.headers, answer.body, encoding, answer.in_vain)
            self._keep(address, encoding, made)
            return made
        finally:
            if is_mine:
                maker.release()

    def _former(self, address: Address, encoding: str, answer: Answer) -> Form | None:
        """Return the page as it was, where it cannot be made anew for now; None without one.

        Shared caches may do the same (``stale-if-error``): a page before the last change is better
        than none while the database is gone. A page that is gone is not brought back.
        """
        if not answer.status.startswith("503 "):
            return None
        with self._shelf:
            return self._forms.get((address, encoding))

    def _ask(self, environ, large: bool) -> Answer:
        """Return the application's whole answer to a plain GET.

        The only cookie it gets is the one for large type, so that nobody's own page is kept for
        everybody.
        """
        head: list[Any] = []

        def start_response(status, headers, exc_info=None):
            head[:] = [status, headers]
            return _refuse_to_write

        asked = environ | {"REQUEST_METHOD": "GET", "HTTP_COOKIE": "type=large" if large else ""}
        result = self.application(asked, start_response)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return Answer(head[0], head[1], body, asked.get(IN_VAIN, ""))


def _refuse_to_write(data: bytes) -> None:
    raise NotImplementedError("Django returns what it has to say.")


# --- Encodings -----------------------------------------------------------------------------------


def _form(version: Any, headers: Headers, plain: bytes, encoding: str, in_vain: str = "") -> Form:
    """Encode the ``plain`` page; ``headers`` are its answer's, or those of another encoding."""
    own = {"content-length", "content-encoding", "etag", "vary"}
    tag = f'"{blake2b(plain, digest_size=12).hexdigest()}-{encoding}"'
    body = ENCODE[encoding](plain)
    ours = [("ETag", tag), ("Vary", with_vary(headers))]
    kept = [(name, value) for name, value in headers if name.lower() not in own]
    unchanged = [(name, value) for name, value in kept if name.lower() in _ON_304] + ours
    ours.append(("Content-Length", str(len(body))))
    if encoding != "identity":
        ours.append(("Content-Encoding", encoding))
    return Form(version, tag, kept + ours, body, unchanged, in_vain)


_ON_304 = {"cache-control", "content-location", "date", "expires"}


def _weight(form: Form) -> int:
    return len(form.body) + 1_500  # headers, key and the objects themselves


# --- What a request says -------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, _, value in pairs}


def _lies_below(path: str, places: str | tuple[str, ...]) -> bool:
    """Whether ``path`` is or lies below one of ``places``, ignoring case and a missing slash."""
    return f"{path[:LONGEST].lower()}/".startswith(places)


def known_part(query: str, known: Collection[str]) -> str:
    """Return the ``known`` part of a query in order; ``amp;x``, pasted from HTML, means ``x``.

    >>> known_part("from=singlemessage&rule=rate&amp;page=2&%70age=3", {"page", "rule"})
    'rule=rate&page=2&page=3'
    """
    if not known:
        return ""
    pieces = (piece.partition("=") for piece in _begun(query).split("&"))
    named = ((unquote_plus(name).rpartition("amp;")[2], value) for name, _, value in pieces)
    left = [f"{name}={value}" for name, value in named if name in known]
    return "&".join(left[:MOST_KNOWN])


_known_part_kept = lru_cache(maxsize=512)(known_part)


def _begun(query: str) -> str:
    """Cut a query to at most ``LONGEST_QUERY`` characters, between two parameters."""
    if len(query) <= LONGEST_QUERY:
        return query
    return query[:LONGEST_QUERY].rpartition("&")[0]


def _names(asked: str, tag: str) -> bool:
    """Whether an ``If-None-Match`` header names ``tag``."""
    if asked == tag:
        return True
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in asked.split(","))
