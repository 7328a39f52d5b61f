"""Which words a heading keeps whole."""

import pytest

from text.words import WORDS, pieces


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("退休后医保卡每月打多少钱？", ["退休", "医保卡", "每月", "多少钱"]),
        ("医保断了，以前交的是不是白交了？", ["医保", "以前", "是不是", "白交了"]),
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
