"""How texts are compressed on their way: what is kept as small as it gets, the rest fast.

What a request accepts is read here, for kept pages (``page_store.py``) and for all other answers.
"""

import gzip
from collections.abc import Callable, Iterable
from functools import lru_cache

import brotli
from django.utils.text import compress_string

Headers = list[tuple[str, str]]
StartResponse = Callable[..., object]
Application = Callable[..., Iterable[bytes]]

#: What is worth compressing; pictures, archives and workbooks are compressed already.
_TEXTS = ("text/", "application/json", "application/xml", "application/manifest+json")
#: Bytes from which it pays: what is shorter fits into one packet anyway.
LEAST = 1_000
#: How far lengths of answers to staff are blurred, in bytes.
BLUR = 100
NO_BODY = b""


def _gzip_small(plain: bytes) -> bytes:
    return gzip.compress(plain, compresslevel=9, mtime=0)


def _brotli_small(plain: bytes) -> bytes:
    return brotli.compress(plain, mode=brotli.MODE_TEXT, quality=9, lgwin=16)


#: For what is encoded once and sent often.
ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "br": _brotli_small,
    "gzip": _gzip_small,
    "identity": bytes,
}
DECODE: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "identity": bytes,
}


def _gzip_fast(plain: bytes) -> bytes:
    return gzip.compress(plain, compresslevel=1, mtime=0)


def _brotli_fast(plain: bytes) -> bytes:
    return brotli.compress(plain, mode=brotli.MODE_TEXT, quality=1, lgwin=18)


_FAST: dict[str, Callable[[bytes], bytes]] = {"br": _brotli_fast, "gzip": _gzip_fast}


@lru_cache(maxsize=256)
def encoding_of(accepted: str) -> str:
    """Return the best encoding that an Accept-Encoding header allows: br, gzip or identity."""
    allowed: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        allowed[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((e for e in ("br", "gzip") if allowed.get(e, allowed.get("*", False))), "identity")


def with_vary(headers: Headers, name: str = "Accept-Encoding") -> str:
    """Return the ``Vary`` of ``headers`` with ``name`` at its end."""
    vary = next((value for header, value in headers if header.lower() == "vary"), "")
    return ", ".join([*(one for one in vary.split(", ") if one and one != name), name])


def may_be_compressed(status: str, headers: Headers) -> bool:
    """Whether an answer is a text of some length that nobody encoded or gave a tag.

    A tag names the bytes as they are. What has no length is sent piece by piece.
    """
    named = {name.lower(): value for name, value in headers}
    if {"content-encoding", "content-range", "etag"} & named.keys() or status[:3] == "206":
        return False
    length = named.get("content-length", "")
    return (
        length.isdecimal()
        and int(length) >= LEAST
        and named.get("content-type", "").lower().startswith(_TEXTS)
        and "no-transform" not in named.get("cache-control", "")
    )


def compressed(
    headers: Headers, plain: bytes, accepted: str, *, blurred: bool = False
) -> tuple[Headers, bytes]:
    """Return an answer in the best encoding that a request accepts, and its headers.

    ``blurred``: the length says nothing of the content to within ``BLUR`` bytes, so that nobody
    learns a secret of the page by having it compressed beside guesses (BREACH). Only gzip can.
    """
    encoding = encoding_of(accepted)
    left = [(name, value) for name, value in headers if name.lower() != "vary"]
    left.append(("Vary", with_vary(headers)))
    if encoding == "identity" or (blurred and not _takes_gzip(accepted)):
        return left, plain
    if blurred:
        encoding, body = "gzip", compress_string(plain, max_random_bytes=BLUR)
    else:
        body = _FAST[encoding](plain)
    left = [(name, value) for name, value in left if name.lower() != "content-length"]
    return [*left, ("Content-Length", str(len(body))), ("Content-Encoding", encoding)], body


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in (encoding_of(accepted), encoding_of(f"{accepted}, br;q=0"))


class Compressed:
    """Wraps a WSGI application and compresses its texts, which are not kept.

    ``blurred(environ)`` says whose answers do not tell their length.
    """

    def __init__(self, application: Application, blurred: Callable[[dict], bool]) -> None:
        self.application = application
        self.blurred = blurred

    def __call__(self, environ, start_response: StartResponse) -> Iterable[bytes]:
        head: list = []

        def listen(status, headers, exc_info=None):
            head[:] = [status, headers]
            return _refuse_to_write

        result = self.application(environ, listen)
        status, headers = head
        if not may_be_compressed(status, headers):
            start_response(status, headers)
            return result
        try:
            plain = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        headers, body = compressed(headers, plain, accepted, blurred=self.blurred(environ))
        start_response(status, headers)
        return [NO_BODY if environ["REQUEST_METHOD"] == "HEAD" else body]


def _refuse_to_write(data: bytes) -> None:
    raise NotImplementedError("Django returns what it has to say.")
