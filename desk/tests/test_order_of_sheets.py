"""The rows of a sheet stand in one order, whichever database they come from."""

import datetime

import pytest

from desk.spreadsheets.definitions import DeductionSheet, PolicySheet
from desk.spreadsheets.questions import LocalAnswerSheet
from faq.tests.make import make_local_answer
from regions.tests.make import make_deduction, make_policy

TODAY = datetime.date(2026, 11, 30)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sheet", "make"),
    [
        (PolicySheet, make_policy),
        (DeductionSheet, make_deduction),
        (LocalAnswerSheet, make_local_answer),
    ],
)
def test_what_has_no_day_stands_before_what_has_one(lanzhou, sheet, make):
    for day in (datetime.date(2026, 1, 1), None, datetime.date(2025, 1, 1)):
        make(lanzhou, effective_from=day)

    days = [row.effective_from for row in sheet(TODAY).rows()]

    assert days == [None, datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)]
