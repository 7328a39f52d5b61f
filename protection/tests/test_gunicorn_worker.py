"""What a server that cannot read a request answers: in Chinese, with our headers."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from protection.gunicorn_worker import SAID, answer

BASE_DIR = Path(settings.BASE_DIR)
#: What gunicorn reads of the first line, with method and version; our longest address has 300.
LONGEST_LINE = 4094


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[tuple[int, Path]]:
    """Port and log of a gunicorn as ``make run`` starts it, on an empty database."""
    folder = tmp_path_factory.mktemp("server")
    env = os.environ | {
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "DJANGO_SETTINGS_MODULE": "yibao_site.settings",
        "ALLOWED_HOSTS": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
    }
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=BASE_DIR, env=env, check=True, timeout=120)  # noqa: S603
    log = folder / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"],
            cwd=BASE_DIR,
            env=env | {"PORT": str(port)},
            stdout=said,
            stderr=said,
        )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.1)
        yield port, log
    finally:
        process.terminate()
        process.wait(30)


def ask(port: int, request: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.sendall(request)
        parts = []
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65536):
                parts.append(part)
    return b"".join(parts).decode()


def line(length: int) -> bytes:
    """A first line of so many bytes, without its end."""
    return b"GET /robots.txt?" + b"x" * (length - len(b"GET /robots.txt? HTTP/1.1")) + b" HTTP/1.1"


END = b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        (line(LONGEST_LINE + 1) + END, 414, "网址太长了"),
        (line(20_000) + END, 414, "网址太长了"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 431, "浏览器存得太多了"),
        (
            b"GET / HTTP/1.1" + b"\r\nX-%d: y" * 101 % tuple(range(101)) + END,
            431,
            "浏览器存得太多了",
        ),
        (b"nonsense\r\n\r\n", 400, "网站没看懂"),
        (b"GET / HTTP/1.1\r\nBad Name: x\r\n\r\n", 400, "网站没看懂"),
        (b"G@T / HTTP/1.1\r\n\r\n", 400, "网站没看懂"),
    ],
    ids=[
        "just-too-long",
        "far-too-long",
        "long-header",
        "many-headers",
        "no-http",
        "name",
        "method",
    ],
)
def test_what_cannot_be_read_is_refused_in_chinese(server, request_, status, words):
    port, _ = server

    head, _, body = ask(port, request_).partition("\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ")
    assert words in body
    assert 'href="tel:12393"' in body
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Permissions-Policy"):
        assert f"\n{name}: " in head
    assert re.search(rf"\nContent-Length: {len(body.encode())}\r?$", head, re.MULTILINE)
    assert not re.search(r"Request|Invalid|Error", body)


def test_the_longest_address_that_is_read_is_answered(server):
    port, _ = server

    assert ask(port, line(LONGEST_LINE) + END).startswith("HTTP/1.1 200 ")


def test_the_log_tells_what_was_wrong_and_not_who(server):
    port, log = server

    ask(port, b"nonsense\r\n\r\n")

    told = log.read_text(encoding="utf-8")
    assert "Invalid request: Invalid HTTP request line" in told
    assert "nonsense" not in told
    assert "ip=127" not in told


@pytest.mark.parametrize("status", [*SAID, 403, 417, 501])
def test_each_refusal_is_a_whole_answer(status):
    head, _, body = answer(int(status)).partition(b"\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {int(status)} ".encode())
    assert f"Content-Length: {len(body)}".encode() in head
    assert "医保明白账" in body.decode()


GET = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n"


@pytest.mark.parametrize("begun", [b"", b"1234"], ids=["no-body", "half-a-body"])
def test_an_answered_request_whose_rest_does_not_come_holds_no_connection(server, begun):
    port, _ = server

    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(GET + begun)
        said = b""
        while part := connection.recv(65536):  # ends when the server closes
            said += part

    assert said.startswith(b"HTTP/1.1 200 ")


def test_a_rest_that_is_there_is_thrown_away_and_the_connection_goes_on(server):
    port, _ = server

    said = ask(
        port, GET + b"123456789" + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    )

    assert said.count("HTTP/1.1 200 ") == 2
