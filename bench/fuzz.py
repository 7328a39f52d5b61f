"""Send thousands of requests that nobody would type, and list what answers 500 or takes long.

``python -m bench.fuzz --requests 20000 --seed 1`` makes a site of its own with all facts, finds
all addresses, parameters and forms in it, the editors' too, and asks in this process: through the
page store, with each change undone. The same seed sends the same requests. Brakes are off, or
all but the first would be refused. Ends with 1 if anything answered 5xx, raised, or took more than
two seconds of processor time.
"""

import argparse
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from text.progress import Progress

from .__main__ import environment
from .served import ROOT

LONGEST = 2.0  # seconds of processor time
PAGES = 400  # of the editors' pages are looked through for forms
#: Brakes that would answer in the site's place.
OFF = {"SECOND_FACTOR": "0", "CLIENT_SECONDS": "1000000", "EVERYBODY_SECONDS": "1000000"}


@dataclass
class Outcome:
    """What came of the requests so far."""

    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    slow: list[tuple[float, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, asked: Any, status: int, seconds: float, said: str = "") -> None:
        told = f"{asked.address}?{asked.query[:200]} {asked.body[:400]!r}"
        self.counts[asked.address, status] += 1
        self.slow = sorted([*self.slow, (seconds, told)], reverse=True)[:10]
        if status >= 500 or seconds > LONGEST:
            self.faults.append(told)
            print(f"\n{status}，{seconds:.2f} 秒：{told}\n{said}", file=sys.stderr, flush=True)


class Asker:
    """Asks the application in this process, and undoes what each request changed."""

    def __init__(self, application, session: str, csrf: str) -> None:
        self.application = application
        self.cookie = f"sessionid={session}; csrftoken={csrf}"
        self.anonymous = f"csrftoken={csrf}"

    def environ(self, asked) -> dict[str, Any]:
        own = {f"HTTP_{name}": given for name, given in asked.headers.items()}
        cookie = self.cookie if asked.staff else self.anonymous
        return own | {
            "REQUEST_METHOD": asked.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": asked.path.encode("utf-8", "surrogatepass").decode("latin-1"),
            "QUERY_STRING": asked.query,
            "CONTENT_TYPE": asked.kind,
            "CONTENT_LENGTH": str(len(asked.body)),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": "; ".join(filter(None, [cookie, own.get("HTTP_COOKIE")])),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(asked.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

    def ask(self, asked) -> tuple[int, float, bytes]:
        """Status, seconds of processor time, and body."""
        from django.db import transaction

        head: list[str] = []
        began = time.process_time()
        with transaction.atomic():
            result = self.application(
                self.environ(asked), lambda status, *rest: head.append(status)
            )
            body = b"".join(result)
            getattr(result, "close", lambda: None)()
            transaction.set_rollback(True)
        return int(head[-1][:3]), time.process_time() - began, body


def staff_forms(asker: Asker, desk: str) -> tuple[dict[str, list[str]], list]:
    """Return the editors' addresses, with parameters seen there, and their forms."""
    from urllib.parse import parse_qs, urljoin, urlsplit

    from .fuzz_requests import Asked, Page

    found: dict[str, set[str]] = {desk: set()}
    kinds: Counter[str] = Counter()
    waiting, forms = [desk], []
    while waiting and len(found) < PAGES:
        path = waiting.pop(0)
        status, _, body = asker.ask(Asked("GET", path, staff=True))
        if status != 200 or not body.startswith(b"<!"):
            continue
        page = Page(path)
        page.feed(body.decode())
        forms += [form for form in page.forms if form.address.startswith(desk)]
        for link in page.links:
            parts = urlsplit(urljoin(path, link))
            if not parts.path.startswith(desk):
                continue
            kind = Asked("GET", parts.path).address
            if parts.path not in found and kinds[kind] < 2:
                kinds[kind] += 1
                found[parts.path] = set()
                waiting.append(parts.path)
            if parts.path in found:
                found[parts.path] |= parse_qs(parts.query, keep_blank_values=True).keys()
    lists = {"q", "o", "p", "e", "all", "_changelist_filters", "change", "source", "_popup"}
    return {path: sorted(names | lists) for path, names in found.items()}, forms


def public_addresses() -> dict[str, list[str]]:
    """Return readers' addresses, of every kind, with the parameters that each knows."""
    from pages.parameters import parameters_at
    from yibao_site.tests.browser.pages import PAGES as SHOWN

    paths = {path.partition("?")[0] for path in SHOWN.values()}
    paths |= {"/robots.txt", "/sitemap.xml", "/healthz", "/.well-known/security.txt"}
    paths |= {"/r/lanzhou", "/r/jilin", "/regions/places.json", "/display/large/"}
    paths |= {f"/sitemap-{kind}.xml" for kind in ("regions", "faq", "pages", "none")}
    return {path: sorted(parameters_at(path)) for path in paths}


def strategies(asker: Asker, csrf: str):
    """Return one strategy for all requests, weighted by what an outsider can reach."""
    from django.conf import settings
    from hypothesis import strategies as st

    from pages.report_guard import new_token

    from .fuzz_requests import Asked, Page, posting, reading, wandering

    def forms_at(path):
        page = Page(path)
        page.feed(asker.ask(Asked("GET", path))[2].decode())
        return page.forms

    public, login = public_addresses(), f"{settings.ADMIN_URL}login/"
    desk, forms = staff_forms(asker, settings.ADMIN_URL)
    print(f"读者的网址 {len(public)} 个，编辑的网址 {len(desk)} 个、表单 {len(forms)} 张")
    report = [form for form in forms_at("/report/") if form.address == "/report/"]
    token, hidden = new_token(), ("csrfmiddlewaretoken", csrf)
    time.sleep(2.5)  # a younger token is a machine's
    kinds = [
        (40, reading(public)),
        (6, wandering()),
        (14, posting(report, ("token", token))),
        (1, posting(forms_at(login), hidden)),  # a hash each
        (15, reading(desk, staff=True)),
        (24, posting(forms, hidden, staff=True)),
    ]
    return st.one_of([kind for weight, kind in kinds for _ in range(weight)])


def run(requests: int, first: int) -> int:
    """Send the requests to the site of the environment, and print what came of them."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    from yibao_site.wsgi import application

    def refused(*args, **kwargs):
        raise OSError("no network while requests are made up")

    _keep_connected()
    session, csrf = _editor()
    asker, outcome = Asker(application, session, csrf), Outcome()
    any_request = strategies(asker, csrf)
    socket.getaddrinfo = refused
    progress = Progress(sys.stderr, "请求", requests)

    @seed(first)
    @settings(
        max_examples=requests,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(any_request)
    def one(asked):
        progress.step(asked.address)
        try:
            status, seconds, _ = asker.ask(asked)
            outcome.add(asked, status, seconds)
        except Exception:
            outcome.add(asked, 599, 0.0, traceback.format_exc())

    with progress:
        one()
    return told(outcome, requests)


def told(outcome: Outcome, requests: int) -> int:
    """Print counts by address and status, the slowest and the faults; return the exit code."""
    sent = sum(outcome.counts.values())
    for (address, status), times in sorted(outcome.counts.items()):
        print(f"{times:>6}  {status}  {address[:110]}")
    print("\n最慢的十次（处理器时间）：")
    for seconds, what in outcome.slow:
        print(f"  {seconds:.3f} 秒  {what[:160]}")
    by_status = Counter[int]()
    for (_, status), times in outcome.counts.items():
        by_status[status] += times
    print(f"\n发了 {sent} 次（要 {requests} 次）：{dict(sorted(by_status.items()))}")
    print(f"答 5xx 或者超过 {LONGEST:.0f} 秒的：{len(outcome.faults)} 次。")
    return int(bool(outcome.faults) or sent < requests)


def _keep_connected() -> None:
    """Let no request give back the connection, with which its transaction would be lost."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from caching import content_version

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    setattr(content_version, "close_old_connections", lambda: None)  # noqa: B010 (mypy)


def _editor() -> tuple[str, str]:
    """Log a superuser in, and return the keys of session and token."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.utils.module_loading import import_string

    user = User.objects.create_superuser("fuzz", password=None)
    session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key, "a" * 32


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--here", action="store_true", help="the site of the environment")
    given = parser.parse_args()
    if given.here:
        return run(given.requests, given.seed)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        env = os.environ | environment(Path(folder)) | OFF
        again = ["--here", "--requests", str(given.requests), "--seed", str(given.seed)]
        env["DJANGO_SETTINGS_MODULE"] = "yibao_site.settings"
        command = [sys.executable, "-W", "ignore", "-m", "bench.fuzz", *again]
        return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
