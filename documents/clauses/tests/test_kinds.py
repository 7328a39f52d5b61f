"""Shapes in which bureaus, papers and posters say the same, by kind."""

import pytest

from .reading import credits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "退休参保人员个账由统筹基金按每人每月80元划拨。",
            [
                "amount=80 period=month",
            ],
        ),
        (
            "对已退休职工，医保经办机构每月向其IC卡注入75元。",
            [
                "amount=75 period=month",
            ],
        ),
        (
            "退休（职）人员个人医疗账户资金每月由统筹基金拨付95元。",
            [
                "amount=95 period=month",
            ],
        ),
        (
            "按规定享受退休医疗待遇的人员，个人账户每人每月配置88元。",
            [
                "amount=88 period=month",
            ],
        ),
        (
            "已办理退休手续并按规定不再缴费的参保人员，个人账户按每人每月83元计入。",
            [
                "amount=83 period=month",
            ],
        ),
        (
            ("男年满60周岁、女年满50周岁，缴费满25年办理退休的，个人账户每月划入82元。"),
            [
                "amount=82 period=month",
            ],
        ),
        (
            "从2023年1月起，我市已退休参保职工医保卡每月注入金额统一为92元。",
            [
                "amount=92 period=month applies_from=2023-01-01",
            ],
        ),
    ],
)
def test_names_and_verbs_however_a_bureau_calls_them(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ("不满70周岁100元/月，满70周岁120元/月——这就是退休职工医保个人账户的新标准。"),
            [
                "max_age=69 amount=100 period=month",
                "min_age=70 amount=120 period=month",
            ],
        ),
        (
            ("70周岁以下每月100元，70周岁及以上每月110元，以上为退休人员个人账户划入标准。"),
            [
                "max_age=69 amount=100 period=month",
                "min_age=70 amount=110 period=month",
            ],
        ),
        (
            "省直每人每月120元，其余市州80元/月划入退休人员个人账户。",
            [
                "amount=120 period=month place=省直",
                "amount=80 period=month place=其余市州",
            ],
        ),
        (
            "每月80元：退休人员个人账户划入标准",
            [
                "amount=80 period=month",
            ],
        ),
    ],
)
def test_a_figure_may_stand_before_its_subject(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "退休人员月划入金额＝2021年全市退休人员月平均基本养老金（2767元）×2"
                ".5%＝69.18元，计入个人账户。"
            ),
            [
                "amount=69.18 period=month rate_percent=2.5 rate_of=average base_year=2021",
            ],
        ),
        (
            (
                "退休人员个人账户按3500元（2022年全市企业退休人员月平均养老金）的2%"
                "划入，即每人每月70元。"
            ),
            [
                "amount=70 period=month rate_percent=2 rate_of=average base_year=2022",
            ],
        ),
        (
            (
                "以2022年全市基本养老金平均水平3500元为基数，按2%计算，退休人员个人"
                "账户每月划入70元。"
            ),
            [
                "amount=70 period=month rate_percent=2 rate_of=average base_year=2022",
            ],
        ),
        (
            (
                "退休人员个人账户由统筹基金按2022年全市基本养老金平均水平的2.5%定额划"
                "入。划入标准在实施期间固定不变，我市月划入金额为82元。"
            ),
            [
                "amount=82 period=month rate_percent=2.5 rate_of=average base_year=2022",
            ],
        ),
        (
            (
                "一、退休人员个人账户划入标准为2022年全市基本养老金平均水平的2.5%。\n"
                "二、按上述比例测算，退休人员个人账户每月划入82元。"
            ),
            [
                "amount=82 period=month rate_percent=2.5 rate_of=average base_year=2022",
            ],
        ),
        (
            ("退休人员个人账户按照2.5%（85元/月）的2021年全市平均养老金水平划入。"),
            [
                "amount=85 period=month rate_percent=2.5 rate_of=average base_year=2021",
            ],
        ),
        (
            ("退休人员个人账户月划入额=2022年全市月人均基本养老金×2.8%=96.04元。"),
            [
                "amount=96.04 period=month rate_percent=2.8 rate_of=average base_year=2022",
            ],
        ),
    ],
)
def test_a_rate_and_what_it_comes_to_are_one(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ("退休人员个人账户月划入标准，2023年：110元；2024年：100元；2025年起：90元。"),
            [
                "amount=110 period=month applies_from=2023-01-01 applies_until=2023-12-31",
                "amount=100 period=month applies_from=2024-01-01 applies_until=2024-12-31",
                "amount=90 period=month applies_from=2025-01-01",
            ],
        ),
        (
            ("退休人员个人账户2022年7月至12月每月110元，2023年1月起每月90元。"),
            [
                "amount=110 period=month applies_from=2022-07-01 applies_until=2022-12-31",
                "amount=90 period=month applies_from=2023-01-01",
            ],
        ),
        (
            ("退休人员个人账户划入标准：2022年度每人每年1000元、2023年度及以后每人每年1200元。"),
            [
                "amount=1000 period=year applies_from=2022-01-01 applies_until=2022-12-31",
                "amount=1200 period=year applies_from=2023-01-01",
            ],
        ),
        (
            "退休人员个人账户每月划入110元，有效期至2024年12月31日。",
            [
                "amount=110 period=month applies_until=2024-12-31",
            ],
        ),
        (
            "退休人员个人账户每月划入90元，执行到2025年12月31日。",
            [
                "amount=90 period=month applies_until=2025-12-31",
            ],
        ),
        (
            ("退休人员个人帐户，每月90元，自2023年1月1日起执行，至2025年12月31日止。"),
            [
                "amount=90 period=month applies_from=2023-01-01 applies_until=2025-12-31",
            ],
        ),
        (
            ("退休人员个人账户每月划入90元，自2023年7月1日起由银行卡改为社保卡发放。"),
            [
                "amount=90 period=month",
            ],
        ),
        (
            (
                "退休人员个人账户月划入标准\n年度\t标准（元）\n2022年\t118\n2023年"
                "\t98\n2024年及以后\t78"
            ),
            [
                "amount=118 period=month applies_from=2022-01-01 applies_until=2022-12-31",
                "amount=98 period=month applies_from=2023-01-01 applies_until=2023-12-31",
                "amount=78 period=month applies_from=2024-01-01",
            ],
        ),
    ],
)
def test_calendar_years_and_months_end(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "临江市、河口市、白塔市退休人员个人账户月划入额度均为80元。",
            [
                "amount=80 period=month place=临江市、河口市、白塔市",
            ],
        ),
        (
            "退休人员个人账户每月划入标准：市本级120元，其余县区100元。",
            [
                "amount=120 period=month place=市本级",
                "amount=100 period=month place=其余县区",
            ],
        ),
    ],
)
def test_places_and_the_rest_of_them(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "退休时间在2022年12月31日（含）前的，个人账户每月110元。",
            [
                "retired_until=2022-12-31 amount=110 period=month",
            ],
        ),
        (
            ("退休人员个人账户划入标准：\n2022年底前退休 110元/月\n2023年起退休 90元/月"),
            [
                "retired_until=2022-12-31 amount=110 period=month",
                "retired_from=2023-01-01 amount=90 period=month",
            ],
        ),
        (
            (
                "2022年12月31日前已退休的人员，个人账户每月划入110元；2023年1"
                "月1日起新退休的人员，每月划入90元。"
            ),
            [
                "retired_until=2022-12-31 amount=110 period=month",
                "retired_from=2023-01-01 amount=90 period=month",
            ],
        ),
        (
            ("2020年至2022年退休的，个人账户每月90元；2023年以后退休的，每月80元。"),
            [
                "retired_from=2020-01-01 retired_until=2022-12-31 amount=90 period=month",
                "retired_from=2023-01-01 amount=80 period=month",
            ],
        ),
    ],
)
def test_who_retired_when(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "一、退休人员个人账户由统筹基金按定额划入。\n二、划入额度为2022年全市基本"
                "养老金平均水平的2%。\n三、经测算，每人每月70元。"
            ),
            [
                "amount=70 period=month rate_percent=2 rate_of=average base_year=2022",
            ],
        ),
        (
            ("退休人员个人账户每月划入：满60不满70周岁90元，满70不满80周岁100元，满80周岁110元。"),
            [
                "min_age=60 max_age=69 amount=90 period=month",
                "min_age=70 max_age=79 amount=100 period=month",
                "min_age=80 amount=110 period=month",
            ],
        ),
        (
            (
                "退休人员个人账户月划入标准（元）：\na) 不满70周岁：100；\nb) 70"
                "周岁至79周岁：110；\nc) 80周岁及以上：120。"
            ),
            [
                "max_age=69 amount=100 period=month",
                "min_age=70 max_age=79 amount=110 period=month",
                "min_age=80 amount=120 period=month",
            ],
        ),
        (
            (
                "退休人员个人账户每月划入标准：\n1. 不满 70 周岁的 100 元；\n2."
                " 70 周岁至 79 周岁的 110 元；\n3. 80 周岁以上的 120 "
                "元。"
            ),
            [
                "max_age=69 amount=100 period=month",
                "min_age=70 max_age=79 amount=110 period=month",
                "min_age=80 amount=120 period=month",
            ],
        ),
        (
            "退休人员个人账户每年划入1，200元。",
            [
                "amount=1200 period=year",
            ],
        ),
        (
            "退休人员个人账户每月90元，每季度划入270元。",
            [
                "amount=90 period=month",
            ],
        ),
        (
            "退休人员个人账户每半年划入480元。",
            [
                "amount=480 open=period",
            ],
        ),
    ],
)
def test_items_and_units(text, expected):
    assert credits(text) == expected
