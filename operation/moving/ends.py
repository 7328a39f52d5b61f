"""The two databases of a move, beside the one the site runs on: where from, where to."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import ConnectionHandler

SOURCE, TARGET = "move_source", "move_target"


class CannotMove(Exception):
    """Why nothing was moved, in words for the operator."""


def source_settings(path: Path) -> dict[str, Any]:
    """SQLite that can be read only: no statement of ours changes a byte of the file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{quote(str(path.resolve()))}?mode=ro",
        "OPTIONS": {"timeout": 20, "init_command": "PRAGMA query_only=ON"},
    }


def target_settings(url: str) -> dict[str, Any]:
    try:
        found = environ.Env.db_url_config(url)
    except (ValueError, ImproperlyConfigured) as error:
        raise CannotMove("看不懂 PostgreSQL 的地址。要写成 postgres://用户@主机/库名。") from error
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise CannotMove("只能搬到 PostgreSQL，地址要以 postgres:// 开头。")
    return found


@contextlib.contextmanager
def opened(path: Path, url: str) -> Iterator[None]:
    """Make both reachable as ``SOURCE`` and ``TARGET`` until the block ends."""
    if not path.is_file():
        raise CannotMove(f"没有这个文件：{path}")
    both = {SOURCE: source_settings(path), TARGET: target_settings(url)}
    handler = ConnectionHandler({"default": connections.settings["default"], **both})
    try:
        for alias in both:
            connections[alias] = handler[alias]
    except ImproperlyConfigured as error:
        raise CannotMove(
            "没有装 PostgreSQL 的驱动。请先运行：.venv/bin/pip install --require-hashes"
            " -r requirements-scale.txt"
        ) from error
    try:
        yield
    finally:
        for alias in both:
            with contextlib.suppress(AttributeError):
                connections[alias].close()
                del connections[alias]
