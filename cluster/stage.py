"""The cluster: made in a temporary folder, and gone at the end whatever happened."""

import contextlib
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from .database import Server, SmallDisk
from .processes import Program, free_port, last_words, run
from .web import NAME, Door, Instance, Nginx, certificate_for

EDITOR, REVIEWER, PASSWORD = "cluster-editor", "cluster-reviewer", "nobody else logs in here"


def say(text: str) -> None:
    """Tell whoever waits what goes on, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


class Cluster:
    """Everything that runs; made by ``standing()``."""

    def __init__(self, folder: Path, settings: Mapping[str, str]):
        self.folder, self.settings = folder, settings
        self.disk = SmallDisk(folder / "disk")
        self.programs: list[Program] = []

    def build(self) -> None:
        """Start all of it, from the databases to nginx, with all facts loaded."""
        say("正在建 PostgreSQL 主库…")
        self.disk.make()
        self.primary = Server("primary", self.disk.folder / "data", self.folder)
        self.primary.make()
        self.door = Door(free_port(), str(certificate_for(self.folder)))
        self.environment = self._environment()
        direct = self.environment | {"DATABASE_URL": self.primary.url()}
        say("正在装资料（约一两分钟）…")
        for command in (["migrate"], ["load_facts"], ["collectstatic", "--noinput"]):
            self.manage(*command, "--verbosity=0", env=direct)
        run([sys.executable, "-m", "cluster.publisher", "people"], direct)
        say("正在建备库，接上中间那几段可以掐断的网…")
        self.to_replica, port = self._relay("replication", self.primary.port)
        self.replica = Server("replica", self.folder / "replica", self.folder)
        self.replica.copy(port)
        self.to_primary, primary_port = self._relay("a-database", self.primary.port)
        self.from_replica, replica_port = self._relay("b-database", self.replica.port)
        self.a = Instance("a", self.folder, self.environment | {
            "DATABASE_URL": self.primary.url(primary_port)})  # fmt: skip
        self.b = Instance("b", self.folder, self.environment | {
            "DATABASE_URL": self.replica.url(replica_port), "READERS_ONLY": "1"})  # fmt: skip
        self.instances = [self.a, self.b]
        for instance in self.instances:
            instance.start()
        for instance in self.instances:
            instance.wait()
        say("正在做镜像和出错页，然后启动 nginx…")
        self.manage("mirror", str(self.folder / "mirror"), env=direct)
        self.manage("error_pages", str(self.folder / "pages"), env=direct)
        a, b = (f"127.0.0.1:{one.port}" for one in self.instances)
        self.nginx = Nginx(self.folder, self.door, [a, b], a)
        self.nginx.start()

    def _environment(self) -> dict[str, str]:
        return {
            "STATIC_ROOT": str(self.folder / "static"),
            "VAR_DIR": str(self.folder / "var"),
            "SECRET_KEY": "of a cluster that lives for a test run only",
            "ALLOWED_HOSTS": NAME,
            "SITE_URL": f"https://{self.door.host}",
            "HTTPS": "1",
            "SECOND_FACTOR": "0",  # the test has no phone
            "DEBUG": "0",
            "PYTHONUTF8": "1",
            **self.settings,
        }

    def manage(self, *arguments: str, env: dict[str, str]) -> str:
        return run([sys.executable, "manage.py", *arguments], env)

    def tool(self, name: str, *arguments: str, env: dict[str, str] | None = None) -> Program:
        """Start one of our own programs beside the cluster."""
        label = f"{name}-{len(self.programs)}"
        program = Program(
            label, [sys.executable, "-m", f"cluster.{name}", *arguments], self.folder, env
        )
        self.programs.append(program)
        return program

    def publishing_environment(self) -> dict[str, str]:
        """What a program beside the instances needs to publish: the primary, without detours."""
        return self.environment | {"DATABASE_URL": self.primary.url()}

    def _relay(self, name: str, target: int) -> tuple[Program, int]:
        port = free_port()
        program = self.tool("relay", str(port), str(target))
        time.sleep(0.5)
        return program, port

    def end(self) -> None:
        """End every program, give the disk back."""
        parts = [getattr(self, name, None) for name in ("nginx", "replica", "primary")]
        for program in self.programs:
            program.kill_all()
        for instance in getattr(self, "instances", []):
            instance.kill()
        for part in parts:
            if part is not None:
                part.stop()
        self.disk.remove()


@contextlib.contextmanager
def standing(
    keep: bool = False, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Cluster]:
    """A cluster until the block ends, by itself, by a fault or by Ctrl+C.

    ``settings`` are those of its instances beside the usual ones.
    """
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    folder.chmod(0o711)  # the server of the database is somebody else's
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cluster = Cluster(folder, settings)
    try:
        cluster.build()
        yield cluster
    except Exception:
        print(last_words(folder), file=sys.stderr)  # the logs go with the folder
        raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl+C leaves nothing behind
        cluster.end()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, before)
        if keep:
            say(f"日志留在 {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
