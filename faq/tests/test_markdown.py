"""Markdown beside Chinese, and nothing unsafe."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from faq.markdown import TAGS, to_html, to_text

MARKUP = st.text(st.sampled_from("医保，“”*_#->|[]()`<>&!:/\\ \nab1.\"'="), max_size=60)


#: The attributes of what comes out; the element is ours, around a figure.
ALLOWED = {"a": r'( href="[^"]*")?( rel="nofollow noopener")?', "span": ' class="w"'}


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


@given(MARKUP | st.text(max_size=60))
@example("<a href='javascript:x'>")
@example('[a](//x.com/"onclick=x)')
@example("<!--")
def test_whatever_is_typed_only_our_tags_come_out_and_no_attribute_but_the_address(typed):
    for closing, name, rest in re.findall(r"<(/?)([^\s>]*)([^>]*)>", to_html(typed)):
        assert name in TAGS | {"span"}, typed
        allowed = ALLOWED.get(name, "")
        assert re.fullmatch("" if closing else allowed, rest), typed


def test_no_line_breaks_in_a_figure_and_machines_read_its_plain_words():
    typed = "[满 20 年](/regions/2年/)，**3个月**，打 12393"

    rendered = to_html(typed)

    assert '<span class="w">20 年</span>' in rendered
    assert '<strong><span class="w">3个月</span></strong>' in rendered
    assert rendered.count("<span") == 2
    assert to_text(rendered) == "满 20 年，3个月，打 12393"


@given(MARKUP | st.text(max_size=60))
def test_the_words_for_machines_hold_no_line_without_words(typed):
    text = to_text(to_html(typed))

    assert all(line and line == line.strip() for line in text.split("\n")) or text == ""


@given(st.text("医保余额查询abc123，。！", min_size=1, max_size=60))
def test_words_without_markup_stay_as_they_are(typed):
    assert to_text(to_html(typed)) == typed
    assert to_html(typed) == f"<p>{html.escape(typed)}</p>\n"


def test_signs_that_mean_something_in_html_are_read_as_they_were_typed():
    assert to_text(to_html("满 15 年 & 不满 <20> 年，a < b")) == "满 15 年 & 不满 <20> 年，a < b"


def test_each_cell_item_and_heading_is_a_line_for_machines():
    table = "| 地方 | 电话 |\n|---|---|\n| 兰州 | 12393 |"
    typed = f"## 要带什么\n\n1. 身份证\n2. 社保卡\n\n> 先打电话\n\n{table}"

    assert to_text(to_html(typed)).split("\n") == [
        "要带什么",
        "身份证",
        "社保卡",
        "先打电话",
        "地方",
        "电话",
        "兰州",
        "12393",
    ]


def test_a_link_keeps_its_words_and_leads_to_a_telephone_a_page_or_a_site():
    for address in (
        "tel:12393",
        "/calculator/",
        "https://www.nhsa.gov.cn/",
        "http://x.gov.cn/a?b=c",
    ):
        rendered = to_html(f"打[热线]({address})问")

        assert f'<a href="{address}"' in rendered
        assert to_text(rendered) == "打热线问"


def test_a_link_to_anything_else_keeps_its_words_alone():
    for address in ("javascript:x", "data:text/html,x", "ftp://x", "file:///etc", "mailto:a@b.cn"):
        assert "href" not in to_html(f"打[热线]({address})问"), address


def test_behind_a_bold_sentence_stands_no_second_gap():
    assert to_html("**不清零。** 用不完的") == "<p><strong>不清零。</strong>用不完的</p>\n"
    assert to_html("打 **12393** 问") == "<p>打 <strong>12393</strong> 问</p>\n"
