"""``python -m yibao_site.tests.own_postgres COMMAND…``: the command, with a PostgreSQL of its own.

The server lives in a temporary folder and answers at a socket there and nowhere else; the command
finds it in ``TEST_DATABASE_URL``. It writes nothing through to the disk, and is stopped and
removed with the command, also by Ctrl+C. A server refuses to run as root: then another user of
the system runs it. Without a command it says whether there is a server to be had.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

PLACES = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"]
#: Who runs the server where we are root: the first of these there is.
UNPRIVILEGED = ["postgres", "nobody"]
MISSING = """\
make test-postgres 要用 PostgreSQL 的服务程序（initdb、postgres）。
Debian、Ubuntu 上请运行：sudo apt install postgresql
make test-postgres needs the server of PostgreSQL (initdb, postgres).
On Debian or Ubuntu: sudo apt install postgresql"""
#: Nothing here outlives the run, so nothing needs to be safe on a disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "50",
    "autovacuum_naptime": "10s",
}


def programs() -> Path | None:
    """The folder of the newest server's programs, or None."""
    folders = [path for place in PLACES for path in Path("/").glob(place[1:])]
    folders.sort(key=lambda path: [int(number) for number in re.findall(r"\d+", str(path))])
    if on_path := shutil.which("initdb"):
        folders.insert(0, Path(on_path).parent)
    return next((path for path in reversed(folders) if (path / "postgres").exists()), None)


def owner() -> dict[str, Any]:
    """As whom the server runs, as arguments of ``subprocess``: ourselves, but never root."""
    if os.getuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    found = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """Run a server until the block ends; yields the address of a database on it."""
    who = owner()
    folder = Path(tempfile.mkdtemp(prefix="yibao-postgres-"))
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        data = folder / "data"
        initdb: list[str | Path] = [
            bin_folder / "initdb",
            "-D",
            data,
            "-U",
            "yibao",
            "--auth=trust",
            "--no-sync",
        ]
        subprocess.run(
            [*initdb, "--encoding=UTF8", "--no-locale"],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, **who,
        )  # fmt: skip
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        with (folder / "log").open("w+", encoding="utf-8", errors="replace") as log:
            running = subprocess.Popen(
                [bin_folder / "postgres", "-D", data, "-k", folder, *options],
                cwd=folder, stdout=log, stderr=log, start_new_session=True, **who,
            )  # fmt: skip
            try:
                _wait(running, folder, log)
                yield f"postgres://yibao@/{folder}/yibao"
            finally:
                running.send_signal(signal.SIGQUIT)  # at once: nobody needs what is in it
                running.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(running: subprocess.Popen, folder: Path, log: Any, seconds: float = 30) -> None:
    """Until the server takes connections; raises RuntimeError with its words if it does not."""
    ready = folder / "data" / "postmaster.pid"
    last = time.monotonic() + seconds
    while time.monotonic() < last and running.poll() is None:
        if ready.exists() and "ready" in ready.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    log.seek(0)
    raise RuntimeError("the server did not start:\n" + log.read())


def _ended(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(command: list[str]) -> int:
    bin_folder = programs()
    if bin_folder is None:
        print(MISSING, file=sys.stderr)
        return 1
    if not command:
        return 0
    signal.signal(signal.SIGTERM, _ended)
    # What a shell starts in the background is told to take no notice of Ctrl+C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with server(bin_folder) as address:
        version = subprocess.run(
            [bin_folder / "postgres", "--version"], check=True, capture_output=True, text=True
        ).stdout.strip()
        print(f"{version}: {bin_folder}", flush=True)
        environment = os.environ | {"TEST_DATABASE_URL": address}
        with subprocess.Popen(command, env=environment) as run:
            try:
                return run.wait()
            except KeyboardInterrupt:  # the command has had it as well and says its last words
                # Where it ended at this very moment its status is lost, and is no success.
                return run.wait() or 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
