"""Results that many pages share, kept in this process until the content changes."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextvars import ContextVar
from functools import lru_cache, partial, wraps
from typing import Any, ParamSpec, TypeVar

from caching.revision import Revision, bump_pending, current

P = ParamSpec("P")
T = TypeVar("T")

#: The revision that the current request has looked up: empty until then, None outside.
_seen: ContextVar[list[Revision] | None] = ContextVar("seen", default=None)


@contextlib.contextmanager
def one_revision(known: Revision | None = None) -> Iterator[None]:
    """Run a request that only reads with one look-up of the revision, or none if ``known``."""
    token = _seen.set([known] if known else [])
    try:
        yield
    finally:
        _seen.reset(token)


def revision() -> Revision:
    """Return the content's revision; outside ``one_revision`` each call makes a query."""
    seen = _seen.get()
    if seen is None:
        return current()
    if not seen:
        seen.append(current())
    return seen[0]


def memoised_per_revision(most: int, states: int = 2) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last ``most`` results of a function that reads only published facts and arguments.

    So many of each of the last ``states`` revisions: the one that pages show, and one that an
    editor's preview tries out; what belongs to older ones is let go, with all it held. All requests
    and threads share the results, so callers must not change them. A transaction sees its own
    changes at once, because each change has a mark of its own. Within ``one_bump`` nothing is
    kept; an exception is never kept. Threads that want the same at the same moment, as all do
    after a change, wait for the one that works it out, and get its exception if it fails: they
    would only slow each other down, and wait for a database that hangs one after the other.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        shared = _by_one_thread(function)

        @lru_cache(maxsize=states)
        def of_revision(at: Revision) -> Any:
            return lru_cache(maxsize=most)(partial(shared, at))

        @wraps(function)
        def now(*args: P.args, **kwargs: P.kwargs) -> T:
            if bump_pending():
                return function(*args, **kwargs)
            return of_revision(revision())(*args, **kwargs)

        return now

    return decorate


def _by_one_thread(function: Callable[..., T]) -> Callable[..., T]:
    """Call ``function`` once for all threads that ask for the same at the same moment.

    The first argument, the revision, is for telling apart only.
    """
    going_on: dict[Any, Future[T]] = {}
    changing = threading.Lock()

    def shared(at: Revision, *args: Any, **kwargs: Any) -> T:
        key = at, args, tuple(kwargs.items())
        with changing:
            working, mine = going_on.get(key), Future[T]()
            if working is None:
                going_on[key] = mine
        if working is not None:
            return working.result()
        try:
            mine.set_result(function(*args, **kwargs))
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with changing:
                del going_on[key]
        return mine.result()

    return shared
