"""What is written of a value says the value: no digit is lost, no day is made up."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.models import Source
from text import formats

AMOUNTS = st.decimals(Decimal(0), Decimal("999999.99"), places=2)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "0 元"),
        ("0.05", "0.05 元"),
        ("0.50", "0.5 元"),
        ("10", "10 元"),
        ("100.00", "100 元"),
        ("157.50", "157.5 元"),
        ("999.99", "999.99 元"),
        ("1000", "1,000 元"),
        ("1680.00", "1,680 元"),
        ("1234567.89", "1,234,567.89 元"),
    ],
)
def test_yuan_keep_every_digit_that_counts(amount, written):
    assert formats.yuan(Decimal(amount)) == written


@given(AMOUNTS)
def test_an_amount_can_be_read_back(amount):
    assert Decimal(formats.yuan(amount).removesuffix(" 元").replace(",", "")) == amount


@given(AMOUNTS)
def test_a_number_is_the_amount_without_its_unit(amount):
    assert f"{formats.number(amount)} 元" == formats.yuan(amount)


@given(st.decimals(Decimal(0), Decimal(100), places=2))
def test_a_percentage_can_be_read_back(rate):
    assert Decimal(formats.percent(rate).removesuffix("%")) == rate


@given(AMOUNTS)
def test_machines_read_two_decimals_and_no_comma(amount):
    written = formats.machine(amount)

    assert Decimal(written) == amount
    assert written.partition(".")[2].isdigit()
    assert len(written.partition(".")[2]) == 2
    assert "," not in written


@given(DAYS)
def test_a_day_can_be_read_back(value):
    year, rest = formats.day(value).split("年")
    month, rest = rest.split("月")

    assert datetime.date(int(year), int(month), int(rest.removesuffix("日"))) == value
    assert formats.day(value).startswith(formats.month(value))


@pytest.mark.parametrize(
    ("precision", "written"),
    [
        (Source.Precision.DAY, "2026年6月9日"),
        (Source.Precision.MONTH, "2026年6月"),
        (Source.Precision.ABOUT, "约2026年6月"),
        (Source.Precision.YEAR, "2026年"),
    ],
)
def test_a_document_is_dated_no_more_precisely_than_known(precision, written):
    source = Source(published_on=datetime.date(2026, 6, 9), published_precision=precision)

    assert formats.published(source) == written


def test_every_precision_is_written_in_a_way_of_its_own():
    day = datetime.date(2026, 6, 9)
    ways = {
        formats.published(Source(published_on=day, published_precision=precision))
        for precision in Source.Precision
    }

    assert len(ways) == len(Source.Precision)


@pytest.mark.parametrize("precision", Source.Precision)
def test_a_document_without_a_day_is_given_none(precision):
    assert formats.published(Source(published_precision=precision)) == "资料没有写"


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("", []),
        (" \n\t\n", []),
        ("身份证", ["身份证"]),
        ("身份证\n医保卡", ["身份证", "医保卡"]),
        ("  身份证 \r\n\r\n\t医保卡\n", ["身份证", "医保卡"]),
    ],
)
def test_a_line_is_an_item_and_an_empty_one_is_none(typed, items):
    assert formats.lines(typed) == items
