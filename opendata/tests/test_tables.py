"""The tables: what stands in a row, what stays out of it, and what a reading costs."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faq.tests.make import make_local_answer, make_question
from opendata.tables import TABLES
from opendata.tables.table import in_cell
from regions.tests.make import (
    make_channel,
    make_deduction,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 30)
BY_NAME = {table.name: table for table in TABLES}


def rows(name, today=TODAY):
    table = BY_NAME[name]
    return [
        {column.name: column.value(row) for column in table.columns} for row in table.rows(today)
    ]


def test_a_tier_is_told_in_yuan_with_fen_and_unknown_is_nothing(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, Decimal("90"))])

    (tier,) = rows("tiers")

    assert tier["amount"] == "90.00"
    assert tier["rate_percent"] is None
    assert tier["max_age"] is None
    assert tier["min_age"] == 0


def test_a_percentage_stands_as_the_document_states_it(lanzhou):
    make_policy(lanzhou, rates=[(0, None, Decimal("2.80"))])

    assert rows("tiers")[0]["rate_percent"] == "2.8"


def test_a_rule_says_whose_it_is_how_old_and_how_far_checked(gansu):
    source = make_source(published_on=datetime.date(2024, 11, 1))
    make_policy(gansu, tiers=[(0, None, Decimal("120"))], source=source)

    (policy,) = rows("policies")

    assert (policy["level"], policy["place_name"]) == (1, "甘肃省")
    assert (policy["grade"], policy["grade_name"]) == ("secondary", "二手资料")
    assert policy["known_on"] == "2024-11-01"
    assert policy["ever_checked"] is False
    assert policy["age"] == "资料是 2024年11月1日的，2年了，从没核对过"
    assert policy["source"] == source.key


def test_a_rule_too_old_to_be_shown_has_no_figure_in_any_column(lanzhou):
    source = make_source(published_on=datetime.date(2021, 11, 29))
    make_policy(
        lanzhou,
        tiers=[(0, None, Decimal("91.37"))],
        source=source,
        wording="每月91.37元",
        basis="按 91.37 定",
        notes="91.37 元",
    )

    (policy,) = rows("policies")

    assert policy["withheld"] is True
    assert policy["in_words"] == "需核实"
    assert "91.37" not in str(policy)
    assert rows("tiers") == []
    assert rows("tiers", datetime.date(2026, 11, 29)) != []  # the day before it was still told


def test_a_deduction_too_old_to_be_shown_has_no_figure(lanzhou):
    source = make_source(published_on=datetime.date(2021, 1, 1))
    make_deduction(lanzhou, amount=Decimal("8.66"), source=source, wording="每月8.66元")

    (deduction,) = rows("deductions")

    assert deduction["withheld"] is True
    assert "8.66" not in str(deduction)


def test_a_place_names_the_rule_that_holds_there_which_may_be_its_province_s(gansu, lanzhou):
    policy = make_policy(gansu, tiers=[(0, None, Decimal("120"))])

    place = next(row for row in rows("places") if row["name"] == "兰州市")

    assert place["policy"] == policy.key
    assert place["full_name"] == "甘肃省兰州市"
    assert place["url"].endswith("/regions/gansu/lanzhou/")


def test_a_province_whose_places_differ_says_that_its_rule_is_not_theirs(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, Decimal("120"))])
    make_policy(lanzhou, tiers=[(0, None, Decimal("90"))])

    told = {row["name"]: row["differs"] for row in rows("places")}

    assert told["甘肃省"] is True
    assert told["兰州市"] is False


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_nothing_is_told_that_is_not_published(lanzhou, status):
    make_policy(lanzhou, tiers=[(0, None, Decimal("90"))], status=status)
    make_deduction(lanzhou, status=status)
    make_channel(lanzhou, status=status)
    make_local_answer(lanzhou, make_question(status=status), status=status)
    make_statistic(lanzhou, status=status)
    make_source(status=status)

    told = {name: len(rows(name)) for name in BY_NAME if name != "places"}

    assert {name: number for name, number in told.items() if number} == {}


def fill(places):
    for place in places:
        make_policy(place, tiers=[(0, None, Decimal("90"))])
        make_deduction(place)
        make_channel(place)
        make_local_answer(place)
        make_statistic(place)


def test_a_reading_takes_as_many_queries_for_many_rows_as_for_few(gansu, lanzhou):
    """Not of the changes: their page reads the named ones, of which there are few each day."""
    fill([lanzhou])
    few = {}
    for name in BY_NAME:
        with CaptureQueriesContext(connection) as queries:
            assert rows(name)
        few[name] = len(queries)
    fill(make_region(slug=f"place{n}", parent=gansu) for n in range(5))

    for name in few.keys() - {"changes"}:
        with CaptureQueriesContext(connection) as queries:
            rows(name)
        assert (name, len(queries)) == (name, few[name])


def test_every_column_of_every_table_is_named_once_and_explained():
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        assert table.note.endswith("。")
        assert all(column.title and column.words for column in table.columns)


def test_a_withheld_figure_stands_in_no_quote_of_its_source(lanzhou):
    old = datetime.date(2021, 1, 1)
    source, other = (make_source(published_on=old, quote="每月91.37元") for _ in range(2))
    deducted = make_source(published_on=old, quote="扣8.66元")
    fresh = make_source(quote="每月90元")
    policy = make_policy(lanzhou, tiers=[(0, None, Decimal("91.37"))], source=source)
    policy.other_sources.add(other)
    make_deduction(lanzhou, amount=Decimal("8.66"), source=deducted)
    make_policy(make_region(slug="baiyin", parent=lanzhou.parent), source=fresh)

    quotes = {row["key"]: row["quote"] for row in rows("sources")}

    assert quotes == {source.key: None, other.key: None, deducted.key: None, fresh.key: "每月90元"}


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+86", "'+86"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("\tx", "'\tx"),
        ("\nx", "'\nx"),
        ("'x", "''x"),
        ("90.00", "90.00"),
        ("甘肃=陇", "甘肃=陇"),
        (False, "false"),
        (0, "0"),
    ],
)
def test_no_cell_is_taken_for_a_formula(text, cell):
    assert in_cell(text) == cell
