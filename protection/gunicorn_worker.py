"""gunicorn's worker, with pages of ours for what it cannot read, and no patience for slow rests.

What gunicorn cannot read never reaches the application: an address or headers over its limits,
a line that is no HTTP. Its own answers are English, without our headers.
"""

import contextlib
from functools import cache
from http import HTTPStatus
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

#: Seconds in which what was answered before all of it came may still arrive, so that the answer is
#: not lost with it; gunicorn waits for as long as a byte comes every five seconds, in a thread.
LINGER = 0.2
#: Bytes of a body nobody read that are thrown away, for the sake of the connection.
LONGEST_REST = 64 * 1024
#: Title and words by status; whatever else is refused reads as a bad request.
SAID = {
    HTTPStatus.REQUEST_URI_TOO_LONG: (
        "网址太长了",
        "多半是粘贴的时候，把别的文字也贴进了网址。请只贴网址那一段，或者从首页再找一次。",
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        "浏览器存得太多了",
        "您的浏览器给本站存的东西太多，网页打不开。请在浏览器的设置里清除本站的数据（Cookie），"
        "再打开一次；或者换一个浏览器。",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("网站出了点问题", "这不是您的错。请过几分钟再打开一次。"),
    HTTPStatus.BAD_REQUEST: (
        "网站没看懂",
        "请退回上一页再试一次。还不行，请换一个浏览器打开。",
    ),
}


@cache
def page(status: int) -> bytes:
    """Return the page that tells a refusal."""
    from django.template.loader import render_to_string  # the worker has set it up by now

    title, lead = SAID.get(HTTPStatus(status), SAID[HTTPStatus.BAD_REQUEST])
    return render_to_string("unread.html", {"said": {"title": title, "lead": lead}}).encode()


def answer(status: int) -> bytes:
    """Return a whole answer that closes the connection, with the headers that every page has."""
    from django.conf import settings

    from .content_policy import content_policy

    body = page(status)
    headers = {
        "Server": "gunicorn",
        "Date": util.http_date(),
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Content-Security-Policy": content_policy(),
        "Permissions-Policy": settings.PERMISSIONS_POLICY,
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class _Overheard:
    """A socket that keeps what gunicorn would send, of which only the status is wanted."""

    def __init__(self) -> None:
        self.said = b""

    def gettimeout(self) -> float:
        return 0.0

    def sendall(self, data: bytes) -> None:
        self.said += data

    @property
    def status(self) -> int:
        return int(self.said.split(b" ", 2)[1])


class Worker(ThreadWorker):
    """gunicorn's worker with threads, which refuses in Chinese and waits for nobody's rest."""

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """Whether the connection can be used again: only if the whole request is there by now."""
        if not keepalive:
            return False
        conn.sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):  # more is to come
            if conn.parser.finish_body(max_bytes=LONGEST_REST):
                return True
        util.close_graceful(conn.sock, timeout=LINGER)
        return False

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Let gunicorn judge and log, without the reader's address, and send a page of ours."""
        overheard = _Overheard()
        super().handle_error(req, overheard, None, exc)
        try:
            util.write_nonblock(client, answer(overheard.status))
        except OSError:
            self.log.debug("The refusal could not be sent.")
