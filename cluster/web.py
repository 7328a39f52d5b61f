"""Instances of the site and the nginx before them."""

import contextlib
import http.client
import os
import signal
import sys
from pathlib import Path

from .processes import ROOT, Program, free_port, run, waited_for

HOST = "yibao.test"


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
    connection = UnixConnection(str(path), 5)
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/robots.txt", headers=headers())
        return connection.getresponse().status == 200
    return False


def headers(**more: str) -> dict[str, str]:
    """Return what a proxy tells the site of a request."""
    return {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"} | {
        name.replace("_", "-"): value for name, value in more.items()
    }


class UnixConnection(http.client.HTTPConnection):
    """A connection of HTTP to a socket in the file system."""

    def __init__(self, path: str, timeout: float):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        import socket

        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log warn;
worker_processes 2;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    client_header_timeout 15s; client_body_timeout 15s;
    proxy_cache_path {folder}/cache keys_zone=pages:10m max_size=200m inactive=1d;
    upstream readers {{ server 127.0.0.1:{a} max_fails=0; server 127.0.0.1:{b} max_fails=0; }}
    upstream editors {{ server 127.0.0.1:{a} max_fails=0; }}
    server {{
        listen 127.0.0.1:{port} default_server;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_http_version 1.1;
        proxy_connect_timeout 1s; proxy_read_timeout 30s;
        proxy_next_upstream error timeout;
        location / {{
            proxy_pass http://readers;
            proxy_cache pages; proxy_cache_lock on; proxy_cache_background_update on;
            proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
            proxy_cache_key $scheme$host$request_uri$http_accept_encoding$http_cookie;
        }}
        location /admin/ {{ proxy_pass http://editors; }}
    }}
}}
"""


class Nginx:
    """nginx before two instances."""

    def __init__(self, folder: Path, a: int, b: int):
        self.folder, self.port = folder, free_port()
        self.file = folder / "nginx.conf"
        self.file.write_text(CONFIGURATION.format(folder=folder, a=a, b=b, port=self.port))
        self.program: Program | None = None

    def start(self) -> None:
        run(["nginx", "-t", "-c", str(self.file)])
        self.program = Program("nginx", ["nginx", "-c", str(self.file)], self.folder)
        waited_for("nginx", self.listens, 20)

    def listens(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/robots.txt", headers={"Host": HOST})
            return connection.getresponse().status == 200
        return False

    def stop(self) -> None:
        if self.program is not None:
            self.program.stop(signal.SIGTERM)
