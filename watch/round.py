"""One round over the pages that are due: several hosts side by side, each in a thread of its own.

The threads only ask. What came is handed over one by one and is kept by the thread that has the
database.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fetching.fetch import Answer, NotFetched
from regions.lookalikes import host_of

from .blocks import is_block
from .politeness import Asker, Forbidden

#: So many answers wait for being kept; each may be as large as the limit.
_WAITING = 4


@dataclass(frozen=True)
class Asked:
    """What is asked for: a page, with what is known of its last answer."""

    page: int
    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Came:
    """What came of asking for a page: an answer, or why there is none.

    ``answered`` is False where nothing came back from the network.
    """

    page: int
    answer: Answer | None = None
    fault: str = ""
    forbidden: bool = False
    answered: bool = True


def visits(asker: Asker, pages: Sequence[Asked], *, hosts: int, longest: float) -> Iterator[Came]:
    """Yield what came of asking for ``pages``, ``hosts`` websites at once at most.

    After ``longest`` seconds nothing more is asked for; what was not asked for is not told.
    After a block its website is left alone.
    """
    by_host: dict[str, list[Asked]] = {}
    for page in pages:
        by_host.setdefault(host_of(page.url), []).append(page)
    waiting: queue.SimpleQueue[list[Asked]] = queue.SimpleQueue()
    for of_host in by_host.values():
        waiting.put(of_host)
    crew = _Crew(asker, waiting, time.monotonic() + longest, threading.Event())
    workers = [threading.Thread(target=crew.work, daemon=True) for _ in range(max(1, hosts))]
    for worker in workers:
        worker.start()
    try:
        left = len(workers)
        while left:
            came = crew.came.get()
            if came is None:
                left -= 1
            elif isinstance(came, Exception):
                raise came
            else:
                yield came
    finally:
        crew.stop.set()
        for worker in workers:
            while worker.is_alive():  # one that waits to hand over is let go
                with contextlib.suppress(queue.Empty):
                    crew.came.get_nowait()
                worker.join(0.05)


class _Crew:
    """What the threads of a round share."""

    def __init__(
        self,
        asker: Asker,
        waiting: "queue.SimpleQueue[list[Asked]]",
        until: float,
        stop: threading.Event,
    ):
        self.asker = asker
        self.waiting = waiting
        self.until = until
        self.stop = stop
        self.came: queue.Queue[Came | Exception | None] = queue.Queue(_WAITING)

    def work(self) -> None:
        """Look at one website after the other, until there is none or the time is over."""
        try:
            while True:
                self._look_at(self.waiting.get_nowait())
        except queue.Empty:
            pass
        except Exception as error:  # told to the thread that has the database
            self.came.put(error)
        self.came.put(None)

    def _look_at(self, pages: list[Asked]) -> None:
        for page in pages:
            if self.stop.is_set() or time.monotonic() >= self.until:
                return
            came = self._ask(page)
            self.came.put(came)
            if came.answer is not None and is_block(came.answer):
                return

    def _ask(self, page: Asked) -> Came:
        try:
            answer = self.asker.ask(page.url, etag=page.etag, last_modified=page.last_modified)
        except Forbidden as error:
            return Came(page.page, fault=str(error), forbidden=True)
        except NotFetched as error:
            return Came(page.page, fault=str(error), answered=error.answered or error.refused)
        return Came(page.page, answer)
