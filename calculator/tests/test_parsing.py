"""Forgiving reading of what people type, and a kind word where it fails."""

import datetime
from decimal import Decimal

import pytest

from calculator import parsing

TODAY = datetime.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "age"),
    [
        ("68", 68),
        ("６８", 68),
        ("68\u200b", 68),
        ("\u200e68\ufe0f", 68),
        ("6 8", 68),
        (" 68 岁 ", 68),
        ("68周岁", 68),
        ("六十八", 68),
        ("六十八周岁", 68),
        ("一百零二岁", 102),
        ("0", 0),
        ("120", 120),
    ],
)
def test_ages_are_understood(typed, age):
    assert parsing.age(typed) == age


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("-1", "只写数字"),
        ("121", "0 到 120"),
        ("六八", "只写数字"),
        ("七十几", "只写数字"),
        ("二百", "0 到 120"),
        ("68.5", "整数"),
        ("1e400", "只写数字"),
        ("岁", "只写数字"),
        ("②", "只写数字"),
        ("7²", "只写数字"),
        ("6,8", "只写数字"),
        ("68 70", "只写数字"),
        ("9" * 3000, "写短一点"),
    ],
)
def test_other_ages_are_told_how_to_mend(typed, word):
    with pytest.raises(ValueError, match=word):
        parsing.age(typed)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("3700", "3700"),
        ("3,700元", "3700"),
        ("３，７００ 元/月", "3700"),
        ("¥3700.50", "3700.50"),
        ("100000", "100000"),
        ("0.01", "0.01"),
    ],
)
def test_pensions_are_understood(typed, amount):
    assert parsing.average_pension(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["0", "-3700", "NaN", "9e99", "Infinity", "100000.01", "3700.555", "三千几", "元"]
)
def test_other_pensions_are_refused(typed):
    with pytest.raises(ValueError, match=r"[一-龥]"):
        parsing.average_pension(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("1956-03", "1956年3月", "1956.3", "195603", "１９５６－０３", "1956/3", "1956年03月份"),
        *("1956–03", "1956—03", "1956−03", "1956‑3", "1956——03", "1956、03", "1956，3", "1956。3"),
        *("1956 3", "1956 年 3 月", "1956年3月生", "1956·03", "1956\u200b-03"),
        *("1956年3月31日", "19560331", "1956-03-31", "1956.3.31", "1956/3/31", "1956年3月5号"),
    ],
)
def test_months_of_birth_are_understood(typed):
    assert parsing.birth_month(typed, TODAY) == datetime.date(1956, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        *("1956", "1956-13", "0000-01", "2027-01", "1900-01", "abc", "1956年2月30日", "19550229"),
        *("560329", "1956-3-", "3月1956年", "1956年③月", "1956-03-31-01", "195603311"),
    ],
)
def test_other_months_of_birth_are_refused(typed):
    with pytest.raises(ValueError, match="1956-03"):
        parsing.birth_month(typed, TODAY)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (datetime.date(1956, 3, 1), datetime.date(2026, 2, 28), 69),
        (datetime.date(1956, 3, 1), datetime.date(2026, 3, 1), 70),
    ],
    ids=["month-before", "month-of-birth"],
)
def test_completed_years_change_with_the_month_of_birth(born, on, age):
    assert parsing.completed_years(born, on) == age


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-11-24", "2026年11月24日", "2026/11/24", "2026.11.24", "２０２６年１１月２４日"),
        *("2026 年 11 月 24 日", "2026. 11. 24", "2026 11 24", "20261124", "2026–11–24"),
        *("2026年11月24号", "2026-11-24 00:00:00", "\ufeff2026-11-24", "2026、11、24"),
    ],
)
def test_days_are_understood(typed):
    assert parsing.day(typed, TODAY) == TODAY


@pytest.mark.parametrize("typed", ["2000-01-01", "2036-11-24"])
def test_the_first_and_last_day_are_accepted(typed):
    assert parsing.day(typed, TODAY).isoformat() == typed


@pytest.mark.parametrize(
    "typed", ["1999-12-31", "2036-11-25", "0001-01-01", "2026-02-30", "明天", "2026", "2026-11"]
)
def test_other_days_are_refused(typed):
    with pytest.raises(ValueError, match="之间"):
        parsing.day(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("90", "90"),
        ("９０．５ 元", "90.5"),
        ("1,080块", "1080"),
        ("¥0.01", "0.01"),
        ("九十", "90"),
        ("一百三", "130"),
    ],
)
def test_amounts_that_arrived_are_understood(typed, amount):
    assert parsing.money(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["0", "-90", "NaN", "1e5", "100000.01", "90.555", "九十多", "元"])
def test_other_amounts_are_refused(typed):
    with pytest.raises(ValueError, match=r"[一-龥]"):
        parsing.money(typed)


@pytest.mark.parametrize("typed", ["2026-11", "2016-11", "2026年3月", "2026.3", " ２０２６/３ "])
def test_recent_months_are_understood(typed):
    assert parsing.month(typed, TODAY).day == 1


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("这个月", (2026, 11)),
        ("上个月", (2026, 10)),
        ("10月份", (2026, 10)),
        ("十一月", (2026, 11)),
        ("十二月", (2025, 12)),
    ],
)
def test_a_month_without_its_year_is_the_latest(typed, month):
    assert parsing.month(typed, TODAY) == datetime.date(*month, 1)


@pytest.mark.parametrize("typed", ["2026-12", "2016-10", "2026", "2026-13", "0000-01", "去年"])
def test_other_months_are_refused(typed):
    with pytest.raises(ValueError, match="2026-11"):
        parsing.month(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("1998", ("1998-01-01", "1998-12-31")),
        ("１９９８年", ("1998-01-01", "1998-12-31")),
        ("1998-02", ("1998-02-01", "1998-02-28")),
        ("1998年2月5日", ("1998-02-01", "1998-02-28")),
        ("199802", ("1998-02-01", "1998-02-28")),
        ("1949", ("1949-01-01", "1949-12-31")),
        ("2026", ("2026-01-01", "2026-11-30")),
        ("2026-11", ("2026-11-01", "2026-11-30")),
    ],
)
def test_a_retirement_is_read_as_its_first_and_last_possible_day(typed, days):
    found = parsing.retired(typed, TODAY)

    assert (found.first.isoformat(), found.last.isoformat()) == days


@pytest.mark.parametrize(
    "typed", ["1948", "1948-12", "2027", "2026-12", "98", "1998-13", "去年", ""]
)
def test_other_retirements_are_refused(typed):
    with pytest.raises(ValueError, match="2001-03"):
        parsing.retired(typed, TODAY)


@pytest.mark.parametrize("typed", ["4,123.45元", "￥4123.45", "4123.45 元/月"])
def test_ones_own_pension_is_read_like_an_average_one(typed):
    assert parsing.own_pension(typed) == Decimal("4123.45")


@pytest.mark.parametrize("typed", ["0", "100000.01", "三千多", "4123.455"])
def test_other_pensions_of_ones_own_are_refused(typed):
    with pytest.raises(ValueError, match=r"3700|100000"):
        parsing.own_pension(typed)


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("去年12月", datetime.date(2025, 12, 1)),
        ("去年的十二月份", datetime.date(2025, 12, 1)),
        ("今年3月", datetime.date(2026, 3, 1)),
        ("前年8月", datetime.date(2024, 8, 1)),
    ],
)
def test_a_month_of_a_year_that_is_named_by_today(typed, month):
    assert parsing.month(typed, TODAY) == month


@pytest.mark.parametrize(
    ("typed", "why"), [("今年12月", "还没有到"), ("去年", "请写年和月"), ("去年13月", "请写年和月")]
)
def test_no_month_of_such_a_year_is_guessed(typed, why):
    with pytest.raises(ValueError, match=why):
        parsing.month(typed, TODAY)
