"""One connection to a website, judged before it is made and cut when its time is over."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from .addresses import connect, parted


@dataclass(frozen=True)
class Connected:
    """A connection that is open, its socket, and what to ask for there."""

    http: http.client.HTTPConnection
    sock: socket.socket
    target: str


@contextlib.contextmanager
def connected(
    url: str, *, wait: float, seconds: float, private: bool, tls: ssl.SSLContext
) -> Iterator[Connected]:
    """Open a connection to the machine of ``url``, which leads nowhere else.

    ``wait`` is the longest wait for each piece, ``seconds`` for everything within the block.
    """
    begun = time.monotonic()
    scheme, host, port, target = parted(url)
    sock = connect(host, port, private=private, wait=wait, seconds=seconds)
    connection: http.client.HTTPConnection
    try:
        if scheme == "https":
            sock = tls.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
            connection = http.client.HTTPSConnection(host, port, timeout=wait, context=tls)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=wait)
        connection.sock = sock
        sock.settimeout(wait)
        with at_most(seconds - (time.monotonic() - begun), sock):
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            yield Connected(connection, sock, target)
    finally:
        sock.close()


@contextlib.contextmanager
def at_most(seconds: float, sock: socket.socket) -> Iterator[None]:
    """Close a connection after ``seconds`` and raise TimeoutError, even if bytes still arrive."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(seconds, 0), cut)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if late.is_set():  # instead of the error that half an answer causes
            raise TimeoutError


def in_utf8(location: str) -> str:
    """Decode a redirect as UTF-8, which many sites write; ``http.client`` reads Latin-1."""
    return location.encode("latin-1", "replace").decode("utf-8", "replace")
