"""What is taken off the account."""

import pytest

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
         None),
    ],
)  # fmt: skip
def test_a_deduction_has_name_amount_period_and_base(text, expected):
    assert deductions(text) == ([expected] if expected else [])


def test_a_deduction_beside_the_credit_is_no_credit_and_takes_nothing_off_it():
    text = "退休人员个人账户每人每月110元划入，其中代扣大病保险保费7元/月，实际到账103元。"

    assert credits(text) == ["amount=110 period=month"]
    assert deductions(text) == ["大病保险 7 month"]
