"""One reader of numbers in words: what is said in one way only is read, the rest is left open."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.chinese_numbers import numbers_in, value

READ = {
    **{"零": 0, "一": 1, "两": 2, "十": 10, "十五": 15, "二十": 20, "二十三": 23, "一百": 100},
    **{"一百三十": 130, "一百三": 130, "一百零三": 103, "一百〇三": 103, "一百一十三": 113},
    **{"两百五": 250, "三千七": 3700, "一千零五十": 1050, "一千零五": 1005, "一千五百": 1500},
    **{"一万二": 12000, "一万零二百": 10200, "两万五千": 25000, "十二万": 120000, "一亿二": 1.2e8},
    **{"壹佰叁拾": 130, "叁佰": 300, "贰仟捌佰": 2800, "壹萬貳仟": 12000, "兩百": 200},
    **{"130": 130, "1,300": 1300, "1.2万": 12000, "1万2": 12000, "1万2千": 12000, "3千5": 3500},
    **{"3百50": 350, "1万2000": 12000, "二〇二六": 2026, "二○二六": 2026, "一三〇": 130},
}
LEFT_OPEN = ["", "百", "万一", "千万", "几十", "十几", "三五", "三五百", "一百三百", "十百", "1,3"]
LEFT_OPEN += ["一万万", "130三", "点八", "二点", "9" * 41, "元"]
BEHIND_THE_POINT = {"二点八": "2.8", "零点五": "0.5", "十二点五": "12.5", "一点二万": "12000"}


@pytest.mark.parametrize(("word", "number"), READ.items(), ids=READ)
def test_a_number_in_words_or_digits_is_read(word, number):
    assert value(word) == Decimal(str(number))


@pytest.mark.parametrize(("word", "number"), BEHIND_THE_POINT.items(), ids=BEHIND_THE_POINT)
def test_what_lies_behind_the_point_is_read(word, number):
    assert value(word) == Decimal(number)


@pytest.mark.parametrize("word", LEFT_OPEN)
def test_what_may_be_several_numbers_or_is_none_is_left_open(word):
    assert value(word) is None


@given(st.integers(1, 9999_9999))
def test_every_whole_number_is_read_as_it_is_written_in_words(number):
    assert value(in_words(number)) == number


def in_words(number: int) -> str:
    """Return a number below a hundred million in words, as on a cheque: 一千零五十万零三."""

    def below(part: int) -> str:
        digits = f"{part:04}"
        said = "".join(
            f"{'零一二三四五六七八九'[int(digit)]}{unit if digit != '0' else ''}"
            for digit, unit in zip(digits, ["千", "百", "十", ""], strict=True)
        ).rstrip("零")
        while "零零" in said:
            said = said.replace("零零", "零")
        return said if part >= 1000 else said.lstrip("零")

    high, low = divmod(number, 10000)
    gap = "零" if high and 0 < low < 1000 else ""
    return f"{below(high)}{'万' if high else ''}{gap}{below(low)}"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("每人每月划入一百三十元", {"130"}),
        ("按百分之二点八、2.8％、千分之五划入", {"2.8", "5", "0.5"}),
        ("１，３００元，1,680.50 元", {"1300", "1680.50"}),
        ("满七十周岁，二〇二六年一月一日起", {"70", "2026"}),
        ("130<b>元</b>，&#49;40 元", {"130", "140"}),
        ("第十二条：统一由一家经办，一是方便百姓，十分重要", set()),
        ("一元", {"1"}),
    ],
)
def test_all_numbers_of_a_quotation_are_found_in_digits_and_in_words(text, numbers):
    assert numbers_in(text) == {Decimal(number) for number in numbers}


@given(st.text(max_size=60) | st.text("一二三十百千万亿零点两几130,.％分之第 元", max_size=40))
def test_any_text_is_read_without_an_error(text):
    numbers_in(text)
    value(text)
