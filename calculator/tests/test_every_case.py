"""Every kind of place with every kind of person: what an answer may show, and what never."""

import datetime
from decimal import Decimal
from itertools import product

import pytest
from django.http import QueryDict

from calculator import answers
from calculator.answers import Insurance, Outcome, Question, Status
from calculator.comparison import Comparison
from calculator.forms import CalculatorForm
from calculator.situation import situation_of
from credit.credit import credit_for
from credit.rule import Case
from regions.tests.make import (
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
AGES = [(0, 69, "100.00"), (70, None, "125.00")]
PENSION = Decimal("3700.50")
BORN = datetime.date(1956, 11, 1)  # becomes 70 this very month
PERSONS = list(product(Insurance.values, Status.values))


def make_place(slug, *policies):
    place = make_region(slug=slug, name=f"{slug}市", short_name=slug)
    for fields in policies:
        make_policy(place, **fields)
    return place


@pytest.fixture
def places():
    """A place for each thing that may be known of one, by what is known of it."""
    make_estimate(make_nation())
    old = {"published_on": datetime.date(2020, 1, 1)}
    found = {
        "amount": make_place("amount", {"tiers": [(0, None, "90.00")]}),
        "tiers": make_place("tiers", {"tiers": AGES}),
        "yearly": make_place("yearly", {"tiers": [(0, None, "1000.00")], "period": "year"}),
        "rate": make_place("rate", {"rates": [(0, None, "2.8")], "base_year": 2021}),
        "rates": make_place("rates", {"rates": [(0, 69, "2"), (70, None, "3")]}),
        "stored": make_place("stored", {"rates": [(0, None, "2.8")], "base_year": 2021}),
        "old": make_place("old", {"source": make_source(**old)}),
        "faulty": make_place("faulty", {"tiers": [(0, 59, "70.00"), (61, None, "75.00")]}),
        "ended": make_place("ended", {"ended_on": datetime.date(2025, 12, 31)}),
        "withdrawn": make_place("withdrawn", {"status": "withdrawn"}),
        "coming": make_place("coming", {"effective_from": datetime.date(2027, 1, 1)}),
        "nothing": make_place("nothing"),
    }
    make_statistic(found["stored"], year=2021, average_pension="4000.00")
    make_statistic(found["stored"], year=2022, average_pension="5000.00")
    make_statistic(found["nothing"], year=2020, average_pension="3000.00")
    make_statistic(found["nothing"], year=2022, average_pension="5000.00")
    return found


def situation(place, on=TODAY):
    return situation_of(place, on, TODAY)


def ask(known, insurance=Insurance.EMPLOYEE, status=Status.RETIRED, **question):
    return answers.answer(known, Question(insurance, status, **question))


def test_an_amount_is_shown_exactly_where_a_rule_and_every_number_is_known(places):
    credited = {Outcome.CREDIT, Outcome.CREDIT_IF_ELIGIBLE}
    for name, place in places.items():
        known = situation(place)
        for (insurance, status), pension in product(PERSONS, [None, PENSION]):
            found = ask(known, insurance, status, age=70, average_pension=pension)
            case = (name, insurance, status, pension)

            assert (found.credit is not None) == (found.outcome in credited), case
            assert (found.low is not None) == (found.outcome is Outcome.ESTIMATE), case
            assert (found.high is None) == (found.low is None), case
            if found.credit is not None:
                assert found.situation.policy.source is not None, case
                expected = credit_for(known.view.rule, Case(70, found.base))
                assert found.credit == expected, case
            else:
                assert (found.next_tier, found.coming) == (None, None), case
            assert found.title, case
            assert found.verdict, case


def test_what_is_known_of_a_place_decides_the_outcome_of_who_may_have_a_credit(places):
    told = {name: ask(situation(place), age=70).outcome.value for name, place in places.items()}

    assert told == {
        "amount": "credit",
        "tiers": "credit",
        "yearly": "credit",
        "rate": "needs-average-pension",
        "rates": "needs-average-pension",
        "stored": "credit",
        "old": "withheld",
        "faulty": "withheld",
        "ended": "unknown",
        "withdrawn": "unknown",
        "coming": "unknown",
        "nothing": "estimate",
    }


def test_a_person_decides_the_outcome_whatever_is_known_of_the_place(places):
    refused = {
        "居民医保没有这笔钱": {(Insurance.RESIDENT, status) for status in Status.values},
        "办好退休手续，才开始打钱": {
            (i, Status.WORKING) for i in (Insurance.EMPLOYEE, Insurance.UNSURE)
        },
        "先办退休手续，才会开始打钱": {
            (i, Status.NOT_YET) for i in (Insurance.EMPLOYEE, Insurance.UNSURE)
        },
    }
    for name, place in places.items():
        known = situation(place)
        for person in PERSONS:
            found = ask(known, *person, age=70, average_pension=PENSION)
            title = next((title for title, who in refused.items() if person in who), None)

            assert (found.refusal and found.refusal.title) == title, (name, person)
            assert (found.outcome is Outcome.NOT_ELIGIBLE) == (title is not None), (name, person)


def test_who_is_unsure_is_told_the_same_amount_with_an_if(places):
    for name in ("amount", "tiers", "yearly", "stored"):
        known = situation(places[name])
        sure = ask(known, age=70)
        for insurance, status in PERSONS:
            found = ask(known, insurance, status, age=70)
            if found.refusal is None:
                unsure = "unsure" in (insurance, status)
                assert found.credit == sure.credit, (name, insurance, status)
                assert (found.outcome is Outcome.CREDIT_IF_ELIGIBLE) == unsure, (insurance, status)


def test_a_place_without_a_figure_says_why(places):
    told = {name: ask(situation(places[name])).verdict for name in ("ended", "withdrawn", "coming")}

    assert told == {
        "ended": "ended的标准已经停用",
        "withdrawn": "withdrawn的标准已撤下，正在核对",
        "coming": "资料说 2027年1月1日起有新标准，没见到文件；现在的还没查到",
    }


def test_the_look_of_a_card_is_that_of_what_is_known(places):
    told = {name: ask(situation(place), age=70).style for name, place in places.items()}

    assert told == {
        **dict.fromkeys(["amount", "tiers", "yearly"], "answer--fixed"),
        **dict.fromkeys(["rate", "rates", "stored"], "answer--pct"),
        **dict.fromkeys(["old", "faulty", "ended", "withdrawn"], "answer--off"),
        **dict.fromkeys(["coming", "nothing"], "answer--est"),
    }
    assert ask(situation(places["amount"]), Insurance.RESIDENT).style == "answer--off"


def test_a_rule_takes_the_average_of_its_year_and_an_estimate_the_newest(places):
    assert ask(situation(places["stored"])).base == Decimal("4000.00")
    estimated = ask(situation(places["nothing"]))
    assert (estimated.base, estimated.low, estimated.high) == (5000, 100, 150)
    assert ask(situation(places["amount"]), average_pension=PENSION).base is None


def test_what_a_reader_typed_is_never_told_to_be_from_a_source(places):
    for name in ("rate", "stored", "nothing"):
        found = ask(situation(places[name]), average_pension=PENSION)

        assert (found.base, found.base_source, found.base_origin) == (PENSION, None, "您填的数")


def test_the_address_of_an_answer_asks_the_very_same_question(places):
    ages = [{"age": 70}, {"age": 69, "born": BORN}, {"age": 70, "born": BORN}]
    days = [("tiers", TODAY), ("rates", datetime.date(2026, 11, 30)), ("nothing", TODAY)]
    for name, on in days:
        place = places[name]
        known = situation(place, on)
        for (insurance, status), age in product(PERSONS, ages):
            asked = Question(
                insurance,
                status,
                **(age if known.asks_age else {}),
                average_pension=PENSION
                if known.asks_average_pension and insurance != Insurance.RESIDENT
                else None,
            )
            found = answers.answer(known, asked)

            form = CalculatorForm(QueryDict(found.parameters), today=TODAY, region=place)

            assert form.is_valid(), (found.parameters, form.errors)
            again = answers.answer(form.situation, form.question)
            assert (again.question.age, again.question.born) == (asked.age, asked.born)
            assert (again.outcome, again.credit, again.low) == (
                found.outcome,
                found.credit,
                found.low,
            )
            assert again.parameters == found.parameters


def test_a_comparison_tells_of_each_place_what_the_calculator_tells(places):
    names = list(places)
    for four in (names[:4], names[4:8], names[8:]):
        for insurance, status in (("employee", "retired"), ("unsure", "retired"), ("resident", "")):
            person = {"insurance": insurance, "status": status, "age": "70"}
            asked = QueryDict(mutable=True)
            asked.update(person)
            asked.setlist("region", four)

            rows = Comparison(asked, today=TODAY).rows

            assert [row.answer.situation.region.slug for row in rows] == four
            for row in rows:
                alone = CalculatorForm(
                    QueryDict("&".join(f"{n}={v}" for n, v in person.items())),
                    today=TODAY,
                    region=row.answer.situation.region,
                )
                assert alone.is_valid()
                single = answers.answer(alone.situation, alone.question)
                assert (row.answer.outcome, row.answer.credit, row.answer.low) == (
                    single.outcome,
                    single.credit,
                    single.low,
                )


def test_bars_are_in_proportion_and_the_longest_is_the_largest(places):
    four = ["amount", "tiers", "stored", "nothing"]
    asked = QueryDict("insurance=employee&status=retired&age=70", mutable=True)
    asked.setlist("region", four)

    rows = Comparison(asked, today=TODAY).rows

    top = max(row.answer.high or row.answer.credit.month for row in rows)
    assert top == Decimal("150.00")
    for row in rows:
        low = row.answer.low or Decimal(0)
        high = row.answer.high or row.answer.credit.month
        assert abs(row.start - low / top * 94) <= Decimal("0.05")
        assert abs(row.start + row.length - high / top * 94) <= Decimal("0.05")
