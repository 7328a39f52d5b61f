"""Pages as the systems of bureaus give them."""

import datetime

import pytest

from documents.contents import Attachment, Refused
from documents.html import read_html
from documents.tests.make import make_page

CLAUSE = "退休人员个人账户每人每月划入100元，70周岁及以上的每人每月划入110元。"


def text_of(article, **options):
    return read_html(make_page(article, **options))[0].text


# --- Encodings ------------------------------------------------------------------------------


def _declared(charset, how="<meta charset={}>"):
    return f"<html><head>{how.format(charset)}</head><body><p>{CLAUSE}镕㙍</p></body></html>"


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (_declared("utf-8").encode(), ""),
        (_declared("gb2312").encode("gb18030"), ""),
        (_declared("GBK", '<meta http-equiv="Content-Type" content="text/html; charset={}">')
         .encode("gb18030"), ""),
        (_declared("gb2312").encode(), "text/html; charset=gb2312"),
        (_declared("utf-8").encode("gb18030"), "text/html; charset=utf-8"),
        (_declared("iso-8859-1").encode("gb18030"), "text/html; charset=ISO-8859-1"),
        (b"\xef\xbb\xbf" + _declared("gbk").encode(), ""),
        (b"\xff\xfe" + _declared("utf-16").encode("utf-16-le"), ""),
        (_declared("nonsense").encode("gb18030"), "text/html; charset=\U0001f600"),
    ],
    ids=[
        "utf-8", "gb2312", "http-equiv", "said-gb-is-utf-8", "said-utf-8-is-gb", "said-latin",
        "mark", "utf-16", "nonsense",
    ],
)  # fmt: skip
def test_a_page_is_decoded_by_its_bytes(raw, content_type):
    contents, _ = read_html(raw, content_type=content_type)

    assert contents.text == f"{CLAUSE}镕㙍"


def test_one_broken_letter_spoils_no_page():
    contents, _ = read_html(make_page(f"<p>{CLAUSE * 5}</p>") + b"\xe4\xb8")

    assert contents.text.startswith(CLAUSE)


# --- Lines and spaces -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("<p>每月<span>1</span><span><b>0</b>0</span>元</p>", "每月100元"),
        ("<p>每月<span>1</span><!-- x --><font>00</font><o:p></o:p>元</p>", "每月100元"),
        ("<p>每月&nbsp;100&nbsp;元</p>", "每月100元"),
        ("<p>\n  每人每月\n  划入 100 元\n</p>", "每人每月划入100元"),
        ("<p>第一条<br>第二条</p><div>第三条</div>第四条", "第一条\n第二条\n第三条\n第四条"),
        ("<p>　　甲局&nbsp;&nbsp;&nbsp;乙局</p>", "甲局 乙局"),
        ("<p>每月<s style='display: none'>9</s>100元<script>var a='元'</script></p>", "每月100元"),
        ("<pre>第一条\n第二条</pre>", "第一条\n第二条"),
        ("<p>⼈⺠每⽉1\u202e00\u200b元</p>", "人民每月100元"),
    ],
    ids=[
        "nested-spans", "comment", "nbsp", "wrapped-source", "blocks", "wide-gap", "hidden", "pre",
        "radicals",
    ],
)  # fmt: skip
def test_text_is_what_a_reader_sees(article, text):
    assert text_of(article) == text


# --- Tables ---------------------------------------------------------------------------------


def test_a_cell_that_spans_stands_in_each_row_and_column():
    table = (
        "<table><tr><th>地区</th><th colspan=2>每月</th></tr>"
        "<tr><td rowspan='2'>甲市</td><td><p>不满70周岁</p></td><td>90元</td></tr>"
        "<tr><td>70周岁<br>及以上</td><td>100元</td></tr></table>"
    )

    assert text_of(table).split("\n") == [
        "地区\t每月\t每月",
        "甲市\t不满70周岁\t90元",
        "甲市\t70周岁及以上\t100元",
    ]


def test_sentences_of_one_cell_stay_apart():
    table = "<table><tr><td>甲市</td><td>每月90元<br>70周岁起每月100元</td></tr></table>"

    assert text_of(table) == "甲市\t每月90元 70周岁起每月100元"


def test_a_table_that_only_places_paragraphs_is_none():
    inner = "<table><tr><td>甲</td><td>90</td></tr></table>"
    page = f"<table><tr><td>导航</td><td><p>{CLAUSE}</p><p>第二条</p>{inner}</td></tr></table>"

    assert text_of(page).split("\n") == ["导航", CLAUSE, "第二条", "甲\t90"]


def test_a_row_that_ends_below_a_span_keeps_its_columns():
    table = (
        "<table><tr><td>甲</td><td>90</td><td rowspan=2>月</td></tr><tr><td>乙</td></tr></table>"
    )

    assert text_of(table) == "甲\t90\t月\n乙\t\t月"


# --- The article ----------------------------------------------------------------------------

AROUND = (
    "<nav>首页 政务公开 办事服务</nav><div class='crumb'>当前位置：首页 > 文件</div>"
    "<ul><li><a href='/a'>另一份通知每月划入999元，请看这里的内容</a></li></ul>"
)
KNOBS = (
    "<p>【字体：大 中 小】</p><p>打印本页 | 关闭窗口</p><p>分享到：微信 微博</p>"
    "<p>浏览次数：1234</p><p>上一篇：关于别的事</p><div class='share'>扫一扫在手机打开当前页</div>"
)


@pytest.mark.parametrize(
    "holder",
    [
        '<div class="TRS_Editor">{}</div>',
        '<div class="view TRS_UEDITOR trs_paper_default">{}</div>',
        '<div id="UCAP-CONTENT">{}</div>',
        "<article>{}</article>",
        '<div class="x"><div class="y">{}</div></div>',
        "<table><tr><td class='z'>{}</td></tr></table>",
    ],
    ids=["trs", "ueditor", "ucap", "article", "no-name", "layout-table"],
)
def test_the_article_is_found_without_being_told(holder):
    article = f"<p>{CLAUSE}</p><p>{CLAUSE}</p>{KNOBS}"
    page = (
        f"<html><body>{AROUND}{holder.format(article)}<footer>主办：医保局</footer></body></html>"
    )

    assert read_html(page.encode())[0].text == f"{CLAUSE}\n{CLAUSE}"


def test_selectors_keep_and_drop():
    page = make_page(f"<div class=a><p>{CLAUSE}</p><p class=b>旧的</p></div><p>别的</p>")

    contents, missed = read_html(page, keep=".a", drop=".b")

    assert (contents.text, missed) == (CLAUSE, False)


@pytest.mark.parametrize("keep", [".gone", "div[", "::x", "p,"], ids=["none", "a", "b", "c"])
def test_a_selector_that_fits_nothing_is_said_and_the_whole_is_read(keep):
    contents, missed = read_html(make_page(f"<p>{CLAUSE}</p>"), keep=keep)

    assert (contents.text, missed) == (CLAUSE, True)


@pytest.mark.parametrize("selector", ["*", "html", "body, div, p"])
def test_a_selector_that_fits_everything_does_no_harm(selector):
    page = make_page(f"<p>{CLAUSE}</p>")

    assert read_html(page, keep=selector)[0].text == CLAUSE
    assert read_html(page, drop=selector)[0].text == CLAUSE


# --- What the page says of it ---------------------------------------------------------------


def test_meta_elements_are_read():
    head = (
        "<title>关于调整标准的通知_某市医疗保障局</title>"
        '<meta name="ArticleTitle" content="关于调整标准的通知">'
        '<meta name="PubDate" content="2023-01-05 10:00">'
        '<meta name="ContentSource" content="某市医保局">'
    )

    contents, _ = read_html(make_page(f"<p>{CLAUSE}</p>", head=head))

    assert contents.title == "关于调整标准的通知"
    assert contents.published_on == datetime.date(2023, 1, 5)
    assert contents.publisher == "某市医保局"


def test_the_head_of_a_public_document_is_read():
    around = (
        "<table><tr><td>索 引 号：</td><td>0001/2023-1</td><td>发文字号：</td>"
        "<td>某医保发 ﹝2023﹞ 1号</td></tr>"
        "<tr><td>发文机关：</td><td>某市医疗保障局</td><td>成文日期：</td><td>2022年12月30日</td></tr>"
        "<tr><td>发布日期：</td><td>2023-01-05</td><td>有效性：</td><td>有效</td></tr></table>"
    )

    contents, _ = read_html(make_page(f"<p>{CLAUSE}</p>", around=around))

    assert contents.document_number == "某医保发〔2023〕1号"
    assert contents.publisher == "某市医疗保障局"
    assert contents.published_on == datetime.date(2023, 1, 5)
    assert contents.text == CLAUSE


@pytest.mark.parametrize(
    ("line", "publisher", "day"),
    [
        ("发布时间：2023-01-05 来源：某市医保局 浏览次数：5", "某市医保局", (2023, 1, 5)),
        ("来源：某某日报 日期：2023年1月5日", "", (2023, 1, 5)),
        ("成文日期：2022年12月30日", "", (2022, 12, 30)),
        ("发布日期：2023年13月5日", "", None),
    ],
    ids=["agency", "newspaper", "signed", "no-day"],
)
def test_the_line_below_a_title_is_read(line, publisher, day):
    contents, _ = read_html(make_page(f"<p>{CLAUSE}</p>", around=f"<p>{line}</p>"))

    assert contents.publisher == publisher
    assert contents.published_on == (day and datetime.date(*day))


def test_a_time_within_the_article_is_not_the_day_of_publication():
    contents, _ = read_html(make_page(f"<p>{CLAUSE}</p><p>办理时间：另见，时间：2024年5月1日</p>"))

    assert contents.published_on is None


def test_what_is_named_like_a_knob_and_holds_the_article_is_kept():
    page = f"<div id='printArea'><div id='zoom'><p>{CLAUSE}</p></div></div><p>别的话，别的话。</p>"

    assert read_html(page.encode())[0].text == CLAUSE


@pytest.mark.parametrize(
    ("head", "around", "title"),
    [
        ("<title>关于调整标准的通知_某市医疗保障局</title>", "", "关于调整标准的通知"),
        ("<title>某市医疗保障局 - 政策文件 - 关于调整标准的通知</title>", "", "关于调整标准的通知"),
        ("<title>某市医疗保障局</title>", "<h1>关于调整<br>标准的通知</h1>", "关于调整标准的通知"),
        (
            "<title>某市医疗保障局 - 关于调整标准的通知</title>",
            "<h1>某市医疗保障局</h1>",
            "关于调整标准的通知",
        ),
        (
            "<title>某市医保局</title>",
            "<div class=title>最新政策解读栏目</div><h1>关于甲的通知</h1>",
            "关于甲的通知",
        ),
        ("<title>2023-2025年标准</title>", "", "2023-2025年标准"),
        ("", "", ""),
    ],
    ids=["behind", "before", "heading", "logo", "column", "years", "none"],
)
def test_the_title_has_no_name_of_the_site(head, around, title):
    assert read_html(make_page(f"<p>{CLAUSE}</p>", head=head, around=around))[0].title == title


def test_attachments_are_resolved_and_stand_once():
    article = (
        f"<p>{CLAUSE}</p><p><a href='./P020230105.pdf'>附件：<b>标准表</b></a></p>"
        "<a href='P020230105.pdf'></a><a href='/x/down?id=3'>标准.docx</a><a href='/other'>别的</a>"
    )
    page = make_page(article, around="<a href='/app/使用手册.zip'>手册</a>")

    contents, _ = read_html(page, address="https://ybj.example.gov.cn/art/2023/index.html")

    assert contents.attachments == (
        Attachment("附件：标准表", "https://ybj.example.gov.cn/art/2023/P020230105.pdf"),
        Attachment("标准.docx", "https://ybj.example.gov.cn/x/down?id=3"),
    )
    assert read_html(page)[0].attachments[0].address == "./P020230105.pdf"


# --- Pages that are none --------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head><body></body></html>",
        "<html><head><meta http-equiv='refresh' content='0;url=/'></head><body></body></html>",
        "<html><body><script>eval(function(p,a,c,k,e,d){return p}('0'))</script></body></html>",
        "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>",
        "<html><body><p>您的访问过于频繁，请稍后再试。</p></body></html>",
        "<html><title>安全验证</title><body>请完成验证后继续访问</body></html>",
        "<html><body>当前访问疑似黑客攻击，已被创宇盾拦截</body></html>",
        "<html><body>您的请求被网站管理员设置的WAF规则拦截。</body></html>",
        "<html><body><img src='captcha.jpg'>请输入验证码<input></body></html>",
    ],
    ids=[
        "script", "refresh", "eval", "403", "too-often", "check", "shield", "firewall", "captcha",
    ],
)  # fmt: skip
def test_the_page_of_a_firewall_is_recognised(page):
    with pytest.raises(Refused) as refused:
        read_html(page.encode())

    assert refused.value.why == "blocked-page"


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<p> &nbsp; </p>", "<html><script>1</script></html>"]
)
def test_a_page_without_words_is_no_text(page):
    with pytest.raises(Refused) as refused:
        read_html(page.encode())

    assert refused.value.why == "not-text"


@pytest.mark.parametrize(
    "words",
    ["全场五折，每件100元，欢迎选购。", f"{CLAUSE}" * 5 + "网上办理时请输入验证码。"],
    ids=["a-shop", "a-guide"],
)
def test_any_other_page_is_read(words):
    assert text_of(f"<p>{words}</p>") == words


@pytest.mark.parametrize(
    "struck",
    [
        "<del>{}</del>",
        "<s>{}</s>",
        "<strike>{}</strike>",
        "<span style='text-decoration: line-through'>{}</span>",
        "<p style='visibility: hidden'>{}</p>",
        "<p style='color:red; font-size: 0'>{}</p>",
        "<p style='opacity:0'>{}</p>",
    ],
)
def test_what_is_struck_out_or_hidden_is_not_read(struck):
    clause = "第六条 退休人员每月划入100元，自2027年1月1日起执行，由统筹基金支付。"
    raw = f"<body><div class='article'><p>{struck.format('每月划入90元')}{clause}</p></div></body>"

    contents, _ = read_html(raw.encode())

    assert contents.text == clause


@pytest.mark.parametrize("style", ["font-size:0.9em", "opacity:0.9", "text-decoration:underline"])
def test_what_is_small_or_pale_is_read(style):
    clause = "第六条 退休人员每月划入100元，自2027年1月1日起执行，由统筹基金支付。"
    raw = f"<body><div class='article'><p style='{style}'>{clause}</p></div></body>"

    contents, _ = read_html(raw.encode())

    assert contents.text == clause
