"""Starts the child process that opens files, and ends it where it takes too long or too much."""

import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

#: More bytes than this are refused before a child is started.
LARGEST_INPUT = 20_000_000
#: Seconds from start to answer. The child itself is limited in memory and processor time.
LONGEST = 10.0
#: More bytes than this an answer never has; the child cannot write more either.
LARGEST_ANSWER = 8_000_000
#: Bytes of address space of the child. What held more than half when it died, died of it.
MEMORY = 768_000_000

_PROJECT = Path(__file__).resolve().parent.parent


def ask_child(request: dict[str, str], raw: bytes) -> dict[str, Any]:
    """Let a child process open ``raw``, and return its answer; ``refused`` says why there is none.

    The child knows nothing of the site: no settings, no environment, no database.
    """
    if len(raw) > LARGEST_INPUT:
        return {"refused": "too-large"}
    try:
        return _asked(request, raw)
    except OSError:  # no room for the files, no process to be had
        return {"refused": "failed"}


def _asked(request: dict[str, str], raw: bytes) -> dict[str, Any]:
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(json.dumps(request).encode() + b"\n")
        question.write(raw)
        question.seek(0)
        went_well, held = _run(question, answer, LONGEST)
        if not went_well:
            return {"refused": "too-large" if held > _telling() else "failed"}
        answer.seek(0)
        return _parsed(answer.read(LARGEST_ANSWER + 1))


def _telling() -> float:
    """Return the bytes from which on memory was the reason; a child begins with its parent's."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return max(MEMORY / 2, own)


def _parsed(answer: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(answer)
    except ValueError:
        parsed = None
    return parsed if isinstance(parsed, dict) else {"refused": "failed"}


def _run(question: IO[bytes], answer: IO[bytes], longest: float) -> tuple[bool, int]:
    """Run the child; return whether it ended by itself and well, and the bytes it held at most."""
    child = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-W", "ignore", "-m", "documents.child"],
        cwd=_PROJECT,
        env={},
        stdin=question,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that it can be ended as a group
    )
    ended = os.pidfd_open(child.pid)
    try:
        in_time = bool(select.select([ended], [], [], longest)[0])
    finally:
        os.close(ended)
        os.killpg(child.pid, signal.SIGKILL)  # it is not yet waited for, so the id is still its own
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return in_time and child.returncode == 0, usage.ru_maxrss * 1024
