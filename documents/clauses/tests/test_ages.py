"""Age limits: what settles whose the year in the middle is, and what leaves it open."""

import pytest

from .reading import credits

LEAD = "退休人员个人账户每月划入："


@pytest.mark.parametrize(
    ("younger", "older"),
    [
        ("70周岁以下", "70周岁及以上"),
        ("70周岁以下", "70周岁（含）以上"),
        ("70岁（不含）以下", "70岁以上（含70岁）"),
        ("不满70周岁", "满70周岁"),
        ("未满70岁", "年满70周岁"),
        ("69周岁及以下", "70周岁以上"),
        ("69周岁以下", "70周岁以上"),
        ("七十周岁以下", "七十周岁及以上"),
    ],
)
def test_the_partner_settles_seventy(younger, older):
    text = f"{LEAD}{younger}的100元，{older}的110元。"

    assert credits(text) == [
        "max_age=69 amount=100 period=month",
        "min_age=70 amount=110 period=month",
    ]


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("70周岁以下", "amount=100 period=month open=max_age"),
        ("70周岁以上", "amount=100 period=month open=min_age"),
        ("超过70周岁", "amount=100 period=month open=min_age"),
        ("60-69周岁", "min_age=60 max_age=69 amount=100 period=month"),
        ("满70周岁不满80周岁", "min_age=70 max_age=79 amount=100 period=month"),
    ],
)
def test_a_band_without_a_partner(age, expected):
    assert credits(f"{LEAD}{age}的100元。") == [expected]


def test_below_and_above_the_same_age_leave_both_open():
    assert credits(f"{LEAD}70周岁以下100元，70周岁以上110元。") == [
        "amount=100 period=month open=max_age",
        "amount=110 period=month open=min_age",
    ]


def test_ranges_that_share_an_age_leave_it_open():
    assert credits(f"{LEAD}60-70周岁100元，70-80周岁110元。") == [
        "min_age=60 amount=100 period=month open=max_age",
        "max_age=80 amount=110 period=month open=min_age",
    ]


def test_those_among_them_end_the_band_before():
    assert credits("退休人员个人账户每月划入60元，其中70周岁及以上的每月72元。") == [
        "max_age=69 amount=60 period=month",
        "min_age=70 amount=72 period=month",
    ]


def test_figures_are_dealt_out_in_the_order_of_the_ages():
    text = "70周岁以下和70周岁及以上退休人员个人账户划入标准分别为每人每月100元和110元。"

    assert credits(text) == [
        "max_age=69 amount=100 period=month",
        "min_age=70 amount=110 period=month",
    ]


def test_figures_that_do_not_match_the_ages_are_not_dealt_out():
    text = "60至69周岁、70至79周岁、80周岁及以上退休人员个人账户每月分别划入100元和110元。"

    assert credits(text) == []


def test_an_age_of_retirement_is_no_band():
    text = "男满60周岁、女满55周岁退休的人员，个人账户每月划入83元。"

    assert credits(text) == ["amount=83 period=month"]
