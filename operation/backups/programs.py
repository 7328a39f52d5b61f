"""Programs of the system that backups go through, and files that pass from one to the next."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from operation.backups.files import PIECE, BackupFault

#: Where Debian keeps the programs of each version of PostgreSQL.
DEBIAN = "/usr/lib/postgresql"


def program(name: str, package: str) -> str:
    """Return the path of a program; BackupFault with the package it is in if it is missing."""
    found = shutil.which(name)
    if found is None:
        raise BackupFault(
            f"这台机器上没有 {name}。Debian、Ubuntu 上请运行：sudo apt install {package}"
        )
    return found


def postgres_program(name: str, least: int) -> str:
    """Return a program of PostgreSQL that knows servers of version ``least``, the newest there."""
    on_path = [found] if (found := shutil.which(name)) else []
    versions = {
        path: _major(path) for path in [*on_path, *map(str, Path(DEBIAN).glob(f"*/bin/{name}"))]
    }
    fit = [path for path, version in versions.items() if version >= least]
    if not fit:
        there = "、".join(str(version) for version in sorted(set(versions.values()))) or "没有"
        raise BackupFault(
            f"数据库是 PostgreSQL {least}，要 {least} 版以上的 {name}，这里有的：{there}。"
            f"Debian、Ubuntu 上请运行：sudo apt install postgresql-client-{least}"
        )
    return max(fit, key=lambda path: versions[path])


def _major(path: str) -> int:
    said = subprocess.run(  # noqa: S603 (found above by its name)
        [path, "--version"], capture_output=True, text=True, timeout=30, check=False
    ).stdout
    number = re.search(r"\s(\d+)", said)
    return int(number[1]) if number else 0


@contextmanager
def piped(
    command: list[str], environment: Mapping[str, str], *, feed: IO[bytes] | None = None
) -> Iterator[Iterable[bytes]]:
    """Run a program within the block, which reads what it writes; ``feed`` is its input.

    BackupFault with the program's own words if it fails, where the block has read all it wrote:
    what the block says of a part would hide why there is no more.
    """
    source = subprocess.DEVNULL if feed is None else feed
    with _running(command, environment, stdin=source, stdout=subprocess.PIPE) as running:
        assert running.child.stdout is not None  # noqa: S101 (asked for above)
        with running.child.stdout as output:
            yield _whole(output, running)


def _whole(output: IO[bytes], running: "_Running") -> Iterator[bytes]:
    yield from pieces(output)
    running.end()


def fed(
    command: list[str],
    environment: Mapping[str, str],
    parts: Iterable[bytes],
    output: IO[bytes] | None = None,
) -> None:
    """Run a program on ``parts``; BackupFault with its own words if it fails."""
    target = subprocess.DEVNULL if output is None else output
    with _running(command, environment, stdin=subprocess.PIPE, stdout=target) as running:
        assert running.child.stdin is not None  # noqa: S101 (asked for above)
        # One that leaves early says itself why.
        with suppress(BrokenPipeError), running.child.stdin as feed:
            for part in parts:
                feed.write(part)


@dataclass(frozen=True)
class _Running:
    """A program and what it says of itself."""

    name: str
    child: subprocess.Popen[bytes]
    words: IO[bytes]

    def end(self) -> None:
        """Wait for it; BackupFault with its words if it failed."""
        if not self.child.wait():
            return
        self.words.seek(0)
        said = self.words.read(2000).decode("utf-8", "replace").strip()
        raise BackupFault(f"{self.name} 没有成：{said or self.child.returncode}")


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], **streams: Any
) -> Iterator[_Running]:
    """Start a program, wait for it at the end of the block; stop it where the block fails."""
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(  # noqa: S603 (our commands, no shell)
            command, stderr=words, env={**os.environ, **environment}, **streams
        )
        try:
            running = _Running(Path(command[0]).name, child, words)
            yield running
            running.end()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what a file holds, a piece at a time."""
    while piece := file.read(PIECE):
        yield piece
