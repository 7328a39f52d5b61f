"""What a province says of its places: one number, one with exceptions, or only a span."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from caching.memo import one_revision
from calculator.comparison import Comparison
from calculator.forms import CalculatorForm
from calculator.province import Kind, Spread, province_of
from regions.tests.make import make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
PERSON = {"insurance": "employee", "status": "retired"}
OLD = datetime.date(2020, 1, 1)  # so long unchecked that the figure is withheld


@pytest.fixture
def places(gansu):
    """Four places below 甘肃, none with a rule."""
    names = {"lanzhou": "兰州市", "tianshui": "天水市", "wuwei": "武威市", "baiyin": "白银市"}
    return [make_region(slug=slug, name=name, parent=gansu) for slug, name in names.items()]


def give(places, *amounts, **fields):
    """Give each of the first places the amount at its turn; None leaves it without a rule."""
    for place, amount in zip(places, amounts, strict=False):
        if amount is not None:
            make_policy(place, tiers=[(0, None, amount)], **fields)


def said(region, on=TODAY):
    found = province_of(region, on, TODAY)
    assert found is not None
    return found


# --- Three kinds -------------------------------------------------------------------------------


def test_without_a_rule_of_a_place_the_province_keeps_its_number(gansu, places):
    make_policy(gansu)

    assert said(gansu).kind is Kind.ONE
    assert said(gansu).in_words == "每月 75 元"
    assert not said(gansu).asks


def test_where_nothing_is_known_nothing_is_asked(gansu, places):
    assert (said(gansu).kind, said(gansu).in_words) == (Kind.ONE, "还没查到")


def test_where_most_take_its_number_it_stays_with_the_exceptions_beside_it(gansu, places):
    make_policy(gansu)
    give(places, "90")

    assert said(gansu).kind is Kind.EXCEPTIONS
    assert said(gansu).in_words == "每月 75 元"
    assert said(gansu).exceptions_in_words == "有自己标准的：兰州 90 元。"
    assert said(gansu).asks


def test_exceptions_of_the_same_figure_are_named_once_without_it(gansu, places):
    make_policy(gansu)
    give(places, "75", "75")
    first, second = (place.short_name for place in places[:2])

    assert said(gansu).exceptions_in_words == f"{first}、{second}有自己的标准，现在的数一样。"


def test_a_rule_of_its_own_is_an_exception_though_the_figure_is_the_same(gansu, places):
    make_policy(gansu)
    give(places, "75", "75", "75")

    assert said(gansu).kind is Kind.EXCEPTIONS
    assert said(gansu).agreement == "（现在数一样）"


@pytest.mark.parametrize(
    ("amounts", "kind"),
    [
        (["90", "85"], Kind.EXCEPTIONS),  # half are not most
        (["90", "85", "100"], Kind.DIFFERS),
        (["90", "90", "90"], Kind.DIFFERS),  # alike, but not the province's
        (["90", "90", "75", "75"], Kind.EXCEPTIONS),
    ],
)
def test_most_are_more_than_half_of_the_places(gansu, places, amounts, kind):
    make_policy(gansu)
    give(places, *amounts)

    assert said(gansu).kind is kind


def test_without_a_number_of_its_own_the_span_stands_for_the_province(gansu, places):
    give(places, "54", "90", "58.88")

    assert said(gansu).kind is Kind.DIFFERS
    assert said(gansu).in_words == "54–90 元，看哪个市"
    assert said(gansu).left_over == "别的 1 个地方还没查到。"


def test_where_little_is_known_the_span_says_so(gansu, places):
    make_policy(places[0], rates=[(0, None, "2.8")])

    assert said(gansu).in_words == "2.8%，只查到 1 个地方"


def test_the_figures_of_few_places_are_called_so(gansu, places):
    make_policy(places[0], tiers=[(0, 69, "80"), (70, None, "90")])

    assert said(gansu).spread.of_few == "每月 80–90 元"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([None], "资料没有写日期，从没核对过"),
        ([(2022, 12)], "资料是 2022年12月1日的，快4年了，从没核对过"),
        (
            [(2023, 4), (2022, 12)],
            "最早的资料是 2022年12月1日的，快4年了，从没核对过；最近的是 2023年4月1日的",
        ),
        ([(2023, 4), None], "最早的资料是 2023年4月1日的，3年多了，从没核对过；有的没有写日期"),
    ],
)
def test_the_age_of_a_span_is_that_of_its_oldest_and_its_newest_material(
    gansu, places, days, words
):
    for place, day in zip(places, days, strict=False):
        published = day and datetime.date(*day, 1)
        make_policy(place, source=make_source(published_on=published))

    assert said(gansu).ages_in_words == words


def test_the_age_of_a_span_tells_checked_material_from_the_rest(gansu, places):
    checked, old = datetime.date(2026, 5, 1), datetime.date(2023, 4, 1)
    make_policy(places[0], source=make_source(published_on=old, checked_on=checked))
    alone = said(gansu).ages_in_words
    make_policy(places[1], source=make_source(published_on=old))
    both = said(gansu).ages_in_words

    assert alone == "上次核对是 2026年5月1日"
    assert both == "最早的资料是 2023年4月1日的，3年多了，从没核对过；有的核对过"


def test_the_age_of_a_span_tells_what_a_machine_saw(gansu, places):
    seen, old = datetime.date(2026, 11, 1), datetime.date(2023, 4, 1)
    make_policy(places[0], source=make_source(published_on=old, unchanged_on=seen))
    alone = said(gansu).ages_in_words
    make_policy(places[1], source=make_source(published_on=old))

    assert alone.startswith("电脑 2026年11月1日看过，官网原文没有变（")
    assert said(gansu).ages_in_words == (
        "最早的资料是 2023年4月1日的，3年多了，从没核对过；有的电脑看过，官网原文没有变"
    )


def test_a_span_says_in_which_ways_its_figures_were_checked(gansu, places):
    make_policy(places[0], source=make_source(confidence="seed"))
    alone = said(gansu).checks_in_words
    make_policy(places[1], source=make_source(confidence="secondary"))

    assert alone == "网上资料，未经官方核实"
    assert said(gansu).checks_in_words == "有的是二手资料，有的是网上资料，未经官方核实"


def test_those_that_take_the_number_count_in_the_span(gansu, places):
    make_policy(gansu)
    give(places, "90", "85", "100")

    assert said(gansu).in_words == "75–100 元，看哪个市"


def test_the_number_of_the_province_counts_only_if_a_place_takes_it(gansu, places):
    make_policy(gansu)
    give(places, "90", "85", "100", "80")

    assert said(gansu).in_words == "80–100 元，看哪个市"
    assert said(gansu).set_aside.startswith("有资料写给全省的是每月 75 元。")


def test_what_is_withheld_is_no_number_and_no_answer_of_the_province(gansu, places):
    make_policy(gansu)
    give(places, "20", "85", "300", "80", source=make_source(published_on=OLD))

    assert said(gansu).kind is Kind.DIFFERS
    assert said(gansu).in_words == "需核实，看哪个市"


def test_a_place_that_pools_apart_does_not_count(gansu, places):
    make_policy(gansu)
    give(places, "90", "85")
    for number in range(5):
        apart = make_region(slug=f"corps{number}", parent=gansu, own_pool=True)
    make_policy(apart, tiers=[(0, None, "500")])

    assert said(gansu).kind is Kind.EXCEPTIONS
    assert {row.place for row in said(gansu).takers} == set(places[2:])
    assert len(said(gansu).apart) == 5


def test_a_municipality_and_a_place_are_no_province(gansu, lanzhou):
    beijing = make_region(slug="beijing", name="北京市", short_name="北京")

    assert province_of(beijing, TODAY, TODAY) is province_of(lanzhou, TODAY, TODAY) is None


def test_another_day_has_the_rules_of_that_day(gansu, places):
    make_policy(gansu)
    give(places, "90", "85", "100", effective_from=datetime.date(2027, 1, 1))

    assert said(gansu).kind is Kind.ONE
    assert said(gansu, datetime.date(2027, 1, 1)).in_words == "75–100 元，看哪个市"


def test_the_queries_do_not_grow_with_the_places(gansu, places):
    def queries(on):
        with one_revision(), CaptureQueriesContext(connection) as captured:
            province_of(gansu, on, TODAY)
        return len(captured)

    make_policy(gansu)
    give(places, "90", "85")
    later = datetime.date(2027, 1, 1)
    few = queries(TODAY), queries(later)
    for number in range(40):
        make_policy(make_region(slug=f"new{number}", parent=gansu))

    assert (queries(TODAY), queries(later)) == few
    assert few[0] <= 8


# --- The words of a span -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spread", "words"),
    [
        (Spread((Decimal(80), Decimal(90), Decimal(120))), "80–120 元，看哪个市"),
        (Spread((Decimal(60), Decimal(95)), (Decimal(2),)), "60–95 元，也有按比例的"),
        (Spread((Decimal(75),)), "75 元，看哪个市"),
        (Spread((), (Decimal(2), Decimal(3))), "2%–3%，看哪个市"),
        (Spread((Decimal(60),), personal=True), "60 元，也有看个人的"),
        (Spread(personal=True), "看您在哪个市参保"),
        (Spread(), "需核实，看哪个市"),
    ],
)
def test_a_span_in_words(spread, words):
    assert spread.in_words == words


def test_a_yearly_amount_counts_by_the_month_and_a_tier_by_itself(gansu, places):
    make_policy(places[0], tiers=[(0, None, "840")], period="year")
    make_policy(places[1], tiers=[(0, 69, "100"), (70, None, "125")])

    assert said(gansu).spread.amounts == (Decimal(70), Decimal(100), Decimal(125))
    assert "按年给的，折成每月来比。" in said(gansu).notes


def test_a_list_writes_each_rule_as_short_as_it_gets(gansu, places):
    make_policy(places[0], tiers=[(0, None, "840")], period="year")
    make_policy(places[1], tiers=[(0, 69, "100"), (70, None, "125")])
    make_policy(places[2], rates=[(0, None, "2.8")])

    rows = {row.place.slug: row.in_words for row in said(gansu).below}

    assert rows == {
        "lanzhou": "每年 840 元",
        "tianshui": "100 元起",
        "wuwei": "2.8%",
        "baiyin": "还没查到",
    }


def test_who_is_insured_with_the_province_itself_is_told_to_ask(gansu, places):
    give(places, "90")
    guangxi = make_region(slug="guangxi", name="广西壮族自治区", short_name="广西")
    make_policy(make_region(slug="nanning", parent=guangxi))

    assert said(gansu).notes[-1].startswith("在省直参保的（单位归省里管）")
    assert said(guangxi).notes[-1].startswith("在区直参保的（单位归区里管）")


# --- What the calculator asks ------------------------------------------------------------------


def fill(place=None, **typed):
    form = CalculatorForm(QueryDict(urlencode(PERSON | typed)), today=TODAY, region=place)
    form.is_valid()
    return form


@pytest.fixture
def differing(gansu, places):
    make_policy(gansu)
    give(places, "90", "85", "100")
    return gansu


def test_a_province_that_differs_is_asked_about_with_its_places(differing):
    form = fill(region="甘肃", age="70")

    assert form.errors == {"region": ["甘肃各市（州）不一样，您在哪里参保？"]}
    assert form.question is None
    assert form.typed_place == "甘肃"
    assert [(c["group"], c["title"]) for c in form.choices_of_place()] == [
        ("有自己标准的", "兰州"),
        ("有自己标准的", "天水"),
        ("有自己标准的", "武威"),
        ("用全省标准的", "白银"),
    ]
    assert form.choices_of_place()[0]["url"] == (
        "?insurance=employee&status=retired&region=gansu%2Flanzhou&age=70"
    )


def test_a_province_with_exceptions_asks_too(gansu, places):
    make_policy(gansu)
    give(places, "90")

    assert fill(region="gansu").errors == {
        "region": ["甘肃有的市（州）有自己的标准，您在哪里参保？"]
    }


def test_a_province_with_one_rule_answers(gansu, places):
    make_policy(gansu)

    assert fill(region="gansu").question is not None


@pytest.mark.parametrize("typed", [{"insurance": "resident"}, {"status": "working"}])
def test_who_is_not_entitled_need_not_choose(differing, typed):
    assert fill(region="gansu", **typed).question is not None
    assert fill(differing, **typed).question is not None


def test_the_form_on_the_page_of_the_province_leads_to_the_pages_of_its_places(differing):
    form = fill(differing, age="70")

    assert form.errors == {"region": ["甘肃各市（州）不一样，您在哪里参保？"]}
    assert form.choices_of_place()[-1]["url"] == (
        "/regions/gansu/baiyin/?insurance=employee&status=retired&age=70"
    )


def test_a_place_that_takes_the_number_of_the_province_keeps_its_answer(differing, places):
    assert fill(places[3]).question is not None
    assert fill(region="gansu/baiyin").question is not None


def test_the_form_of_a_province_asks_the_age_where_it_matters_in_some_place(differing, places):
    assert not fill(differing).asks_age
    make_policy(places[3], tiers=[(0, 69, "100"), (70, None, "125")])

    assert fill(differing).asks_age
    assert not fill(differing).asks_average_pension


def test_on_the_day_asked_for_the_places_may_still_be_alike(gansu, places):
    make_policy(gansu)
    give(places, "90", "85", "100", effective_from=datetime.date(2025, 1, 1))

    assert fill(region="gansu", on="2024-06-01").question is not None
    assert fill(region="gansu", on="2025-06-01").question is None


def test_the_comparison_asks_in_the_slot_of_the_province(differing, places):
    asked = QueryDict(urlencode(PERSON) + "&region=gansu/baiyin&region=gansu")

    slot = Comparison(asked, today=TODAY).slots[1]

    assert slot.errors == ("甘肃各市（州）不一样，您在哪里参保？",)
    assert [choice["title"] for choice in slot.choices] == ["兰州", "天水", "武威", "白银"]
    assert "region=gansu%2Fbaiyin&region=gansu%2Flanzhou" in slot.choices[0]["url"]
