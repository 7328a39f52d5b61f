"""The websites that the tests of watching ask."""

import json

import pytest

from documents.child import answer_to
from documents.contents import Refused

from .site import official_names, served


@pytest.fixture
def site():
    with served() as site, official_names():
        yield site


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    """Read in this process, which is quicker: the child has tests of its own (``documents``)."""

    def ask(request, raw):
        try:
            return json.loads(json.dumps(answer_to(request, raw)))
        except Refused as refused:
            return {"refused": refused.why}

    monkeypatch.setattr("documents.reading.ask_child", ask)
