"""Instances of the site and the nginx before them."""

import contextlib
import getpass
import http.client
import os
import signal
import socket
import ssl
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .processes import ROOT, Program, free_port, run, waited_for

NAME = "yibao.test"


@dataclass(frozen=True)
class Door:
    """Where readers come in: nginx's port, and the certificate it shows."""

    port: int
    certificate: str

    @property
    def host(self) -> str:
        return f"{NAME}:{self.port}"

    def connection(self, timeout: float) -> "TlsConnection":
        return TlsConnection(self, timeout)

    def __str__(self) -> str:
        return f"{self.port}:{self.certificate}"

    @classmethod
    def read(cls, text: str) -> "Door":
        port, _, certificate = text.partition(":")
        return cls(int(port), certificate)


@cache
def trusting(certificate: str) -> ssl.SSLContext:
    """Return what trusts our own certificate and no other."""
    return ssl.create_default_context(cafile=certificate)


class TlsConnection(http.client.HTTPConnection):
    """A connection to nginx on the loopback, asked by the site's name."""

    def __init__(self, door: Door, timeout: float):
        super().__init__("127.0.0.1", door.port, timeout=timeout)
        self.door = door

    def connect(self):
        super().connect()
        self.sock = trusting(self.door.certificate).wrap_socket(self.sock, server_hostname=NAME)


class UnixConnection(http.client.HTTPConnection):
    """A connection to a socket in the file system."""

    def __init__(self, path: Path | str, timeout: float):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


#: A page store that is full within a run, as any is after days: until then memory rightly grows.
FULL_STORE = {"PAGE_STORE_BYTES": str(4 * 1024 * 1024)}


class Instance:
    """One host of the site: gunicorn with its workers, and a database address of its own."""

    def __init__(self, name: str, folder: Path, env: dict[str, str], workers: int = 2):
        self.name, self.folder, self.workers = name, folder, workers
        self.sockets, self.port = folder / f"sockets-{name}", free_port()
        self.sockets.mkdir()
        var = folder / f"var-{name}"
        var.mkdir(mode=0o700)
        self.env = env | {
            "VAR_DIR": str(var),
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": str(workers),
            "WORKER_SOCKETS": str(self.sockets),
            "MALLOC_ARENA_MAX": "2",  # as every way to run the site sets it
        }
        self.program: Program | None = None

    def start(self) -> None:
        for left in self.sockets.iterdir():
            left.unlink()
        command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "cluster/worker_ports.py")]
        self.program = Program(f"instance-{self.name}", command, self.folder, self.env)

    @property
    def runs(self) -> bool:
        return self.program is not None and self.program.runs

    def kill(self) -> None:
        """Kill the master and its workers at once."""
        if self.program is not None:
            self.program.kill_all()

    def wait(self) -> None:
        """Wait until every worker answers."""
        waited_for(f"实例 {self.name}", lambda: len(self.workers_that_answer()) == self.workers)

    def workers_that_answer(self) -> list[int]:
        return [pid for pid in workers_at(self.sockets) if answers(self.sockets / f"{pid}.sock")]

    def memory(self) -> dict[int, float]:
        """Return the MiB of each worker."""
        return {pid: resident(pid) for pid in workers_at(self.sockets)}


def workers_at(sockets: Path) -> list[int]:
    """Return the workers whose sockets are here and that are alive."""
    return sorted(int(path.stem) for path in sockets.glob("*.sock") if is_alive(int(path.stem)))


def is_alive(pid: int) -> bool:
    """Whether a process runs; a dead one whose parent has not looked yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in "ZX"


def resident(pid: int) -> float:
    """Return the MiB of a process that are in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def answers(path: Path) -> bool:
    """Whether a worker answers at its socket."""
    return _is_well(UnixConnection(path, 5), behind_proxy(NAME))


def _is_well(connection: http.client.HTTPConnection, headers: dict[str, str]) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/robots.txt", headers=headers)
        return connection.getresponse().status == 200
    return False


def behind_proxy(host: str, address: str = "198.51.100.7") -> dict[str, str]:
    """Return what nginx tells the site of a request, for whoever asks a worker itself."""
    return {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": address}


def certificate_for(folder: Path) -> Path:
    """Make a certificate for the site's name and return its file; the key is beside it."""
    file = folder / "certificate.pem"
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", str(file.with_suffix(".key")), "-out", str(file)])  # fmt: skip
    return file


class Nginx:
    """nginx as ``deploy/nginx`` has it, before instances that read and one that edits too."""

    def __init__(self, folder: Path, door: Door, readers: list[str], editors: str):
        self.folder, self.door, conf = folder, door, folder / "nginx"
        self.file = conf / "nginx.conf"
        certificate = Path(door.certificate)
        said = {
            "out": conf, "names": NAME, "readers": ",".join(readers), "editors": editors,
            "address": "127.0.0.1", "port": door.port, "http-port": 0,
            "certificate": certificate, "key": certificate.with_suffix(".key"),
            "static": folder / "static", "mirror": folder / "mirror", "pages": folder / "pages",
            "state": folder / "nginx-state", "logs": folder, "user": getpass.getuser(),
            "cdn": "127.0.0.1",  # readers of the test say which address they come from
        }  # fmt: skip
        words = [word for name, value in said.items() for word in (f"--{name}", str(value))]
        run([sys.executable, str(ROOT / "deploy/nginx/render.py"), *words])
        self.program: Program | None = None

    def start(self) -> None:
        run(["nginx", "-t", "-c", str(self.file)])
        command = ["nginx", "-c", str(self.file), "-g", "daemon off;"]
        self.program = Program("nginx", command, self.folder)
        headers = {"Host": self.door.host}
        waited_for("nginx", lambda: _is_well(self.door.connection(5), headers), 20)

    def stop(self) -> None:
        if self.program is not None:
            self.program.stop(signal.SIGTERM)
