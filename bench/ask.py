"""Asks an application in this process so and so often: what valgrind counts instructions of.

``python -m bench.ask MODULE PATH TIMES [HEADER=VALUE …]``; ``MODULE`` has ``application``.
"""

import importlib
import io
import sys

WARM_UP = 3


def environ_of(path: str, headers: dict[str, str]) -> dict:
    """What a server would pass for a GET of ``path``."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | headers


def ask(application, path: str, headers: dict[str, str]) -> tuple[str, bytes]:
    """Status and body of one answer."""
    head: list[str] = []
    result = application(environ_of(path, headers), lambda status, *rest: head.append(status))
    body = b"".join(result)
    getattr(result, "close", lambda: None)()
    return head[0], body


def main() -> None:
    module, path, times, *pairs = sys.argv[1:]
    application = importlib.import_module(module).application
    headers = dict(pair.split("=", 1) for pair in pairs)
    for _ in range(WARM_UP + int(times)):
        status, _ = ask(application, path, headers)
    if not status.startswith(("200", "304")):
        raise SystemExit(f"{path}: {status}")


if __name__ == "__main__":
    main()
