"""The fixture ``facts`` of ``conftest.py``: the same facts for every test of a module."""

import pytest

from regions.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_removes_is_there_for_the_next(turn):
    assert Region.objects.count() > 3000

    Region.objects.filter(slug="china").update(name="")

    assert not Region.objects.filter(slug="china").exclude(name="").exists()
