"""What looks like a figure and is none, or is one for others only."""

import pytest

from .reading import credits


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
        "谨防诈骗！有人冒充医保局，称退休人员个人账户每月划入200元，要先交手续费。",
        "骗子谎称退休人员个人账户每月划入200元，请勿相信。",
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
            (
                "退休人员个人账户按本人养老金4%按月划入，每人每月最低标准为70周岁以下60"
                "元、70周岁及以上80元。"
            ),
            [
                "max_age=69 period=month rate_percent=4 rate_of=own floor=60",
                "min_age=70 period=month rate_percent=4 rate_of=own floor=80",
            ],
        ),
        (
            ("退休人员个人账户每月划入本人养老金的4%，养老金低于2000元的按2000元计算。"),
            [
                "period=month rate_percent=4 rate_of=own",
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
            "企业年金个人账户每月划入500元，退休人员可领取。",
            [],
        ),
        (
            "长期护理保险：退休人员每月由个人账户划入5元至长护基金。",
            [],
        ),
        (
            "退休人员养老保险个人账户每月发放500元。",
            [],
        ),
        (
            "公务员退休人员个人账户每月划入120元。",
            [],
        ),
        (
            "退休人员个人账户每月划入90元，账户利息按活期0.2%计。",
            [
                "amount=90 period=month",
            ],
        ),
    ],
)
def test_a_taking_or_another_account_is_no_credit(text, expected):
    assert credits(text) == expected
