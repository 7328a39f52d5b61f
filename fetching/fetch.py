"""Ask for one page of somebody else's website: politely, within limits, and never a private one.

One request, its redirects, and its whole answer. No cookies, no retries: who asks decides when
to ask again. Every fault is a ``NotFetched`` with a Chinese sentence.
"""

import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urljoin, urlsplit

from .addresses import PORTS, OtherPort, parted
from .connections import connected, in_utf8
from .faults import in_words, is_silence

#: The name that a robots.txt calls us by, and the one under which we ask.
ROBOT = "YibaoMingbaiZhang"
NAME = f"{ROBOT}/2.0"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 64 * 1024
#: How long to listen for bytes beyond the length that was promised, in seconds.
_AFTERWARDS = 0.3


@dataclass(frozen=True)
class Limits:
    """What one answer may cost: bytes (packed and unpacked), seconds in all, redirects.

    ``wait`` is the longest wait for each piece, in seconds.
    """

    most_bytes: int = 10 * 1000 * 1000
    seconds: float = 30
    wait: float = 15
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """What a website answered: ``raw`` are the bytes of the page, unpacked.

    ``address`` is where redirects ended; ``retry_after`` is the header as it came.
    """

    address: str
    status: int
    content_type: str = ""
    raw: bytes = field(default=b"", repr=False)
    etag: str = ""
    last_modified: str = ""
    retry_after: str = ""


class NotFetched(Exception):
    """There is no answer; the text is a Chinese sentence that says why.

    ``answered`` is False where nothing at all came back from the network, ``refused`` is True
    where we did not want to ask, and ``address`` is how far we got.
    """

    def __init__(
        self, why: str, *, address: str = "", answered: bool = True, refused: bool = False
    ):
        super().__init__(why)
        self.address = address
        self.answered = answered
        self.refused = refused


def agent_of(site: str) -> str:
    """Return the honest name under which a site asks: who it is and where that is explained."""
    return f"{NAME} (+{site}/about/)" if site else NAME


def fetch(
    url: str,
    *,
    refusal: Callable[[str], str],
    etag: str = "",
    last_modified: str = "",
    limits: Limits = Limits(),
    private: bool = False,
    agent: str = NAME,
    accept: str = "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """Ask for ``url`` and return the answer, whatever its status; NotFetched if there is none.

    ``refusal`` says why an address must not be asked, or "": it judges ``url`` and where each
    redirect leads. ``private`` allows machines of private networks, and any port.
    """
    headers = {
        "User-Agent": agent,
        "Accept": accept,
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    asking = _Asking(headers, limits, private, tls or _tls(), time.monotonic() + limits.seconds)
    at, seen = url, list[str]()
    while True:
        begun = time.monotonic()
        why = refusal(at)
        asking.until += time.monotonic() - begun  # who waits for a turn loses no time
        if why:
            why = f"被转到了不该去的地方：{why}" if seen else why
            raise NotFetched(why, address=at, refused=True)
        if at in seen or len(seen) > limits.redirects:
            raise NotFetched("转来转去，转不到头。", address=at)
        seen.append(at)
        try:
            answer, location = asking.ask(at)
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            heard = len(seen) > 1 or not is_silence(error)
            raise NotFetched(in_words(error), address=at, answered=heard) from error
        if answer.status not in _REDIRECTS or not location:
            return answer
        at = _next(at, location)


def post(
    url: str,
    body: bytes,
    *,
    content_type: str,
    limits: Limits = Limits(most_bytes=100_000),
    private: bool = False,
    agent: str = NAME,
) -> Answer:
    """Send ``body`` to ``url`` and return the answer, whatever its status; NotFetched if none.

    A redirect is an answer like any other: nothing is sent anywhere else.
    """
    headers = {"User-Agent": agent, "Content-Type": content_type, "Connection": "close"}
    until = time.monotonic() + limits.seconds
    try:
        return _Asking(headers, limits, private, _tls(), until, body).ask(url)[0]
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        raise NotFetched(in_words(error), address=url, answered=not is_silence(error)) from error


def _next(at: str, location: str) -> str:
    """Return where a redirect leads, without the part that only browsers use."""
    try:
        there = urljoin(at, location)
        return urlsplit(there)._replace(fragment="").geturl()
    except ValueError as error:
        raise NotFetched("被转到了一个写错的网址。", address=at) from error


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass
class _Asking:
    headers: dict[str, str]
    limits: Limits
    private: bool
    tls: ssl.SSLContext
    until: float
    body: bytes | None = None

    def ask(self, url: str) -> tuple[Answer, str]:
        """Return one answer and where it redirects to."""
        if not self.private and parted(url)[2] not in PORTS:
            raise OtherPort(url)
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        with connected(
            url, wait=self.limits.wait, seconds=left, private=self.private, tls=self.tls
        ) as line:
            method = "GET" if self.body is None else "POST"
            line.http.request(method, line.target, self.body, self.headers)
            with line.http.getresponse() as response:
                location = in_utf8(response.getheader("Location", "") or "")
                moved = bool(location) and response.status in _REDIRECTS
                raw = b"" if moved else self._body(line.sock, response)
        return Answer(
            url,
            response.status,
            _header(response, "Content-Type", 200),
            raw,
            _header(response, "ETag", 300),
            _header(response, "Last-Modified", 100),
            _header(response, "Retry-After", 100),
        ), location

    def _body(self, sock: socket.socket, response: http.client.HTTPResponse) -> bytes:
        packing = (response.getheader("Content-Encoding") or "identity").strip().lower()
        if packing not in ("identity", "gzip", "x-gzip", ""):
            raise NotFetched("对方网站用了本站不认识的压缩方式，读不出。")
        pieces = _pieces(sock, response, self.limits.most_bytes)
        if packing.endswith("gzip"):
            pieces = _unpacked(pieces, self.limits.most_bytes)
        return b"".join(pieces)


def _too_large(most: int) -> NotFetched:
    return NotFetched(f"文件太大，超过 {most / 1_000_000:.3g} MB，没有读完。")


def _pieces(sock: socket.socket, response: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
    """Yield the body as it comes, and see that it is as long as was promised."""
    promised = response.length
    if promised is not None and promised > most:
        raise _too_large(most)
    if not promised and promised is not None:
        return  # nothing, as with 304
    response.length = None  # what comes beyond the promise is looked at, not thrown away
    came = 0
    while promised is None or came < promised:
        size = _PIECE if promised is None else min(_PIECE, promised - came)
        piece = response.read(size)
        if not piece:
            break
        came += len(piece)
        if came > most:
            raise _too_large(most)
        yield piece
    if promised is None:
        return
    if came < promised:
        raise http.client.IncompleteRead(b"", promised - came)
    if _goes_on(sock, response):
        raise NotFetched("对方网站说的长度和给的不一样，可能没有给全。")


def _goes_on(sock: socket.socket, response: http.client.HTTPResponse) -> bool:
    """Whether more comes than was promised; a line that is kept open is not waited for."""
    sock.settimeout(_AFTERWARDS)
    try:
        return bool(response.read1(16).strip())
    except OSError:
        return False


def _unpacked(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Unpack gzip piece by piece, and no further than the limit."""
    unpacking = zlib.decompressobj(wbits=31)
    came = 0
    try:
        for packed in pieces:
            left = packed
            while left and not unpacking.eof:
                plain = unpacking.decompress(left, _PIECE)
                left = unpacking.unconsumed_tail
                came += len(plain)
                if came > most:
                    raise _too_large(most)
                yield plain
    except zlib.error as error:
        raise NotFetched("对方网站的压缩内容坏了，解不开。") from error
    yield unpacking.flush()
    if came and not unpacking.eof:
        raise NotFetched("没有传完就断了。")


def _header(response: http.client.HTTPResponse, name: str, most: int) -> str:
    """Return a header of an answer in one line; nothing where it is too long to be kept whole."""
    value = " ".join((response.getheader(name) or "").replace("\0", "").split())
    return value if len(value) <= most else ""
