"""Who has a row open is shown to others, is never a lock, and is never in anybody's way."""

import datetime
import logging

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from desk.models import OpenForm
from regions.models import Publication
from regions.tests.make import make_claim

from .browser_form import filled_in

pytestmark = pytest.mark.django_db

BEAT = "/admin/open-form/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-25T02:06:00Z", tick=False) as traveller:
        yield traveller


def enter(name, first_name):
    user = User.objects.create_user(name, first_name=first_name, is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def li(db):
    return enter("li", "李明")


@pytest.fixture
def wang(db):
    return enter("wang", "王芳")


@pytest.fixture
def claim(gansu):
    return make_claim(gansu, status=Publication.DRAFT)


def address(claim):
    return reverse("admin:regions_claim_change", args=[claim.pk])


def beat(client, claim, **more):
    return client.post(BEAT, {"model": "regions.claim", "row": claim.pk} | more)


def test_the_second_sees_who_has_the_row_open_and_since_when(li, wang, claim):
    assert "正在改" not in li.get(address(claim)).text

    page = wang.get(address(claim)).text

    assert "李明从 10:06 起正在改这一条" in page
    assert beat(li, claim).json()["said"].startswith("王芳从 10:06 起正在改这一条")


@pytest.mark.parametrize(
    "case",
    [(True, 2.9, True), (True, 3.1, False), (False, 14.9, True), (False, 15.1, False)],
    ids=["heartbeat", "no-heartbeat-any-more", "without-script", "without-script-for-long"],
)
def test_a_form_without_a_sign_counts_as_closed(li, wang, claim, clock, case):
    beats, minutes, shown = case
    li.get(address(claim))
    if beats:
        beat(li, claim)
    clock.shift(datetime.timedelta(minutes=minutes))

    assert ("李明从" in wang.get(address(claim)).text) is shown


def test_who_leaves_or_saves_is_gone(li, wang, claim):
    li.get(address(claim))
    beat(li, claim, gone="1")
    assert "李明从" not in wang.get(address(claim)).text

    li.post(address(claim), filled_in(li.get(address(claim)).text) | {"statement": "改了。"})
    assert "李明从" not in wang.get(address(claim)).text


def test_who_goes_on_editing_is_not(li, wang, claim):
    form = filled_in(li.get(address(claim)).text)
    li.post(address(claim), form | {"statement": "改了。", "_continue": "1"})

    assert "李明从" in wang.get(address(claim)).text


def test_signs_that_follow_closely_are_not_written(li, claim, clock):
    li.get(address(claim))
    beat(li, claim)
    before = OpenForm.objects.get().seen
    clock.shift(datetime.timedelta(seconds=19))
    beat(li, claim)
    assert OpenForm.objects.get().seen == before

    clock.shift(datetime.timedelta(seconds=1))
    beat(li, claim)
    assert OpenForm.objects.get().seen > before


def test_a_database_that_is_busy_breaks_no_page(li, claim, monkeypatch, caplog):
    def busy(*_):
        raise DatabaseError("database is locked")

    monkeypatch.setattr("desk.models.open_form.OpenFormQuerySet.note", busy)
    with caplog.at_level(logging.WARNING, "desk.presence"):
        page = li.get(address(claim))

    assert page.status_code == 200
    assert "database is locked" in caplog.text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"model": "x", "row": "1"},
        {"model": "regions.claim", "row": "x"},
        {"model": "regions.claim", "row": "9" * 30},
        {"model": "regions.claim", "row": "²"},
    ],
)
def test_a_forged_sign_is_refused(li, form):
    assert li.post(BEAT, form).status_code == 400


def test_only_who_may_change_a_row_has_it_open(li, claim, gansu):
    published = make_claim(gansu)
    li.get(address(published))

    assert beat(li, published).status_code == 403
    assert li.post(BEAT, {"model": "auth.user", "row": "1"}).status_code == 403
    assert Client().post(BEAT, {"model": "regions.claim", "row": "1"}).status_code == 302
    assert li.get(BEAT).status_code == 405
    assert not OpenForm.objects.exists()


def test_a_form_knows_when_its_session_ends(li, claim, clock):
    assert 'data-left="28800"' in li.get(address(claim)).text
    clock.shift(datetime.timedelta(hours=7))
    assert 'data-left="3600"' in li.get(address(claim)).text
