"""Machine instructions per request, counted by valgrind: the same on every machine, load or not."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_COLLECTED = re.compile(r"Collected : (\d+)")


def available() -> bool:
    return shutil.which("valgrind") is not None


def per_request(module: str, path: str, headers: dict[str, str], env: dict, times: int) -> float:
    """How many instructions one more request costs: of ``times`` and twice as many, the rest."""
    some, more = (_total(module, path, headers, env, n) for n in (times, 2 * times))
    return (more - some) / times


def _total(module: str, path: str, headers: dict[str, str], env: dict, times: int) -> int:
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        + [sys.executable, "-m", "bench.ask", module, path, str(times)]
        + [f"{name}={value}" for name, value in headers.items()],
        cwd=ROOT,
        env=os.environ | env | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = _COLLECTED.search(done.stderr)
    if done.returncode or found is None:
        raise RuntimeError(f"{module} {path}: {done.stderr[-2000:]}")
    return int(found[1])
