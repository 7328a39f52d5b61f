"""Bureaus' websites for tests, on this machine: what they answer, and how they were asked.

Every name below gov.cn leads here while ``official_names`` holds, so that one server is many
websites. What a path answers can be changed between two visits.
"""

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from unittest import mock

HTML = "text/html; charset=utf-8"
CHALLENGE = "<html><script>var $_ts=window['$_ts'];$_ts.nsd=1;eval('0')</script></html>"
SHOP = "<div class='article'><p>全场五折，今天下单，明天送到。欢迎选购，好评返现五元。</p></div>"
RULE = "第六条 退休人员个人账户由统筹基金每月划入90元。"
NEWER = RULE.replace("每月划入90元", "自2027年1月1日起，每月划入100元")


def document(*clauses: str, beside: str = "", title: str = "关于调整个人账户的通知") -> str:
    """The page of a document as bureaus' systems give it."""
    lines = "".join(
        f"<p>{clause}</p>"
        for clause in [
            "第一条 为了建立健全职工基本医疗保险门诊共济保障机制，根据国家的规定，制定本办法。",
            "第二条 本办法适用于本市职工基本医疗保险的全体参保人员，居民医保的参保人员不适用。",
            *(clauses or [RULE]),
            "第七条 本办法由市医疗保障局负责解释，自2023年1月1日起施行。",
        ]
    )
    return (
        f"<html><head><title>{title}</title></head><body><div class='nav'>首页 机构</div>"
        f"<h1>{title}</h1><div class='article'>{lines}</div>{beside}</body></html>"
    )


def listing(*rows: tuple[str, str, str]) -> str:
    """A list page: title, address and day of each document."""
    items = "".join(
        f"<li><a href='{address}'>{title}</a><span>{day}</span></li>"
        for title, address, day in rows
    )
    return f"<html><title>政策文件</title><body><ul class='list'>{items}</ul></body></html>"


@dataclass
class Reply:
    """What a path answers. ``drip`` is the pause between two bytes; ``length`` a claim."""

    body: str | bytes = ""
    status: int = 200
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0
    length: int | None = None
    packed: bool = False
    plain_bytes: bytes = b""  # sent instead of everything
    etag: str = ""

    @property
    def raw(self) -> bytes:
        raw = self.body if isinstance(self.body, bytes) else self.body.encode()
        return gzip.compress(raw) if self.packed else raw


@dataclass(frozen=True)
class Request:
    host: str
    path: str
    at: float
    headers: dict[str, str]


class Site:
    """The websites of a test. ``replies`` are by path, or by host and path: ``a.gov.cn/x``."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply | Callable[[], Reply]] = {}
        self.requests: list[Request] = []
        self.open: dict[str, int] = {}
        self.most_open = 0
        self.port = 0

    def url(self, path: str, host: str = "ybj.a.gov.cn") -> str:
        return f"http://{host}:{self.port}{path}"

    def asked(self, host: str = "") -> list[str]:
        """The paths that were asked for, but robots.txt."""
        return [
            one.path
            for one in self.requests
            if one.path != "/robots.txt" and (not host or one.host == host)
        ]

    def gaps(self) -> list[float]:
        """The seconds between two requests of one host."""
        times: dict[str, list[float]] = {}
        for one in self.requests:
            times.setdefault(one.host, []).append(one.at)
        return [later - sooner for moments in times.values() for sooner, later in pairwise(moments)]

    def reply_to(self, host: str, path: str) -> Reply:
        found = self.replies.get(host + path, self.replies.get(path))
        if found is None:
            return Reply("没有这一页", 404)
        return found() if callable(found) else found


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers["Host"] or "").partition(":")[0]
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append(Request(host, self.path, time.monotonic(), headers))
            site.open[host] = site.open.get(host, 0) + 1
            site.most_open = max(site.most_open, site.open[host])
            with contextlib.suppress(OSError):
                self.answer(site.reply_to(host, self.path))
            site.open[host] -= 1

        def answer(self, reply: Reply) -> None:
            if reply.plain_bytes:
                self.wfile.write(reply.plain_bytes)
                return
            if reply.etag and self.headers["If-None-Match"] == reply.etag:
                reply = Reply(status=304, etag=reply.etag)
            raw = reply.raw
            self.send_response(reply.status)
            if reply.content_type:
                self.send_header("Content-Type", reply.content_type)
            if reply.etag:
                self.send_header("ETag", reply.etag)
            if reply.packed:
                self.send_header("Content-Encoding", "gzip")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header(
                "Content-Length", str(len(raw) if reply.length is None else reply.length)
            )
            self.end_headers()
            if not reply.drip:
                self.wfile.write(raw)
                return
            for byte in raw:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(reply.drip)

        def log_message(self, *args: object) -> None:
            """Keep the tests quiet."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""


@contextlib.contextmanager
def served() -> Iterator[Site]:
    """Serve the websites of a test on a port of this machine."""
    site = Site()
    server = _Server(("127.0.0.1", 0), _handler(site))
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def official_names() -> Iterator[None]:
    """Let every name below gov.cn lead to this machine, but those that begin with “nobody”."""
    ask = socket.getaddrinfo

    def known(host, port, *args, **kwargs):
        if isinstance(host, str) and host.endswith("gov.cn"):
            if host.startswith("nobody"):
                raise socket.gaierror(socket.EAI_NONAME, "unknown")
            host = "127.0.0.1"
        return ask(host, port, *args, **kwargs)

    with mock.patch.object(socket, "getaddrinfo", known):
        yield
