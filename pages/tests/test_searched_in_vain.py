"""What a search tells of to be counted: words that found nothing, without anybody's number."""

import pytest
from django.test import RequestFactory

from caching.page_store import IN_VAIN
from faq.tests.make import make_question
from pages.views.search import search
from regions.tests.make import make_region

pytestmark = pytest.mark.django_db


def told(text):
    request = RequestFactory().get("/search/", {"q": text})
    search(request)
    return request.META.get(IN_VAIN)


@pytest.fixture(autouse=True)
def little_world():
    make_question()
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, code="620100")


def test_what_finds_nothing_is_told():
    assert told("飞行棋") == "飞行棋"


@pytest.mark.parametrize("text", ["", "兰州", "断交", "医保断交了怎么办"])
def test_what_finds_something_is_not(text):
    assert told(text) is None


@pytest.mark.parametrize("text", ["飞行棋13800138000", "飞行棋 １３８ ００１３ ８０００"])
def test_beside_a_number_nothing_is_told(text):
    assert not told(text)
