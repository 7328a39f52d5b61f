"""Measure what one request of each kind costs that strangers can send, and how many a client gets.

``python -m bench.costs site`` asks the site of its environment in its own process, warm, with no
page kept, and prints a line of JSON for each kind. Texts differ from request to request.
"""

import importlib
import io
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from .ask import ask
from .lines import Line
from .served import ROOT

#: Requests of a kind that are measured, after so many that are not.
TIMES, WARM_UP = 9, 2
HELLOS = 2000
#: Milliseconds that no kind may cost which is not kept, or of which there are endlessly many; and
#: one that hashes a password, which is meant to cost.
MUST, MUST_WITH_HASH = 60, 90
#: The processes of a usual machine, of which each lets a client have its share.
WORKERS = 2
CASE = "insurance=employee&status=retired&age=7{d}"
PLACES = ["gansu/lanzhou", "gansu/baiyin", "gansu/tianshui", "shanghai"]
NO_PLACES = ["某某市", "没有县", "不知道区", "兰洲"]
FOUR = "&".join(f"region={place}" for place in PLACES)
UNKNOWN = "&".join(f"region={quote(name)}{{n}}" for name in NO_PLACES)

#: Addresses by kind; ``{n}`` is another number each time, ``{d}`` another digit.
PAGES = {
    "home": "/",
    "place": "/regions/gansu/lanzhou/",
    "place with a rule of its own": "/regions/shanghai/",
    "province": "/regions/gansu/",
    "result on a place": f"/regions/gansu/lanzhou/?{CASE}",
    "calculator": "/calculator/",
    "result": f"/calculator/?region=gansu/lanzhou&{CASE}",
    "result for an unknown place": f"/calculator/?region={quote('没有的地方')}{{n}}&{CASE}",
    "arrival": f"/calculator/check/?region=gansu/lanzhou&{CASE}&amount=8{{d}}&month=2026-10",
    "frame of a place": "/embed/gansu/lanzhou/",
    "frame, a result": f"/embed/gansu/lanzhou/?{CASE}",
    "frame, wrong address": "/embed/gansu/lanzou{n}/",
    "code for a frame": "/embed/",
    "comparison of four": f"/calculator/compare/?{FOUR}&{CASE}",
    "comparison of four unknown names": f"/calculator/compare/?{UNKNOWN}&{CASE}",
    "directory": "/regions/",
    "directory, searched": f"/regions/?q={quote('县')}{{d}}",
    "directory, everything with 县": f"/regions/?q={quote('县')}",
    "directory, filtered": "/regions/?rule=rate&page={d}",
    "suggestions": "/regions/places.json",
    "search, a question": f"/search/?q={quote('医保断交了怎么办')}{{n}}",
    "search, a misspelt place": "/search/?q=lanzuo{n}",
    "search, nonsense": f"/search/?q={quote('龘靐齉爩' * 25)}{{n}}",
    "balance": "/balance/",
    "balance of a kind": "/balance/website/?region=gansu/lanzhou",
    "questions": "/faq/",
    "changes": "/changes/",
    "edition": "/edition/",
    "coverage": "/coverage/",
    "official pages watched": "/coverage/watch/",
    "sources": "/about/sources/",
    "about": "/about/",
    "privacy": "/about/privacy/",
    "feed of everything": "/changes/feed/",
    "feed of a place": "/regions/gansu/lanzhou/feed/",
    "calendar of everything": "/changes/calendar/",
    "own day for a calendar": "/regions/shanghai/reminder/?insurance=employee&status=retired"
    "&birth=195{d}-03",
    "sheet to take away": "/regions/gansu/lanzhou/sheet/",
    "sheet of a result": f"/regions/gansu/lanzhou/sheet/?{CASE}",
    "picture": "/regions/gansu/lanzhou/picture/",
    "sitemap index": "/sitemap.xml",
    "sitemap of places": "/sitemap-regions.xml",
    "sitemap of questions": "/sitemap-faq.xml",
    "robots": "/robots.txt",
    "report, blank": "/report/?region=gansu/lanzhou",
    "thanks": "/report/thanks/?region=gansu/lanzhou&kind=known",
    "short address": f"/r/{quote('兰州')}",
    "short address, unknown": "/r/nowhere{n}",
    "wrong address": "/regions/gansu/lanzou{n}/",
    "no such page": "/nothing{n}/",
    "large type": "/display/large/?next=/",
    "health": "/healthz",
    "readiness": "/readyz",
    "figures, without their token": "/metrics",
    "login": "/admin/login/",
    "desk without a login": "/admin/regions/source/{n}/change/",
}
#: Kinds that lead nowhere; any other that does is measured at a wrong address.
NOWHERE = {
    "no such page",
    "wrong address",
    "frame, wrong address",
    "short address, unknown",
    "figures, without their token",
}
#: Refused before they are read: where, and what the environ has.
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "a method that no page takes": (PAGES["place"], {"REQUEST_METHOD": "OPTIONS"}),
    "a body too long": ("/report/", {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "2400000"}),
    "a file for the desk, of a stranger": (
        PAGES["login"],
        {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "2400000"},
    ),
}
DIGITS = "９" * 3400  # as many as fit into a body
#: Forms by kind: where they are sent, and what.
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "report": ("/report/", {"kind": "other", "text": "有一处写错了。{n}"}),
    "report, the longest text": ("/report/", {"kind": "other", "text": DIGITS}),
    "report, the longest amount": ("/report/", {"kind": "amount", "amount": DIGITS}),
    "report, the longest place": ("/report/", {"kind": "amount", "region": "某县" * 1700}),
    "login with a new name": ("/admin/login/", {"username": "n{n}", "password": "cai-de"}),
    "login with the longest password": (
        "/admin/login/",
        {"username": "l{n}", "password": "a" * 30_000},
    ),
}


@dataclass(frozen=True)
class Cost(Line):
    """What a kind costs, and how many a second one client gets of it over time."""

    hellos: float = 0
    kept: bool = False
    most: float = 0

    def __str__(self) -> str:
        kept = ", kept" if self.kept else ""
        most = f"{self.most:.0f} a second for one client{kept}"
        return f"{super().__str__()}  {self.hellos:.0f} hellos, {most}"


def costs(env: dict[str, str]) -> list[Line]:
    """A line for each kind, the dearest last; what is kept costs that once."""
    usual = {name: value for name, value in env.items() if not name.endswith("_SECONDS")}
    [hello] = _told("hello", {})
    lines: list[Line] = [
        Cost(**told, hellos=told["value"] / hello) for told in _told("site", usual)
    ]
    return sorted(lines, key=lambda line: line.value)


def _told(what: str, env: dict[str, str]) -> list[Any]:
    """The lines that this module prints in a process of its own."""
    run = [sys.executable, "-m", "bench.costs", what]
    said = subprocess.run(
        run, cwd=ROOT, env=os.environ | env, check=True, stdout=subprocess.PIPE, text=True
    )
    return [json.loads(line) for line in said.stdout.splitlines()]


def _requests(number: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each kind with an address and what its environ has beside that."""
    from protection.middleware import UNBRAKED

    free = {UNBRAKED: True, "REMOTE_ADDR": f"10.0.{number}.1", "HTTP_ACCEPT_ENCODING": "gzip, br"}
    vary = {"n": number, "d": number % 10}
    for kind, path in PAGES.items():
        yield kind, path.format(**vary), free
    for kind, (path, environ) in REFUSED.items():
        yield kind, path, free | environ
    secret = "c" * 32
    for kind, (path, fields) in FORMS.items():
        sent = {name: value.format(**vary) for name, value in fields.items()}
        body = urlencode(sent | {"csrfmiddlewaretoken": secret}).encode()
        yield (
            kind,
            path,
            free
            | {
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_COOKIE": f"csrftoken={secret}",
                "wsgi.input": io.BytesIO(body),
            },
        )


def hello() -> Iterator[float]:
    """Milliseconds of one hello."""
    application = importlib.import_module("bench.hello").application
    began = time.process_time()
    for _ in range(HELLOS):
        ask(application, "/", {})
    yield (time.process_time() - began) / HELLOS * 1000


def site() -> Iterator[dict[str, Any]]:
    """What each kind costs, as the arguments of ``Cost``."""
    wsgi = importlib.import_module("yibao_site.wsgi")
    application, store = wsgi.application, wsgi.store
    from django.conf import settings

    keeps = {kind: _is_kept(wsgi, path, environ) for kind, path, environ in _requests(99)}
    store.limit = 0
    took: dict[str, list[float]] = {kind: [] for kind in keeps}
    for number in range(WARM_UP + TIMES):
        for kind, path, environ in _requests(number):
            began = time.process_time()
            status, _ = ask(application, path, environ)
            took[kind].append(time.process_time() - began)
            if not _is_meant(kind, status):
                raise RuntimeError(f"{kind}: {status}")
    share = WORKERS * settings.CLIENT_SECONDS / 60
    for kind, seconds in took.items():
        cost = statistics.median(seconds[WARM_UP:])
        yield {
            "name": kind,
            "value": cost * 1000,
            "unit": "ms",
            "must": _must(kind, keeps[kind]),
            "kept": keeps[kind],
            "most": share / cost,
        }


def _must(kind: str, kept: bool) -> float | None:
    """Return what ``kind`` must cost at most; None for one page that is kept."""
    if kind.startswith("login with"):
        return MUST_WITH_HASH
    return None if kept and "{" not in PAGES[kind] else MUST


def _is_meant(kind: str, status: str) -> bool:
    """Whether a kind was answered as such; else its cost would be that of something else."""
    if kind in REFUSED:
        return status.startswith(("405", "413"))
    return not status.startswith(("5", "413", *(() if kind in NOWHERE else ("404",))))


def _is_kept(wsgi, path: str, environ: dict[str, Any]) -> bool:
    """Whether the page store keeps the answer."""
    before = wsgi.store.size
    ask(wsgi.application, path, environ)
    return wsgi.store.size > before


if __name__ == "__main__":
    for line in {"hello": hello, "site": site}[sys.argv[1]]():
        print(json.dumps(line))
