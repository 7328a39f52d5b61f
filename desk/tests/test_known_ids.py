"""Whatever an address or a form names as another row, it never is a server error."""

import pytest
from django.contrib import admin
from django.urls import reverse

from desk.admin.mixins.known_ids import KnownIds

pytestmark = pytest.mark.django_db

NONSENSE = ["lz", "9" * 40, "²", "-1", "1,x"]
#: Admins whose fields for other rows ask the database for what they are given.
SEARCHING = [
    model
    for model, model_admin in admin.site._registry.items()
    if getattr(model_admin, "autocomplete_fields", ())
]


def links(model) -> list[str]:
    return list(admin.site.get_model_admin(model).autocomplete_fields)


def address(model, page: str) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}")


def test_all_of_them_know_their_ids():
    assert SEARCHING
    assert [m for m in SEARCHING if not isinstance(admin.site.get_model_admin(m), KnownIds)] == []


@pytest.mark.parametrize("model", SEARCHING, ids=lambda model: model.__name__)
def test_nonsense_in_an_address_fills_in_nothing(admin_client, model):
    for typed in NONSENSE:
        page = admin_client.get(address(model, "add"), dict.fromkeys(links(model), typed))

        assert page.status_code == 200
        assert f'<option value="{typed}" selected' not in page.text


@pytest.mark.parametrize("model", SEARCHING, ids=lambda model: model.__name__)
def test_nonsense_in_a_form_is_told_at_the_field(admin_client, model):
    for typed in NONSENSE[:3]:
        page = admin_client.post(address(model, "add"), dict.fromkeys(links(model), typed))

        assert page.status_code == 200
        assert page.context["adminform"].form.errors


@pytest.mark.parametrize("model", SEARCHING, ids=lambda model: model.__name__)
def test_an_action_on_nonsense_is_answered(admin_client, model):
    chosen = {"action": "delete_selected", "_selected_action": "lz", "index": "0"}

    # The list again: at once where there are no actions.
    assert admin_client.post(address(model, "changelist"), chosen).status_code in (200, 302)
