"""Writes a whole set of files: each table as CSV and JSON Lines, the edition, package and sums."""

import csv
import datetime
import gzip
import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from opendata.tables import TABLES, Table
from opendata.tables.table import in_cell

from . import edition_file, folder, package
from .package import Written


def write_set(into: Path, state: package.State) -> None:
    """Write all files of the content ``state`` into the empty folder ``into``.

    Rows are written as they are read, so that a long table takes no more memory than a short one.
    """
    written = [file for table in TABLES for file in _write_table(into, table, state.day)]
    edition_file.write(into / folder.EDITION, state.day)
    written.append(_measured(into / folder.EDITION, None, None))
    # Of an empty file of JSON Lines nobody can read the columns: the package does not list it.
    listed = [file for file in written if file.rows or not file.name.endswith(".jsonl")]
    said = json.dumps(package.described(state, listed), ensure_ascii=False, indent=1)
    (into / folder.PACKAGE).write_text(said + "\n", encoding="utf-8")
    names = [folder.PACKAGE, *(file.name for file in written)]
    sums = "".join(f"{sha256(into / name)}  {name}\n" for name in names)
    (into / folder.SUMS).write_text(sums, encoding="utf-8")
    for name in names:
        _pack(into / name)


def _write_table(into: Path, table: Table, today: datetime.date) -> Iterable[Written]:
    as_csv, as_lines = into / f"{table.name}.csv", into / f"{table.name}.jsonl"
    names = [column.name for column in table.columns]
    number = 0
    with (
        as_csv.open("w", encoding="utf-8-sig", newline="") as cells,
        as_lines.open("w", encoding="utf-8", newline="\n") as lines,
    ):
        sheet = csv.writer(cells)
        sheet.writerow(names)
        for number, row in enumerate(table.rows(today), 1):  # noqa: B007 the last is their number
            values = [column.value(row) for column in table.columns]
            sheet.writerow([in_cell(value) for value in values])
            lines.write(_as_line(dict(zip(names, values, strict=True))))
    return [_measured(path, table, number) for path in (as_csv, as_lines)]


def _as_line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def _measured(path: Path, table: Table | None, rows: int | None) -> Written:
    return Written(path.name, table, rows, path.stat().st_size, sha256(path))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(path: Path) -> None:
    with (
        path.open("rb") as plain,
        path.with_name(path.name + folder.PACKED).open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed)
