"""The sources of the release."""

import pytest

from regions.models import Publication, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


def test_every_source_of_the_release_is_public():
    assert not Source.objects.exclude(status=Publication.PUBLISHED).exists()
