"""Send requests to an application in this process, whose instructions valgrind counts.

``python -m bench.ask MODULE``; ``MODULE`` has ``application``. Each line it reads names, in
JSON, ``paths``, ``headers``, how many ``times`` to ask for all of them, and whether the content
is to be ``changed`` before each time; it answers with the last status, or with the path and
status of the first answer that is neither 200 nor 304.
"""

import importlib
import io
import json
import os
import sys


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


def change() -> None:
    """Count a change of the content, as if an editor had published something, and see it."""
    from caching.revision import bump_revision  # only the site has one
    from yibao_site.wsgi import poller

    bump_revision()
    poller.look()


def ask_for(application, wanted: dict) -> str:
    """Ask as a line of JSON says."""
    status = "200 OK"
    for _ in range(wanted["times"]):
        if wanted["changed"]:
            change()
        for path in wanted["paths"]:
            status, _ = ask(application, path, wanted["headers"])
            if not status.startswith(("200", "304")):
                return f"{path}: {status}"
    return status


def main() -> None:
    if name := os.environ.get("WITHOUT"):
        from . import layers  # only the site has any

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao_site.settings")
        layers.switch_off(name)
    application = importlib.import_module(sys.argv[1]).application
    for line in sys.stdin:
        print(ask_for(application, json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
