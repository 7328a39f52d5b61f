"""What a row of the comparison says beside its amount, and whose faults are told."""

import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict

from calculator.comparison import Comparison
from regions.tests.make import (
    make_deduction,
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
AGES = [(0, 69, "100.00"), (70, None, "125.00")]


def compare(*places, **person):
    asked = QueryDict(mutable=True)
    asked.update({"insurance": "employee", "status": "retired", "age": "70"} | person)
    asked.setlist("region", [getattr(place, "path", place) for place in places])
    return Comparison(asked, today=TODAY)


def row_of(place, **person):
    [row] = compare(place, **person).rows
    return row


@pytest.fixture
def tianshui(gansu):
    return make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)


def test_a_row_says_whose_standard_it_is_where_it_is_not_the_places_own(gansu, lanzhou):
    make_policy(gansu)

    assert row_of(lanzhou).whose == "按甘肃的标准。"
    assert row_of(gansu).whose == ""


def test_a_row_without_a_standard_says_what_the_figure_was_made_of(lanzhou):
    make_estimate(make_nation())

    assert row_of(lanzhou).whose == "没有当地标准，不拿别处的数来补。"
    typed = row_of(lanzhou, average_pension="4000")
    make_statistic(lanzhou)
    stored = row_of(lanzhou)

    assert typed.whose == "按您填的人均养老金估的，不是当地标准。"
    assert stored.whose == "按当地人均养老金估的，不是当地标准。"


def test_a_row_warns_of_a_figure_that_is_outlived_and_of_one_to_come(lanzhou):
    make_policy(lanzhou, stated_until=datetime.date(2026, 11, 23))
    make_policy(lanzhou, effective_from=datetime.date(2027, 1, 1))

    assert row_of(lanzhou).warnings == [
        "资料只写到 2026年11月23日，以后没有查到。",
        "将于 2027年1月1日起改变。",
    ]


def test_a_place_that_only_gets_a_rule_is_not_said_to_change(lanzhou):
    make_policy(lanzhou, effective_from=datetime.date(2027, 1, 1))

    make_estimate(make_nation())

    unknown, estimated = row_of(lanzhou), row_of(lanzhou, average_pension="4000")

    promise = "资料说 2027年1月1日起有新标准，没见到文件"
    assert unknown.warnings == []
    assert unknown.answer.verdict == f"{promise}；现在的还没查到"
    assert unknown.whose == "现在没有当地标准，不拿别处的数来补。"
    assert estimated.warnings == [f"{promise}。"]


def test_a_row_says_what_was_typed_and_what_was_not_taken_off(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.5")], base_year=2022)
    make_deduction(lanzhou, disputed=True)

    typed = row_of(lanzhou, average_pension="4000")
    make_statistic(lanzhou, year=2022)
    stored = row_of(lanzhou)

    disputed = "有没有代扣，说法不一，这里没有扣。"
    assert typed.remarks == f"用的是您填的人均养老金 4,000 元。{disputed}"
    assert stored.remarks == disputed
    assert typed.answer.credit.month == stored.answer.credit.month == Decimal(100)


def test_a_row_that_lacks_a_pension_names_the_share_of_the_readers_age(gansu, lanzhou):
    make_policy(gansu, rates=[(0, 69, "2"), (70, None, "2.5")], base_year=2022)

    assert row_of(lanzhou, age="69").lacks == "按兰州人均养老金的 2% 打"
    assert row_of(lanzhou, age="70").lacks == "按兰州人均养老金的 2.5% 打"
    assert row_of(lanzhou, age="70", average_pension="4000").lacks == ""


def test_places_keep_the_order_in_which_they_were_typed(gansu, lanzhou, tianshui):
    for places in ([lanzhou, tianshui, gansu], [gansu, tianshui, lanzhou]):
        rows = compare(*places).rows

        assert [row.answer.situation.region for row in rows] == places


def test_a_county_and_its_city_are_one_row_that_remembers_the_first_name(lanzhou):
    make_region(slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou, has_page=False)

    [row] = compare("榆中县", "兰州").rows

    assert row.answer.situation.region == lanzhou
    assert row.note == "您找的“榆中县”归兰州市。"


def test_amounts_of_nothing_have_bars_of_nothing(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "5.00")])
    make_deduction(lanzhou)

    row = row_of(lanzhou)

    assert (row.answer.credit.month, row.start, row.length) == (0, 0, 0)


def test_a_fault_of_the_person_is_told_once_whichever_place_asks(lanzhou, tianshui):
    make_policy(lanzhou)
    make_policy(tianshui, tiers=AGES)

    for places in ([lanzhou, tianshui], [tianshui, lanzhou]):
        comparison = compare(*places, age="")

        assert comparison.faults == [("c-age", "这里按年龄分档，请写岁数，比如 68。")]
        assert (comparison.rows, comparison.person.place) == ([], tianshui)


def test_the_age_is_shown_as_asked_where_any_place_asks_for_it(lanzhou, tianshui):
    make_policy(lanzhou)
    make_policy(tianshui, tiers=AGES)

    assert compare(lanzhou, tianshui).case == "70岁，已办退休手续"
    assert compare(lanzhou).case == "已办退休手续"


def test_the_fields_hold_what_was_typed_until_all_is_understood(lanzhou):
    make_policy(lanzhou)

    def values(*places):
        return [slot.value for slot in compare(*places).slots]

    assert values("兰州") == [lanzhou.full_title, "", "", ""]
    assert values("兰州", "火星") == ["兰州", "火星", "", ""]
    assert values("", " 兰州 ") == [lanzhou.full_title, "", "", ""]


def test_nothing_is_missing_before_anything_is_asked():
    untouched = Comparison(QueryDict("from=wechat"), today=TODAY)

    assert (untouched.is_bound, untouched.missing, untouched.faults) == (False, False, [])
    assert [slot.label for slot in untouched.slots] == [
        f"第{number}个地方" for number in "一二三四"
    ]
