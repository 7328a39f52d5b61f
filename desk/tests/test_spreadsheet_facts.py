"""All facts leave as sheets and come back without a difference."""

import datetime
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.spreadsheets.definitions import (
    AliasSheet,
    AreaCodeSheet,
    ChannelSheet,
    ClaimSheet,
    DeductionSheet,
    EstimateSheet,
    PolicySheet,
    StatisticSheet,
)
from desk.spreadsheets.files import (
    MOST_CELLS,
    MOST_COLUMNS,
    Table,
    csv_file,
    read,
    xlsx_file,
)
from desk.spreadsheets.questions import LocalAnswerSheet, QuestionSheet
from desk.spreadsheets.sources import SourceSheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

TODAY = datetime.date(2026, 11, 25)
SHEETS = [PolicySheet, DeductionSheet, ChannelSheet, StatisticSheet, AliasSheet, AreaCodeSheet]
SHEETS += [ClaimSheet, EstimateSheet, QuestionSheet, LocalAnswerSheet, SourceSheet]


@pytest.mark.parametrize("sheet_class", SHEETS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_all_rows_come_back_unchanged(sheet_class, kind):
    sheet = sheet_class(TODAY)
    lines = list(sheet.lines())
    if kind == "csv":
        content = csv_file(sheet.headings, lines)
    else:
        content = xlsx_file(sheet.headings, lines, sheet.notes())

    result = sheet_class(TODAY).take(read(f"表.{kind}", content), dry_run=True)

    assert [row.step for row in result.rows] == ["不变"] * len(lines)


def selects(sheet_class, table) -> int:
    """How often looking at ``table`` asks the database for rows."""
    with CaptureQueriesContext(connection) as queries:
        sheet_class(TODAY).take(table, dry_run=True)
    return sum(query["sql"].startswith("SELECT") for query in queries)


@pytest.mark.parametrize("sheet_class", SHEETS)
def test_a_row_that_is_unchanged_asks_the_database_for_nothing(sheet_class):
    sheet = sheet_class(TODAY)
    rows = list(enumerate(islice(sheet.lines(), 100), 2))

    one, many = (selects(sheet_class, Table(sheet.headings, some)) for some in (rows[:1], rows))

    assert many == one


@pytest.mark.parametrize("sheet_class", SHEETS)
def test_as_many_rows_as_are_let_in_have_room_for_every_cell(sheet_class):
    assert len(sheet_class(TODAY).headings) <= MOST_COLUMNS
    assert sheet_class(TODAY).most_rows * len(sheet_class(TODAY).headings) <= MOST_CELLS
    assert sheet_class(TODAY).most_rows >= 3_000
