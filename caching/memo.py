"""What many pages share, worked out once and kept in this process until the content changes."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from caching.revision import Revision, bump_pending, current

P = ParamSpec("P")
T = TypeVar("T")

#: The content's revision as the request at hand knows it: empty until somebody asks.
_seen: ContextVar[list[Revision] | None] = ContextVar("seen", default=None)


@contextlib.contextmanager
def one_revision(known: Revision | None = None) -> Iterator[None]:
    """A request that changes no content: the revision is looked up once, or ``known`` already."""
    token = _seen.set([known] if known else [])
    try:
        yield
    finally:
        _seen.reset(token)


def revision() -> Revision:
    """The revision of the content; outside of ``one_revision`` a query each time."""
    seen = _seen.get()
    if seen is None:
        return current()
    if not seen:
        seen.append(current())
    return seen[0]


def memoised_per_revision(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last ``most`` results of a function of published facts and its arguments.

    The results are shared by all requests and threads: nobody changes them. What a
    transaction changes it sees at once, as each change has a mark of its own; while changes
    are held back to be counted once, nothing is kept. An exception is not kept.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        at: Any = lru_cache(maxsize=most)(lambda _, *args, **kwargs: function(*args, **kwargs))

        @wraps(function)
        def now(*args: P.args, **kwargs: P.kwargs) -> T:
            if bump_pending():
                return function(*args, **kwargs)
            return at(revision(), *args, **kwargs)

        return now

    return decorate
