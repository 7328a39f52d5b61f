"""The editors' pages of questions."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import publishing
from faq.models import LocalAnswer, Question
from faq.tests.make import make_local_answer, make_question
from regions.models import Publication
from regions.tests.make import make_claim, make_region, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)

LIST = "admin:faq_question_changelist"


@pytest.fixture
def question():
    question = make_question()
    region = make_region()
    question.regions.add(region)
    question.claims.add(make_claim(region))
    return question


def change(question):
    return reverse("admin:faq_question_change", args=[question.pk])


def test_every_page_opens(admin_client, question):
    assert admin_client.get(reverse(LIST)).status_code == 200
    assert admin_client.get(reverse(LIST), {"q": "断", "category": "lapse"}).status_code == 200
    assert admin_client.get(reverse("admin:faq_question_add")).status_code == 200
    assert admin_client.get(change(question)).status_code == 200


def test_only_a_published_question_links_to_its_page(admin_client, question):
    assert f'href="{question.get_absolute_url()}"' in admin_client.get(change(question)).text

    draft = make_question(slug="draft", status=Publication.DRAFT)
    page = admin_client.get(change(draft)).text
    assert f'href="{draft.get_absolute_url()}"' not in page


@pytest.fixture
def form():
    """What the browser posts for a new question."""
    form = {"slug": "x", "category": "lapse", "order": 1, "question": "多少钱？"}
    return form | {"short_answer": "看当地。", "body": "看当地。", "status": "draft"}


@pytest.mark.parametrize("field", ["question", "short_answer", "body", "differs"])
def test_figures_in_the_text_are_refused(admin_client, form, field):
    form[field] = "每月 75 元。"

    page = admin_client.post(reverse("admin:faq_question_add"), form)

    expected = (
        "这里不写钱数和比例，您写了“75 元”。写在这里的数没有出处，过时了也没人知道。"
        "各地的数请写成“各地答案”，每月划入的数写进“划入标准”，页面会自己带出来。"
    )
    assert page.context["adminform"].form.errors == {field: [expected]}
    assert not Question.objects.exists()


def test_a_saved_question_is_a_draft_until_it_is_approved(admin_client, client, form):
    form |= {"status": "published", "sources": [make_source().pk]}

    admin_client.post(reverse("admin:faq_question_add"), form)

    question = Question.objects.get()
    assert client.get("/faq/x/").status_code == 404
    reviewer = User.objects.create_user("reviewer")
    publishing.submit(question)
    publishing.publish(question, reviewer, TODAY)
    assert "多少钱？" in client.get("/faq/x/").text


def test_before_deleting_only_what_has_a_name_is_listed(admin_client, question):
    page = admin_client.get(reverse("admin:faq_question_delete", args=[question.pk])).text

    assert "object (" not in page
    assert "关系" not in page


def test_a_longer_list_costs_no_more_queries(admin_client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(reverse(LIST))
        return len(captured)

    make_question()
    one = queries()
    for i in range(10):
        make_question(slug=f"more-{i}")

    assert queries() == one


@pytest.mark.parametrize("field", ["regions", "rule_regions", "claims", "sources", "related"])
def test_what_it_refers_to_is_found_while_typing(admin_client, question, field):
    query = {"app_label": "faq", "model_name": "question", "field_name": field, "term": ""}

    found = admin_client.get("/admin/autocomplete/", query).json()["results"]

    assert found


def test_a_local_answer_is_never_kept_with_the_draft_copy_of_its_question(admin_client, gansu):
    question = make_question(status="published")
    copied = publishing.copy_of(question)
    asked = {"app_label": "faq", "model_name": "localanswer", "field_name": "question"}
    form = {"region": gansu.pk, "statement": "男满30年。", "source": make_source().pk}

    offered = admin_client.get(reverse("admin:autocomplete"), asked).json()["results"]
    answer = admin_client.post(reverse("admin:faq_localanswer_add"), form | {"question": copied.pk})

    assert [one["id"] for one in offered] == [str(question.pk)]
    assert "这是问题的修改稿。请选公开的那一个问题。" in answer.text
    assert not LocalAnswer.objects.exists()


def test_withdrawing_a_question_tells_of_its_local_answers(admin_client, gansu):
    question = make_question(status="published")
    page = reverse("admin:faq_question_withdraw", args=[question.pk])

    alone = admin_client.get(page).text
    make_local_answer(gansu, question)
    make_local_answer(gansu, question, status="draft", effective_from=TODAY)

    assert "各地答案也跟着" not in alone
    assert "它的 1 条各地答案也跟着不再显示" in admin_client.get(page).text
