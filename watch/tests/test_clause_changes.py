"""The difference of two readings, clause by clause."""

import pytest

from watch.article import compared, normalised, steady_lines
from watch.clause_changes import ClauseChange, changes

RULE = """第五条 个人账户由统筹基金划入。
第六条 退休人员每月划入90元。
第七条 本办法自印发之日起施行。"""


def test_figures_that_differ_are_said_under_the_number_of_the_clause():
    new = RULE.replace("每月划入90元", "自2027年1月1日起，每月划入100元")

    assert changes(RULE, new) == [
        ClauseChange(
            "第六条",
            "第六条 退休人员每月划入90元。",
            "第六条 退休人员自2027年1月1日起，每月划入100元。",
            "90 → 100 元，自2027年1月1日",
        )
    ]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("70周岁以下按2.5%划入", "70周岁以下按2.8%划入", "2.5 → 2.8 %"),
        ("每年1,080元", "每年1,200元", "1,080 → 1,200 元"),
        ("满70周岁每月80元", "满75周岁每月90元", "70 → 75 周岁，80 → 90 元"),
        ("自2023年1月1日起每月80元", "自2024年7月1日起每月80元", "自2024年7月1日"),
        ("每月80元", "每月80元，另发10元", ""),
        ("每月80元", "每年80元", ""),
        ("划入80元", "划入80%", ""),
        ("有效期至2027年12月31日", "有效期至2029年12月31日", ""),
        ("每月八十元", "每月一百元", ""),
    ],
)
def test_words_say_only_plain_differences_of_figures(before, after, words):
    assert [one.words for one in changes(before, after)] == [words]


def test_a_clause_that_comes_or_goes_stands_alone():
    new = RULE.replace("第六条", "第六条 大额医疗费不从账户扣。\n第七条", 1).replace(
        "第七条 本办法", "第八条 本办法"
    )

    assert [(one.clause, one.before) for one in changes(RULE, new)] == [("第六条", "")]
    assert [(one.clause, one.after) for one in changes(new, RULE)] == [("第六条", "")]


def test_clauses_that_only_moved_by_a_number_are_told_only_if_nothing_else_is():
    moved = RULE.replace("第七条", "第八条")

    assert [one.clause for one in changes(RULE, moved)] == ["第八条"]


def test_items_are_told_under_their_article():
    before = "第六条 标准如下：\n（一）70周岁以下每月80元；\n（二）70周岁以上每月90元。"

    assert [one.clause for one in changes(before, before.replace("90元", "95元"))] == [
        "第六条（二）"
    ]


def test_clauses_in_one_paragraph_are_parted():
    before = "".join(RULE.splitlines())

    found = changes(before, before.replace("90元", "100元"))

    assert [(one.clause, one.words) for one in found] == [("第六条", "90 → 100 元")]


def test_a_text_that_is_as_it_was_has_no_changes():
    assert changes(RULE, RULE.replace("90元", " 9０ 元\u200b")) == []
    assert changes("", "") == []


def test_a_page_of_two_hundred_thousand_numbers_is_compared():
    before = "\n".join(map(str, range(200_000)))

    assert 0 < len(changes(before, before.replace("7", "8"))) <= 4001


def test_a_line_that_stands_there_a_hundred_times_is_no_change():
    often = "\n".join(f"同上\n第{n}类每月{n}元" for n in range(150))

    found = changes(often, often.replace("每月77元", "每月78元").replace("第9类", "第九类", 1))

    assert all(one.before != one.after for one in found)
    assert [one.words for one in found if one.words] == ["77 → 78 元"]


def test_figures_that_changed_places_among_many_like_them_are_told():
    rows = "\n".join(f"第{n}类人员\n90\n100" for n in range(100))

    found = changes(rows, rows.replace("第7类人员\n90\n100", "第7类人员\n100\n90"))

    assert [(one.before, one.after) for one in found] == [("90", "100"), ("100", "90")]


@pytest.mark.parametrize(
    "part", ["纠错||", "大|", "[大]|", "分享到微信、", "【打印】", "1年", "位置:"]
)
def test_a_line_made_to_be_read_in_many_ways_is_read_at_once(part):
    line = part * (119 // len(part)) + "x"

    assert len(steady_lines(line)) <= 1


@pytest.mark.parametrize(
    "line",
    [
        "浏览次数：123",
        "阅读量： 1024 次",
        "今天是2026年11月30日 星期一",
        "2026年11月30日 星期一 10:20",
        "您是第 12,345 位访客",
        "分享到：微信 微博 QQ空间",
        "扫一扫在手机打开当前页",
        "字体：[大] [中] [小]",
        "【打印本页】【关闭窗口】",
        "上一篇：关于召开会议的通知",
        "当前位置：首页 > 政策文件",
    ],
)
def test_lines_of_the_website_do_not_count(line):
    assert steady_lines(f"{line}\n第一条") == ["第一条"]


@pytest.mark.parametrize(
    "line",
    [
        "浏览次数：123元",
        "今天是按2.8%划入",
        "阅读能力",
        "每月划入100元",
        "自2026年11月30日起施行。",
        "下一条：每月90元",
        "分享给家里人用的，是共济账户。",
        "访问学者的待遇另定。",
    ],
)
def test_lines_of_the_document_count(line):
    assert steady_lines(line) == [line]


def test_a_counter_beside_the_day_does_not_count():
    one, other = (f"发布时间：2026-01-01 浏览次数：{n}次\n第一条" for n in (5, 6))

    assert compared(one) == compared(other) == "发布时间:2026-01-01第一条"


def test_blanks_and_widths_do_not_count():
    assert normalised("每 月\u3000１００\u200b元（含）") == "每月100元(含)"
