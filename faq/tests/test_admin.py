"""The editors' pages of questions."""

import pytest
from django.urls import reverse

from faq.models import Question
from faq.tests.make import make_question
from regions.models import Publication
from regions.tests.make import make_claim, make_region

pytestmark = pytest.mark.django_db

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


def test_figures_in_the_text_are_refused(admin_client):
    form = {"slug": "x", "category": "lapse", "order": 1, "question": "多少钱？"}
    form |= {"short_answer": "每月 75 元。", "body": "看当地。", "status": "draft"}

    page = admin_client.post(reverse("admin:faq_question_add"), form).text

    assert "这里不写金额和百分数（75 元）" in page
    assert not Question.objects.exists()


@pytest.mark.parametrize("field", ["regions", "rule_regions", "claims", "sources", "related"])
def test_what_it_refers_to_is_found_while_typing(admin_client, question, field):
    query = {"app_label": "faq", "model_name": "question", "field_name": field, "term": ""}

    found = admin_client.get("/admin/autocomplete/", query).json()["results"]

    assert found
