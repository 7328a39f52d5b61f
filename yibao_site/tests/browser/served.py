"""The site with all facts in a temporary folder, served by gunicorn; and a browser for it."""

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

from yibao_site.tests.kept_databases import fill

BASE_DIR = Path(__file__).resolve().parents[3]
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]


def chromium() -> str | None:
    """The browser of the system: ``CHROMIUM``, or the first one found."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def launch_options() -> dict[str, Any]:
    """How Playwright starts the browser of the system."""
    return {
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@dataclass
class Site:
    """A running site. Its database is a file in ``folder``."""

    folder: Path
    port: int
    environment: dict[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "yibao.sqlite3"

    def manage(self, *arguments: str, **environment: str) -> None:
        """Run a command of ``manage.py``; what it prints is shown only if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")

    def prepare(self) -> None:
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            fill("facts", lambda: database, self.load)
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        _copy(self.database, self.folder / "snapshot.sqlite3")

    def load(self) -> None:
        self.manage("migrate", "--verbosity=0")
        self.manage("load_facts", "--verbosity=0")

    def restore(self, state: str = "snapshot") -> None:
        """Put the database back to how ``prepare`` left it, or to another ``state`` kept there."""
        _copy(self.folder / f"{state}.sqlite3", self.database)


@contextlib.contextmanager
def watched(context: BrowserContext, faults: list[str]) -> Iterator[None]:
    """Fail at the end if ``faults`` still holds a complaint of the console or a script."""

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            faults.append(f"{message.type}: {message.text} ({message.location['url']})")

    def broke(fault: WebError) -> None:
        faults.append(f"script: {fault.error}")

    context.on("console", heard)
    context.on("weberror", broke)
    yield
    context.remove_listener("console", heard)
    context.remove_listener("weberror", broke)
    if faults:
        pytest.fail("the page complained:\n" + "\n".join(faults), pytrace=False)


def _copy(source: Path, target: Path) -> None:
    """Copy a database of SQLite, also one in use."""
    with (
        contextlib.closing(sqlite3.connect(source)) as origin,
        contextlib.closing(sqlite3.connect(target, timeout=20)) as copy,
    ):
        origin.backup(copy)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """Prepare a site in ``folder``, serve it until the block ends, then stop the server."""
    port = _free_port()
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DJANGO_") and name not in {"BIND", "WEB_CONCURRENCY"}
    }
    environment = inherited | {
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'yibao.sqlite3'}",
        "SECRET_KEY": "of a site that lives for a test run only",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEBUG": "0",
        "HTTPS": "0",
        "PORT": str(port),
        "PYTHONUTF8": "1",
        "EDITION_SECONDS": "0",  # what a test writes is seen at once
        # One browser asks for everything: no brake stops it.
        "CLIENT_SECONDS": "1000000",
        "EVERYBODY_SECONDS": "1000000",
    }
    site = Site(folder, port, environment)
    site.prepare()
    with (folder / "server.log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"],
            cwd=BASE_DIR,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(site, server, log)
            yield site
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(timeout=5)


def _wait(site: Site, server: subprocess.Popen, log, seconds: float = 30) -> None:
    """Until the site answers at all; raises RuntimeError with the server's words if it does not."""
    last = time.monotonic() + seconds
    while time.monotonic() < last and server.poll() is None:
        try:
            urllib.request.urlopen(site.url + "/robots.txt", timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    log.seek(0)
    raise RuntimeError("the site did not start:\n" + log.read())
