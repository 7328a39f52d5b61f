"""Whatever people type: what is understood means what was meant, all else is told in Chinese."""

import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calculator import parsing
from text.dates import add_months, add_years

TODAY = datetime.date(2026, 11, 24)
BEGIN = datetime.date(1949, 1, 1)
DAYS = st.dates(datetime.date(2001, 1, 1), datetime.date(2100, 12, 31))
MONTHS_IN_WORDS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
WIDE = str.maketrans(
    "0123456789.,-/", "０１２３４５６７８９．，－／"
)  # full width, as a Chinese keyboard types
#: What stands around numbers, numbers themselves, and letters of every kind.
TYPED = st.text() | st.text("0123456789０９.．,，-－/年月日岁周元块钱¥￥ \u3000十二两份上个")


def written(draw, text: str) -> str:
    """``text`` in half or full width, with blanks around and between its characters."""
    text = text.translate(WIDE) if draw(st.booleans()) else text
    gap = draw(st.sampled_from(["", " ", "\u3000", "\t"]))
    return gap + (gap.join(text) if draw(st.booleans()) else text) + gap


@st.composite
def typed_ages(draw):
    age = draw(st.integers(0, parsing.MAX_AGE))
    return age, written(draw, f"{age}{draw(st.sampled_from(['', '岁', '周岁']))}")


@st.composite
def typed_amounts(draw):
    """An amount of at most 100,000 yuan, not zero, as people write it."""
    amount = draw(st.integers(1, 10_000_000).map(lambda fen: Decimal(fen) / 100))
    number = f"{amount:,}" if draw(st.booleans()) else f"{amount:.2f}"
    before = draw(
        st.sampled_from(["", "¥", "￥", "+", "人民币", "入账：", "收入人民币+", "转入CNY"])
    )
    after = draw(
        st.sampled_from(["", "元", "圆整", "块", "块钱", "元/月", "元每月", "RMB", "元。"])
    )
    return amount, written(draw, f"{before}{number}{after}")


@given(typed_ages())
def test_an_age_is_read_back_however_it_is_written(case):
    age, typed = case

    assert parsing.age(typed) == age


@given(typed_amounts())
def test_an_amount_is_read_back_to_the_fen_however_it_is_written(case):
    amount, typed = case

    assert parsing.money(typed) == parsing.own_pension(typed) == amount
    assert parsing.average_pension(typed) == amount


@given(st.dates(datetime.date(1920, 1, 1), TODAY), st.data())
def test_a_month_of_birth_is_read_back_however_it_is_written(born, data):
    form = data.draw(
        st.sampled_from(
            [
                *("{0:%Y}-{1}", "{0:%Y}年{1}月", "{0:%Y}.{1}", "{0:%Y}/{0:%m}", "{0:%Y%m}"),
                *("{0:%Y}–{1}", "{0:%Y}、{1}", "{0:%Y}年{1}月份", "{0:%Y%m%d}"),
                "{0:%Y}年{1}月{0.day}日",
            ]
        )
    )
    typed = written(data.draw, form.format(born, born.month))

    assert parsing.birth_month(typed, TODAY) == born.replace(day=1)


@given(DAYS, st.data())
def test_a_day_is_read_back_however_it_is_written(day, data):
    form = data.draw(
        st.sampled_from(["{0}-{1}-{2}", "{0}年{1}月{2}日", "{0}.{1}.{2}", "{0}/{1}/{2}"])
    )
    typed = written(data.draw, form.format(day.year, day.month, day.day))

    assert parsing.day(typed, add_years(day, -1)) == day


@given(TYPED)
@example("٣٧٠٠")
@example("①②")
@example("²")
@example("9" * 100)
def test_no_text_is_read_as_a_value_out_of_bounds_and_each_fault_is_told_in_chinese(typed):
    earliest = datetime.date(2016, 11, 1)
    readers = [
        (parsing.age, (), range(parsing.MAX_AGE + 1).__contains__),
        (parsing.money, (), lambda v: 0 < v <= 100_000 and v == round(v, 2)),
        (parsing.average_pension, (), lambda v: 0 < v <= 100_000 and v == round(v, 2)),
        (parsing.own_pension, (), lambda v: 0 < v <= 100_000 and v == round(v, 2)),
        (
            parsing.retired,
            (TODAY,),
            lambda v: BEGIN <= v.first <= v.last <= datetime.date(2026, 11, 30),
        ),
        (parsing.birth_month, (TODAY,), lambda v: datetime.date(1905, 12, 1) <= v <= TODAY),
        (parsing.month, (TODAY,), lambda v: earliest <= v <= TODAY and v.day == 1),
        (parsing.day, (TODAY,), lambda v: v.year in range(2000, 2037)),
    ]
    for read, rest, allowed in readers:
        fault = ""
        try:
            assert allowed(read(typed, *rest)), read
        except ValueError as error:
            fault = str(error)
        assert not fault or re.search("[一-龥]", fault), read


@given(DAYS, st.integers(1, 12), st.sampled_from(["{}月", "{}月份"]), st.booleans())
def test_a_month_without_a_year_is_the_last_of_its_name_that_has_begun(today, number, form, words):
    name = MONTHS_IN_WORDS[number - 1] if words else str(number)

    found = parsing.month(form.format(name), today)

    assert (found.month, found.day) == (number, 1)
    assert add_months(today.replace(day=1), -11) <= found <= today


@given(DAYS)
def test_last_month_is_the_month_before_in_january_too(today):
    first = today.replace(day=1)

    assert parsing.month("本月", today) == first
    assert parsing.month("上月", today) == (first - datetime.timedelta(days=1)).replace(day=1)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2000, 12, 31)), st.integers(0, 1440))
def test_a_year_of_age_is_twelve_months_whatever_the_day_of_the_month(birthday, months):
    born = birthday.replace(day=1)
    first = add_months(born, months)
    last = add_months(born, months + 1) - datetime.timedelta(days=1)

    assert (
        parsing.completed_years(born, first) == parsing.completed_years(born, last) == months // 12
    )


@given(st.dates(datetime.date(1908, 2, 29), datetime.date(2000, 12, 31)), st.integers(0, 40_000))
@example(datetime.date(1956, 2, 29), 25_567)  # 2026-02-28: the day before the birthday is counted
def test_the_age_by_month_is_the_true_one_but_in_the_month_of_birth_itself(birthday, lived):
    on = birthday + datetime.timedelta(days=lived)
    true = on.year - birthday.year - ((on.month, on.day) < (birthday.month, birthday.day))

    told = parsing.completed_years(birthday.replace(day=1), on)

    if on.month == birthday.month and on.day < birthday.day:
        assert told == true + 1
    else:
        assert told == true


def test_nobody_is_older_than_120_to_the_month():
    for today in (TODAY, datetime.date(2026, 12, 1), datetime.date(2028, 2, 29)):
        too_old = add_years(today.replace(day=1), -121)
        oldest = add_months(too_old, 1)

        assert parsing.birth_month(f"{oldest:%Y-%m}", today) == oldest
        with pytest.raises(ValueError, match="太早"):
            parsing.birth_month(f"{too_old:%Y-%m}", today)


def test_the_last_day_that_can_be_asked_for_is_ten_years_away_on_a_leap_day_too():
    leap = datetime.date(2028, 2, 29)

    assert parsing.day("2038-02-28", leap) == datetime.date(2038, 2, 28)
    with pytest.raises(ValueError, match="2038-02-28"):
        parsing.day("2038-03-01", leap)


def test_the_earliest_month_of_a_report_is_the_same_month_ten_years_ago():
    for today in (datetime.date(2026, 1, 31), datetime.date(2028, 2, 29)):
        first = add_years(today.replace(day=1), -10)

        assert parsing.month(f"{first:%Y-%m}", today) == first
        with pytest.raises(ValueError, match="最近10年"):
            parsing.month(f"{add_months(first, -1):%Y-%m}", today)


def test_numbers_in_words_are_read_where_they_mean_one_thing():
    assert [parsing.age(typed) for typed in ("六十八岁", "六十八周岁", "一百零二")] == [68, 68, 102]
    assert [parsing.money(typed) for typed in ("九十元", "三千七百块")] == [90, 3700]
    for typed in ("几十元", "三五百", "九十来块"):
        with pytest.raises(ValueError, match="只写数字"):
            parsing.money(typed)


def test_an_amount_of_several_numbers_or_finer_than_a_fen_is_not_guessed():
    for typed in (
        "90-100",
        "90~100元",
        "90或85",
        "90.555",
        "90.5.1",
        "约90",
        "1e3",
        "90、100",
        "90 100",
        "90, 100",
    ):
        with pytest.raises(ValueError, match=r"请写|只写一个数"):
            parsing.money(typed)
