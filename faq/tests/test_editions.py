"""In which edition the page of a question last changed: what touches it, and what does not."""

import pytest

from caching.memo import one_revision
from faq.editions import of_question
from faq.tests.make import make_local_answer, make_question
from regions.tests.make import make_channel, make_claim, make_policy, make_region, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_region("lanzhou", make_region("gansu"))


@pytest.fixture
def question(place):
    """One that shows the figures of 兰州, a claim of 湖南 and a source."""
    question = make_question()
    question.rule_regions.add(place)
    question.claims.add(make_claim(make_region("hunan")))
    question.sources.add(make_source())
    return question


@pytest.fixture
def other(question):
    return make_question("balance")


def save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


CHANGES = {
    "body": lambda q, place: save(q, body="改"),
    "figure": lambda q, place: make_policy(place),
    "claim": lambda q, place: save(q.claims.get(), statement="改"),
    "source": lambda q, place: save(q.sources.last(), title="改"),
    "answer of a place": lambda q, place: make_local_answer(place, q),
    "link": lambda q, place: q.sources.add(make_source()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_touches_the_question_that_shows_it_and_no_other(question, other, place, change):
    before, untouched = of_question(question).number, of_question(other)

    change(question, place)

    assert of_question(question).number > before
    assert of_question(other) == untouched


@pytest.mark.parametrize("field", ["question", "short_answer", "slug"])
def test_what_lists_show_of_a_question_touches_all(question, other, field):
    before = of_question(other).number

    save(question, **{field: "anders"})

    assert of_question(other).number > before


def test_a_place_that_it_does_not_show_leaves_a_question(question):
    before = of_question(question)

    make_channel(make_region("yongzhou", question.claims.get().region))
    after_place = of_question(question)

    assert after_place.number > before.number  # a new place may show anywhere
    make_channel(make_region("changsha", question.claims.get().region))
    seen = of_question(question)
    make_channel(question.claims.get().region.children.first(), name="另一个")
    assert of_question(question) == seen


def test_questions_put_beside_one_another_both_changed(question, other):
    before = of_question(other).number

    question.related.add(other)

    assert of_question(other).number == of_question(question).number > before


def test_the_editions_of_questions_are_read_once(question, other, django_assert_num_queries):
    for expected in (5, 1):  # the revision; the last changes; figures, claims, places
        with one_revision(), django_assert_num_queries(expected):
            of_question(question)
            of_question(other)
