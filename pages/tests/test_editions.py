"""Pages carry the edition in which they last changed: an edit elsewhere changes no byte."""

import re

import pytest

from faq.tests.make import make_question
from regions.editions import current, of_place
from regions.tests.make import make_channel, make_policy, make_region

pytestmark = pytest.mark.django_db

PAGES = {
    "page": "/regions/gansu/lanzhou/",
    "sheet": "/regions/gansu/lanzhou/sheet/",
    "picture": "/regions/gansu/lanzhou/picture/",
}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-30T04:00:00Z", tick=False)


@pytest.fixture
def lanzhou():
    place = make_region("lanzhou", make_region("gansu"))
    make_region("baiyin", place.parent)
    make_region("yongzhou", make_region("hunan"))
    make_policy(place)
    return place


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_carries_the_edition_in_which_it_changed(client, lanzhou, path):
    make_channel(lanzhou)
    own = of_place(lanzhou).number
    make_channel(lanzhou.parent.children.get(slug="baiyin"))

    page = client.get(path).content.decode()

    assert own < current().number
    assert f'<meta name="edition" content="{own}">' in page
    assert f"第 {own} 版" in page


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("slug", ["baiyin", "yongzhou"])
def test_an_edit_elsewhere_changes_none_of_its_bytes(client, lanzhou, path, slug):
    other = type(lanzhou).objects.get(slug=slug)
    before = client.get(path).content

    make_channel(other)

    assert client.get(path).content == before


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_an_edit_of_its_own_changes_its_edition(client, lanzhou, path):
    before = client.get(path).content.decode()

    make_channel(lanzhou)

    after = client.get(path).content.decode()
    meta = re.compile(r'<meta name="edition" content="(\d+)">')
    assert int(meta.search(after)[1]) > int(meta.search(before)[1])


def test_the_page_of_a_question_carries_its_own(client, lanzhou):
    question = make_question()
    path = question.get_absolute_url()
    before = client.get(path).content

    make_channel(lanzhou)

    assert client.get(path).content == before
    question.body = "改"
    question.save()
    number = current().number
    assert f'<meta name="edition" content="{number}">' in client.get(path).content.decode()
