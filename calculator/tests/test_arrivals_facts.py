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
