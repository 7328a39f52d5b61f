"""A table comes to the same sum on both engines, and to another when anything differs."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from operation.moving.sums import NOTHING, normal, summed

UTC = datetime.UTC
NOON = datetime.datetime(2026, 11, 30, 4, 0, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(NOON, NOON.astimezone(ZoneInfo("Asia/Shanghai")), id="zone"),
        pytest.param(Decimal("70.50"), Decimal("70.5"), id="decimals"),
        pytest.param(Decimal("-0.00"), Decimal("0"), id="zero"),
        pytest.param(b"\0\xff", memoryview(b"\0\xff"), id="bytes"),
        pytest.param({"a": 1, "乙": [2]}, {"乙": [2], "a": 1}, id="order-of-keys"),
    ],
)
def test_what_engines_write_differently_is_the_same(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(None, "", id="null-is-not-empty"),
        pytest.param(True, 1, id="a-truth-is-no-number"),
        pytest.param(Decimal("1"), "1", id="a-number-is-no-text"),
        pytest.param("永州", "永州 ", id="blank-at-the-end"),
        pytest.param(NOON, NOON.replace(microsecond=6), id="microsecond"),
        pytest.param(NOON.date(), NOON, id="a-day-is-no-moment"),
        pytest.param({"a": "\0"}, {"a": ""}, id="nul-in-json"),
    ],
)
def test_what_differs_stays_different(one, other):
    assert normal(one) != normal(other)


def test_a_kind_of_value_nobody_thought_of_is_no_silent_guess():
    with pytest.raises(TypeError, match="timedelta"):
        normal(datetime.timedelta(1))


def test_the_order_of_rows_has_no_part_in_the_sum():
    rows = [(1, "永州"), (2, "郴州"), (3, None)]

    assert summed(rows) == summed(reversed(rows))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param([(1, "永州")], id="one-missing"),
        pytest.param([(1, "永州"), (1, "永州"), (1, "永州")], id="one-too-many"),
        pytest.param([], id="none"),
        pytest.param([(1, "永"), (1, "州")], id="others"),
    ],
)
def test_rows_that_are_twice_the_same_do_not_cancel(other):
    assert summed([(1, "永州"), (1, "永州")]) != summed(other)


def test_where_a_value_ends_is_part_of_the_sum():
    assert summed([("永州", "市")]) != summed([("永", "州市")])


def test_no_rows_come_to_nothing():
    assert summed([]) == NOTHING
    assert str(NOTHING) == "0" * 32
