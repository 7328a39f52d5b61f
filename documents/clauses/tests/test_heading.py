"""The head and the foot of documents."""

import datetime

from documents.clauses.reader import read_clauses
from documents.contents import Attachment, Contents

NOTICE = """宜昌市医疗保障局 宜昌市财政局
关于调整退休人员个人账户划入标准的通知
宜医保发[2022]31号
各县市医疗保障局：
一、退休人员个人账户每人每月划入70元。
二、本通知自2023年1月1日起施行，有效期5年。《关于划入比例的通知》（宜医保发〔2019〕8号）、
《宜昌市个人账户管理办法》同时废止。
附件：1.标准表
2.说明
宜昌市医疗保障局 宜昌市财政局
2022年11月25日
"""


def test_a_notice_says_who_when_and_how_long():
    found = read_clauses(Contents(NOTICE))

    assert found.title == "关于调整退休人员个人账户划入标准的通知"
    assert found.document_number == "宜医保发〔2022〕31号"
    assert found.publisher == "宜昌市医疗保障局、宜昌市财政局"
    assert found.published_on == datetime.date(2022, 11, 25)
    assert found.effective_from == datetime.date(2023, 1, 1)
    assert found.valid_until == datetime.date(2027, 12, 31)
    assert found.attachments == ("标准表", "说明")


def test_what_a_notice_replaces_is_named_by_number_or_else_by_title():
    found = read_clauses(Contents(NOTICE.replace("、\n《宜", "、《宜")))

    assert found.replaces == ("宜医保发〔2019〕8号", "宜昌市个人账户管理办法")


def test_the_day_of_issue_is_the_day_it_begins():
    text = "某某市医疗保障局通知\n本通知自发布之日起施行。\n长春市医疗保障局\n2023年2月14日"

    found = read_clauses(Contents(text))

    assert found.effective_from == found.published_on == datetime.date(2023, 2, 14)


def test_the_page_knows_better_than_its_text():
    page = Contents(
        NOTICE,
        title="页面标题",
        publisher="湖北省医疗保障局",
        document_number="鄂医保发〔2023〕 1号",
        published_on=datetime.date(2023, 1, 5),
        attachments=(Attachment("标准表.pdf", "https://example.org/1.pdf"),),
    )

    found = read_clauses(page)

    assert found.title == "页面标题"
    assert found.publisher == "湖北省医疗保障局"
    assert found.document_number == "鄂医保发〔2023〕1号"
    assert found.published_on == datetime.date(2023, 1, 5)
    assert found.attachments == ("https://example.org/1.pdf",)


def test_an_interpretation_has_no_number_of_its_own():
    text = "《关于调整标准的通知》政策解读\n近日印发《关于调整标准的通知》（福医保〔2023〕2号）。"

    assert read_clauses(Contents(text)).document_number is None


def test_a_cited_number_is_not_its_own():
    text = "关于划入额度的公告\n根据粤府办〔2021〕56号规定，每月划入158.20元。"

    assert read_clauses(Contents(text)).document_number is None


def test_an_empty_text_is_read_and_gives_nothing():
    assert read_clauses(Contents("")).title is None
