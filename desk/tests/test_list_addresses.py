"""Lists of the desk whose address was typed or broken: never an error."""

import pytest
from django.contrib import admin
from django.urls import reverse

pytestmark = pytest.mark.django_db

HUGE = "9" * 40
LISTS = [
    (model, f"{model_admin.date_hierarchy}__{part}")
    for model, model_admin in admin.site._registry.items()
    if model_admin.date_hierarchy
    for part in ("year", "month", "day")
]


def test_there_are_lists_by_day():
    assert LISTS


@pytest.mark.parametrize(("model", "name"), LISTS)
@pytest.mark.parametrize("value", [HUGE, "0", "-1", "10000", "x", "２０２６"])
def test_no_day_in_an_address_breaks_a_list(admin_client, model, name, value):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    first = name.rpartition("__")[0]

    for query in ({name: value}, {f"{first}__year": "2026", name: value}):
        answer = admin_client.get(address, query)

        assert answer.status_code in {200, 302}
