"""What the answer to a question is in a place: the nearest place's, on a day."""

import datetime

import pytest

from caching.memo import one_revision
from faq.local_answers import answer_in, answers_in, answers_to
from faq.tests.make import make_local_answer, make_question
from regions.models import Publication, Source
from regions.tests.make import make_nation, make_region, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def question():
    return make_question("years", question="医保要交满几年？", order=10)


@pytest.fixture
def tianshui(gansu):
    return make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)


def told(place, on=TODAY):
    """What is told in a place: each statement, with what follows it."""
    return [
        (answer.told.statement, answer.following.statement if answer.following else "")
        for answer in answers_in(place, on)
    ]


def test_the_nearest_place_answers_each_question(question, gansu, lanzhou, tianshui):
    other = make_question("other", order=20)
    make_local_answer(gansu, question, statement="全省的。")
    make_local_answer(lanzhou, question, statement="兰州的。")
    make_local_answer(gansu, other, statement="全省的另一条。")

    assert told(lanzhou) == [("兰州的。", ""), ("全省的另一条。", "")]
    assert told(tianshui) == [("全省的。", ""), ("全省的另一条。", "")]
    assert told(gansu) == [("全省的。", ""), ("全省的另一条。", "")]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (datetime.date(2023, 12, 31), ("从前的。", "第一步。")),
        (datetime.date(2024, 1, 1), ("第一步。", "第二步。")),
        (datetime.date(2024, 12, 31), ("第一步。", "第二步。")),
        (datetime.date(2025, 1, 1), ("第二步。", "")),
    ],
    ids=["day-before", "first-day", "last-day", "next-step"],
)
def test_each_step_holds_from_its_day_and_the_next_is_announced(question, lanzhou, on, expected):
    make_local_answer(lanzhou, question, statement="从前的。")
    for year, step in ((2025, "第二步。"), (2024, "第一步。")):
        start = datetime.date(year, 1, 1)
        make_local_answer(lanzhou, question, statement=step, effective_from=start)

    assert told(lanzhou, on) == [expected]


def test_what_ended_does_not_come_back_and_the_province_is_asked(question, gansu, lanzhou):
    make_local_answer(gansu, question, statement="全省的。")
    make_local_answer(lanzhou, question, statement="更早的。")
    make_local_answer(
        lanzhou,
        question,
        statement="停用的。",
        effective_from=TODAY - 9 * DAY,
        ended_on=TODAY - DAY,
    )

    assert told(lanzhou, TODAY - DAY) == [("停用的。", "")]
    assert told(lanzhou) == [("全省的。", "")]
    assert [answer.place for answer in answers_to(question, TODAY)] == [gansu]


def test_a_place_with_a_pool_of_its_own_inherits_nothing(question, gansu):
    apart = make_region(slug="apart", name="石河子市", parent=gansu, own_pool=True)
    make_local_answer(gansu, question)

    assert answers_in(apart, TODAY) == []

    make_local_answer(apart, question, statement="自己的。")
    assert told(apart) == [("自己的。", "")]


@pytest.mark.parametrize(
    "status", [Publication.DRAFT, Publication.IN_REVIEW, Publication.WITHDRAWN]
)
def test_what_is_not_published_is_not_told(question, lanzhou, status):
    make_local_answer(lanzhou, question, status=status)

    assert answers_in(lanzhou, TODAY) == []
    assert answers_to(question, TODAY) == []


def test_an_answer_goes_with_its_question(lanzhou):
    hidden = make_question(status=Publication.WITHDRAWN)
    make_local_answer(lanzhou, hidden)

    assert answers_in(lanzhou, TODAY) == []


@pytest.mark.parametrize("confidence", Source.TOO_WEAK)
def test_what_rests_on_too_weak_a_source_is_not_told(question, lanzhou, confidence):
    make_local_answer(lanzhou, question, source=make_source(confidence=confidence))

    assert answers_in(lanzhou, TODAY) == []


def test_an_edit_is_told_at_once(question, lanzhou):
    row = make_local_answer(lanzhou, question, statement="旧的。")
    assert told(lanzhou) == [("旧的。", "")]

    row.statement = "新的。"
    row.save()

    assert told(lanzhou) == [("新的。", "")]


def test_a_province_stands_before_what_lies_in_it_and_the_nation_first(question):
    second = make_region(slug="second", code="630000")
    first = make_region(slug="first", code="620000")
    inside = make_region(slug="inside", parent=first, code="620500")
    for place in (second, inside, first, make_nation()):
        make_local_answer(place, question)

    places = [answer.place for answer in answers_to(question, TODAY)]

    assert places == [make_nation(), first, inside, second]


def test_only_places_with_something_of_their_own_are_listed(question, gansu, lanzhou, tianshui):
    make_local_answer(gansu, question)
    make_local_answer(tianshui, question, effective_from=TODAY + DAY, statement="明天的。")

    listed = {answer.place: answer for answer in answers_to(question, TODAY)}

    assert set(listed) == {gansu, tianshui}
    assert listed[tianshui].remark == "全省的规定，天水没有单独查到"
    assert listed[tianshui].comes == "将于2026年11月26日起"
    assert answer_in(lanzhou, question, TODAY).remark == "全省的规定，兰州没有单独查到"


def test_an_answer_says_whose_it_is_and_since_when(question, lanzhou):
    row = make_local_answer(lanzhou, question, effective_from=TODAY)

    assert answer_in(lanzhou, question, TODAY).whose == "本市（兰州市）"
    assert answer_in(lanzhou, question, TODAY).since == "2026年11月25日起"
    assert answer_in(lanzhou, question, TODAY - DAY).since == "将于2026年11月25日起"
    row.effective_from = None
    row.save()
    assert answer_in(lanzhou, question, TODAY).since == "资料没有写"


def test_a_place_s_own_answers_go_first_and_the_others_say_whose_they_are(gansu, lanzhou):
    for number in range(3):
        make_local_answer(gansu, make_question(f"province-{number}", order=number))
    make_local_answer(lanzhou, make_question("own", order=9))

    assert [(a.question.slug, a.scope) for a in answers_in(lanzhou, TODAY)] == [
        ("own", "本市"),
        ("province-0", "全省"),
        ("province-1", "全省"),
        ("province-2", "全省"),
    ]


def test_all_places_are_read_in_one_query(
    question, gansu, lanzhou, tianshui, django_assert_num_queries
):
    for place in (gansu, lanzhou, tianshui):
        make_local_answer(place, question)
    answers_in(gansu, TODAY)

    with one_revision(), django_assert_num_queries(1):  # the revision
        for place in (gansu, lanzhou, tianshui):
            [answer] = answers_in(place, TODAY)
            assert answer.told.source.origin
            assert answer.question.question
