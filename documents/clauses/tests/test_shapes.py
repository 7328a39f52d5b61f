"""The shapes in which bureaus write what retirees are credited with."""

import pytest

from .reading import credits

AVERAGE = "rate_of=average"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退休人员由统筹基金按定额划入，每人每月100元。", ["amount=100 period=month"]),
        ("统筹基金每月为退休人员个人账户划入八十三元。", ["amount=83 period=month"]),
        ("退休人员个人账户每月划入１，２００．５０元。", ["amount=1200.50 period=month"]),
        ("退休人员个人账户划入标准：¥90/月。", ["amount=90 period=month"]),
        ("退休人员个人账户每年划入1.2千元。", ["amount=1200.0 period=year"]),
        ("按每人每月70元的标准划入退休人员个人账户。", ["amount=70 period=month"]),
        ("退休人员个人账户每月划入1 1 0元。", ["amount=110 period=month"]),
        ("拟自2026年1月1日起，退休人员个人账户每月定额划入90元。",
         ["amount=90 period=month applies_from=2026-01-01"]),
        ("退休人员个人账户每月划入90元，自2025年7月起执行。",
         ["amount=90 period=month applies_from=2025-07-01"]),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退休人员个人账户划入标准由每人每月60元提高到80元。", "amount=80 period=month"),
        ("退休人员个人账户划账标准由每月102元降为60元。", "amount=60 period=month"),
        ("退休职工个人账户每月划入70元（原为150元）。", "amount=70 period=month"),
        ("退休人员个人账户划入比例由5%调整为定额划入，每月83元。", "amount=83 period=month"),
        ("退休人员个人账户每月划入83元，比原来的每月120元减少37元。", "amount=83 period=month"),
    ],
)
def test_the_old_amount_is_none(text, expected):
    assert credits(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退休人员每月个人账户划入额度按2021年本市基本养老金平均水平的2.8%确定，即每月251元。",
         f"amount=251 period=month rate_percent=2.8 {AVERAGE} base_year=2021"),
        ("退休人员个人账户每人每月划入90元（本市2022年基本养老金平均水平的2%左右）。",
         f"amount=90 period=month rate_percent=2 {AVERAGE} base_year=2022"),
        ("退休人员每月划入额按2022年全市企业退休人员平均养老金3105元的2.5%计入，即77.63元。",
         f"amount=77.63 period=month rate_percent=2.5 {AVERAGE} base_year=2022"),
        ("退休人员个人账户每年划入3780元（折合每月315元）。", "amount=3780 period=year"),
    ],
)  # fmt: skip
def test_what_is_said_twice_is_one_credit(text, expected):
    assert credits(text) == [expected]


def test_a_rate_of_the_average_of_the_year_of_the_reform_has_no_base_year():
    text = "退休人员个人账户每月划入改革当年基本养老金平均水平的百分之二左右。"

    assert credits(text) == [f"period=month rate_percent=2 {AVERAGE}"]


def test_floor_and_cap_sit_on_the_rate_they_limit():
    text = "退休人员每月按本人养老金的4%划入个人账户，低于80元的按80元划入，最高不超过300元。"

    assert credits(text) == ["period=month rate_percent=4 rate_of=own floor=80 cap=300"]


def test_each_age_may_have_a_floor_of_its_own():
    text = (
        "退休人员个人账户每月按本人养老金的4.5%划入。"
        "不满70周岁低于80元的，补足到80元；70周岁及以上低于110元的，补足到110元。"
    )

    assert credits(text) == [
        "max_age=69 period=month rate_percent=4.5 rate_of=own floor=80",
        "min_age=70 period=month rate_percent=4.5 rate_of=own floor=110",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "退休人员个人账户分步调整：第一步，自2023年1月1日起，每月60元；第二步，自2024年1月1日起，"
        "每月75元。",
        "退休人员个人账户月划入标准分步实施：\n（1）2023年1月1日起，每人每月60元；\n"
        "（2）2024年1月1日起，调整为每人每月75元。",
        "退休人员个人账户月划入标准\n年度\t划入标准\n2023年1月起\t60元/月\n2024年1月起\t75元/月",
    ],
    ids=["sentence", "list", "table"],
)
def test_each_stage_is_a_credit(text):
    assert credits(text) == [
        "amount=60 period=month applies_from=2023-01-01",
        "amount=75 period=month applies_from=2024-01-01",
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023年1月1日前退休的", "retired_until=2022-12-31"),
        ("2022年12月31日前退休的", "retired_until=2022-12-31"),
        ("2022年12月31日及以前退休的", "retired_until=2022-12-31"),
        ("2023年1月1日后退休的", "retired_from=2023-01-01"),
        ("2022年12月31日后新退休的", "retired_from=2023-01-01"),
        ("2020年1月1日至2022年12月31日期间退休的",
         "retired_from=2020-01-01 retired_until=2022-12-31"),
    ],
)  # fmt: skip
def test_a_cohort_is_told_by_the_day_of_retirement(written, expected):
    assert credits(f"{written}，个人账户每月划入83元。") == [f"{expected} amount=83 period=month"]


@pytest.mark.parametrize("day", ["2023年3月15日前退休的", "改革前退休的"])
def test_a_day_that_may_or_may_not_belong_stays_open(day):
    assert credits(f"{day}，个人账户每月划入83元。") == [
        "amount=83 period=month open=retired_until"
    ]


def test_a_cohort_as_before_is_no_credit():
    text = "2022年12月31日前退休的仍按原标准；2023年1月1日后退休的，个人账户每月划入70元。"

    assert credits(text) == ["retired_from=2023-01-01 amount=70 period=month"]


def test_places_with_one_figure_are_one_credit():
    text = "退休人员个人账户月划入标准：兰州市、白银市为每人每月90元，天水市为每人每月85元。"

    assert credits(text) == [
        "amount=90 period=month place=兰州市、白银市",
        "amount=85 period=month place=天水市",
    ]


def test_the_only_place_of_a_text_is_no_part_of_the_credit():
    assert credits("兰州市退休人员个人账户每月划入90元。") == ["amount=90 period=month"]


def test_a_list_inherits_whom_and_how_often_from_its_lead():
    text = "（二）退休人员个人账户每月划入额度：\n1.不满70周岁的，70元；\n2.70周岁及以上的，100元。"

    assert credits(text) == [
        "max_age=69 amount=70 period=month",
        "min_age=70 amount=100 period=month",
    ]


def test_lines_broken_in_the_middle_are_one_sentence():
    text = "第五条 退休人员个人账户由统筹基金按定\n额划入，每人每月\n60元，自2022年1月1日起执行。"

    assert credits(text) == ["amount=60 period=month applies_from=2022-01-01"]


def test_the_question_says_what_the_answer_is_about():
    text = "问：退休人员个人账户每月划多少？\n答：全市统一，按70元划入。"

    assert credits(text) == ["amount=70 period=month"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退休人员个人账户划入标准为70元。", "amount=70 open=period"),
        ("退休人员每月按本人养老金或者全市人均养老金的3%划入。",
         "period=month rate_percent=3 open=rate_of"),
        ("退休人员个人账户每月按全市职工月平均工资的4%划入。",
         "period=month rate_percent=4 open=rate_of"),
        ("退休人员个人账户每月按2021年或2022年本市基本养老金平均水平的2%划入。",
         "period=month rate_percent=2 rate_of=average open=base_year"),
    ],
)  # fmt: skip
def test_what_the_text_leaves_open_is_named(text, expected):
    assert credits(text) == [expected]


def test_a_numbered_question_leads_its_answer_and_the_items_in_it():
    text = (
        "1.问：在职职工怎么计入？\n答：按缴费基数的2%计入。\n2.问：退休人员个人账户怎么划入？\n"
        "答：每月标准如下：\n（一）不满70周岁，60元；\n（二）70周岁及以上，72元。\n"
        "3.问：门诊怎么报？\n答：每年起付300元，退休人员报销70%。"
    )

    assert credits(text) == [
        "max_age=69 amount=60 period=month",
        "min_age=70 amount=72 period=month",
    ]


def test_a_set_of_rules_states_one_credit_among_many_figures():
    text = """第五条 个人账户计入办法：
（一）在职职工个人账户计入标准为本人参保缴费基数的2%。
（二）退休人员个人账户由统筹基金按定额划入，划入额度为2021年度本市基本养老金平均水平的2.5%，具体计入金额为每月83元。
第七条 普通门诊统筹起付标准：在职职工700元，退休人员500元。
第八条 一个自然年度内，每人最高支付限额3500元，退休人员4000元。
第十二条 个人账户可支付：（一）本人费用，每次50元以内；（二）父母费用，每月100元。"""

    assert credits(text) == [
        "amount=83 period=month rate_percent=2.5 rate_of=average base_year=2021"
    ]


def test_a_quarter_is_neither_month_nor_year():
    text = "退休人员个人账户按季划入，每人每季度240元。"

    assert credits(text) == ["amount=240 open=period"]


def test_a_rate_that_explains_the_amount_above_is_put_to_it():
    text = "退休人员个人账户每月定额划入90元。\n上述90元为2022年本市基本养老金平均水平的2%左右。"

    assert credits(text) == ["amount=90 period=month rate_percent=2 rate_of=average base_year=2022"]
