"""Django's backend for PostgreSQL, with a gate in front and a limit on the silence of a server."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from protection.databases.gate import gate
from protection.databases.watchdog import watchdog


class Watched(DatabaseErrorWrapper):
    """What Django puts around everything that it asks of a database, with a limit on its time."""

    def __init__(self, wrapper: "DatabaseWrapper") -> None:
        super().__init__(wrapper)
        self.wrapper = wrapper

    def __enter__(self) -> None:
        self.wrapper.begin_waiting()

    def __exit__(self, *error: Any) -> None:
        self.wrapper.end_waiting()
        super().__exit__(*error)


class DatabaseWrapper(base.DatabaseWrapper):
    """``OPTIONS["silence"]``: after so many seconds without an answer the connection is cut.

    The server ends a statement that takes too long, but cannot where the network passes nothing.
    """

    _waits = 0

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params.pop("silence", None)
        return params

    def ensure_connection(self) -> None:
        gate.enter()
        super().ensure_connection()

    @cached_property
    def wrap_database_errors(self) -> Watched:
        return Watched(self)

    def is_usable(self) -> bool:
        with self._watched():
            return super().is_usable()

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        self.begin_waiting()
        try:
            yield
        finally:
            self.end_waiting()

    def begin_waiting(self) -> None:
        """Have the connection cut unless ``end_waiting`` comes in time; may be nested."""
        self._waits += 1
        if self._waits > 1 or self.connection is None:
            return
        limits = (self.settings_dict["OPTIONS"].get("silence"), gate.left())
        if set_ := [seconds for seconds in limits if seconds is not None]:
            watchdog.watch(self, self.connection, min(set_))

    def end_waiting(self) -> None:
        self._waits -= 1
        if not self._waits:
            watchdog.forget(self)
