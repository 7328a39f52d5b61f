"""Read pages steadily and write down what came of each: ``python -m cluster.readers SPEC OUT``.

SPEC is a file of JSON: a list of streams, each with ``name``, ``door`` (nginx's) or ``sockets``
(the folder of an instance: then each of its workers in turn is asked), ``paths``, ``rate`` a
second, whether the addresses are ``fresh`` (a parameter that no cache before the site has seen),
a ``cookie``, and whether it ``revalidates`` what it has seen. A line of OUT: moment, seconds,
stream, status, number of the change shown (or ``-``), path.
"""

import http.client
import itertools
import json
import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from .marks import number_in
from .web import Door, UnixConnection, behind_proxy, is_alive, workers_at

#: Longer than any must; a reader who waits so long has failed.
PATIENCE = 20.0
ENCODINGS = ("gzip", "br, gzip", "identity")
#: What is written as the status of a connection that broke, and of one whose worker was killed.
BROKEN, GONE = 0, -1


def ask(
    connection: http.client.HTTPConnection, path: str, head: dict[str, str]
) -> tuple[int, str, str]:
    """Ask once and return status, text and ETag; ``BROKEN`` for no whole answer."""
    try:
        connection.request("GET", path, headers=head)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return BROKEN, repr(error), ""
    finally:
        connection.close()
    plain = answer.headers.get("Content-Encoding", "identity") == "identity"
    text = body.decode("utf-8", "replace") if plain else ""
    return answer.status, text, answer.headers.get("ETag") or ""


class Stream:
    """One kind of reader, with a few threads so that a slow answer does not slow the asking."""

    THREADS = 6

    def __init__(self, spec: dict, out):
        self.spec, self.out = spec, out
        self.random = random.Random(spec["name"])  # noqa: S311 (which page is read, no secret)
        self.turns = itertools.count()
        self.tags: dict[str, dict[str, str]] = {}
        self.lock = threading.Lock()
        self.due = time.monotonic()

    def start(self) -> None:
        for _ in range(self.THREADS):
            threading.Thread(target=self.read_on, daemon=True).start()

    def read_on(self) -> None:
        while True:
            with self.lock:
                moment = self.due = max(self.due + 1 / self.spec["rate"], time.monotonic() - 1)
            time.sleep(max(0.0, moment - time.monotonic()))
            self.read()

    def household(self) -> str:
        """Return one of many addresses; nginx of the test believes it, as it would a CDN."""
        return f"198.18.{self.random.randrange(256)}.{self.random.randrange(1, 255)}"

    def read(self) -> None:
        turn = next(self.turns)
        path = self.spec["paths"][turn % len(self.spec["paths"])]
        if self.spec.get("fresh"):
            path += f"{'&' if '?' in path else '?'}x={self.random.randrange(10**9)}"
        door, worker = Door.read(self.spec["door"]), None
        connection: http.client.HTTPConnection
        if "sockets" in self.spec:
            sockets = Path(self.spec["sockets"])
            workers = workers_at(sockets)
            if not workers:
                return
            worker = workers[turn % len(workers)]
            connection = UnixConnection(sockets / f"{worker}.sock", PATIENCE)
            head = behind_proxy(door.host, self.household()) | {"Accept-Encoding": "identity"}
        else:
            connection = door.connection(PATIENCE)
            head = {"Host": door.host, "Accept-Encoding": self.random.choice(ENCODINGS)}
            head["X-Forwarded-For"] = self.household()
        if "cookie" in self.spec:
            head["Cookie"] = self.spec["cookie"]
        if self.spec.get("revalidates") and path in self.tags:
            head |= self.tags[path]
        began = time.monotonic()
        status, text, tag = ask(connection, path, head)
        if tag:
            self.tags[path] = {"If-None-Match": tag, "Accept-Encoding": head["Accept-Encoding"]}
        took = time.monotonic() - began
        if status == BROKEN and worker is not None and not is_alive(worker):
            status = GONE  # in flight when its worker was killed, and nobody before it to ask again
        shown = number_in(text)
        who = self.spec["name"] if worker is None else f"{self.spec['name']}/{worker}"
        line = f"{began:.4f} {took:.4f} {who} {status} {'-' if shown is None else shown} {path}"
        self.out.write(line + "\n")


def lines_of(file: Path) -> Iterator[list[str]]:
    """Yield the complete lines that were written so far, in words."""
    text = file.read_text("utf-8") if file.exists() else ""
    for line in text[: text.rfind("\n") + 1].splitlines():
        yield line.split(" ")


def main(spec: Path, out: Path) -> None:
    with out.open("a", buffering=1, encoding="utf-8") as log:
        for one in json.loads(spec.read_text("utf-8")):
            Stream(one, log).start()
        while True:
            time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
