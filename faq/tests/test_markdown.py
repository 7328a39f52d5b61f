"""Markdown beside Chinese, and nothing unsafe."""

import pytest

from faq.markdown import to_html


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("**“强调”**后面", "“强调”"),
        ("**医保：**余额", "医保："),
        ("前面**强调**后面", "强调"),
        ("前面**“强调”**", "“强调”"),
        ("**年数。** 接着算", "年数。"),
        ("（**注意**）", "注意"),
        ("a **bold** b", "bold"),
    ],
)
def test_bold_beside_chinese(text, bold):
    assert f"<strong>{bold}</strong>" in to_html(text)


@pytest.mark.parametrize("text", ["3 * 4 * 5", "a_b_c", "只有一个*星号"])
def test_what_is_no_emphasis_stays(text):
    assert "<em>" not in to_html(text)


def test_a_line_break_is_a_line_break():
    assert "<br" in to_html("第一行\n第二行")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[点](javascript:alert(1))",
        '<a href="https://x" style="color:red" onclick="x()">x</a>',
        "![图](https://x/y.png)",
    ],
)
def test_nothing_unsafe_gets_through(text):
    html = to_html(text)

    for tag in ("<script", "<img", 'href="javascript', "<a "):
        assert tag not in html


def test_links_say_nothing_of_us():
    assert 'rel="nofollow noopener"' in to_html("[国家医保局](https://www.nhsa.gov.cn/)")
