"""What is typed means one thing in any spelling, or is asked about: nothing is guessed."""

import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text import reading

#: What people, banks and keyboards put around 90 yuan.
NINETY = [
    *("90", "９０", "90.00", "+90.00", "＋90", "90元", "90 元", "90圆", "90圓", "90块", "90块钱"),
    *("¥90", "￥90.00", "RMB90", "rmb 90", "CNY 90.00", "90.00CNY", "人民币90元", "90元人民币"),
    *("转入 90.00元", "入账90元", "收入人民币90.00元", "到账：90.00", "收入(人民币)90.00元。"),
    *("90.00 元/月", "90元每月", "每月90元", "90元/人/月", "每人每月90元", "90元一个月", "90元整"),
    *(
        "90\u200b",
        "\ufeff90",
        "\u200e90",
        "9\u00ad0",
        "90\ufe0f",
        "\u3000９０．００\u3000元",
        "9 0",
    ),
    *("٩٠", "𝟗𝟎"),
]
#: What nobody can be sure of, by what is odd about it.
UNSURE = {
    "comma": ["3,70", "3,7", "37,00", "3，70", "3，7 元", "1,2345", "1,2345.00", "3700,", "0,370"],
    "comma and blank": ["90, 100", "3, 700", "3,700, 4,000"],
    "other commas": [
        "3、700",
        "3、7",
        "3،700",
        "3٫7",
        "3٬700",
        "3;7",
        "3'700",
        "3·7",
        "3。7",
        "3﹑7",
    ],
    "blank": ["90 100", "37 00", "12 345", "1 23 456"],
}
NOT_A_NUMBER = [
    *(
        "",
        "元",
        "②",
        "9²",
        "½",
        "⒐0",
        "㈨",
        "三五百",
        "几百",
        "一百多",
        "约90",
        "余额90",
        "尾号1234入账90元",
        "-",
        ".",
    ),
    *("90-100", "90~100", "90或85", "1e3", "1.5万块地", "90元5", "90元5月", "90元83元"),
    *("1080元/年", "9" * 16, "90%"),
]


@pytest.mark.parametrize("typed", NINETY)
def test_an_amount_is_read_with_all_that_people_and_banks_put_around_it(typed):
    assert reading.yuan(typed) == 90


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("3,700", "3700"),
        ("３，７００", "3700"),
        ("3,700.00元", "3700"),
        ("12,345.60", "12345.60"),
        ("1,234,567", "1234567"),
        ("3 700", "3700"),
        ("3 , 7 0 0", "3700"),
        ("-75", "-75"),
        ("90元5角", "90.5"),
        ("３,７００块５", "3700.5"),
        ("90元5角5分钱", "90.55"),
        ("一百三十元", "130"),
        ("一百三", "130"),
        ("每月一百零三块", "103"),
        ("九十块五", "90.5"),
        ("一百三十元一个月", "130"),
        ("壹佰叁拾元整", "130"),
        ("1.2万", "12000"),
        ("二点八", "2.8"),
    ],
)
def test_what_is_one_amount_is_read_as_it_is_said(typed, amount):
    assert reading.yuan(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", [typed for kind in UNSURE.values() for typed in kind], ids=lambda typed: typed
)
def test_what_may_be_another_number_or_two_is_asked_about(typed):
    for read in (reading.yuan, reading.percent, reading.whole):
        with pytest.raises(ValueError, match="请只写一个数"):
            read(typed)


@pytest.mark.parametrize("typed", NOT_A_NUMBER)
def test_what_is_no_number_of_yuan_is_not_made_one(typed):
    assert reading.yuan(typed) is None


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(",，"))
def test_any_comma_but_each_thousands_mark_in_its_place_is_asked_about(whole, fen, comma):
    written = f"{whole:,}.{fen:02}"
    assert reading.yuan(written.replace(",", comma)) == Decimal(f"{whole}.{fen:02}")

    digits = f"{whole}"
    for at in range(1, len(digits) + 1):
        moved = f"{digits[:at]}{comma}{digits[at:]}"
        if moved.replace("，", ",") != f"{whole:,}":
            with pytest.raises(ValueError, match="请只写一个数"):
                reading.yuan(moved)


@pytest.mark.parametrize(
    "typed",
    [
        *("2.8", "2.8%", "２．８％", "2.8 %", "百分之2.8", "2.80%"),
        *("百分之二点八", "二点八％", "2.8个点", "2.8 个百分点"),
    ],
)
def test_a_percentage_is_read_with_or_without_its_sign(typed):
    assert reading.percent(typed) == Decimal("2.8")


@pytest.mark.parametrize("typed", ["2.8元", "2.8‰", "千分之二点八", "%"])
def test_another_unit_is_no_percentage(typed):
    assert reading.percent(typed) is None


@pytest.mark.parametrize("typed", ["70", "７０", "70岁", "70 周岁", "70.0", "70\u200b"])
def test_a_whole_number_is_read(typed):
    assert reading.whole(typed) == 70


@pytest.mark.parametrize("typed", ["70.5", "七十", "⑦", "70元", "1e1"])
def test_what_is_no_whole_number_is_not_made_one(typed):
    assert reading.whole(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("2026年1月1日", "2026.1.1", "2026/1/1", "2026-01-01", "20260101", "２０２６．１．１"),
        *("2026 年 1 月 1 日", "2026. 1. 1", "2026 1 1", "2026–1–1", "2026—01—01", "2026年1月1号"),
        *(
            "2026-01-01 00:00:00",
            "2026/1/1 0:00",
            "2026-01-01T00:00:00",
            "2026\\1\\1",
            "2026。1。1",
        ),
        *("\ufeff2026-01-01", "2026年1月1日\u200b", "2026、1、1", "2026，1，1"),
    ],
)
def test_a_day_is_read_in_any_spelling(typed):
    assert reading.day(typed) == datetime.date(2026, 1, 1)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "2026",
            "2026-01",
            "2026年2月29日",
            "2026-13-01",
            "26-1-1",
            "1月1日",
            "0000-01-01",
            "今天",
        ),
        *("44986", "2026-1-1-1", "2026-01-01 08:30", "①2026-1-1", "2026年1月1日至2027年1月1日"),
    ],
)
def test_what_is_no_one_day_is_not_made_one(typed):
    assert reading.day(typed) is None


@given(st.text(max_size=120) | st.text("0123456789０②.,，、-–/年月日元%¥ +()\u200b", max_size=40))
def test_whatever_is_typed_a_reader_reads_it_or_says_in_chinese_what_is_unclear(typed):
    readers = (reading.yuan, reading.percent, reading.whole, reading.days, reading.day)
    for read in (*readers, reading.month, reading.phone):
        fault = ""
        try:
            read(typed)
        except ValueError as error:
            fault = str(error)
        assert not fault or re.search("[一-龥]", fault), read


def test_the_last_month_of_the_calendar_has_a_last_day():
    assert reading.days("9999") == (datetime.date(9999, 1, 1), datetime.date.max)
    assert reading.days("9999-12") == (datetime.date(9999, 12, 1), datetime.date.max)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12393", "12393"),
        ("０５５１—１２３９３", "0551-12393"),
        ("0551 12393", "0551-12393"),
        ("（0551）12393", "0551-12393"),
        ("400-820-8820", "400-820-8820"),
        ("138 0013 8000", "138-0013-8000"),
        ("+86-10-12393", "+86-10-12393"),
        ("0551\u200b-12393", "0551-12393"),
    ],
)
def test_a_telephone_number_is_read_as_it_can_be_dialled(typed, number):
    assert reading.phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("12393（人工）", "不像一个电话号码"),
        ("0551-12393、12345", "不像一个电话号码"),
        ("0551-12393/12345", "不像一个电话号码"),
        ("1" * 17, "不像一个电话号码"),
        ("9.6123456789e+16", "不像一个电话号码"),
        ("55112393", "0551-12393"),
        ("931-12345", "0931-12345"),
    ],
)
def test_what_cannot_be_dialled_is_asked_about(typed, word):
    with pytest.raises(ValueError, match=word):
        reading.phone(typed)
