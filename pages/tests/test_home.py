"""The first page: whose rules are counted how, and the frame around it and every other."""

import datetime

import pytest

from faq.tests.make import make_question
from pages import context
from pages.views import home
from regions.tests.make import make_nation, make_policy, make_region

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


def told(today=TODAY):
    return home._context(today)


def test_every_page_is_counted_once_by_whose_rule_it_shows(gansu):
    for slug in ("lanzhou", "baiyin", "jinchang"):
        make_region(slug=slug, parent=gansu)
    lanzhou = gansu.children.get(slug="lanzhou")
    make_region(slug="yuzhong", parent=lanzhou, has_page=False)
    make_region(slug="zhejiang", name="浙江省", short_name="浙江", code="330000")
    make_policy(gansu)
    make_policy(lanzhou)

    found = told()

    assert found["counts"] == {"own": 1, "province_page": 1, "inherited": 2, "unknown": 1}
    assert found["pages"] == sum(found["counts"].values()) == 5


def test_what_holds_for_the_nation_is_no_places_own(gansu):
    make_policy(make_nation())

    assert told()["counts"] == {"inherited": 1}


def test_the_counts_are_those_of_the_day(gansu):
    make_policy(gansu, effective_from=datetime.date(2027, 1, 1))

    assert told()["counts"] == {"coming": 1}
    assert told(datetime.date(2027, 1, 1))["counts"] == {"province_page": 1}


def test_a_province_without_a_rule_says_where_only_its_cities_have_one(gansu):
    city = make_region(slug="hangzhou", parent=make_region(slug="zhejiang", name="浙江省"))
    make_region(slug="henan", name="河南省")
    make_policy(city)
    make_policy(gansu, rates=[(0, None, "2")])

    kinds = {tile.region.slug: (tile.kind, tile.in_words) for tile, _ in told()["tiles"]}

    assert kinds == {
        "zhejiang": ("cities", "75元"),
        "henan": ("none", "没查到"),
        "gansu": ("rate", "2%"),
    }


def test_a_province_stands_in_the_area_of_the_first_digit_of_its_code(gansu):
    make_region(slug="guangdong", name="广东省", code="440000")
    make_region(slug="guangxi", name="广西壮族自治区", code="450000")

    areas = {name: [place.slug for place in places] for name, places in told()["areas"]}

    assert areas == {
        **{name: [] for name in ("华北", "东北", "华东", "西南")},
        "中南": ["guangdong", "guangxi"],
        "西北": ["gansu"],
    }


def test_the_example_is_lanzhou_with_the_rule_of_the_day_or_left_out(gansu):
    assert (told()["example"], told()["example_rule"]) == (None, None)

    lanzhou = make_region(slug="lanzhou", name="兰州市", parent=gansu)
    policy = make_policy(gansu)

    found = told()
    assert (found["example"], found["example_rule"].policy) == (lanzhou, policy)


def test_the_first_six_questions_of_the_editors_order_are_asked(gansu):
    for number in range(8, 0, -1):
        make_question(f"q{number}", order=number)

    assert [question.slug for question in told()["questions"]] == [f"q{n}" for n in range(1, 7)]


def test_the_menu_marks_the_page_itself_and_the_section_it_stands_in(rf):
    def marked(path):
        items = context.frame(rf.get(path))["navigation"]
        return {item["label"]: item["current"] for item in items if item["current"]}

    assert marked("/") == marked("/report/") == {}
    assert marked("/regions/") == {"查地区": "page"}
    assert marked("/regions/gansu/lanzhou/") == {"查地区": "true"}
    assert marked("/faq/lapse/") == {"常见问题": "true"}
    assert marked("/calculator/compare/") == {"算返款": "true"}


def test_the_switch_of_type_leads_back_to_the_very_page_with_its_question(rf):
    request = rf.get("/regions/?q=兰州&page=2")
    normal = context.frame(request)
    request.COOKIES["type"] = "large"
    large = context.frame(request)

    assert (normal["large_type"], large["large_type"]) == (False, True)
    assert normal["display_switch"].startswith("/display/large/?next=%2Fregions%2F%3Fq%3D")
    assert large["display_switch"].startswith("/display/normal/?next=%2Fregions%2F%3Fq%3D")
    assert normal["display_switch"].endswith("%26page%3D2")
