"""The child process that opens the bytes of others: ``python -m documents.child``.

It reads one line of JSON and the bytes from its input, and writes one JSON to its output. It
limits itself before it reads anything; ``limited`` starts it and ends it.
"""

import json
import os
import resource
import sys
from typing import Any

from .contents import Contents, Refused
from .limited import LARGEST_ANSWER, LARGEST_INPUT, LONGEST, MEMORY
from .packing import pack


def main() -> None:
    _limit_itself()
    request = json.loads(sys.stdin.buffer.readline(100_000))
    raw = sys.stdin.buffer.read(LARGEST_INPUT + 1)
    try:
        answer = answer_to(request, raw)
    except Refused as refused:
        answer = {"refused": refused.why}
    except MemoryError:
        answer = {"refused": "too-large"}
    except Exception:  # whatever a file does to a reader, somebody waits for a word
        answer = {"refused": "failed"}
    json.dump(answer, sys.stdout, ensure_ascii=False)


def _limit_itself() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(LONGEST), int(LONGEST)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_ANSWER, LARGEST_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # it starts nobody
    os.nice(10)  # readers of the site come first


def answer_to(request: dict[str, str], raw: bytes) -> dict[str, Any]:
    """Do what is asked of the bytes; raises ``Refused``."""
    if request["task"] == "links":
        from .list_page import links_of

        return links_of(raw, request)
    if request["task"] == "text":
        from .plain import read_plain

        contents, keep_missed = read_plain(raw), False
    else:
        from .opening import opened

        contents, keep_missed = opened(raw, request)
    return _read(contents, keep_missed)


def _read(contents: Contents, keep_missed: bool) -> dict[str, Any]:
    from .clauses.reader import read_clauses

    found = read_clauses(contents)
    return {"contents": pack(contents), "found": pack(found), "keep_missed": keep_missed}


if __name__ == "__main__":
    main()
