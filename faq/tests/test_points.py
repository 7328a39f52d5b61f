"""The points of an answer are those before its first heading, without marks."""

import pytest

from faq.points import Point, hotlines_in, points_of


@pytest.mark.parametrize(
    ("body", "points"),
    [
        ("- **谁来收。** 税务部门收。", [Point("谁来收", "税务部门收。")]),
        ("- **谁来收。**税务部门收。", [Point("谁来收", "税务部门收。")]),
        (
            "* **谁来收**：税务部门[去年](https://x.gov.cn)收。",
            [Point("谁来收", "税务部门去年收。")],
        ),
        ("先说一句。\n\n- 没有粗体的\n- **交多少。** 看*通知*。", [Point("交多少", "看通知。")]),
        ("## 现在怎么做\n- **别的。** 不算。", []),
        ("", []),
    ],
    ids=["bold-stop", "no-blank", "colon-link", "one-of-two", "below-a-heading", "empty"],
)
def test_points(body, points):
    assert points_of(body) == points


def test_hotlines_are_five_digits_alone():
    assert hotlines_in("打 12366，或者 12393；不是 123661，也不是 2012393") == ["12366", "12393"]
