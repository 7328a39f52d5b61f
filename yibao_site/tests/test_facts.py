"""The fixture ``facts`` of ``conftest.py``: the same facts for every test of a module."""

import pytest
from django.contrib.auth.models import Group

from regions.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_removes_is_there_for_the_next(turn):
    assert Region.objects.count() > 3000

    Region.objects.filter(slug="china").update(name="")

    assert not Region.objects.filter(slug="china").exclude(name="").exists()


def test_the_facts_are_loaded_into_a_database_fresh_from_its_migrations():
    """Whatever tests ran before: the roles of the migrations are there, ids begin at one."""
    assert Group.objects.filter(name__in=["编辑", "审核"]).count() == 2
    assert Region.objects.order_by("pk").values_list("pk", flat=True).first() == 1
