"""Slow clients before nginx, and what other readers notice of them."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from .judgement import Row, row
from .run import Run
from .stage import say
from .web import NAME, Door, trusting

CLIENTS = 50
START = f"GET / HTTP/1.1\r\nHost: {NAME}\r\n"
BODY = (
    f"POST /report/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 20000\r\n\r\n"
)
#: Pages without an end: a reader that takes a few bytes at a time.
WHOLE = f"GET /regions/ HTTP/1.1\r\nHost: {NAME}\r\nAccept-Encoding: identity\r\n\r\n"
Behave = Callable[[socket.socket, threading.Event], None]


class Slow:
    """So many connections at once that behave badly until ``over`` is set."""

    def __init__(self, door: Door, behave: Behave):
        self.door, self.behave = door, behave
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._one, daemon=True) for _ in range(CLIENTS)]

    def _one(self) -> None:
        while not self.over.is_set():
            with contextlib.suppress(OSError), socket.socket() as client:
                # A small window, so that an answer cannot be put down in the kernel.
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                client.settimeout(5)
                client.connect(("127.0.0.1", self.door.port))
                context = trusting(self.door.certificate)
                with context.wrap_socket(client, server_hostname=NAME) as secret:
                    self.behave(secret, self.over)
            self.over.wait(0.2)

    def __enter__(self) -> None:
        for thread in self.threads:
            thread.start()

    def __exit__(self, *fault: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(10)


def _drip(client: socket.socket, start: str, over: threading.Event) -> None:
    """Send the start at once, then a byte every two seconds."""
    client.sendall(start.encode())
    while not over.wait(2):
        client.sendall(b"a")


def slow_header(client: socket.socket, over: threading.Event) -> None:
    _drip(client, START + "X-Slow: ", over)


def slow_body(client: socket.socket, over: threading.Event) -> None:
    _drip(client, BODY, over)


def slow_reader(client: socket.socket, over: threading.Event) -> None:
    client.sendall(WHOLE.encode())
    while not over.wait(1) and client.recv(64):
        pass


def idle(client: socket.socket, over: threading.Event) -> None:
    over.wait(60)


KINDS: list[tuple[str, Behave]] = [
    (f"{CLIENTS} 个慢慢发请求头的", slow_header),
    (f"{CLIENTS} 个慢慢发正文的", slow_body),
    (f"{CLIENTS} 个慢慢收的", slow_reader),
    (f"{CLIENTS} 个连上不说话的", idle),
]


def all_of_them(run: Run, seconds: float) -> list[Row]:
    """Return a line of the readers before, and one for each kind of slow client."""
    windows = [_during("没有慢的（对照）", seconds)]
    for name, behave in KINDS:
        say(f"{name}…")
        with Slow(run.cluster.door, behave):
            time.sleep(1)
            windows.append(_during(name, seconds))
    run.all_written()
    return [_line(run, *window) for window in windows]


def _during(name: str, seconds: float) -> tuple[str, float, float]:
    began = time.monotonic()
    time.sleep(seconds)
    return name, began, time.monotonic()


def _line(run: Run, name: str, began: float, until: float) -> Row:
    line = row(name, [one for one in run.asked(began, until) if one.stream in ("nginx", "past")])
    line.must_recover = False
    return line
