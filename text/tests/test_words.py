"""What no line breaks: the words of headings, figures with their units."""

import re

import pytest

from text.words import WORDS, figures_kept, pieces


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("退休后医保卡每月打多少钱？", ["退休", "医保卡", "每月", "多少钱"]),
        ("医保断了，以前交的是不是白交了？", ["医保", "以前", "交的", "是不是", "白交了"]),
        ("居民医保一年管一年，不累计年数", ["居民医保", "一年", "一年", "不累计", "年数"]),
        ("家里人的钱不知道，是新政策了吗", ["不知道", "新政策"]),
        ("个人账户的余额没有了？", ["个人账户的", "余额", "没有了"]),
        ("上海74岁按哪一档？", ["74岁"]),
        ("每月 1,680 元起", ["每月", "1,680 元起"]),
        ("按 2%–3% 打", ["2%–3%"]),
        ("居民医保连续交满4年", ["居民医保", "连续", "4年"]),
        ("", []),
    ],
)
def test_known_words_and_figures_with_their_units_stay_whole(text, kept):
    found = pieces(text)

    assert "".join(piece for piece, _ in found) == text
    assert [piece for piece, whole in found if whole] == kept


def test_no_word_is_wider_than_a_small_screen_in_the_largest_type():
    assert [word for word in WORDS if not 2 <= len(word) <= 4] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("每月 50 元到 1,200.50 元", ["50 元", "1,200.50 元"]),
        ("2023年10月31日，3年了", ["2023年10月31日", "3年"]),
        ("按 2%–3%，70岁及以上", ["2%–3%", "70岁"]),
        ("3到12个月，10个工作日", ["12个月", "10个工作日"]),
        ("打 12393，网址 fuwu2.gov.cn", []),
        ("鲁医保发〔2023〕47号", ["47号"]),
        ("没有数", []),
    ],
)
def test_a_figure_stays_with_its_unit_and_nothing_is_added_to_its_words(text, kept):
    written = figures_kept(text)

    assert re.findall(r'<span class="w">([^<]*)</span>', written) == kept
    assert re.sub(r"<[^>]*>", "", written) == text


def test_a_row_of_digits_costs_no_more_than_its_length():
    """An editor may paste a table of numbers: a figure is looked for in sixteen digits at most."""
    assert figures_kept("1" * 100_000) == "1" * 100_000
    assert figures_kept("1," * 50_000 + "5元").endswith("5元</span>")
