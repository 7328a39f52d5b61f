"""Thirteen amounts in six real places: what each fits. A changed fact may change the table."""

import datetime
from decimal import Decimal

import pytest

from calculator.arrivals.check import check
from calculator.arrivals.figures import Arrived
from calculator.situation import situation_of
from credit.rule import Case
from regions.place_facts import all_places, page_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

TODAY = datetime.date(2026, 11, 29)
AGE = 72

#: By amount: 兰州 · 厦门 · 北京 · 烟台 · 宁波 · 上海, each aged 72 in November 2026.
TABLE = """
90     exact     none        none       none       none      none
103    none      exact       none       none       none      none
110    none      undeducted  exact      none       none      none
100    none      none        other-age  other-age  none      none
120    province  none        none       none       none      none
107    none      none        deducted   none       none      none
89     none      none        none       deducted   none      none
1890   none      none        none       none       months    other-age
1680   none      none        none       none       none      exact
3660   none      none        none       none       earlier   none
315    none      none        none       none       twelfth   none
270    months    none        none       none       none      none
76.5   none      none        none       none       none      none
"""
PLACES = [
    "gansu/lanzhou",
    "fujian/xiamen",
    "beijing",
    "shandong/yantai",
    "zhejiang/ningbo",
    "shanghai",
]
ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(
    ("path", "amount", "expected"),
    [(path, row[0], row[at]) for row in ROWS for at, path in enumerate(PLACES, 1)],
)
def test_what_an_amount_fits(path, amount, expected):
    situation = situation_of(page_at(path), TODAY, TODAY)

    found = check(situation, Arrived(Decimal(amount)), Case(age=AGE))

    assert found.outcome == expected


def held(path, amount, month=None, **person):
    first = month and datetime.date.fromisoformat(f"{month}-01")
    arrived = Arrived(Decimal(amount), first)
    return check(situation_of(page_at(path), arrived.on(TODAY), TODAY), arrived, Case(**person))


@pytest.mark.parametrize("amount", ["1680", "140", "1500", "1890", "420"])
@pytest.mark.parametrize(
    ("month", "warns"), [("2026-05", False), ("2026-07", True), ("2026-08", True)]
)
def test_what_shanghais_sources_no_longer_cover_is_said_of_every_amount(amount, month, warns):
    found = held("shanghai", amount, month, age=70)

    said = "".join([found.warning, *(told.next_step for told in found.told)])
    assert ("资料只写到 2026年6月30日" in said) == warns
    assert ("不用再办什么" in said) == (not warns and amount in ("1680", "140"))


@pytest.mark.parametrize(
    ("path", "amount", "whose"),
    [
        ("gansu/lanzhou", "90", "兰州"),
        ("hunan/yongzhou", "75", "湖南"),
        ("fujian/xiamen", "103", "厦门"),
        ("guangdong/guangzhou", "160.42", "广州"),
        ("gansu/jiayuguan", "90", "嘉峪关"),
    ],
)
def test_old_sources_never_say_that_nothing_is_left_to_do(path, amount, whose):
    found = held(path, amount, "2026-10")

    assert found.verdict == "和查到的数一样"
    assert found.told[0].next_step == (
        f"{whose}的标准是2023年的资料，以后改没改，没有查到。不放心，打 12393 问一句。"
    )


def test_whose_figure_it_is_where_a_place_has_none():
    found = held("hunan/yongzhou", "75")

    assert found.inheritance == "永州市未见单独标准，按湖南省的数字。"
    assert "我查到的是湖南省的每月 75 元" in found.call


@pytest.mark.parametrize(
    ("path", "amount", "age", "expected"),
    [
        ("fujian/xiamen", "1320", None, "months"),
        ("fujian/xiamen", "220", None, "months"),
        ("guangdong/guangzhou", "338.16", None, "months"),
        ("guangdong/guangzhou", "16908", None, "slip"),
        ("zhejiang/ningbo", "3360", 72, "earlier"),
        ("zhejiang/ningbo", "280", 72, "earlier"),
        ("zhejiang/ningbo", "3615", 72, "earlier"),
        ("beijing", "97", 72, "other-age"),
    ],
)
def test_what_takes_two_steps_to_explain(path, amount, age, expected):
    assert held(path, amount, age=age).outcome == expected


def test_what_is_asked_on_the_telephone():
    assert held("gansu/lanzhou", "90", "2022-10").call.endswith(
        "那个月该打多少？是从哪天起按 90 元打的？"
    )
    for month, age in (("2026-08", "我那时72岁"), ("2026-10", "我72岁"), ("2026-11", "我72岁")):
        assert f"月医保卡到账 107 元，{age}。" in held("beijing", "107", month, age=72).call
    assert "每年 1,890 元（每月 157.5 元）" in held("shanghai", "140", "2026-08", age=76).call


def test_the_figure_of_gansu_is_that_of_some_of_its_places():
    found = held("gansu/lanzhou", "120")

    assert found.verdict == "像是甘肃省别处的数"
    assert found.told[0].sentence.startswith("武威、甘南是每月 120 元，和到账的一样。")
    assert "您是不是在武威、甘南参保" in found.told[0].next_step


def test_an_earlier_figure_in_a_month_of_which_nothing_is_known():
    found = held("zhejiang/ningbo", "3660", "2024-01", age=72)

    assert found.verdict == "和从前的数一样"
    assert "您写的那个月，标准没有查到。" in found.told[0].sentence
    assert "新标准" not in found.told[0].next_step


def test_where_nobody_can_say_how_much_it_should_be():
    assert held("jiangsu/suzhou", "100").verdict == "没有数可以比"
    assert held("zhejiang/hangzhou", "300").verdict == "每个人的数不一样"
    assert held("fujian/fuzhou", "100").average_behind == (Decimal("2.5"), Decimal("4000"))


def test_what_the_pages_say_always_fits():
    for place in all_places():
        situation = situation_of(place, TODAY, TODAY)
        if situation.view is None or situation.withheld:
            continue
        for line in situation.view.lines:
            if line.credit is None:
                continue
            sum_paid = line.credit.year if line.credit.once_a_year else line.credit.month
            found = check(situation, Arrived(sum_paid), Case(age=line.tier.min_age))
            assert found.outcome == "exact", (place.path, line.who)
            assert found.told[0].sentence
