"""The websites that the tests of watching ask."""

import pytest

from .site import official_names, served


@pytest.fixture
def site():
    with served() as site, official_names():
        yield site
