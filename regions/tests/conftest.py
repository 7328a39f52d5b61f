"""The two places that most tests happen in."""

import pytest


@pytest.fixture
def gansu(db):
    from .make import make_region  # models cannot be imported yet when this file is

    return make_region(slug="gansu", name="甘肃省", short_name="甘肃")


@pytest.fixture
def lanzhou(gansu):
    from .make import make_region

    return make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)
