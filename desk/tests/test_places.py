"""The form of a place: what moves with it, and what it says where a place cannot move."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from desk.version_token import VersionToken
from regions.models import Region, RegionAlias
from regions.tests.make import make_region

pytestmark = pytest.mark.django_db

ADDRESS = RegionAlias.Kind.ADDRESS


@pytest.fixture
def other():
    """A province to move to."""
    return make_region(slug="bbb", name="乙省", short_name="乙")


@pytest.fixture
def county():
    """A county with a page, in a city to be moved from one province to another."""
    province = make_region(slug="aaa", name="甲省", short_name="甲")
    city = make_region(slug="bing", name="丙市", parent=province)
    return make_region(slug="ding", name="丁县", short_name="丁县", parent=city)


@pytest.fixture
def city(county):
    return county.parent


def save(client, place, aliases=(), **fields):
    """Post the form of ``place`` with its other names: rows that stand there and typed ones."""
    names = ["name", "short_name", "level", "slug", "pinyin"]
    form = {name: getattr(place, name) for name in names} | {"parent": place.parent_id}
    form |= {"opened_version": VersionToken.of(place), "has_page": "on"} | fields
    standing = [row for row in aliases if "id" in row]
    form |= {"aliases-TOTAL_FORMS": len(aliases), "aliases-INITIAL_FORMS": len(standing)}
    for number, row in enumerate(aliases):
        cells = {"region": place.pk, "kind": ADDRESS} | row
        form |= {f"aliases-{number}-{name}": value for name, value in cells.items()}
    return client.post(reverse("admin:regions_region_change", args=[place.pk]), form)


def test_a_city_given_to_another_province_takes_its_counties_along(
    admin_client, client, city, county, other
):
    answer = save(admin_client, city, parent=other.pk)

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said[:2] == [
        "网址从 /regions/aaa/bing/ 换成 /regions/bbb/bing/，旧网址会转过去。",
        "下级的网址一起换，旧的都会转过去。",
    ]
    assert client.get("/regions/bbb/ding/").status_code == 200
    for old, new in (("aaa/bing", "bbb/bing"), ("aaa/ding", "bbb/ding")):
        moved = client.get(f"/regions/{old}/")
        assert (moved.status_code, moved.url) == (301, f"/regions/{new}/")
    record = county.history.first()
    assert record.history_change_reason == "丙市换了上级或网址，这里的网址跟着换"
    assert record.history_user.username == "admin"


def test_an_address_that_is_taken_is_told_and_nothing_moves(admin_client, city, county, other):
    holder = make_region(slug="geng", name="庚市", parent=other)
    make_region(slug="ding", name="丁县", parent=holder)

    answer = save(admin_client, city, parent=other.pk, area_code="0931")

    assert "乙省丙市丁县和乙省庚市丁县的网址都是 /regions/bbb/ding/。" in answer.text
    assert 'value="0931"' in answer.text
    city.refresh_from_db()
    assert (city.path, city.area_code) == ("aaa/bing", "")


def test_a_place_below_itself_is_refused(admin_client, city, county):
    answer = save(admin_client, city.parent, level=3, parent=city.pk)

    assert "丙市就在甲省下面，不能当甲省的上级" in answer.text


def test_the_address_that_is_left_may_have_been_typed_already(admin_client, city, other):
    answer = save(admin_client, city, [{"name": "aaa/bing", "kind": "former"}], parent=other.pk)

    assert answer.status_code == 302
    assert list(city.aliases.values_list("name", "kind")) == [("aaa/bing", ADDRESS)]


@pytest.mark.parametrize("tick", [{}, {"DELETE": "on"}], ids=["kept", "deleted"])
def test_a_city_that_moves_back_keeps_the_address_it_had_meanwhile(
    admin_client, client, city, other, tick
):
    province = city.parent
    save(admin_client, city, parent=other.pk)
    city.refresh_from_db()
    row = {"id": city.aliases.get().pk, "name": "aaa/bing"}

    answer = save(admin_client, city, [row | tick], parent=province.pk)

    assert answer.status_code == 302
    assert list(city.aliases.values_list("name", flat=True)) == ["bbb/bing"]
    assert client.get("/regions/bbb/bing/").url == "/regions/aaa/bing/"


def test_other_names_are_saved_with_a_new_place(admin_client, other):
    form = {"name": "丙市", "short_name": "丙", "level": 2, "slug": "bing", "parent": other.pk}
    form |= {"aliases-TOTAL_FORMS": 1, "aliases-INITIAL_FORMS": 0}
    form |= {"aliases-0-name": "丙州", "aliases-0-kind": "former"}

    answer = admin_client.post(reverse("admin:regions_region_add"), form)

    assert answer.status_code == 302
    assert Region.objects.get(aliases__name="丙州").path == "bbb/bing"
    assert Region.history.filter(slug="bing").count() == 1


def test_two_other_names_that_change_places_are_asked_to_do_it_one_by_one(admin_client, city):
    one, two = (RegionAlias.objects.create(region=city, name=name) for name in ("甲名", "乙名"))
    rows = [{"id": one.pk, "name": "乙名"}, {"id": two.pk, "name": "甲名"}]

    answer = save(admin_client, city, rows)

    assert answer.status_code == 200
    assert "“乙名”刚才还是另一行的名字。" in answer.text
    assert set(city.aliases.values_list("name", flat=True)) == {"甲名", "乙名"}
