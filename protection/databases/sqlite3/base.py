"""Django's backend for SQLite, with a gate in front and no databases made by mistake."""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from protection.databases.gate import gate


class DatabaseWrapper(base.DatabaseWrapper):
    """``OPTIONS["create"]``: whether a file that is not there is made; requests make none.

    ``OPTIONS["read_only"]``: the file is only read, and nothing is written beside it.
    """

    _file: tuple[int, int] | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        read_only = params.pop("read_only", False)
        if (not params.pop("create", True) or read_only) and (path := self._path()):
            params["database"] = f"{path.as_uri()}?mode={'ro' if read_only else 'rw'}"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self._file = self._file_now()
        return connection

    def ensure_connection(self) -> None:
        gate.enter()
        super().ensure_connection()

    def is_usable(self) -> bool:
        """Whether the file is still the one that was opened: a deleted one could be read on."""
        return self._file == self._file_now()

    def _path(self) -> Path | None:
        if self.is_in_memory_db() or str(self.settings_dict["NAME"]).startswith("file:"):
            return None
        return Path(self.settings_dict["NAME"]).absolute()

    def _file_now(self) -> tuple[int, int] | None:
        path = self._path()
        if path is None:
            return None
        try:
            found = path.stat()
        except FileNotFoundError:
            return (0, 0)  # the file of no connection
        return found.st_dev, found.st_ino
