"""Starts the site on a database for a while, beside the one that readers use, and asks it."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from operation.backups.files import BackupFault

BASE_DIR = Path(__file__).resolve().parents[2]
#: Seconds that a start and an answer may take, on a busy machine too.
START, ANSWER = 90, 60
#: What a site answers that cannot serve just now, and how long, all in all, it is asked again: a
#: busy machine says nothing of the backup.
BUSY, PATIENCE, PAUSE = (429, 503), 60.0, 1.0
#: Of a service unit: the child would take its sockets and speak in its name.
_OF_THE_SERVICE = {
    "LISTEN_FDS",
    "LISTEN_PID",
    "LISTEN_FDNAMES",
    "NOTIFY_SOCKET",
    "GUNICORN_CMD_ARGS",
}


@dataclass(frozen=True)
class Answer:
    """What a site answered."""

    status: int
    body: bytes


@dataclass
class Site:
    """A running site, asked on the loopback address; ``patience`` is what is left of it."""

    port: int
    patience: float = PATIENCE

    def get(self, path: str) -> Answer:
        """Return the answer, the last one where the site stays busy."""
        while (answer := self._ask(path)).status in BUSY and self.patience > 0:
            self.patience -= PAUSE
            time.sleep(PAUSE)
        return answer

    def _ask(self, path: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read())


@contextlib.contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Site]:
    """Serve ``database_url`` with gunicorn until the block ends; what it keeps is in ``folder``.

    Both sites of a drill have the same secret, address and static files, so that equal
    databases give equal pages.
    """
    folder.mkdir(mode=0o700)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "site.log").open("w+", encoding="utf-8", errors="replace") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"],
            cwd=BASE_DIR,
            env=_environment(database_url, folder, port),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            site = Site(port)
            if not _has_started(site, child):
                log.seek(0)
                raise BackupFault(f"网站在恢复出来的库上没有起来：{log.read()[-1500:].strip()}")
            yield site
        finally:
            child.terminate()
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _environment(database_url: str, folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_SERVICE}
    return kept | {
        "DATABASE_URL": database_url,
        "VAR_DIR": str(folder),
        "BACKUP_DIR": str(folder / "backups"),
        "SECRET_KEY": settings.SECRET_KEY,
        "STATIC_ROOT": str(settings.STATIC_ROOT),
        "SITE_URL": settings.SITE_URL,
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
        "DEBUG": "0",
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "1",
        "CLIENT_SECONDS": "3600",  # one asks for everything, as fast as it can
        "EVERYBODY_SECONDS": "3600",
        "PYTHONUTF8": "1",
    }


def _has_started(site: Site, child: subprocess.Popen) -> bool:
    last = time.monotonic() + START
    while time.monotonic() < last and child.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            site.get("/robots.txt")
            return True
        time.sleep(0.1)
    return False
