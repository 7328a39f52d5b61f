"""What the calculator's form asks where, and what it makes of a month of birth."""

import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from calculator import answers, parsing
from calculator.forms import CalculatorForm
from regions.tests.make import make_policy, make_region
from text.dates import add_months

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
AGES = [(0, 69, "100.00"), (70, None, "125.00")]
PERSON = {"insurance": "employee", "status": "retired"}
CONTRADICTION = "岁数和出生年月对不上。请只写一个，另一个空着。"


def fill(place=None, **typed):
    form = CalculatorForm(QueryDict(urlencode(PERSON | typed)), today=TODAY, region=place)
    form.is_valid()
    return form


@pytest.fixture
def by_age(lanzhou):
    make_policy(lanzhou, tiers=AGES)
    return lanzhou


def test_a_month_of_birth_gives_the_age_on_the_day_asked_for(by_age):
    told = {
        (birth, on): fill(by_age, birth=birth, on=on).question.age
        for birth in ("1956-10", "1956-11", "1956-12")
        for on in ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01")
    }

    assert told == {
        ("1956-10", "2026-10-31"): 70,
        ("1956-10", "2026-11-01"): 70,
        ("1956-10", "2026-11-30"): 70,
        ("1956-10", "2026-12-01"): 70,
        ("1956-11", "2026-10-31"): 69,
        ("1956-11", "2026-11-01"): 70,
        ("1956-11", "2026-11-30"): 70,
        ("1956-11", "2026-12-01"): 70,
        ("1956-12", "2026-10-31"): 69,
        ("1956-12", "2026-11-01"): 69,
        ("1956-12", "2026-11-30"): 69,
        ("1956-12", "2026-12-01"): 70,
    }


def test_an_age_and_a_month_of_birth_may_differ_only_in_the_month_itself(by_age):
    for months in range(-2, 3):
        born = add_months(datetime.date(1956, 11, 1), months)
        age = parsing.completed_years(born, TODAY)
        for said in range(age - 2, age + 3):
            form = fill(by_age, birth=f"{born:%Y-%m}", age=str(said))
            possible = said == age or (months == 0 and said == age - 1)

            assert form.errors.get("birth", []) == ([] if possible else [CONTRADICTION])
            assert not possible or form.question.age == said


def test_whoever_turns_seventy_this_month_is_believed_about_the_birthday(by_age):
    before = fill(by_age, birth="1956-11", age="69")
    after = fill(by_age, birth="1956-11")

    found = [answers.answer(form.situation, form.question) for form in (before, after)]

    assert [a.credit.month for a in found] == [Decimal(100), Decimal(125)]
    assert found[0].next_tier.month == datetime.date(2026, 11, 1)


def test_what_is_asked_depends_on_the_rule_of_the_day(lanzhou):
    make_policy(lanzhou, tiers=AGES)
    make_policy(lanzhou, rates=[(0, None, "3")], effective_from=datetime.date(2027, 1, 1))

    now, later = fill(lanzhou), fill(lanzhou, on="2027-01-01")

    assert (now.asks_age, now.asks_average_pension) == (True, False)
    assert now.errors == {"age": ["这里按年龄分档，请写岁数，比如 68。"]}
    assert (later.asks_age, later.asks_average_pension) == (False, True)
    assert later.errors == {}


def test_a_number_that_is_not_asked_is_no_part_of_the_question(lanzhou):
    make_policy(lanzhou)

    form = fill(lanzhou, age="x" * 200, birth="1900-01", average_pension="很多")

    assert form.errors == {}
    assert form.question == answers.Question("employee", "retired")


def test_a_fault_of_an_age_is_told_beside_that_of_a_place_that_is_not_found(lanzhou):
    form = fill(region="兰洲", age="六十几")

    assert set(form.errors) == {"region", "age"}
    assert form.question is None


def test_who_has_no_credit_need_write_no_age_and_residents_no_status(by_age):
    for said in ({"insurance": "resident", "status": ""}, {"status": "working"}):
        assert fill(by_age, **said).errors == {}
    for insurance in ("employee", "unsure"):
        form = fill(by_age, insurance=insurance, status="", age="70")
        assert form.errors == {"status": ["请选退休手续办没办好。"]}


def test_a_field_written_twice_is_asked_about_only_where_it_differs(by_age):
    def errors(query):
        form = CalculatorForm(QueryDict(query), today=TODAY, region=by_age)
        form.is_valid()
        return form.errors

    assert errors("insurance=employee&status=retired&age=70&age=70") == {}
    assert set(errors("insurance=employee&status=retired&age=70&age=71")) == {"age"}


def test_the_hint_names_the_place_and_year_of_the_average_pension(gansu, lanzhou):
    assert fill(lanzhou).pension_hint.startswith("是兰州退休人员的月平均数")

    make_policy(gansu, rates=[(0, None, "2")], base_year=2022, base_region=gansu)

    assert fill(lanzhou).pension_hint.startswith("是甘肃退休人员2022年的月平均数")
    assert fill(region="火星").pension_hint == ""


def test_a_place_is_written_in_full_only_once_the_whole_case_is_understood(by_age):
    assert fill(region="兰州").typed_place == "兰州"
    assert fill(region="兰州", age="70").typed_place == by_age.full_title


@pytest.mark.parametrize(
    ("path", "name"),
    [("gansu/lanzhou", "甘肃省兰州市"), ("gansu/", "甘肃省"), ("gansu", "甘肃省")],
)
def test_the_field_shows_the_name_of_the_place_that_a_link_carried(by_age, path, name):
    form = fill(region=path, age="7")  # an unusual age is asked about first

    assert form.errors
    assert form.typed_place == name


def test_the_choice_between_two_places_keeps_the_rest_of_the_case():
    for slug in ("jilin", "liaoning"):
        make_region(
            slug="chaoyang", name="朝阳市", short_name="朝阳", parent=make_region(slug=slug)
        )

    choices = fill(region="朝阳", age="７０").choices_of_place()

    queries = [QueryDict(choice["url"].removeprefix("?")) for choice in choices]
    assert [q["region"] for q in queries] == ["jilin/chaoyang", "liaoning/chaoyang"]
    for query in queries:
        assert (query["age"], query["insurance"], query["status"]) == (
            "７０",
            "employee",
            "retired",
        )
