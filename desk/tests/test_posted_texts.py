"""A character that PostgreSQL cannot hold breaks no step of the desk."""

import pytest
from django.contrib.auth.models import Group, User
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.models import Assignment, Note
from desk.posted_texts import without_nul
from regions.models import Publication
from regions.tests.make import make_claim, make_policy

from .browser_form import filled_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(db):
    user = User.objects.create_user("shen", is_staff=True)
    user.groups.add(*Group.objects.filter(name__in=["编辑", "审核"]))
    client = Client()
    client.force_login(user)
    return client


def step(row, name):
    return reverse(f"admin:regions_claim_{name}", args=[row.pk])


def test_a_reason_loses_it(reviewer, gansu):
    claim = make_claim(gansu, status=Publication.PUBLISHED)

    reviewer.post(step(claim, "withdraw"), {"reason": "写\x00错了"})

    claim.refresh_from_db()
    assert claim.status == Publication.WITHDRAWN
    assert "写错了" in claim.history.first().history_change_reason


def test_a_word_on_taking_over_loses_it(reviewer, gansu):
    claim = make_claim(gansu, status=Publication.DRAFT)
    other = User.objects.create_user("li", is_staff=True)
    Assignment.objects.take(claim, other, timezone.now(), None, "")
    task = {"task": f"regions.claim:{claim.pk}", "step": "take_over", "from": other.pk}

    reviewer.post(reverse("admin:assign"), task | {"word": "我\x00来"})
    reviewer.post(reverse("admin:comment"), task | {"text": "看\x00过"})

    assert Assignment.objects.get().word == "我来"
    assert Note.objects.get().text == "看过"


@pytest.mark.parametrize("query", ["q=%00兰州", "status__exact=%00", "p=%00", "o=%00", "e=%00"])
def test_lists_are_shown_all_the_same(reviewer, gansu, query):
    answer = reviewer.get(f"{reverse('admin:regions_claim_changelist')}?{query}", follow=True)
    assert answer.status_code == 200


def test_what_holds_none_stays_the_same_object():
    data = QueryDict("a=1&a=2")
    assert without_nul(data) is data
    assert without_nul(QueryDict("a=1%00&a=2")).getlist("a") == ["1", "2"]


@pytest.mark.parametrize("typed", ["兰州", "9" * 40, "-1", "١٢", "1e400"])
def test_an_id_that_is_none_is_refused_in_the_form(reviewer, gansu, typed):
    policy = make_policy(gansu, status=Publication.DRAFT)
    address = reverse("admin:regions_refundpolicy_change", args=[policy.pk])
    form = filled_in(reviewer.get(address).text)

    answer = reviewer.post(
        address, form | {"region": typed, "source": typed, "other_sources": [typed]}
    )

    assert answer.status_code == 200
    assert answer.text.count("选择一个有效的选项") == 3
