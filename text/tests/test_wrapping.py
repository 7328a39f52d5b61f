"""Lines for a terminal: short enough with wide characters, and broken where one may."""

import pytest

from text.wrapping import COLUMNS, columns, wrapped

LONG = "兰州退休人员医保卡（个人账户）每月 90 元，用的是兰州市的标准。" * 9


@pytest.mark.parametrize(
    ("text", "wide"),
    [("", 0), ("90", 2), ("兰州", 4), ("“兰州”", 8), ("每月 90 元", 10), ("……", 4)],
)
def test_wide_characters_take_two_columns(text, wide):
    assert columns(text) == wide


def test_no_line_is_longer_and_nothing_is_lost():
    lines = wrapped(LONG, "  ", "    ")

    assert all(columns(line) <= COLUMNS for line in lines)
    assert lines[0].startswith("  兰")
    assert lines[1].startswith("    ")
    assert "".join(line.strip() for line in lines).replace(" ", "") == LONG.replace(" ", "")


@pytest.mark.parametrize("most", range(12, 40))
def test_no_punctuation_begins_a_line_and_no_figure_is_torn(most):
    lines = [line.strip() for line in wrapped(LONG, most=most)]

    assert not [line for line in lines if line[0] in "，。）"]
    assert not [line for line in lines if line[-1] in "（"]
    assert sum(line.count("90 元") for line in lines) == 9


def test_an_address_stays_whole_even_if_it_is_longer():
    address = "https://www.example.gov.cn/" + "a1/" * 40

    assert wrapped(f"网址：{address}") == ["网址：", address]


def test_a_day_is_one_figure():
    lines = wrapped("资料是2023年10月31日的，快4年了。" * 5, most=20)

    assert sum("2023年10月31日" in line for line in lines) == 5


def test_an_empty_text_is_one_empty_line():
    assert wrapped("") == [""]
