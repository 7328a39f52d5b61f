"""Programs that run for a while: started in groups of their own, ended without remainder."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def waited_for(what: str, there: Callable[[], bool], seconds: float = 60) -> float:
    """Wait until ``there()`` and return the seconds that took."""
    began = time.monotonic()
    while not there():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what}：等了 {seconds:.0f} 秒还没好。")
        time.sleep(0.05)
    return time.monotonic() - began


class Program:
    """One program, its output in a file of ``folder``."""

    def __init__(
        self,
        name: str,
        command: list[str],
        folder: Path,
        env: dict[str, str] | None = None,
        who: dict[str, Any] | None = None,
    ):
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT if not who else "/",
                env=os.environ | (env or {}),
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **(who or {}),
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        if self.runs:
            self.process.send_signal(number)

    def kill_all(self) -> None:
        """Kill it and what it started, as a machine that loses its power would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = 15) -> None:
        """Ask it to end; whatever of its group is left then is killed."""
        self.send(number)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
        self.kill_all()


def last_words(folder: Path, lines: int = 5) -> str:
    """Return the end of what each program of a folder printed."""
    told = []
    for log in sorted(folder.glob("*.log")):
        if said := log.read_text("utf-8", "replace").splitlines()[-lines:]:
            told += [f"--- {log.name}", *said]
    return "\n".join(told)


def run(
    command: list[str], env: dict[str, str] | None = None, who: dict[str, Any] | None = None
) -> str:
    """Run a program to its end and return what it printed; says what went wrong if it failed."""
    done = subprocess.run(
        command,
        cwd=ROOT if not who else "/",
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        **(who or {}),
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} 没有成：\n{done.stdout}{done.stderr}")
    return done.stdout
