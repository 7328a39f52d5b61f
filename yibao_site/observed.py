"""The outermost layer of the site: gives each request an id, counts answers, tells slow ones."""

import logging
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.backends.signals import connection_created
from django.dispatch import receiver

from protection.clients import came_through_proxy
from protection.middleware import BILL

from .logs import REQUEST_ID

logger = logging.getLogger(__name__)

#: The header that carries the id, as the proxy sends it and as we answer it.
HEADER = "X-Request-ID"
#: The environ key under which the application finds the figures of this process.
FIGURES = "yibao_site.figures"
#: Characters of an address in the log.
LONGEST_PATH = 200
_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Behind(NamedTuple):
    """How the page store is, and whether the thread that looks at the version has a database."""

    kept_bytes: int
    made: int
    reachable: bool


class Figures:
    """What this process has answered since it started; it knows nothing of who asked."""

    def __init__(self, behind: Callable[[], Behind]) -> None:
        self.answers: Counter[str] = Counter()
        self.slow = 0
        self.behind = behind
        self._lock = threading.Lock()

    def note(self, status: str, slow: bool) -> None:
        with self._lock:
            self.answers[f"{status[:1]}xx"] += 1
            self.slow += slow


class Queries(threading.local):
    """Counts the queries of each thread, from its start on."""

    number = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


queries = Queries()


@receiver(connection_created)
def count_queries(connection, **signal) -> None:
    """Have the queries of a connection counted; one that comes back is counted already."""
    if queries not in connection.execute_wrappers:
        connection.execute_wrappers.append(queries)


class Observed:
    """Wraps ``application``; requests that take ``slow`` seconds get a line in the log.

    The id is our proxy's where one passed the request on. ``behind`` tells how the page store is.
    What the brake charges, it is told at the end, with all that was done outside of it.
    """

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        *,
        slow: float,
        behind: Callable[[], Behind],
    ) -> None:
        self.application = application
        self.slow = slow
        self.figures = Figures(behind)

    def __call__(self, environ, start_response) -> Iterable[bytes]:
        own_id = self._id_of(environ)
        token = REQUEST_ID.set(own_id)
        environ[FIGURES] = self.figures
        bill: list[Callable[[float], None]] = []
        environ[BILL] = bill
        status = ["500"]

        def with_id(line, headers, exc_info=None):
            status[0] = line
            if not _may_be_shared(headers):
                headers = [*headers, (HEADER, own_id)]
            return start_response(line, headers, *([exc_info] if exc_info else []))

        before = queries.number
        wall, processor = time.perf_counter(), time.thread_time()
        try:
            return self.application(environ, with_id)
        finally:
            for charge in bill:
                charge(time.thread_time() - processor)
            took = time.perf_counter() - wall
            self.figures.note(status[0], took >= self.slow)
            if took >= self.slow:
                logger.warning(
                    "Slow: %s %s %s, %.2f s, processor %.2f s, %d queries",
                    environ["REQUEST_METHOD"],
                    _path(environ),
                    status[0][:3],
                    took,
                    time.thread_time() - processor,
                    queries.number - before,
                )
            REQUEST_ID.reset(token)

    def _id_of(self, environ) -> str:
        """Return the proxy's id where it comes from a proxy and is well-formed, else a new one."""
        said = environ.get("HTTP_X_REQUEST_ID", "")
        if said and came_through_proxy(environ) and _WELL_FORMED.fullmatch(said):
            return said
        return os.urandom(8).hex()


def _may_be_shared(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether caches may give this answer to others, for whom the id would be wrong."""
    for name, value in headers:
        if name.lower() == "cache-control" and ("s-maxage" in value or "public" in value):
            return True
    return False


def _path(environ) -> str:
    """Return the path of a request without its query, cut."""
    raw = environ.get("PATH_INFO", "")[: LONGEST_PATH * 4]
    return raw.encode("latin-1", "replace").decode("utf-8", "replace")[:LONGEST_PATH]
