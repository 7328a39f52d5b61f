"""A text of several lines that goes through a form unchanged is no change, wherever it is told."""

import pytest
from django.urls import reverse

from desk import publishing
from desk.admin.mixins.review import differences
from desk.history import events
from regions.models import Claim, Publication
from regions.tests.make import make_claim

from .browser_form import filled_in

pytestmark = pytest.mark.django_db

LINES = "第一行。\n第二行。\n第三行。"


def save(client, claim, **typed):
    address = reverse("admin:regions_claim_change", args=[claim.pk])
    return client.post(address, filled_in(client.get(address).text) | typed)


def test_only_what_was_typed_is_told_in_review_and_history(admin_client, gansu):
    claim = make_claim(gansu, statement=LINES)
    copy = publishing.copy_of(claim)

    save(admin_client, copy, followed="改了这一栏。")

    copy.refresh_from_db()
    assert copy.statement == LINES
    assert [one.label for one in differences(claim, copy)] == ["本站怎么用"]
    assert [one.label for one in events(copy)[0].changes] == ["本站怎么用"]


def test_a_row_that_holds_carriage_returns_is_no_change_either(admin_client, gansu):
    claim = make_claim(gansu, statement="另一句。")
    Claim.objects.filter(pk=claim.pk).update(statement=LINES.replace("\n", "\r\n"))
    claim.refresh_from_db()
    copy = publishing.copy_of(claim)

    save(admin_client, copy, followed="改了这一栏。")

    copy.refresh_from_db()
    assert [one.label for one in differences(claim, copy)] == ["本站怎么用"]


def test_whoever_saves_saves_lines_that_end_alike(gansu):
    claim = make_claim(gansu, statement="一\r\n二\r三", status=Publication.DRAFT)

    claim.refresh_from_db()
    assert claim.statement == "一\n二\n三"
