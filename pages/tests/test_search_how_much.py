"""The site's own question in plain words, whoever asks it, over all facts at launch."""

import pytest

from pages.tests.searched import found
from text.tests.plain import plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

#: The place with its figure, not where one looks it up.
HOW_MUCH = {
    "永州": "永州退休每月多少钱 永州每个月给多少 永州退休多少钱",
    "兰州": """
        兰州医保卡每月多少钱 兰州医保每月多少 兰州退休职工医保每月多少 兰州70岁每月多少
        兰州医保多少钱
    """,
    "上海": "我爸在上海退休一个月多少 上海退休一年多少钱",
    "深圳": "深圳退休人员医保每月多少钱",
    "武汉": "武汉退休一年多少",
    "青岛": "青岛医保卡一个月多少钱",
    "成都": "成都退休职工每月给多少",
    "昆明": "昆明退休每月多少钱",
    "天津": "天津退休工人一个月给多少钱",
    "郑州": "我妈在郑州退休每月能有多少钱",
    "厦门": "厦门退休每月有多少",
    "甘肃": "甘肃退休每月多少",
    "周口": "老家周口退休一个月几多钱",
    "南京": "南京退休每月给卡里多少钱 南京退休每月发多少",
    "西安": "西安退休每个月医保给多少",
    "refund-how-much": "退休每月多少 退休每月多少钱 退休医保每月多少钱 每月多少钱",
}
#: Residents get no such money: no place tells them an amount.
OF_RESIDENTS = [
    ("居民医保 兰州", "兰州#resident"),
    ("兰州居民医保", "兰州#resident"),
    ("合作医疗 永州", "永州#resident"),
    ("兰州 城乡居民", "兰州#resident"),
    ("新农合兰州返多少", "refund-resident"),
    ("兰州居民医保余额", "refund-resident"),
    ("兰州居民医保有钱打吗", "refund-resident"),
    ("兰州居民医保卡每月多少钱", "refund-resident"),
    ("永州新农合每月多少钱", "refund-resident"),
]
#: What led to a question by its number alone, or to none.
LESS = [
    ("扣了15块", "refund-less-recently"),
    ("每月扣7块", "refund-less-recently"),
    ("少了15块", "refund-why-less|refund-less-recently|refund-not-match"),
    ("少打了5块钱", "refund-why-less|refund-less-recently|refund-not-match"),
]
ASKED = [(typed, right) for right, said in HOW_MUCH.items() for typed in said.split()]


@pytest.mark.parametrize(("typed", "right"), [*ASKED, *OF_RESIDENTS, *LESS])
def test_the_first_hit_is_the_answer(client, typed, right):
    assert found(client, typed)[0] in right.split("|")


@pytest.mark.parametrize(("typed", "right"), OF_RESIDENTS)
def test_residents_are_told_no_amount_and_led_to_what_they_have(client, typed, right):
    page = client.get("/search/", {"q": typed}).text

    assert "?insurance=resident#answer" in page
    assert "居民医保没有这笔钱，看您有什么" in page
    assert "定额" not in page
    assert "90 元" not in plain(page)


@pytest.mark.parametrize(
    "typed", ["对一对", "我的到账对不对", "到账对不上", "打的钱对不对", "到账90元对不对"]
)
def test_who_asks_whether_what_arrived_is_right_is_led_to_the_page_that_says(client, typed):
    assert found(client, typed)[:2] == ["/calculator/check/", "refund-not-match"]
    assert found(client, f"兰州{typed}")[0] == "/calculator/check/?region=gansu/lanzhou"


@pytest.mark.parametrize("typed", ["名字对不上", "密码对不上", "兰州身份证对不上"])
def test_what_else_does_not_match_is_not_led_there(client, typed):
    assert "/calculator/check/" not in client.get("/search/", {"q": typed}).text.split("<main")[1]


def test_a_number_alone_finds_no_question(client):
    assert found(client, "251") == []
