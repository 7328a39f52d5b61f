"""List pages: links, each with the day that is printed beside it."""

import datetime

import pytest

from documents.reading import Links, PageLink, links
from documents.tests.make import make_page

TITLE = "关于调整退休人员个人账户划入标准的通知"
AT = "https://ybj.example.gov.cn/zwgk/index.html"
DAY = datetime.date(2026, 11, 3)


def links_of(html, **options):
    return links(make_page(html), address=AT, **options)


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='a.html'>{title}</a><span>2026-11-03</span></li>",
        "<li><span>[2026-11-03]</span><a href='a.html'>{title}</a></li>",
        "<li><a href='a.html' title='{title}'>关于调整退休…</a>2026年11月3日</li>",
        "<tr><td><a href='a.html'>{title}</a></td><td>2026/11/03</td></tr>",
        "<li><a href='a.html'>{title}<span>2026.11.03</span></a></li>",
        "<li><p><b>03</b><i>2026-11</i></p><h4><a href='a.html'>{title}</a></h4></li>",
        "<li><em>2026</em><b>11-03</b><p><a href='a.html'>{title}</a></p></li>",
        "<dd><a href='a.html'>{title}</a></dd><dd>2026-11-03</dd>",
        "<div><a href='a.html'><img src=x></a><a href='a.html'>{title}</a>2026-11-03</div>",
    ],
    ids=[
        "behind",
        "before",
        "cut-title",
        "table",
        "inside",
        "leaf",
        "year-above",
        "next",
        "picture",
    ],
)
def test_a_link_has_the_day_beside_it(row):
    holder = "<table>{}</table>" if row.startswith("<tr") else "<ul>{}</ul>"
    second = row.replace("a.html", "b.html").replace("{title}", "另一份{title}")
    second = second.replace("2026", "2025")

    found = links_of(holder.format((row + second).format(title=TITLE)))

    assert found.links == (
        PageLink(TITLE, "https://ybj.example.gov.cn/zwgk/a.html", DAY),
        PageLink(
            f"另一份{TITLE}",
            "https://ybj.example.gov.cn/zwgk/b.html",
            datetime.date(2025, 11, 3),
        ),
    )


def test_a_link_without_a_day_has_none():
    flat = f"<a href='/a'>{TITLE}</a><br><a href='/b'>{TITLE}（二）</a>"

    assert [link.day for link in links_of(flat).links] == [None, None]


def test_a_day_that_a_title_speaks_of_is_not_its_own():
    title = "关于2026年1月1日起调整划入标准的通知"

    assert links_of(f"<p><a href=a>{title}</a></p>").links[0] == PageLink(
        title, "https://ybj.example.gov.cn/zwgk/a", None
    )


def test_a_list_that_is_named_like_a_menu_is_found_by_its_days():
    page = (
        "<div class='page menu'><a href='/1'>政务公开的全部栏目都在这里</a>"
        f"<ul><li><a href='a.html'>{TITLE}</a>2026-11-03</li></ul></div>"
    )

    assert [link.title for link in links_of(page).links] == [TITLE]


def test_what_stands_around_the_list_is_left_out():
    page = (
        "<nav><a href='/1'>政务公开的全部栏目都在这里</a></nav><a href='/2'>首页</a>"
        "<div class='footer'><a href='/3'>关于我们以及网站的声明</a></div>"
        "<div class='pager'><a href='/4'>下一页还有很多很多的</a></div>"
        "<a href='javascript:go()'>关于调整退休人员的另一个通知</a>"
        "<a href='#top'>回到这一页的最上面去</a>"
        f"<ul><li><a href='a.html'>{TITLE}</a></li></ul>"
    )

    assert [link.title for link in links_of(page).links] == [TITLE]


def test_selectors_keep_and_drop():
    page = (
        f"<ul class=a><li><a href=1>{TITLE}一</a></li><li class=b><a href=2>{TITLE}二</a></li></ul>"
        f"<a href=3>{TITLE}三</a>"
    )

    assert [link.title for link in links_of(page, keep=".a", drop=".b").links] == [f"{TITLE}一"]
    assert not links_of(page, keep=".a").keep_missed
    assert links_of(page, keep=".gone").keep_missed
    assert len(links_of(page, keep=".gone").links) == 3


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "not-text"),
        (b"%PDF-1.7", "not-text"),
        (b"<html><script>$_ts=1</script></html>", "blocked-page"),
        ("<p>您的访问过于频繁</p>".encode(), "blocked-page"),
    ],
    ids=["empty", "pdf", "script", "words"],
)
def test_what_is_no_list_says_why(raw, why):
    assert links(raw) == Links(refused=why)


def test_addresses_stay_as_written_where_nobody_knows_the_page():
    assert links(make_page(f"<a href='../a.html'>{TITLE}</a>")).links[0].address == "../a.html"


def test_a_link_of_wrong_form_breaks_nothing():
    page = f"<a href='http://[::1/a'>{TITLE}</a><a href='/b'>{TITLE}（二）</a>"

    assert len(links_of(page).links) == 2
