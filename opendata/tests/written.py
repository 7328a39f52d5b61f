"""A whole set of files for tests: written once for a module that stands on the facts."""

import contextlib
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from caching import revision
from opendata.files import package
from opendata.files.writing import write_set


def state() -> package.State:
    now = revision.current()
    return package.State(now.number, now.mark, timezone.localdate())


@contextlib.contextmanager
def set_of_facts(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Write the files of all facts into a folder that is gone after the module."""
    factory = request.getfixturevalue("tmp_path_factory")
    request.getfixturevalue("facts")
    blocker = request.getfixturevalue("django_db_blocker")
    folder = factory.mktemp("set")
    with blocker.unblock():
        write_set(folder, state())
    yield folder


def cells(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a file of CSV, as a program reads them."""
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lines(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a file of JSON Lines."""
    text = (folder / f"{table}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
