"""Months and years counted from a day."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.dates import add_months, add_years

MONTHS = st.integers(-150_000, 150_000)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        ((2026, 11, 29), 12, (2027, 11, 29)),
        ((2026, 12, 1), 1, (2027, 1, 1)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2028, 3, 31), -1, (2028, 2, 29)),
        ((2028, 2, 29), 48, (2032, 2, 29)),
        ((9999, 12, 31), 1, (9999, 12, 31)),
        ((1, 1, 1), -1, (1, 1, 1)),
    ],
    ids=["year", "december", "short", "leap", "leap-to-leap", "last-day", "first-day"],
)
def test_months_are_counted_to_the_same_day_or_the_last(day, months, found):
    assert add_months(datetime.date(*day), months) == datetime.date(*found)


@given(st.dates(), MONTHS)
def test_every_day_has_one_any_number_of_months_away(day, months):
    found = add_months(day, months)

    elapsed = (found.year - day.year) * 12 + found.month - day.month
    assert found in (datetime.date.min, datetime.date.max) or elapsed == months
    assert found.day <= day.day or found == datetime.date.max


@given(st.dates(), st.dates(), MONTHS)
def test_counting_keeps_the_order_of_days(one, other, months):
    earlier, later = sorted([one, other])

    assert add_months(earlier, months) <= add_months(later, months)


@given(st.dates(max_value=datetime.date(9000, 1, 1)), st.integers(0, 900))
def test_years_keep_the_day_but_29_february(day, years):
    found = add_years(day, years)

    assert (found.year, found.month) == (day.year + years, day.month)
    assert found.day == day.day or (day.month, day.day, found.day) == (2, 29, 28)
