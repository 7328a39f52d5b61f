"""What floors, net sums, days, places and formulas say in other words."""

import pytest

from .reading import credits, deductions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "退休人员个人账户按本人养老金的3%按月划入，设最低标准，不满70周岁的每月7"
            "0元，70周岁及以上的每月80元。",
            [
                "max_age=69 period=month rate_percent=3 rate_of=own floor=70",
                "min_age=70 period=month rate_percent=3 rate_of=own floor=80",
            ],
        ),
        (
            "退休人员个人账户按本人养老金的3%按月划入。设立保底线，70周岁以下每月70"
            "元，70周岁及以上每月80元。",
            [
                "max_age=69 period=month rate_percent=3 rate_of=own floor=70",
                "min_age=70 period=month rate_percent=3 rate_of=own floor=80",
            ],
        ),
        (
            "退休人员个人账户每月划入90元，长护险从中扣除2元，个人账户每月实际记入88元。",
            ["amount=90 period=month"],
        ),
        (
            "退休人员个人账户每月划入90元，是自2023年1月起执行的划入标准。",
            ["amount=90 period=month applies_from=2023-01-01"],
        ),
        (
            "退休人员个人账户每月90元，该标准截止2025年12月31日。",
            ["amount=90 period=month applies_until=2025-12-31"],
        ),
        (
            "退休人员个人账户划入标准（元/月）\n统筹区\t人员\t标准\n甲市\t70周岁以下\t"
            "90\n甲市\t70周岁及以上\t100\n乙市\t全体\t95\n丙市\t不分年龄\t85",
            [
                "max_age=69 amount=90 period=month place=甲市",
                "min_age=70 amount=100 period=month place=甲市",
                "amount=95 period=month place=乙市",
                "amount=85 period=month place=丙市",
            ],
        ),
        (
            "退休人员个人账户每月划入：退休至70岁90元；70岁至80岁100元；80岁以上110元。",
            [
                "amount=90 period=month open=max_age",
                "amount=100 period=month open=min_age+max_age",
                "amount=110 period=month open=min_age",
            ],
        ),
        (
            "退休人员个人账户年度划入额=70元×享受月数÷12。例如3月退休的划入70元×10÷12=58元。",
            ["amount=70 period=year"],
        ),
        (
            "退休人员个人账户人均定额统一为每月80元。",
            ["amount=80 period=month"],
        ),
        (
            "退休人员个人账户按2022年（机关事业单位为2023年）全市基本养老金平均水平的2%按月划入。",
            ["period=month rate_percent=2 rate_of=average open=base_year"],
        ),
    ],
)
def test_a_credit_in_other_words(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "（二）退休人员长期护理保险费，以本人上年度月基本养老金为缴费基数，费率为0."
            "15%，每月从职工基本医疗保险个人账户划转。",
            ["长期护理保险 0.15 month own"],
        ),
        (
            "永宁市长期护理保险新闻发布会\n退休人员以本人上年度12月份基本养老金为基数，"
            "按0.1%缴费，每月直接从医保个人账户里划走。",
            ["长期护理保险 0.1 month own"],
        ),
    ],
)
def test_a_premium_of_ones_own_pension(text, expected):
    assert deductions(text) == expected
