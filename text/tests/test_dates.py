"""Months and years counted from a day."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.dates import add_months, add_years, age_in_years, age_of_year

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


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ((2026, 11, 29), "不到1年"),
        ((2027, 3, 1), "不到1年"),
        ((2025, 11, 30), "不到1年"),
        ((2025, 11, 29), "1年"),
        ((2025, 10, 30), "1年"),
        ((2025, 10, 29), "1年多"),
        ((2025, 3, 1), "1年多"),
        ((2025, 2, 28), "快2年"),
        ((2022, 12, 1), "快4年"),
        ((2022, 11, 29), "4年"),
        ((2022, 5, 16), "4年多"),
    ],
)
def test_an_age_is_told_in_years_as_people_say_them(since, words):
    assert age_in_years(datetime.date(*since), datetime.date(2026, 11, 29)) == words


@given(st.dates(), st.dates())
def test_an_age_never_claims_more_whole_years_than_there_are(one, other):
    since, today = sorted([one, other])
    words = age_in_years(since, today)
    years = int("".join(filter(str.isdigit, words)))

    if words.startswith(("快", "不到")):
        assert add_years(since, years) > today
    else:
        assert add_years(since, years) <= today


@pytest.mark.parametrize(
    ("year", "words"), [(2027, "不到1年"), (2026, "不到1年"), (2025, "1年左右"), (2022, "4年左右")]
)
def test_of_a_bare_year_only_the_rough_age_is_told(year, words):
    assert age_of_year(year, datetime.date(2026, 11, 29)) == words
