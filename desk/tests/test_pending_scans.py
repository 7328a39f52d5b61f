"""A scan stays chosen after a fault, for the person who uploaded it and for one day."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from desk.accounts import going_on
from desk.admin.mixins.kept_scans import KeepsScans
from desk.admin.sources import SourceForm
from desk.models import PendingScan, pending_scan
from desk.pending_scans import PendingScans
from regions.models import Publication, RefundPolicy, Source, SourceScan
from regions.tests.make import make_source

from .browser_form import filled_in

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF"
NOW = datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def enter(name):
    user = User.objects.create_user(name, password="nan-cai", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def li(db):
    return enter("li")


def scan(name="通知.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def entry_of(region):
    return reverse("admin:regions_refundpolicy_record", args=[region.pk])


RULE = {
    "title": "通知",
    "effective_from": "2027-01-01",
    "period": "month",
    "tiers-0-min_age": "0",
    "tiers-0-amount": "130",
    "wording": "每人每月130元。",
}


def test_a_scan_of_a_refused_entry_stays_chosen_and_is_saved(li, gansu):
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE
    refused = li.post(entry_of(gansu), form | {"effective_from": "某天", "scans": [scan()]})
    assert "通知.pdf（17:00传的）" in refused.text
    assert not Source.objects.exists()

    again = filled_in(refused.text, "seen") | {"effective_from": "2027年1月1日"}
    answer = li.post(entry_of(gansu), again)

    assert answer.status_code == 302
    assert RefundPolicy.objects.get().effective_from == datetime.date(2027, 1, 1)
    stored = SourceScan.objects.get()
    assert (stored.name, bytes(stored.content)) == ("通知.pdf", PDF)
    assert not PendingScan.objects.exists()


def test_a_kept_scan_may_be_dropped(li, gansu):
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE
    refused = li.post(entry_of(gansu), form | {"effective_from": "某天", "scans": [scan()]})
    again = filled_in(refused.text, "seen") | {"effective_from": "2027-01-01"}
    del again["kept_scans"]

    li.post(entry_of(gansu), again)

    assert Source.objects.exists()
    assert not SourceScan.objects.exists()
    assert not PendingScan.objects.exists()


def test_a_second_fault_keeps_the_first_scan_and_one_more(li, gansu):
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE | {"effective_from": "某天"}
    refused = li.post(entry_of(gansu), form | {"scans": [scan("一.pdf")]})
    refused = li.post(
        entry_of(gansu), filled_in(refused.text, "seen") | {"scans": [scan("二.pdf")]}
    )

    again = filled_in(refused.text, "seen") | {"effective_from": "2027-01-01"}
    li.post(entry_of(gansu), again)

    assert sorted(one.name for one in SourceScan.objects.all()) == ["一.pdf", "二.pdf"]


def test_a_scan_of_a_refused_source_stays_chosen(li):
    source = make_source(status=Publication.DRAFT)
    address = reverse("admin:regions_source_change", args=[source.pk])
    form = filled_in(li.get(address).text)
    refused = li.post(address, form | {"title": "", "new_scans": [scan()]})
    assert "通知.pdf" in refused.text

    answer = li.post(address, filled_in(refused.text) | {"title": "新标题"})

    assert answer.status_code == 302
    assert source.scans.get().name == "通知.pdf"
    assert not PendingScan.objects.exists()


def test_a_file_that_is_no_scan_is_not_kept(li, gansu):
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE

    refused = li.post(entry_of(gansu), form | {"scans": [scan("通知.docx", b"PK\x03\x04")]})

    assert "不是图片，也不是 PDF" in refused.text
    assert not PendingScan.objects.exists()


def test_nobody_else_may_use_it(li, gansu):
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE
    li.post(entry_of(gansu), form | {"effective_from": "某天", "scans": [scan()]})
    wang = enter("wang")

    page = wang.get(entry_of(gansu))
    stolen = {"kept_scans": [str(PendingScan.objects.get().pk)]}
    wang.post(entry_of(gansu), filled_in(page.text, "seen") | RULE | stolen)

    assert "通知.pdf" not in page.text
    assert Source.objects.exists()
    assert not SourceScan.objects.exists()


@pytest.mark.parametrize("forged", ["x", "-1", "9" * 40, "²"])
def test_a_forged_choice_breaks_nothing(li, gansu, forged):
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE | {"effective_from": "某天"}
    li.post(entry_of(gansu), form | {"scans": [scan()]})

    answer = li.post(entry_of(gansu), form | {"kept_scans": [forged]})

    assert answer.status_code == 200


def test_it_is_forgotten_after_a_day(li, gansu, clock):
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE
    li.post(entry_of(gansu), form | {"effective_from": "某天", "scans": [scan()]})
    clock.shift(datetime.timedelta(hours=25))
    user = User.objects.get(username="li")
    li.force_login(user)

    assert "通知.pdf" not in li.get(entry_of(gansu)).text
    PendingScans(user, "/", NOW + datetime.timedelta(hours=25)).keep([scan("另.pdf")])
    assert [one.name for one in PendingScan.objects.all()] == ["另.pdf"]


def test_no_more_is_kept_for_one_person_than_there_is_room(li, monkeypatch):
    user = User.objects.get(username="li")
    kept = PendingScans(user, "/", NOW)
    assert kept.keep([scan(f"{n}.pdf") for n in range(pending_scan.MOST_FILES)])
    assert kept.keep([scan("多.pdf")]) is None

    kept.forget()
    monkeypatch.setattr(pending_scan, "MOST_BYTES", len(PDF))
    assert kept.keep([scan()])
    assert kept.keep([scan()]) is None


def test_where_there_is_no_room_one_is_told_to_choose_again(li, gansu, monkeypatch):
    monkeypatch.setattr(pending_scan, "MOST_FILES", 0)
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE

    refused = li.post(entry_of(gansu), form | {"effective_from": "某天", "scans": [scan()]})

    assert "请重新选一次扫描件" in refused.text


def test_a_scan_is_carried_through_the_login(li, gansu, clock):
    form = filled_in(li.get(entry_of(gansu)).text, "seen") | RULE
    clock.shift(datetime.timedelta(hours=9))

    login = li.post(entry_of(gansu), form | {"scans": [scan()]})
    li.post(
        entry_of(gansu),
        filled_in(login.text, "kept_post") | {"username": "li", "password": "nan-cai"},
    )

    assert SourceScan.objects.get().name == "通知.pdf"
    assert not PendingScan.objects.exists()


def test_a_scan_for_a_source_is_carried_through_the_login(li, clock):
    source = make_source(status=Publication.DRAFT)
    address = reverse("admin:regions_source_change", args=[source.pk])
    form = filled_in(li.get(address).text)
    clock.shift(datetime.timedelta(hours=9))

    login = li.post(address, form | {"new_scans": [scan("一.pdf"), scan("二.pdf")]})
    assert "请再选一次" not in login.text
    li.post(address, filled_in(login.text, "kept_post") | {"username": "li", "password": "nan-cai"})

    assert [one.name for one in source.scans.order_by("name")] == ["一.pdf", "二.pdf"]
    assert not PendingScan.objects.exists()


def test_every_input_that_takes_scans_is_carried_through_the_login():
    forms = [SourceForm, *(form for form in subclasses(KeepsScans) if form is not SourceForm)]
    assert {form.uploads_name for form in forms} == set(going_on.UPLOADS)


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_a_scan_is_kept_in_a_form_that_stayed_open_over_a_new_login(li):
    user = User.objects.get(username="li")
    source = make_source(status=Publication.DRAFT)
    address = reverse("admin:regions_source_change", args=[source.pk])
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    form = filled_in(client.get(address).text) | {"csrfmiddlewaretoken": "of-an-earlier-login"}

    shown = client.post(address, form | {"new_scans": [scan()]})
    assert shown.status_code == 409
    assert "要重新选" not in shown.text
    client.post(address, filled_in(shown.text, "kept_post"))

    assert source.scans.get().name == "通知.pdf"
