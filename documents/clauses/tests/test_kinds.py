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
            (
                "退休职工医保返款有变化：不满70周岁的退休人员，由每月150元调整为70元；"
                "年满70周岁的，由每月170元调整为90元。"
            ),
            [
                "max_age=69 amount=70 period=month",
                "min_age=70 amount=90 period=month",
            ],
        ),
        (
            ("退休人员个人账户划入标准：70岁以下95元/月→100元/月；70岁及以上115元/月→125元/月。"),
            [
                "max_age=69 amount=100 period=month",
                "min_age=70 amount=125 period=month",
            ],
        ),
        (
            ("退休人员个人账户月划入标准：不满70周岁100→110元，满70周岁120→130元。"),
            [
                "max_age=69 amount=110 period=month",
                "min_age=70 amount=130 period=month",
            ],
        ),
        (
            (
                "退休人员个人账户月划入标准，不满70周岁、满70周岁的分别由80元、90元提"
                "高到100元、110元。"
            ),
            [
                "max_age=69 amount=100 period=month",
                "min_age=70 amount=110 period=month",
            ],
        ),
        (
            (
                "70周岁以下和70周岁及以上退休人员个人账户月划入标准分别从80元、90元提"
                "高到100元、110元。"
            ),
            [
                "max_age=69 amount=100 period=month",
                "min_age=70 amount=110 period=month",
            ],
        ),
        (
            "原办法：退休人员个人账户按本人养老金的4%划入。新办法：每月定额划入90元。",
            [
                "amount=90 period=month",
            ],
        ),
        (
            "退休人员个人账户每月90元，此前是每月150元。",
            [
                "amount=90 period=month",
            ],
        ),
        (
            "改革后，退休人员个人账户每月90元，改革前为150元。",
            [
                "amount=90 period=month",
            ],
        ),
        (
            ("退休人员个人账户月划入标准由原来的不满70周岁150元、满70周岁170元，统一调整为90元。"),
            [
                "amount=90 period=month",
            ],
        ),
        (
            ("2023年1月1日起退休人员个人账户由每月150元调整为110元，2024年1月1日起再调整为90元。"),
            [
                "amount=110 period=month applies_from=2023-01-01",
                "amount=90 period=month applies_from=2024-01-01",
            ],
        ),
        (
            "退休人员个人账户划入办法由按比例（本人养老金的4%）改为定额（每月90元）。",
            [
                "amount=90 period=month",
            ],
        ),
    ],
)
def test_what_held_before_is_left_out(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "有委员提出，将退休人员个人账户每月划入标准定为200元。",
        "代表提案：退休人员个人账户每月划入300元。",
        "拟将退休人员个人账户划入标准调整为每月90元，现公开征求意见。",
        "网上流传退休人员个人账户每月划入500元，该消息不属实。",
        "因系统故障，退休人员个人账户5月多划入80元，将予以追回。",
        "因系统故障，退休人员个人账户每月误划80元的，将予以扣回。",
        "为退休人员个人账户一次性划入200元。",
        "2023年全市退休人员个人账户月均划入95元。",
        "退休人员补换医保卡，每张收取工本费20元。",
        "方案一：退休人员个人账户每月80元；方案二：每月85元。",
        "截至2023年底，全市退休人员个人账户每月划入90元。",
        "退休人员个人账户每月划入90元或100元。",
        "代扣长期护理保险费每月3元后，退休人员个人账户每月净入97元。",
        ("缴费满30年的退休人员个人账户每月划入120元；不满30年的，每月划入90元。"),
        "机关事业单位退休人员个人账户每月划入120元，企业退休人员每月划入90元。",
        "2000年前参加工作的退休人员，个人账户每月划入120元。",
    ],
)
def test_what_is_no_rule_gives_nothing(text):
    assert credits(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "退休人员个人账户按本人养老金的4%按月划入。不满70周岁的最低标准为60元，"
                "70周岁及以上的最低标准为80元。"
            ),
            [
                "max_age=69 period=month rate_percent=4 rate_of=own floor=60",
                "min_age=70 period=month rate_percent=4 rate_of=own floor=80",
            ],
        ),
        (
            "退休人员个人账户按本人养老金的4%按月划入，最少50元，最多200元。",
            [
                "period=month rate_percent=4 rate_of=own floor=50 cap=200",
            ],
        ),
        (
            "退休人员个人账户每月按本人养老金的4%划入，以200元为限。",
            [
                "period=month rate_percent=4 rate_of=own cap=200",
            ],
        ),
        (
            ("退休人员个人账户按本人养老金4%按月划入，但每人每月最低不少于60元、最高不多于200元。"),
            [
                "period=month rate_percent=4 rate_of=own floor=60 cap=200",
            ],
        ),
        (
            (
                "退休人员个人账户每月按本人养老金的4%划入，每月划入不足60元的按60元划入"
                "，高于200元的按200元划入。"
            ),
            [
                "period=month rate_percent=4 rate_of=own floor=60 cap=200",
            ],
        ),
    ],
)
def test_floors_and_caps_by_other_words(text, expected):
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
            (
                "45周岁以下职工按2.7%划入，45周岁及以上职工按3.2%划入，退休人员按"
                "本人养老金的4%按月划入个人账户。"
            ),
            [
                "period=month rate_percent=4 rate_of=own",
            ],
        ),
        (
            (
                "2024年6月30日（含）之前退休且不满70周岁的，个人账户每月划入110元"
                "；2024年7月1日起退休的，不分年龄每月划入90元。"
            ),
            [
                "max_age=69 retired_until=2024-06-30 amount=110 period=month",
                "retired_from=2024-07-01 amount=90 period=month",
            ],
        ),
        (
            "退休人员个人账户每月划入100元，其中80周岁及以上的每月划入150元。",
            [
                "max_age=79 amount=100 period=month",
                "min_age=80 amount=150 period=month",
            ],
        ),
        (
            "退休人员个人账户统一每月划入100元，年满80周岁的为150元。",
            [
                "max_age=79 amount=100 period=month",
                "min_age=80 amount=150 period=month",
            ],
        ),
        (
            "退休人员个人账户每月90元，从年满70周岁的次月起调整为110元。",
            [
                "max_age=69 amount=90 period=month",
                "min_age=70 amount=110 period=month",
            ],
        ),
        (
            (
                "退休人员个人账户：70周岁以下100元/月，70周岁以上125元/月。本办法"
                "所称以上含本数，以下不含本数。"
            ),
            [
                "max_age=69 amount=100 period=month",
                "min_age=70 amount=125 period=month",
            ],
        ),
        (
            ("退休人员69周岁及以下的，个人账户每人每月85元；70周岁及其以上的，每人每月95元。"),
            [
                "max_age=69 amount=85 period=month",
                "min_age=70 amount=95 period=month",
            ],
        ),
        (
            ("男年满60周岁、女年满50周岁，缴费满25年办理退休的，个人账户每月划入82元。"),
            [
                "amount=82 period=month",
            ],
        ),
        (
            "退休人员个人账户每月划入90元，至70周岁后每月划入110元。",
            [],
        ),
    ],
)
def test_ages_pass_on_to_nobody_else(text, expected):
    assert credits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "退休人员个人账户按本人养老金（无养老金的按全市平均养老金）的4%按月划入。",
            [
                "period=month rate_percent=4 open=rate_of",
            ],
        ),
        (
            "退休人员个人账户按2021年、2022年全市平均养老金的2.5%按月划入。",
            [
                "period=month rate_percent=2.5 rate_of=average open=base_year",
            ],
        ),
        (
            "退休人员个人账户按2021年（2022年）全市平均养老金的2.5%按月划入。",
            [
                "period=month rate_percent=2.5 rate_of=average open=base_year",
            ],
        ),
    ],
)
def test_two_bases_or_years_stay_open(text, expected):
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
