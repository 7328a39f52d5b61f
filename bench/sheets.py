"""Measure what an editor with a sheet of 3,000 new rules waits for, and others meanwhile.

``python -m bench.sheets`` serves a site of its own with all facts (``DATABASE_URL`` names another
database, which has its tables and facts already), sends the sheet and confirms it as a browser
would, while others log in, save drafts and read; then it ends the server with SIGKILL during a
second confirmation. Times are those of this machine: compare them with those of ``alone``.
"""

import contextlib
import http.client
import itertools
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from .__main__ import environment
from .served import ROOT, Server

ROWS, SITE, PASSWORD = 3_000, "yibao_site.wsgi", "of-a-measured-site-7"
TAKE = "/admin/regions/refundpolicy/sheet/"
STATISTIC = "/admin/regions/statistic/add/"
PAGE = "/regions/gansu/lanzhou/"
EVERY = 0.5  # seconds
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_CONFIRM = re.compile(r'name="confirmed" value="(\d+)"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Browser:
    """Asks one server and keeps its cookies; ``longest`` is the longest wait for an answer."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)
    longest: float = 0

    def ask(self, method: str, path: str, body: bytes | None = None, headers=None):
        """Return status, address and text of an answer, after any redirect."""
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} | (headers or {})
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        began = time.perf_counter()
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        self.longest = max(self.longest, time.perf_counter() - began)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if answer.status in (301, 302):
            return self.ask("GET", answer.getheader("Location") or "/")
        return answer.status, path, text

    def post(self, path: str, **fields: str):
        """Send a form, with the token that the last page gave."""
        fields["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        return self.ask("POST", path, urlencode(fields).encode(), _FORM)

    def send(self, path: str, content: bytes):
        """Send a file, as the form of a sheet does."""
        token = self.cookies.get("csrftoken", "")
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}',
            '\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="rules.xlsx"\r\n\r\n',
        ]
        body = "".join(parts).encode() + content + b"\r\n--x--\r\n"
        return self.ask("POST", path, body, {"Content-Type": "multipart/form-data; boundary=x"})

    def log_in(self, name: str) -> bool:
        """Log in anew, and say whether that was answered with the desk."""
        self.cookies.clear()
        self.ask("GET", "/admin/login/")
        status, path, _ = self.post(
            "/admin/login/?next=/admin/", username=name, password=PASSWORD, next="/admin/"
        )
        return status == 200 and path == "/admin/"


class Others:
    """People who do one thing every half a second; ``waits`` are kept for each stage."""

    def __init__(self, server: Server, region: str, source: str):
        self.stage, self.stopped = "alone", threading.Event()
        self.waits: dict[str, dict[str, list[float]]] = {}
        self.failed: list[str] = []
        saver, reader = Browser(server), Browser(server)
        saver.log_in("saver")
        years = itertools.count()

        def save() -> bool:
            _, _, form = saver.ask("GET", STATISTIC)
            own = {"region": region, "source": source, "average_pension": "3000"}
            fields = dict(_HIDDEN.findall(form)) | own | {"year": str(1990 + next(years) % 111)}
            return saver.post(STATISTIC, **fields)[0] == 200  # after some time it is there already

        doing: dict[str, Callable[[], bool]] = {
            "log in": lambda: Browser(server).log_in("guest"),
            "save a draft": save,
            "read a page": lambda: reader.ask("GET", PAGE)[0] == 200,
        }
        self.threads = [
            threading.Thread(target=self._go_on, args=one, daemon=True) for one in doing.items()
        ]
        for thread in self.threads:
            thread.start()

    def _go_on(self, name: str, act: Callable[[], bool]) -> None:
        while not self.stopped.is_set():
            stage, began = self.stage, time.perf_counter()
            if not act():
                self.failed.append(f"{name}, {stage}")
            took = time.perf_counter() - began
            self.waits.setdefault(stage, {}).setdefault(name, []).append(took)
            self.stopped.wait(max(EVERY - took, 0))

    def stop(self) -> None:
        """Let everybody finish."""
        self.stopped.set()
        for thread in self.threads:
            thread.join()


def _python(env: dict[str, str], code: str) -> str:
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", code]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | env, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


_PEOPLE = f"""
from django.contrib.auth.models import User
for name in ("editor", "saver", "guest"):
    User.objects.create_superuser(name, password={PASSWORD!r})
from regions.models import Region, Source
print(Region.objects.filter(level=3).first().pk, Source.objects.first().pk)
"""
_SHEET = """
import datetime
from pathlib import Path
from desk.spreadsheets.definitions import PolicySheet
from desk.spreadsheets.files import xlsx_file
from regions.models import Region, Source
sheet = PolicySheet(datetime.date(2026, 11, 30))
source, rows = Source.objects.first().key, []
for n, place in enumerate(Region.objects.order_by("path")[:ROWS]):
    low = 60 + n % 97
    row = dict.fromkeys(sheet.headings, "")
    row |= {"地区": place.code or place.path, "从哪天起执行": "START", "来源": source,
            "其他来源": source, "金额按": "每月", "要说明的": "不包括居民医保。",
            "原话": f"不满70岁每月{low}元，70岁起每月{low + 10}元，80岁起每月{low + 20}元。"}
    for at, (first, last) in enumerate([("0", "69"), ("70", "79"), ("80", "")]):
        row[f"年龄档{at + 1}从几岁"], row[f"年龄档{at + 1}到几岁"] = first, last
        row[f"年龄档{at + 1}金额（元）"] = str(low + 10 * at)
    row["算例1年龄"], row["算例1每月标准（元）"] = "65", str(low)
    rows.append(list(row.values()))
Path("FILE").write_bytes(xlsx_file(sheet.headings, rows, []))
"""


def _rules(env: dict[str, str]) -> int:
    code = "from regions.models import RefundPolicy as P; print(P.objects.count())"
    return int(_python(env, code))


def preview(browser: Browser, content: bytes) -> tuple[str, float, int]:
    """Send a file and follow the pages of its progress; return the batch, seconds, pages."""
    browser.ask("GET", TAKE)
    began, pages = time.perf_counter(), 0
    _, path, text = browser.send(TAKE, content)
    while not (found := _CONFIRM.search(text)):
        if "/batch/" not in path or pages > 60:
            raise RuntimeError(text[:2_000])
        time.sleep(1)  # as the header asks for
        _, path, text = browser.ask("GET", f"{TAKE}batch/?next")
        pages += 1
    return found[1], time.perf_counter() - began, pages


def measure(env: dict[str, str], folder: Path) -> None:
    """Print the waits of the editor and of the others."""
    region, source = _python(env, _PEOPLE).split()
    files = []
    for start in ("2031-01-01", "2032-01-01"):
        file = folder / f"{start}.xlsx"
        code = _SHEET.replace("ROWS", str(ROWS)).replace("START", start)
        _python(env, code.replace("FILE", str(file)))
        files.append(file.read_bytes())
    server = Server(SITE, env)
    editor = Browser(server)
    editor.log_in("editor")
    others = Others(server, region, source)
    time.sleep(15)
    editor.longest, others.stage = 0, "preview"
    number, took, pages = preview(editor, files[0])
    print(
        f"preview of {ROWS} new rules: {took:.1f} s, {pages} pages, longest {editor.longest:.1f} s"
    )
    editor.longest, others.stage = 0, "confirmation"
    editor.post(TAKE, confirmed=number)
    print(f"confirmation: {editor.longest:.1f} s, {_rules(env)} rules")
    others.stop()
    for stage, waits in others.waits.items():
        for name, took_each in sorted(waits.items()):
            middle = statistics.median(took_each)
            print(f"{stage:<13}{name:<13}{len(took_each):>4} times, ", end="")
            print(f"half within {middle:.2f} s, longest {max(took_each):.2f} s")
    print("refused or failed:", others.failed or "none")
    killed(env, server, editor, files[1])


def killed(env: dict[str, str], server: Server, editor: Browser, content: bytes) -> None:
    """Kill the server during a confirmation, start it again and confirm once more."""
    number, _, _ = preview(editor, content)
    before, wait = _rules(env), editor.longest

    def confirm() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            editor.post(TAKE, confirmed=number)

    thread = threading.Thread(target=confirm)
    thread.start()
    time.sleep(min(wait, 2))
    workers = server.workers()
    os.kill(server.process.pid, signal.SIGKILL)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    server.process.wait()
    thread.join()
    print(f"killed in the middle: {before} rules before, {_rules(env)} after")
    editor.server = Server(SITE, env)
    editor.ask("GET", TAKE)
    _, path, _ = editor.post(TAKE, confirmed=number)
    print(f"confirmed again, led to {path}: {_rules(env)} rules")
    editor.server.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="sheets-") as name:
        wanted = os.environ.get("DATABASE_URL")
        measure(environment(Path(name)) | ({"DATABASE_URL": wanted} if wanted else {}), Path(name))
