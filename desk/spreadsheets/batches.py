"""Look through a file in parts, and write it once it was shown and confirmed.

Nothing is written before the confirmation but the batch itself. Then all of it is written in one
short transaction that also removes the batch: a process that is killed leaves either the whole
or the preview, which can be confirmed once more.
"""

import dataclasses
from collections.abc import Callable

from django.contrib.auth.models import User

from desk.models import SheetBatch

from . import writing
from .files import Table
from .importing import Sheet
from .plans import Result, RowResult

#: For so many rows of a file at a time the rows that they change are loaded.
MOST_AT_ONCE = 1_000


class AlreadyGone(writing.MovedOn):
    """The batch was confirmed or cancelled in another window."""


def begin(sheet: Sheet, by: User, name: str, table: Table) -> SheetBatch:
    """Keep a file that ``by`` wants to import.

    Raises ValidationError where its columns are not those of ``sheet``.
    """
    sheet.check_headings(table.headings)
    told = dataclasses.asdict(table)
    return SheetBatch.objects.begin(by, sheet.model, name, told, len(table.rows))


def go_on(batch: SheetBatch, sheet: Sheet, enough: Callable[[], bool]) -> None:
    """Look at further rows of the file until all are looked at, or it is ``enough``.

    Raises ValidationError where an upgrade has changed the columns.
    """
    if batch.is_looked_through:
        return
    table, told = batch.content, batch.worked_out
    sheet.check_headings(table["headings"])
    coming = table["rows"][batch.done : batch.done + MOST_AT_ONCE]
    sheet.know(Table(table["headings"], coming))
    if told:
        sheet.memory = told["memory"]
    rows = told.get("rows", [])
    for line, cells in coming:
        rows.append(sheet.look_at(line, table["headings"], cells).as_json())
        if enough():
            break
    if not batch.went_on(len(rows), {"memory": sheet.memory, "rows": rows}):
        raise AlreadyGone("这份表格在另一个窗口里看过了，或者取消了。")


def result_of(batch: SheetBatch) -> Result:
    """Return what importing the rows that were looked at does."""
    return Result([RowResult.from_json(row) for row in batch.worked_out.get("rows", [])])


def confirm(batch: SheetBatch, sheet: Sheet, result: Result) -> None:
    """Write what was shown of ``batch``, and remove it.

    Raises MovedOn where rows were changed since it was looked at, and ValidationError where an
    upgrade has changed the columns; nothing is written then.
    """
    sheet.check_headings(batch.content["headings"])

    def take_away() -> None:
        if not SheetBatch.objects.filter(pk=batch.pk).delete()[0]:
            raise AlreadyGone("刚才已经导入过，或者取消了。")

    writing.write(sheet, result.plans, first=take_away)
