"""What of a search may be counted: words, never what may be somebody's number."""

import pytest

from visits.terms import LONGEST_TERM, term_of


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("断交", "断交"),
        ("　断　交？ ", "断 交"),
        ("ＡＢＣ卡", "abc卡"),
        ("兰州 75岁 60岁", "兰州 75岁 60岁"),
        ("2026年划入", "2026年划入"),
        ("二〇二六年", "二〇二六年"),
        ("<b>返款</b>", "返款"),
        ("12345热线", ""),
        ("1234热线", "1234热线"),
        ("返款.查询", "返款.查询"),
        ("年满60.5岁", "年满60.5岁"),
    ],
)
def test_words_are_folded_and_short_numbers_stay(typed, term):
    assert term_of(typed) == term


@pytest.mark.parametrize(
    "typed",
    [
        "张三 13800138000",
        "１３８００１３８０００ 张三",
        "张三 138 0013 8000",
        "张三 1.3.8.0.0",
        "张三 138-00-13",
        "张三一三八零零一三八零零零",
        "张三 幺三八〇〇",
        "张三 壹叁捌零零",
        "张三 ①③⑧⓪⓪",
        "张三 ⑬⑧⓪⓪",
        "张三 1\u200b3\u200b8\u200b0\u200b0",
        "张三 1️⃣3️⃣8️⃣0️⃣0️⃣",
        "62010219500101001X 王",
        "张三 ١٣٨٠٠",
        "张三1a38b00c13",
        "张三 6222\u31648888",
        "张三 12а34а5",
        "zhang@example.org",
        "example.org 张三",
        "example。com 张三",
        "example . com 张三",
        "examp1e．ｃｏｍ",
        "www.example.org 张三",
        "https://example.org",
        "13800138000",
        "？！",
        "",
        "字" * (LONGEST_TERM + 1),
        "张三" + "x" * 95 + "13800138000",
    ],
)
def test_what_may_be_somebodys_is_dropped_whole(typed):
    assert term_of(typed) == ""


def test_a_long_text_is_cut_before_it_is_looked_at():
    assert term_of("好" * 1_000_000) == ""
