"""The finder's list of places: what it holds, how it travels."""

import datetime
import json

import pytest

from regions.suggestions import suggestions
from regions.tests.make import make_nation, make_region

pytestmark = pytest.mark.django_db
PLACES = "/regions/places.json"


@pytest.fixture
def lanzhou():
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    return make_region(
        slug="lanzhou",
        name="兰州市",
        short_name="兰州",
        parent=gansu,
        code="620100",
        pinyin="lan zhou",
        initials="lz",
    )


def test_each_page_is_a_row_with_what_people_may_type(lanzhou):
    make_region(slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou, has_page=False)
    lanzhou.aliases.create(name="金城", kind="colloquial")
    lanzhou.aliases.create(name="lanzou", kind="reading")

    assert suggestions() == [
        ("甘肃省", "", "gansu", "", "620000", "gansu", ""),
        ("兰州市", "甘肃省", "lanzhou", "lz", "620100", "gansu/lanzhou", "榆中 金城"),
    ]


def test_a_merged_place_is_found_under_its_successor(lanzhou):
    make_region(
        slug="old",
        name="老兰州市",
        short_name="老兰州",
        parent=lanzhou.parent,
        ended_on=datetime.date(2020, 1, 1),
        successor=lanzhou,
    )

    assert [row[6] for row in suggestions()] == ["", "老兰州"]


def test_a_place_without_a_page_above_it_is_left_out(lanzhou):
    make_region(slug="hongkong", name="香港", parent=make_nation(), has_page=False)

    assert "香港" not in json.dumps(suggestions(), ensure_ascii=False)


def test_the_list_may_be_kept_and_is_written_once(client, lanzhou, django_assert_num_queries):
    for number in range(20):
        make_region(slug=f"p{number}", name=f"地方{number}市", parent=lanzhou.parent)

    with django_assert_num_queries(4):  # the revision; pages, all places, other names
        response = client.get(PLACES)
    with django_assert_num_queries(1):
        assert client.get(PLACES).content == response.content

    # The page store keeps such an answer, compresses it and knows it again (304).
    assert "s-maxage" in response["Cache-Control"]
    assert response["Content-Type"] == "application/json"
    assert len(response.json()) == 22


def test_a_new_name_is_proposed_at_once(client, lanzhou):
    assert "金城" not in client.get(PLACES).text

    lanzhou.aliases.create(name="金城", kind="colloquial")

    assert "金城" in client.get(PLACES).text


@pytest.mark.usefixtures("lanzhou")
def test_the_list_is_small_json_without_blanks(client):
    assert client.get(PLACES).text.startswith('[["甘肃省","","gansu"')
