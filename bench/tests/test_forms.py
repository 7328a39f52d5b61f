"""Which forms are measured: all that a page names, each at an address that answers."""

import re
from urllib.parse import urljoin

import pytest

from bench.forms import FORMS, every_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]
ALTERNATE = re.compile(r'<link rel="alternate"[^>]*? href="([^"]*)"')


@pytest.mark.parametrize(
    "path", ["/regions/gansu/", "/regions/gansu/lanzhou/", "/faq/balance-for-parents/"]
)
def test_all_that_a_page_names_as_its_other_forms_is_read(client, path):
    html = client.get(path).content.decode()
    named = {urljoin(path, address) for address in ALTERNATE.findall(html)}

    assert named
    assert named - set(every_form(path)) - {"/changes/feed/"} == set()


def test_each_form_answers(client):
    made_on_demand = [path for path in FORMS.values() if not re.match(r"/data/.", path)]

    assert {path: client.get(path).status_code for path in made_on_demand} == dict.fromkeys(
        made_on_demand, 200
    )


@pytest.mark.parametrize("path", ["/", "/regions/", "/faq/", "/about/sources/"])
def test_other_pages_have_one_form(path):
    assert every_form(path) == [path]
