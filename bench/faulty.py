"""What goes wrong with a database, on purpose: it hangs, refuses, is locked, its disk is full."""

import contextlib
import importlib
import os
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Proxy:
    """Passes bytes between the site and a server; can stop passing them, or refuse."""

    def __init__(self, host: str, port: int) -> None:
        self.target = host, port
        self._passes = threading.Event()
        self._passes.set()
        self._ends: list[socket.socket] = []
        self.port = 0
        self._listen()

    def _listen(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # closed: it refuses, or the end
            while True:
                near, _ = listener.accept()
                self._passes.wait()
                far = socket.create_connection(self.target)
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self._passes.wait()
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        """Take bytes and pass none."""
        self._passes.clear()
        try:
            yield
        finally:
            self._passes.set()

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        """Cut all connections and let in no new ones."""
        self.close()
        try:
            yield
        finally:
            self._listen()

    def close(self) -> None:
        ends, self._ends = [self._listener, *self._ends], []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Postgres:
    """A database of its own on a server, reached by the site through a proxy."""

    def __init__(self, url: str) -> None:
        psycopg: Any = importlib.import_module("psycopg")  # only where PostgreSQL is tried
        self._connect = psycopg.connect
        said = psycopg.conninfo.conninfo_to_dict(url)
        self._server = {name: value for name, value in said.items() if name != "dbname"}
        self.name = f"yibao_faults_{os.getpid()}"
        self._run("postgres", f"CREATE DATABASE {self.name}")
        host, port = str(said.get("host") or "127.0.0.1"), int(said.get("port") or 5432)
        self.proxy = Proxy(host, port)
        who = f"{said.get('user') or 'postgres'}:{said.get('password') or ''}"
        self.url = f"postgres://{who}@{host}:{port}/{self.name}"
        self.proxied = f"postgres://{who}@127.0.0.1:{self.proxy.port}/{self.name}"

    def _run(self, database: str, statement: str) -> None:
        with self._connect(**self._server, dbname=database, autocommit=True) as connection:
            connection.execute(statement)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold all tables of places and reports, as a long migration does."""
        with self._connect(**self._server, dbname=self.name) as connection:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE tablename LIKE 'regions_%'"
            ).fetchall()
            names = ", ".join(name for (name,) in tables)
            connection.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()

    def close(self) -> None:
        self.proxy.close()
        self._run("postgres", f"DROP DATABASE {self.name} WITH (FORCE)")


@contextlib.contextmanager
def sqlite_locked(path: Path) -> Iterator[None]:
    """Hold the one lock of those who write."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextlib.contextmanager
def sqlite_away(path: Path) -> Iterator[None]:
    """Take the file away and bring it back."""
    aside = path.with_suffix(".aside")
    path.rename(aside)
    try:
        yield
    finally:
        aside.rename(path)


@contextlib.contextmanager
def small_disk(folder: Path, mebibytes: int = 32) -> Iterator[None]:
    """A disk of its own for ``folder``; root only."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)], check=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Leave no room on the disk of ``folder``."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    try:
        yield
    finally:
        filler.unlink()
