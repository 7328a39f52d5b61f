"""A place that moves takes along what lies in it, and every address it had leads on."""

import datetime
import operator

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caching.revision import current
from regions.models import Region, RegionAlias
from regions.place_facts import facts_for, places
from regions.place_search import find, matching
from regions.suggestions import suggestions

from .make import make_policy, make_region

pytestmark = pytest.mark.django_db

ADDRESS = RegionAlias.Kind.ADDRESS


@pytest.fixture
def other():
    """A province to move to."""
    return make_region(slug="bbb", name="乙省", short_name="乙")


@pytest.fixture
def city():
    """A city of another province, to be moved, with two counties of which one has a page."""
    province = make_region(slug="aaa", name="甲省", short_name="甲")
    city = make_region(slug="bing", name="丙市", parent=province)
    make_region(slug="ding", name="丁县", short_name="丁县", parent=city)
    make_region(slug="wu", name="戊县", short_name="戊县", parent=city, has_page=False)
    return city


def fresh(place) -> Region:
    return Region.objects.get(pk=place.pk)


def move(place, parent) -> None:
    place = fresh(place)
    place.parent = parent
    place.full_clean()
    place.save()


def paths() -> set[str]:
    return set(Region.objects.filter(level__gt=1).values_list("path", flat=True))


def former(place) -> list[str]:
    return list(fresh(place).aliases.filter(kind=ADDRESS).values_list("name", flat=True))


def leads_to(client, path) -> tuple[int, str]:
    answer = client.get(f"/regions/{path}/")
    return answer.status_code, answer.get("Location", "")


# --- What follows ----------------------------------------------------------------------------


def test_all_that_lies_in_a_place_follows_it(client, city, other):
    move(city, other)

    assert paths() == {"bbb/bing", "bbb/ding", "bbb/wu"}
    assert leads_to(client, "aaa/bing") == (301, "/regions/bbb/bing/")
    assert leads_to(client, "aaa/ding") == (301, "/regions/bbb/ding/")
    assert leads_to(client, "aaa/wu") == (301, "/regions/bbb/bing/")
    assert leads_to(client, "bbb/ding")[0] == 200
    assert leads_to(client, "bbb/wu") == (301, "/regions/bbb/bing/")


def test_it_is_found_below_its_new_province_and_shows_what_holds_there(city, other):
    make_policy(city.parent)
    rule = make_policy(other)

    move(city, other)

    county = find("乙省丁县", by_name=True).place
    assert county.path == "bbb/ding"
    assert not find("甲省丁县", by_name=True).place
    view = facts_for(county, datetime.date(2026, 11, 29)).timelines[county.pk].current
    assert view == rule
    assert set(places("bbb")) == {"bbb", "bbb/bing", "bbb/ding"}
    assert set(places("aaa")) == {"aaa"}


def test_lists_have_the_new_addresses_only(client, city, other):
    make_policy(city)
    move(city, other)

    assert {row[5] for row in suggestions()} == {"aaa", "bbb", "bbb/bing", "bbb/ding"}
    assert "aaa/" not in client.get("/regions/places.json").text
    listed = client.get("/sitemap-regions.xml").text
    assert "/regions/bbb/bing/" in listed
    assert "/regions/aaa/" not in listed


def test_a_province_takes_all_its_places_along(client, city):
    province = city.parent
    province.slug = "neu"
    province.save()

    assert paths() == {"neu/bing", "neu/ding", "neu/wu"}
    assert leads_to(client, "aaa") == (301, "/regions/neu/")
    assert leads_to(client, "aaa/wu") == (301, "/regions/neu/bing/")


def test_another_slug_in_the_same_province_moves_that_place_alone(client, city):
    city.slug = "neu"
    city.save()

    assert paths() == {"aaa/neu", "aaa/ding", "aaa/wu"}
    assert leads_to(client, "aaa/bing") == (301, "/regions/aaa/neu/")


def test_a_province_that_becomes_a_city_takes_its_counties_along(client, city, other):
    county = Region.objects.get(slug="ding")
    province = city.parent
    move(county, province)
    move(Region.objects.get(slug="wu"), province)
    city.delete()

    province.level, province.parent = 2, other
    province.full_clean()
    province.save()

    assert paths() == {"bbb/aaa", "bbb/ding", "bbb/wu"}
    assert leads_to(client, "aaa/ding") == (301, "/regions/bbb/ding/")


def test_who_follows_has_it_in_its_history_with_the_reason(city, other):
    before = current()
    county = Region.objects.get(slug="ding")
    city.parent = other
    city.save_because("国函〔2030〕1号")

    moved = fresh(county)
    assert moved.version == county.version + 1
    assert moved.history.first().history_change_reason == "国函〔2030〕1号"
    assert moved.history.first().version == moved.version
    alias = RegionAlias.history.get(name="aaa/ding")
    assert alias.history_change_reason == "国函〔2030〕1号"
    assert current().number > before.number


def test_moving_asks_as_much_of_many_places_as_of_few(city, other):
    def asked() -> list[int]:
        counts = []
        for parent in (other, city.parent):
            place = fresh(city)
            place.parent = parent
            with CaptureQueriesContext(connection) as queries:
                place.save()
            counts.append(len(queries))
        RegionAlias.objects.all().delete()
        return counts

    few = asked()
    for number in range(30):
        make_region(slug=f"x{number}", parent=city, has_page=number % 2)

    assert asked() == few


def test_what_stays_where_it_is_leaves_nothing(city, django_assert_max_num_queries):
    city.name = "新丙市"

    with django_assert_max_num_queries(11):
        city.save()

    assert not RegionAlias.objects.exists()


# --- Addresses that are left -----------------------------------------------------------------


def test_a_place_that_moves_back_has_its_first_address_and_not_as_a_former_one(client, city, other):
    province = city.parent
    move(city, other)

    move(city, province)

    assert paths() == {"aaa/bing", "aaa/ding", "aaa/wu"}
    assert {place.slug: former(place) for place in city.children.all()} == {
        "ding": ["bbb/ding"],
        "wu": ["bbb/wu"],
    }
    assert leads_to(client, "aaa/ding")[0] == 200
    assert leads_to(client, "bbb/wu") == (301, "/regions/aaa/bing/")
    assert RegionAlias.history.filter(id__in=RegionAlias.objects.values("pk")).count() == 6


def test_all_addresses_of_a_place_that_moved_often_lead_to_it(client, city, other):
    for parent in (other, city.parent, other, make_region(slug="ccc", name="丙省"), other):
        move(city, parent)

    assert former(city) == ["aaa/bing", "ccc/bing"]
    for path in ("aaa/ding", "ccc/ding"):
        assert leads_to(client, path) == (301, "/regions/bbb/ding/")


@pytest.mark.parametrize("kind", RegionAlias.Kind)
def test_an_address_that_stands_there_under_any_kind_is_no_obstacle(client, city, other, kind):
    city.aliases.create(name="aaa/bing", kind=kind)
    city.aliases.create(name="bbb/bing", kind=kind)

    move(city, other)

    assert "aaa/bing" in former(city)
    assert "bbb/bing" not in former(city)
    assert leads_to(client, "aaa/bing") == (301, "/regions/bbb/bing/")


def test_a_former_address_that_a_county_has_now_is_asked_about(client, city, other):
    """The county's page and the place that was here before: never guessed between."""
    province = city.parent
    move(city, other)
    last = make_region(slug="ji", name="己市", parent=province)
    make_region(slug="bing", name="丙区", short_name="丙区", parent=last, has_page=False)

    pages = Region.objects.pages_at("aaa/bing")

    assert {page.path for page in pages} == {"aaa/ji", "bbb/bing"}
    assert leads_to(client, "aaa/bing") == (302, "/search/?q=aaa%2Fbing")


def test_the_former_address_of_a_page_and_a_county_is_that_of_the_page(city, other):
    last = make_region(slug="ji", name="己市", parent=city.parent)
    make_region(slug="bing", name="丙区", short_name="丙区", parent=last, has_page=False)

    province = fresh(city.parent)
    province.slug = "neu"
    province.save()

    assert [page.path for page in Region.objects.pages_at("aaa/bing")] == ["neu/bing"]


def test_a_typed_name_is_not_looked_for_in_addresses(city, other):
    city.aliases.create(name="binyin", kind=RegionAlias.Kind.READING)
    move(city, other)

    assert matching("aaa") == {Region.objects.get(slug="aaa").pk}
    assert matching("binyin") == {city.pk}


# --- What is refused -------------------------------------------------------------------------


def refused(place) -> list[str]:
    """What both the form and the saving say."""
    said = []
    for step in (place.full_clean, place.save):
        with pytest.raises(ValidationError) as refusal:
            step()
        said.append(refusal.value.messages)
    assert said[0] == said[1]
    return said[0]


def test_an_address_that_another_place_has_is_told_with_both_names(city, other):
    holder = make_region(slug="geng", name="庚市", parent=other)
    make_region(slug="ding", name="丁县", parent=holder)
    city.parent = other

    assert refused(city) == [
        "这样一改，乙省丙市丁县和乙省庚市丁县的网址都是 /regions/bbb/ding/。"
        "请先打开其中一个，用“合并或改名”换个网址用名，再来存。"
    ]
    assert paths() == {"aaa/bing", "aaa/ding", "aaa/wu", "bbb/geng", "bbb/ding"}
    assert not RegionAlias.objects.exists()


def test_a_county_without_a_page_may_share_its_new_address(city, other):
    holder = make_region(slug="geng", name="庚市", parent=other)
    make_region(slug="wu", name="戊区", parent=holder)

    move(city, other)

    assert Region.objects.filter(path="bbb/wu").count() == 2


def test_two_of_the_moved_places_do_not_get_one_address(city, other):
    province = fresh(city.parent)
    Region.objects.filter(pk=city.pk).update(level=3, slug="aaa", path="aaa/aaa")
    Region.objects.filter(parent=city).delete()
    province.level, province.parent = 2, other

    assert "乙省甲省丙市和乙省甲省的网址都是 /regions/bbb/aaa/。" in refused(province)[0]


def test_a_place_does_not_go_below_itself(city):
    province = fresh(city.parent)
    province.level, province.parent = 3, city

    assert refused(province) == ["丙市就在甲省下面，不能当甲省的上级。请另选一个上级。"]
    assert fresh(province).level == 1


@pytest.mark.parametrize("above", ["parent", "parent.parent"])
def test_a_circle_that_is_held_in_memory_is_refused_too(city, above):
    county = Region.objects.select_related("parent__parent").get(slug="ding")
    place = operator.attrgetter(above)(county)
    place.level, place.parent = 3, county

    with pytest.raises(ValidationError, match=f"丁县就在{place.name}下面"):
        place.save()


def test_a_place_does_not_sink_to_the_level_of_what_lies_in_it(city):
    city.level = 3

    assert refused(city) == [
        "丙市的级别要比下级高，可是丁县是县级。请选更高的级别，或者先给丁县选好别的上级。"
    ]


def test_what_a_place_works_out_itself_is_saved_with_some_of_its_fields_too(gansu):
    place = make_region(slug="lanzhou", name="兰州市", parent=gansu, pinyin="lan zhou")
    place.slug, place.pinyin = "jincheng", "jin cheng"
    place.save(update_fields=["slug", "pinyin"])

    place.refresh_from_db()
    assert (place.path, place.pinyin_joined) == ("gansu/jincheng", "jincheng")
    assert [alias.name for alias in place.aliases.all()] == ["gansu/lanzhou"]


def test_a_name_works_out_how_it_is_found_with_some_of_its_fields_too(gansu):
    alias = RegionAlias.objects.create(region=gansu, name="longxi", kind="reading")
    alias.name = "long"
    alias.save(update_fields=["name"])

    alias.refresh_from_db()
    assert (alias.stem, alias.reading) == ("long", "long")
