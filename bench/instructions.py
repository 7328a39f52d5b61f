"""Machine instructions per request, counted by valgrind: the same on every machine, load or not."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .served import ROOT

WARM_UP = 5
_TOTAL = re.compile(r"^totals: (\d+)$", re.MULTILINE)


def available() -> bool:
    """Whether valgrind is here, with the program that asks it for a count."""
    return shutil.which("valgrind") is not None and shutil.which("vgdb") is not None


class Counter:
    """An application in a process of its own, asked under callgrind (``bench/ask.py``)."""

    def __init__(self, process: subprocess.Popen, folder: Path):
        self._process = process
        self._folder = folder
        self._dumps = 0

    def per_request(
        self,
        *paths: str,
        headers: dict[str, str] | None = None,
        times: int = 20,
        warm_up: int = WARM_UP,
        changed: bool = False,
    ) -> float:
        """How many instructions one answer costs, the mean of ``times`` after a few others.

        ``changed``: the content changes before each time that all ``paths`` are asked. Raises
        RuntimeError where the application does not answer with 200 or 304.
        """
        wanted = {"paths": paths, "headers": headers or {}, "changed": changed}
        self._ask(wanted | {"times": warm_up})
        self._tell("instrumentation", "on")  # without it a program runs several times as fast
        self._ask(wanted | {"times": times})
        count = self._count()
        self._tell("instrumentation", "off")
        return count / times / len(paths)

    def _ask(self, wanted: dict) -> None:
        line = json.dumps(wanted)
        print(line, file=self._process.stdin, flush=True)
        said = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not said.startswith(("200", "304")):
            raise RuntimeError(said or "no answer")

    def _tell(self, *command: str) -> None:
        """A command to callgrind, which obeys wherever the program is."""
        run = ["vgdb", f"--pid={self._process.pid}", *command]
        subprocess.run(run, check=True, capture_output=True)

    def _count(self) -> int:
        """The instructions since the last count."""
        self._dumps += 1
        self._tell("dump")
        dump = (self._folder / f"out.{self._dumps}").read_text()
        return int(_TOTAL.findall(dump)[-1])


@contextlib.contextmanager
def counting(module: str, env: dict[str, str]) -> Iterator[Counter]:
    """A counter for ``application`` of ``module`` until the block ends."""
    with tempfile.TemporaryDirectory(prefix="counted-") as folder:
        process = subprocess.Popen(
            [
                *("valgrind", "-q", "--tool=callgrind", "--instr-atstart=no"),
                *(f"--callgrind-out-file={folder}/out", sys.executable, "-m", "bench.ask", module),
            ],
            cwd=ROOT,
            env=os.environ | env | {"PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Counter(process, Path(folder))
        finally:
            process.communicate()
