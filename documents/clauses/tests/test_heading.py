"""The head and the foot of documents."""

import datetime

import pytest

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


ANNEXED = """某某市人民政府办公室
关于印发某某市职工基本医疗保险
门诊共济保障实施细则（试行）的通知
某政办发〔2022〕9号
各区县人民政府：
《细则》已经同意，现印发给你们。
某某市人民政府办公室
2022年11月25日
（此件公开发布）
某某市职工基本医疗保险门诊共济保障实施细则（试行）
第一条 为健全制度，制定本细则。
第十条 本细则由某某市医疗保障局负责解释。
"""


def test_the_notice_before_annexed_rules_names_the_document_and_signs_it():
    found = read_clauses(Contents(ANNEXED))

    assert found.title == "关于印发某某市职工基本医疗保险门诊共济保障实施细则（试行）的通知"
    assert found.publisher == "某某市人民政府办公室"
    assert found.published_on == datetime.date(2022, 11, 25)


@pytest.mark.parametrize(
    "block",
    [
        "索引号\t0001\t文号\t长医保发〔2023〕12号\n发文机关\t长春市医疗保障局\t发布日期\t2023-01-09",
        "索 引 号：0001　文 号：长医保发〔2023〕12号\n发文机关：长春市医疗保障局　访问量：5\n"
        "成文日期：2023年1月5日　发布日期：2023-01-09 15:20",
        "【发文字号】长医保发〔2023〕12号\n【发布日期】2023-01-09\n【发文机关】长春市医疗保障局",
        "文号：\n长医保发〔2023〕12号\n2023-01-09 15:20　来源：长春市医疗保障局",
    ],
)
def test_the_block_of_labels_says_number_body_and_day(block):
    found = read_clauses(Contents(f"{block}\n关于调整个人账户的通知\n每月划入80元。"))

    assert found.title == "关于调整个人账户的通知"
    assert found.document_number == "长医保发〔2023〕12号"
    assert found.publisher == "长春市医疗保障局"
    assert found.published_on == datetime.date(2023, 1, 9)


@pytest.mark.parametrize(
    ("signature", "publisher"),
    [
        ("某市医疗保障局\n某市财政局\n国家税务总局某市税务局\n2023年1月5日",
         "某市医疗保障局、某市财政局、国家税务总局某市税务局"),
        ("某市医疗保障局　　某市财政局\n二○二三年一月五日", "某市医疗保障局、某市财政局"),
        ("某 市 医 疗 保 障 局（盖章）\n2023 年 1 月 5 日", "某市医疗保障局"),
        ("某市医疗保障局 2023年1月5日", "某市医疗保障局"),
    ],
)  # fmt: skip
def test_who_signs_publishes_on_the_day_of_signing(signature, publisher):
    found = read_clauses(Contents(f"关于调整个人账户的通知\n每月划入80元。\n{signature}\n"))

    assert found.publisher == publisher
    assert found.published_on == datetime.date(2023, 1, 5)


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("关于做好政策解读工作的通知", "某医保发〔2023〕2号"),
        ("对市人大第123号建议的答复", "某医保发〔2023〕2号"),
        ("一图读懂：关于调整个人账户的通知", None),
        ("《关于调整个人账户的通知》解读", None),
    ],
)
def test_only_a_document_of_its_own_has_a_number(title, number):
    found = read_clauses(Contents(f"{title}\n某医保发〔2023〕2号\n每月划入80元。"))

    assert (found.title, found.document_number) == (title, number)


@pytest.mark.parametrize(
    "text",
    ["退休人员个人账户每月划入70元。\n70周岁以上每月80元。", "70周岁以下：60元\n70周岁以上：80元"],
)
def test_a_text_without_a_head_has_no_title(text):
    found = read_clauses(Contents(text))

    assert (found.title, found.publisher, found.published_on) == (None, None, None)


@pytest.mark.parametrize(
    "lines",
    ["附件：1.标准表 2.说明", "附件：\n1．标准表\n2．说明", "附件1：标准表\n附件2：《说明》"],
)
def test_attachments_are_named_one_by_one(lines):
    found = read_clauses(Contents(f"关于调整个人账户的通知\n每月划入80元。\n{lines}\n"))

    assert found.attachments == ("标准表", "说明")
