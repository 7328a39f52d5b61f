"""Servers as the site runs them, asked over real connections: processor time, waiting, memory."""

import contextlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 4


@dataclass(frozen=True)
class Round:
    """What some requests took: seconds of processor time each, of waiting, requests a second."""

    cpu: float
    rate: float
    p50: float
    p99: float


class Server:
    """One gunicorn with the settings of the project; ``started``: seconds to its first answer."""

    def __init__(self, module: str, env: dict[str, str]):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", f"{module}:application"],
            cwd=ROOT,
            env=os.environ | env | {"PORT": str(self.port)},
            stdout=subprocess.DEVNULL,
        )
        self._wait()
        self.started = time.perf_counter() - began

    def _wait(self) -> None:
        for _ in range(3000):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.get("/robots.txt", {})
                return
            time.sleep(0.01)
        raise RuntimeError("The server does not answer.")

    def get(self, path: str, headers: dict[str, str]) -> tuple[int, int]:
        """Status and length of one answer over a connection of its own."""
        status, body = self.read(path, headers)
        return status, len(body)

    def read(self, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def cpu(self) -> float:
        """Seconds of processor time that the workers had so far, all their threads."""
        return sum(time.clock_gettime(_clock_of(pid)) for pid in self.workers())

    def memory(self) -> float:
        """MiB that the largest worker holds."""
        held = []
        for pid in self.workers():
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            held += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")]
        return max(held)

    def load(self, path: str, headers: dict[str, str], times: int) -> Round:
        """``times`` requests over a few connections that stay open."""
        waits: list[float] = []

        def read() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            for _ in range(times // CONNECTIONS):
                began = time.perf_counter()
                connection.request("GET", path, headers=headers)
                connection.getresponse().read()
                waits.append(time.perf_counter() - began)
            connection.close()

        readers = [threading.Thread(target=read) for _ in range(CONNECTIONS)]
        cpu, began = self.cpu(), time.perf_counter()
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        took = time.perf_counter() - began
        waits.sort()
        return Round(
            (self.cpu() - cpu) / len(waits),
            len(waits) / took,
            statistics.median(waits),
            waits[int(len(waits) * 0.99)],
        )

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def _clock_of(pid: int) -> int:
    """Linux's clock of the processor time of a process: nanoseconds, where /proc has ticks."""
    return (~pid << 3) | 2


@contextlib.contextmanager
def serving(module: str, env: dict[str, str]) -> Iterator[Server]:
    """A server until the block ends."""
    server = Server(module, env)
    try:
        yield server
    finally:
        server.stop()
