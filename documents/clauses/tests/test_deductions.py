"""What is taken off the account."""

import pytest

from documents.clauses.reader import read_clauses
from documents.contents import Contents

from .reading import credits, deductions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退休人员长期护理保险个人缴费以本人上年度基本养老金为基数，费率0.15%，按月从个人账户中代扣。",
         "长期护理保险 0.15 month own"),
        ("退休人员长护险个人缴费每人每年30元，由经办机构从其医保个人账户中一次性划扣。",
         "长护险 30 year"),
        ("每月从退休人员个人账户代扣8.66元用于长期护理保险。", "长期护理保险 8.66 month"),
        ("在职职工按缴费基数的0.15%、退休人员按本人基本养老金的0.15%缴纳长期护理保险费，从个人账户代扣。",
         "长期护理保险 0.15 own"),
    ],
)  # fmt: skip
def test_a_deduction_has_name_amount_period_and_base(text, expected):
    assert deductions(text) == ([expected] if expected else [])


def test_a_deduction_beside_the_credit_is_no_credit_and_takes_nothing_off_it():
    text = "退休人员个人账户每人每月110元划入，其中代扣大病保险保费7元/月，实际到账103元。"

    assert credits(text) == ["amount=110 period=month"]
    assert deductions(text) == ["大病保险 7 month"]


@pytest.mark.parametrize(
    "text",
    [
        "长期护理保险筹资标准为每人每年90元，其中统筹基金划转50元、财政补助10元、个人缴纳30元。"
        "退休人员个人缴费从其个人账户中一次性划扣。",
        "长期护理保险费，退休人员每年60元：由单位负担30元，个人负担30元，个人部分从个人账户代扣。",
        "一、筹资标准。长期护理保险每人每年60元，其中统筹基金承担30元，个人承担30元。\n"
        "二、缴费方式。退休人员个人缴费部分由经办机构从个人账户代扣代缴。",
        "居民长期护理保险费每人每年20元；退休职工每人每年30元，从医保个人账户扣缴。",
        "五、长期护理保险\n缴费标准：每人每年30元。\n扣缴方式：退休人员从个人账户中扣缴。",
        "退休人员每年从个人账户扣缴长期护理保险费30元（每月2.5元）。",
        "长期护理保险个人缴费标准：\n（1）在职职工：每人每年60元；\n（2）退休人员：每人每年30元。\n"
        "以上个人缴费由医保经办机构从个人账户中代扣。",
    ],
)
def test_of_a_shared_premium_only_the_retirees_own_part_is_taken(text):
    assert deductions(text) == ["长期护理保险 30 year"]


@pytest.mark.parametrize(
    "text",
    [
        "退休人员可使用个人账户缴纳大病保险费每年60元。",
        "退休人员大病保险费每年60元，由统筹基金支付。",
        "退休人员每年缴纳大病保险费60元。",
        "退休人员大病保险费每人每年60元，由原单位缴纳，不从个人账户扣。",
        "退休人员的长期护理保险费按月从养老金中代扣，每月5元。",
        "参保人员长期护理保险个人缴费每人每年60元，从个人账户代扣。",
        "长护险待遇：重度失能每月支付1500元。退休人员个人缴费从个人账户代扣。",
        "大病保险费每年60元不再从退休人员个人账户代扣。",
        "在职职工个人账户每月扣长期护理保险费5元。",
    ],
)
def test_what_does_not_go_off_the_account_of_retirees_is_no_deduction(text):
    assert deductions(text) == []
    assert credits(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退休人员个人账户每月划入100元，其中5元用于缴纳长期护理保险费。", "长期护理保险 5 month"),
        ("退休人员个人账户按每月100元划入，代扣长护险3元后到账97元。", "长护险 3 month"),
        ("退休人员个人账户每月划入100元。大额医疗费用补助从退休人员个人账户每月划转2元。",
         "大额医疗费用补助 2 month"),
    ],
)  # fmt: skip
def test_what_is_taken_off_is_never_a_credit_as_well(text, expected):
    assert deductions(text) == [expected]
    assert credits(text) == ["amount=100 period=month"]


def test_a_column_of_a_table_is_taken_off():
    text = (
        "2024年退休人员个人账户明细（元/月）\n年龄\t划入标准\t代扣长护险\t实际到账\n"
        "70周岁以下\t100\t3\t97\n70周岁及以上\t125\t3\t122"
    )

    assert deductions(text) == ["长护险 3 month"]


def test_the_quote_reaches_to_the_sentence_that_takes_it_off():
    text = "大病互助每人每年60元。退休人员从个人账户代扣。"

    assert [one.quote for one in read_clauses(Contents(text)).deductions] == [text]
