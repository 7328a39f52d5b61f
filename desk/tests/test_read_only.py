"""What the site writes by itself, nobody writes by hand, not even an administrator."""

import datetime

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib import admin
from django.urls import reverse

from desk.admin.mixins.read_only import ReadOnlyAdmin
from operation.models import OperationRun, SubmittedAddress
from regions.models import LinkCheck, TakeDown
from visits.models import PageVisits

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 7, 29, 12, tzinfo=datetime.UTC)
LOGIN = {"username": "lan", "ip_address": "203.0.113.7"}
ROWS = {
    AccessLog: LOGIN,
    AccessFailureLog: LOGIN,
    LinkCheck: {"url": "https://a.gov.cn/", "outcome": LinkCheck.Outcome.FINE, "checked_at": NOW},
    OperationRun: {
        "kind": "backup",
        "started_at": NOW,
        "ended_at": NOW,
        "ok": True,
        "summary": "好",
    },
    PageVisits: {"day": NOW.date(), "path": "/about/", "number": 9},
    SubmittedAddress: {"engine": "baidu", "address": "/about/", "submitted_at": NOW},
    TakeDown: {"kind": "domain", "term": "a.com", "reason": "假的", "made_at": NOW},
}


def test_who_may_change_nothing_is_read_only(rf, admin_user):
    """Another way of forbidding it would forget one of the three."""
    request = rf.get("/")
    request.user = admin_user

    shown = admin.site._registry.items()

    closed = {model for model, one in shown if not one.has_change_permission(request)}
    assert closed == {model for model, one in shown if isinstance(one, ReadOnlyAdmin)} == set(ROWS)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("page", ["add/", "{}/change/", "{}/delete/"])
def test_no_page_adds_changes_or_deletes_a_row(admin_client, model, page):
    row = model.objects.create(**ROWS[model])
    before = list(model.objects.values())
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    form = dict.fromkeys(ROWS[model], "改了") | {"post": "yes"}

    answer = admin_client.post(address + page.format(row.pk), form)

    assert answer.status_code == 404
    assert list(model.objects.values()) == before


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_no_row_is_deleted_from_the_list(admin_client, model):
    row = model.objects.create(**ROWS[model])
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    admin_client.post(
        address, {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    )

    assert model.objects.filter(pk=row.pk).exists()
