"""``python -m bench.faults``: what readers see while the database does not answer, as a table.

The site is started on SQLite, and on PostgreSQL where ``TEST_DATABASE_URL`` names a server; while
it is read and written to all the time, one fault after the other lasts ``--seconds``. Ends with 1
where kept pages, or what is computed from memory, waited too long, or where a report was neither
taken nor given back in time. A full disk needs root.
"""

import argparse
import contextlib
import http.client
import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from . import faulty
from .__main__ import PAGE, RESULT, SITE, environment
from .served import ROOT, Server, serving

MUST = 0.1  # seconds that 99 of 100 kept pages take at most
#: Seconds after which every report is taken or given back: two for the database, and the way.
REPORTED = 2.5
TYPED = "bench: typed by hand, not to be lost"
KEPT = ["/", PAGE, "/regions/", "/regions/shanghai/", "/about/", "/faq/", "/balance/", "/coverage/"]
#: How often a second each kind is asked for.
RATES = {"kept": 50, "memory": 5, "cold": 5, "report": 2}


@dataclass(frozen=True)
class Answer:
    kind: str
    asked: float
    waited: float
    status: int
    #: Whether an answer that took no report has the text in it.
    has_text: bool = False


class Readers:
    """Ask for everything all the time, each request at its moment whatever the others wait."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.answers: list[Answer] = []
        self._numbers = itertools.count(int(time.time()))
        self._token = self._new_token()
        self._going = True

    def _new_token(self) -> str:
        page = self.server.read("/report/", {})[1].decode()
        found = re.search(r'name="token" value="([^"]+)"', page)
        return found[1] if found else ""

    def path(self, kind: str) -> str:
        number = next(self._numbers)
        if kind == "kept":
            return KEPT[number % len(KEPT)]
        return RESULT if kind == "memory" else f"/search/?q={quote('余额')}{number}"

    def ask(self, kind: str) -> None:
        began = time.monotonic()
        number = next(self._numbers)
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=90, source_address=_address(number)
        )
        body = ""
        try:
            if kind == "report":
                form = {"token": self._token, "kind": "other", "text": f"{TYPED} {number}"}
                form |= {"region": "", "amount": "", "month": "", "age": ""}
                typed = {"Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", "/report/", urlencode(form), typed)
            else:
                connection.request("GET", self.path(kind), headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            status, body = answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        waited = time.monotonic() - began
        self.answers.append(Answer(kind, began, waited, status, f"{TYPED} {number}" in body))

    def warm_up(self) -> None:
        """Have all workers make every page."""
        for path in [*KEPT, RESULT] * 12:
            self.server.get(path, {"Accept-Encoding": "gzip"})

    def go_on(self) -> None:
        with ThreadPoolExecutor(200) as pool:
            due = {kind: time.monotonic() for kind in RATES}
            while self._going:
                for kind, rate in RATES.items():
                    if due[kind] <= time.monotonic():
                        due[kind] += 1 / rate
                        pool.submit(self.ask, kind)
                time.sleep(0.002)

    @contextlib.contextmanager
    def reading(self):
        thread = threading.Thread(target=self.go_on)
        thread.start()
        try:
            yield
        finally:
            self._going = False
            thread.join()


def _address(number: int) -> tuple[str, int]:
    """One of many readers' addresses, all of this machine.

    One number and the next lie in networks far apart, or the form would shut for too many reports
    from one neighbourhood and show nothing of the database.
    """
    return f"127.{number % 128}.{number // 128 % 256}.1", 0


def figures(answers: list[Answer]) -> str:
    """Half, all but 1 %, and the longest wait in milliseconds."""
    waits = sorted(answer.waited * 1000 for answer in answers)
    if not waits:
        return "-"
    p99 = waits[min(int(len(waits) * 0.99), len(waits) - 1)]
    return f"{statistics.median(waits):.0f} / {p99:.0f} / {waits[-1]:.0f}"


def statuses(answers: list[Answer]) -> str:
    counted = Counter(answer.status for answer in answers)
    return " ".join(f"{status}×{n}" for status, n in sorted(counted.items()))


def tried(name: str, readers: Readers, fault: Callable, seconds: float) -> bool:
    """Print what was seen during one fault; whether who should not wait did not."""
    began = time.monotonic()
    with fault():
        time.sleep(seconds)
    ended = time.monotonic()
    time.sleep(10)  # what waits is answered, and it is well again
    seen = [a for a in readers.answers if began <= a.asked < ended]
    by = {kind: [a for a in seen if a.kind == kind] for kind in RATES}
    later = [a for a in readers.answers if a.kind == "cold" and a.asked >= ended]
    well = [a.asked + a.waited - ended for a in later if a.status == 200]
    refused = [a for a in by["report"] if a.status not in (302, 0)]
    print(f"| {name} | {figures(by['kept'])} | {statuses(by['kept'])} |", end="")
    print(f" {figures(by['memory'])} | {statuses(by['memory'])} |", end="")
    print(f" {figures(by['cold'])} | {statuses(by['cold'])} |", end="")
    print(f" {figures(by['report'])} | {statuses(by['report'])} |", end="")
    print(f" {sum(a.has_text for a in refused)} / {len(refused)} |", end="")
    print(f" {min(well):.1f} |" if well else " never |", flush=True)
    good = True
    for kind in ("kept", "memory"):
        waits = sorted(a.waited for a in by[kind])
        good &= waits[int(len(waits) * 0.99)] < MUST
        good &= all(a.status == 200 for a in by[kind])
    for report in by["report"]:
        given_back = report.status == 503 and report.has_text
        good &= (report.status == 302 or given_back) and report.waited < REPORTED
    return good


def on_site(env: dict[str, str], faults: dict[str, Callable], seconds: float) -> bool:
    with serving(SITE, env) as server:
        readers = Readers(server)
        readers.warm_up()
        with readers.reading():
            time.sleep(3)
            good = [tried(name, readers, fault, seconds) for name, fault in faults.items()]
            return all(good)  # each is tried, whatever those before came to


def on_sqlite(folder: Path, seconds: float) -> bool:
    with contextlib.ExitStack() as stack:
        root = os.geteuid() == 0
        if root:
            stack.enter_context(faulty.small_disk(folder))
        else:
            print("(a full disk: not without root)")
        env = environment(folder)
        file = folder / "yibao.sqlite3"
        faults: dict[str, Callable] = {
            "SQLite, nothing wrong": contextlib.nullcontext,
            "SQLite, locked by a writer": lambda: faulty.sqlite_locked(file),
            "SQLite, file taken away": lambda: faulty.sqlite_away(file),
        }
        if root:
            faults["SQLite, disk full"] = lambda: faulty.full(folder)
        return on_site(env, faults, seconds)


def on_postgresql(folder: Path, seconds: float, url: str) -> bool:
    database = faulty.Postgres(url)
    try:
        env = environment(folder) | {"DATABASE_URL": database.url}
        for command in ("migrate", "load_facts"):
            subprocess.run(
                [sys.executable, "manage.py", command, "--verbosity=0"],
                cwd=ROOT,
                env=os.environ | env,
                check=True,
            )
        faults: dict[str, Callable] = {
            "PostgreSQL, nothing wrong": contextlib.nullcontext,
            "PostgreSQL, passes no bytes": database.proxy.hanging,
            "PostgreSQL, tables locked": database.locked,
            "PostgreSQL, refuses": database.proxy.refusing,
        }
        return on_site(env | {"DATABASE_URL": database.proxied}, faults, seconds)
    finally:
        database.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long each fault lasts")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    url = os.environ.get("TEST_DATABASE_URL", "")
    print("Milliseconds: half / all but 1 % / longest. Text: reports not taken, given back.")
    head = "| fault | kept pages | | from memory | | cold | | reports | | text | well after, s |"
    print(head, "|".join(["", *["---"] * 11, ""]), sep="\n")
    good = True
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        (one := Path(name) / "one").mkdir()
        (two := Path(name) / "two").mkdir()
        if asked.only != "postgresql":
            good &= on_sqlite(one, asked.seconds)
        if asked.only != "sqlite" and url:
            good &= on_postgresql(two, asked.seconds, url)
        elif not url:
            print("(PostgreSQL: not without TEST_DATABASE_URL)")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
