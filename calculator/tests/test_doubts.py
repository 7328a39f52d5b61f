"""A number that is hardly meant is asked about before any answer, and answered once insisted on."""

import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from calculator import answers
from calculator.comparison import Comparison
from calculator.doubts import doubt_of_arrived, doubts
from calculator.forms import CalculatorForm
from regions.tests.make import make_policy, make_region, make_tier

TODAY = datetime.date(2026, 11, 24)
AGES = [(0, 69, "100.00"), (70, None, "125.00")]
PERSON = {"insurance": "employee", "status": "retired"}


def asked(age=None, born=None, average_pension=None):
    pension = None if average_pension is None else Decimal(average_pension)
    return [(doubt.name, doubt.token) for doubt in doubts(age, born, pension)]


@pytest.mark.parametrize(("age", "doubted"), [(0, True), (39, True), (40, False), (120, False)])
def test_below_forty_hardly_anybody_is_retired(age, doubted):
    assert asked(age) == ([("age", f"age-{age}")] if doubted else [])


@pytest.mark.parametrize(
    ("amount", "doubted"),
    [("0.01", True), ("499.99", True), ("500", False), ("30000", False), ("30000.01", True)],
)
def test_an_average_pension_is_between_500_and_30000(amount, doubted):
    assert bool(asked(average_pension=amount)) is doubted


@pytest.mark.parametrize(
    ("amount", "word"),
    [
        ("3.7", "3.7 元一个月太少了，是不是 3,700 元？"),
        ("37", "37 元一个月太少了，是不是 3,700 元？"),
        ("370", "370 元一个月太少了，是不是 3,700 元？"),
        ("0.01", "0.01 元一个月太少了，请再看一下。"),
        ("44400", "44,400 元一个月太多了，是不是一年的数？一个月大约 3,700 元？"),
    ],
)
def test_the_question_says_what_the_number_may_be(amount, word):
    (doubt,) = doubts(None, None, Decimal(amount))

    assert doubt.question.startswith(word)


@pytest.mark.parametrize(
    ("amount", "doubted"), [("499.99", True), ("500", False), ("30000", False), ("30000.01", True)]
)
def test_ones_own_pension_has_the_bounds_of_an_average_one(amount, doubted):
    found = [doubt.token for doubt in doubts(None, None, None, Decimal(amount))]

    assert found == ([f"own_pension-{amount}"] if doubted else [])


def test_an_age_that_follows_from_a_birth_is_asked_about_there():
    assert asked(30, datetime.date(1996, 2, 1)) == [("birth", "birth-1996-02")]


def fill(place=None, /, **typed):
    form = CalculatorForm(
        QueryDict(urlencode(PERSON | typed, doseq=True)), today=TODAY, region=place
    )
    form.is_valid()
    return form


@pytest.fixture
def by_age(db, lanzhou):
    make_policy(lanzhou, tiers=AGES)
    return lanzhou


@pytest.fixture
def by_rate(db, lanzhou):
    make_policy(lanzhou, rates=[(0, 69, "2"), (70, None, "3")])
    return lanzhou


def test_a_doubted_age_is_no_answer_until_it_is_insisted_on(by_age):
    before, after = fill(by_age, age="7"), fill(by_age, age="7", confirm="age-7")

    assert before.question is None
    assert before.only_asks
    assert "7岁就办好退休手续的很少" in before.errors["age"][0]
    assert (after.errors, after.question.age) == ({}, 7)
    assert after.doubts["age"].insisted


@pytest.fixture
def by_own_pension(db, lanzhou):
    policy = make_policy(lanzhou, tiers=[])
    make_tier(policy, min_age=0, own_percent=Decimal("5.8"))
    return lanzhou


def test_a_doubted_own_pension_is_insisted_on_too(client, by_own_pension):
    before = fill(by_own_pension, own_pension="370")
    after = fill(by_own_pension, own_pension="370", confirm="own_pension-370")
    asking = client.get("/regions/gansu/lanzhou/", PERSON | {"own_pension": "370"}).text

    assert (before.only_asks, set(before.errors)) == (True, {"own_pension"})
    assert after.question.own_pension == 370
    assert answers.answer(after.situation, after.question).asked["confirm"] == "own_pension-370"
    assert '<input type="checkbox" name="confirm" value="own_pension-370">' in asking


def test_the_comparison_has_a_field_for_an_own_pension_only_to_mend_it(client, by_own_pension):
    case = PERSON | {"region": by_own_pension.path, "own_pension": "370"}

    asking = client.get("/calculator/compare/", case).text
    answering = client.get("/calculator/compare/", case | {"confirm": "own_pension-370"}).text

    assert '<input type="checkbox" name="confirm" value="own_pension-370">' in asking
    assert 'href="#c-own_pension"' in asking
    assert 'id="c-own_pension"' in asking
    assert 'id="c-own_pension"' not in answering


def test_an_own_pension_that_decides_nothing_is_not_doubted(by_age):
    assert fill(by_age, age="70", own_pension="3.7").errors == {}


def test_insisting_on_one_number_does_not_let_another_pass(by_age):
    assert set(fill(by_age, age="7", confirm="age-30").errors) == {"age"}
    assert set(fill(by_age, age="7", confirm="birth-1996-02").errors) == {"age"}


def test_two_doubted_numbers_are_insisted_on_one_by_one_or_together(by_rate):
    typed = {"age": "30", "average_pension": "3.70"}
    both = ["age-30", "average_pension-3.7"]

    assert set(fill(by_rate, **typed).errors) == {"age", "average_pension"}
    assert set(fill(by_rate, **typed, confirm=both[0]).errors) == {"average_pension"}
    assert fill(by_rate, **typed, confirm=both).errors == {}
    assert fill(by_rate, **typed, confirm=" ".join(both)).errors == {}


def test_a_shared_address_of_an_insisted_case_answers_again(by_rate):
    form = fill(
        by_rate,
        birth="1996-02",
        average_pension="３.７",
        confirm=["birth-1996-02", "average_pension-3.7"],
    )
    answer = answers.answer(form.situation, form.question)

    again = CalculatorForm(QueryDict(answer.parameters), today=TODAY, region=by_rate)

    assert answer.asked["confirm"] == "birth-1996-02 average_pension-3.7"
    assert again.is_valid()
    assert again.question == form.question


def test_an_ordinary_case_carries_no_insistence(by_age):
    form = fill(by_age, age="70", confirm="age-30")

    assert "confirm" not in answers.answer(form.situation, form.question).asked


@pytest.mark.parametrize("said", [{"insurance": "resident"}, {"status": "working"}])
def test_who_has_no_credit_is_not_asked_how_old_they_really_are(by_age, said):
    form = fill(by_age, age="30", **said)

    assert form.errors == {}
    assert "confirm" not in answers.answer(form.situation, form.question).asked


def test_a_number_that_the_place_does_not_need_is_not_doubted(lanzhou, db):
    make_policy(lanzhou)

    assert fill(lanzhou, age="7", average_pension="3.7").errors == {}


def test_what_nobody_sees_was_not_typed(by_age):
    assert fill(by_age, age="70\u200b", birth="\ufeff\u200e").errors == {}


def test_a_fault_beside_a_doubt_is_not_only_a_doubt(by_rate):
    assert not fill(by_rate, age="7", average_pension="3,70").only_asks


def test_the_comparison_asks_once_more_too(by_rate):
    other = make_region(slug="tianshui", name="天水市", parent=by_rate.parent)
    make_policy(other, tiers=AGES)
    places = {"region": [by_rate.path, other.path], "age": "30", "average_pension": "3.7"}

    def compare(**more):
        return Comparison(QueryDict(urlencode(PERSON | places | more, doseq=True)), today=TODAY)

    assert [name for name, _ in compare().faults] == ["c-age", "c-average_pension"]
    assert compare().rows == []
    assert compare().pension_doubt.token == "average_pension-3.7"
    assert len(compare(confirm="age-30 average_pension-3.7").rows) == 2


@pytest.mark.parametrize(
    "page", ["/regions/gansu/lanzhou/", "/calculator/", "/calculator/compare/"]
)
def test_the_page_shows_the_question_with_a_box_and_no_answer(client, by_age, page):
    case = PERSON | {"age": "7"} | ({} if "regions" in page else {"region": "gansu/lanzhou"})

    asking = client.get(page, case).text
    answering = client.get(page, case | {"confirm": "age-7"}).text

    box = '<input type="checkbox" name="confirm" value="age-7"'
    assert f"{box}>" in asking
    assert 'id="answer"' not in asking
    assert ("先问您一句" in asking) is (page != "/calculator/compare/")
    assert f"{box} checked>" in answering
    assert "100" in answering


def test_the_sheet_asks_too(client, by_age):
    path = "/regions/gansu/lanzhou/sheet/"

    asking = client.get(path, PERSON | {"age": "7"}).text
    answering = client.get(path, PERSON | {"age": "7", "confirm": "age-7"}).text

    assert "您填的数要再问您一句" in asking
    assert "confirm=age-7" in answering or "7岁" in answering


@pytest.mark.django_db
def test_the_address_of_a_choice_insists_on_every_number_that_was(lanzhou):
    data = QueryDict("region=x&confirm=age-30&confirm=average_pension-370")

    form = CalculatorForm(data, today=TODAY)

    assert form.address_for(region="y") == "?region=y&confirm=age-30+average_pension-370"


@pytest.mark.parametrize(
    ("amount", "asked"),
    [
        ("0.01", "一个月0.01 元太少了，请再看一下。"),
        ("0.9", "0.9 元太少了，是不是 90 元？"),
        ("9.99", "太少了，请再看一下。"),
        ("10", None),
        ("1000", None),
        ("1080", None),
        ("1080.01", "1,080.01 元是一年的，还是一个月的？"),
        ("9000", "9,000 元太多了，是不是 90 元？"),
        ("7650", "7,650 元是一年的，还是一个月的？"),
        ("12000.01", "一个月12,000.01 元太多了，请再看一下。"),
    ],
)
def test_what_arrives_in_a_month_is_asked_about_where_it_can_hardly_be(amount, asked):
    doubt = doubt_of_arrived("amount", Decimal(amount), known=[Decimal(90), Decimal(1080)])

    if asked is None:
        assert doubt is None
    else:
        assert asked in doubt.question
        assert doubt.token == f"amount-{amount}"


@pytest.mark.parametrize(
    ("amount", "asked"),
    [("1680", ""), ("1890", ""), ("3780", ""), ("140", ""), ("168000", "是不是 1,680 元？")],
)
def test_where_a_year_comes_at_once_its_sum_is_not_asked_about(amount, asked):
    doubt = doubt_of_arrived("amount", Decimal(amount), known=[Decimal(1680)], yearly=True)

    assert (asked in doubt.question) if asked else doubt is None
