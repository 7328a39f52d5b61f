"""Questions keep their addresses, hold no figures, and stand where they are asked."""

import pytest
from django.core.exceptions import ValidationError

from faq.models import Question, questions_for
from faq.tests.make import make_question
from regions.models import Publication
from regions.tests.make import make_region

pytestmark = pytest.mark.django_db


def test_a_place_shows_its_own_questions_first_and_the_others_in_order(lanzhou):
    for number, slug in enumerate(["first", "second", "third", "fourth"]):
        make_question(slug, order=number)
    elsewhere = make_region(slug="wuwei")
    Question.objects.get(slug="second").regions.add(elsewhere)
    for slug in ("fourth", "third"):
        Question.objects.get(slug=slug).regions.add(lanzhou)

    def shown(place, most):
        return [question.slug for question in questions_for(place, most)]

    assert shown(lanzhou, 5) == ["third", "fourth", "first", "second"]
    assert shown(lanzhou, 3) == ["third", "fourth", "first"]
    assert shown(elsewhere, 2) == ["second", "first"]
    assert questions_for(lanzhou, 0) == []


def test_a_place_shows_no_question_that_is_not_published(lanzhou):
    hidden = make_question(status=Publication.DRAFT)
    hidden.regions.add(lanzhou)

    assert questions_for(lanzhou, 5) == []


def test_a_place_s_questions_follow_an_edit_at_once(lanzhou):
    make_question("first", order=1)
    second = make_question("second", order=2)
    assert [q.slug for q in questions_for(lanzhou, 1)] == ["first"]

    second.regions.add(lanzhou)

    assert [q.slug for q in questions_for(lanzhou, 1)] == ["second"]


def test_a_former_address_is_known_only_as_a_whole():
    question = make_question("lapse-money")
    question.slug = "lapse"
    question.save()

    for slug in ("money", "lapse-mon", "e-m", ""):
        assert Question.objects.once_at(slug) is None, slug
    assert Question.objects.once_at("lapse-money") == question


def test_each_former_address_is_remembered_once_however_often_it_changes():
    question = make_question("a")
    for slug in ("b", "a", "b", "c", "c"):
        question.slug = slug
        question.save()

    assert sorted(question.former_slugs.split()) == ["a", "b"]
    assert Question.objects.once_at("a") == Question.objects.once_at("b") == question
    assert Question.objects.once_at("c") is None


def test_a_draft_with_another_address_leaves_the_published_one_where_it_is():
    question = make_question("lapse")
    draft = make_question("lapse", status=Publication.DRAFT, replaces=question)
    draft.slug = "other"
    draft.save()

    question.refresh_from_db()
    assert (question.slug, question.former_slugs, draft.former_slugs) == ("lapse", "", "")
    assert Question.objects.get_by_natural_key("lapse") == question


def test_two_questions_never_share_an_address_but_a_question_and_its_draft_do():
    question = make_question("lapse")
    make_question("lapse", status=Publication.DRAFT, replaces=question)

    with pytest.raises(ValidationError, match="已经有一个问题用了这个网址用名"):
        Question(
            slug="lapse", category="lapse", question="?", short_answer="!", body="."
        ).full_clean()


@pytest.mark.parametrize("field", ["question", "short_answer", "body", "differs"])
@pytest.mark.parametrize(
    "written", ["90 元", "2.8％", "130块", "¥130", "叁佰圆", "每月一百三", "2.8个点"]
)
def test_figures_are_refused_in_each_text_that_readers_see_and_named(field, written):
    question = make_question(**{field: f"听说{written}，是吗？"})

    with pytest.raises(ValidationError) as refused:
        question.clean()

    assert set(refused.value.message_dict) == {field}
    assert f"您写了“{written}”。" in refused.value.message_dict[field][0]
    assert "请写成“各地答案”" in refused.value.message_dict[field][0]


def test_of_many_figures_the_message_names_the_first():
    question = make_question(body="、".join(f"{n}元" for n in range(50, 60)))

    with pytest.raises(ValidationError, match="“55元”等 10 处") as refused:
        question.clean()

    assert "56元" not in str(refused.value)


def test_a_note_for_editors_and_the_words_of_a_search_may_hold_figures():
    question = make_question(staff_note="文件写 90 元", synonyms="90元 三块钱")

    question.full_clean()
