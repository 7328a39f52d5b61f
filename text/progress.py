"""How far a long command is: redrawn on a terminal, a line now and then in a log."""

import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, TextIO, TypeVar

T = TypeVar("T")

#: Seconds between two drawings on a terminal, and between two lines of a log.
REDRAWN, LOGGED = 0.2, 10.0


class Progress:
    """Says how far something is, out of ``total`` (None: nobody knows how many there are).

    On a terminal one line is redrawn in place; elsewhere one line is written each ten seconds,
    none if all is over sooner, so that the log of a timer stays short. ``out`` None: says nothing.

    >>> import io
    >>> log = io.StringIO()
    >>> with Progress(log, "查网址", 3, clock=iter([0, 11, 12, 23]).__next__) as so_far:
    ...     for _ in range(3):
    ...         so_far.step()
    >>> print(log.getvalue(), end="")
    查网址：1/3
    查网址：3/3
    """

    def __init__(
        self,
        out: TextIO | Any | None,
        what: str,
        total: int | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.out, self.what, self.total, self.clock = out, what, total, clock
        self.done = 0
        self.drawn = ""
        self.on_terminal = out is not None and bool(getattr(out, "isatty", bool)())
        self.last = clock()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.drawn:  # the line that comes next starts at the left
            self._write(f"\r{' ' * 2 * len(self.drawn)}\r")

    def step(self, detail: str = "", by: int = 1) -> None:
        """One more is done; ``detail`` says which, where a person looks on."""
        self.done += by
        now = self.clock()
        if now - self.last < (REDRAWN if self.on_terminal else LOGGED):
            return
        self.last = now
        many = f"{self.done}/{self.total}" if self.total is not None else f"{self.done}"
        line = f"{self.what}：{many}"
        if not self.on_terminal:
            self._write(f"{line}\n")
            return
        line = f"{line} {detail}".rstrip()[:70]
        self._write(f"\r{line}{' ' * 2 * max(0, len(self.drawn) - len(line))}")
        self.drawn = line

    def _write(self, text: str) -> None:
        if self.out is not None:
            # Commands' own stream adds a line's end unless told not to.
            getattr(self.out, "_out", self.out).write(text)
            self.out.flush()


def counted(
    things: Iterable[T], out: TextIO | Any | None, what: str, total: int | None = None
) -> Iterator[T]:
    """Yield ``things`` and say how many have been taken so far."""
    with Progress(out, what, total) as so_far:
        for thing in things:
            yield thing
            so_far.step(str(thing))
