"""PostgreSQL with a streaming replica, both in a folder of ours on the loopback."""

import os
import shutil
import signal
from pathlib import Path

from yibao_site.tests.own_postgres import owner, programs

from .processes import Program, free_port, run, waited_for

USER, NAME = "yibao", "yibao"
#: What an operator would set as well; the rest is PostgreSQL's default. An edit is acknowledged
#: when the primary has it on its disk (``fsync`` and ``synchronous_commit`` stay on): the replica
#: is not waited for, so that editors can work while it is away.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "wal_level": "replica",
    "max_wal_size": "128MB",
    "shared_buffers": "64MB",
    "hot_standby": "on",
    "hot_standby_feedback": "on",
    "wal_receiver_timeout": "5s",
    "wal_sender_timeout": "5s",
}


class Server:
    """One PostgreSQL server with its data in ``data``; ``start`` it, ``stop`` it."""

    def __init__(self, name: str, data: Path, logs: Path):
        bin_folder = programs()
        assert bin_folder is not None, "needs.missing() was asked before"  # noqa: S101
        self.name, self.data, self.logs = name, data, logs
        self.bin, self.who, self.port = bin_folder, owner(), free_port()
        self.program: Program | None = None

    def url(self, port: int | None = None) -> str:
        """Return the address for the site's DATABASE_URL, by way of another ``port`` if given."""
        return f"postgres://{USER}@127.0.0.1:{port or self.port}/{NAME}"

    def make(self) -> None:
        """Make a new, empty server that admits one replica."""
        self._own(self.data)
        self._run("initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, NAME)

    def copy(self, port: int) -> None:
        """Become the streaming replica of the primary that answers at ``port``.

        The slot keeps what the replica has not got yet, however long it was cut off.
        """
        self._own(self.data)
        self._run("pg_basebackup", "-h", "127.0.0.1", "-p", str(port), "-U", USER,
                  "-D", str(self.data), "-R", "-X", "stream", "-c", "fast", "-C",
                  "-S", f"of_{self.name}")  # fmt: skip
        self.start()

    def start(self) -> None:
        options = {**SETTINGS, "port": str(self.port)}
        command = [str(self.bin / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        self.program = Program(f"postgres-{self.name}", command, self.logs, who=self.who)
        waited_for(f"PostgreSQL（{self.name}）", self.answers)

    def answers(self) -> bool:
        try:
            self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port))
        except RuntimeError:
            return False
        return True

    @property
    def runs(self) -> bool:
        return self.program is not None and self.program.runs

    def kill(self) -> None:
        """Kill all of it at once."""
        if self.program is not None:
            self.program.kill_all()

    def stop(self) -> None:
        """Stop fast: open transactions are rolled back, what was committed is on the disk."""
        if self.program is not None:
            self.program.stop(signal.SIGINT)

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.who:
            os.chown(folder, self.who["user"], self.who["group"])

    def _run(self, program: str, *arguments: str) -> str:
        return run([str(self.bin / program), *arguments], {"LC_ALL": "C"}, self.who)


class SmallDisk:
    """A disk of its own for the primary, which can be filled; only root can make one."""

    def __init__(self, folder: Path, megabytes: int = 600):
        self.folder, self.megabytes = folder, megabytes
        self.mounted = False

    def make(self) -> None:
        self.folder.mkdir(exist_ok=True)
        if os.geteuid() == 0 and shutil.which("mount"):
            size = f"size={self.megabytes}m,mode=0755"
            run(["mount", "-t", "tmpfs", "-o", size, "cluster-test", str(self.folder)])
            self.mounted = True

    def fill(self) -> None:
        """Take all room that is left."""
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            try:
                while filler.write(b"\0" * 65536):
                    pass
            except OSError:  # that is what was wanted
                return

    def clear(self) -> None:
        (self.folder / "filler").unlink()

    def remove(self) -> None:
        if self.mounted:
            run(["umount", str(self.folder)])
            self.mounted = False
