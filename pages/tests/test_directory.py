"""The directory's conditions: each parts the places, several meet, and each can be taken off."""

import datetime
from itertools import combinations

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict

from calculator.situation import rules_of
from pages.directory_filter import CHECKED, RULES, TIERS, RegionFilter
from pages.pager import page_links
from pages.views.directory import _chips, _without, sections_of
from regions.models import Region, Source
from regions.tests.make import make_channel, make_nation, make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
AGES = [(0, 69, "100.00"), (70, None, "125.00")]


@pytest.fixture
def places():
    """甘肃 with a rate that its cities share but for two; 浙江 where nothing is known."""

    def source(confidence):
        return make_source(confidence=confidence)

    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    make_policy(gansu, rates=[(0, None, "2")], source=source("doc_seen"))
    for number, slug in [(3, "baiyin"), (2, "jinchang"), (1, "lanzhou")]:
        city = make_region(slug=slug, name=f"{slug}市", parent=gansu, code=f"620{number}00")
        if slug == "lanzhou":
            make_policy(city, tiers=AGES, source=source("secondary"))
            make_channel(city, status="draft")
        if slug == "jinchang":
            make_policy(city, rates=[(0, 69, "2"), (70, None, "3")], source=source("seed"))
            make_channel(city)
    make_region(slug="zhejiang", name="浙江省", short_name="浙江", code="330000")
    make_region(slug="yuzhong", parent=city, has_page=False)
    make_channel(make_nation())


def found(query="", today=TODAY):
    return [place.slug for place in RegionFilter(QueryDict(query), today=today).qs]


def test_without_a_condition_every_page_is_listed_by_provinces_in_the_order_of_codes(places):
    assert found() == ["zhejiang", "gansu", "lanzhou", "jinchang", "baiyin"]


def test_each_condition_finds_the_places_whose_rule_of_the_day_is_such(places):
    told = {
        query: found(query)
        for query in (
            "rule=amount",
            "rule=rate",
            "rule=none",
            "tiers=yes",
            "tiers=no",
            "checked=document",
            "checked=secondary",
            "checked=article",
            "local=yes",
            "province=gansu",
        )
    }

    assert told == {
        "rule=amount": ["lanzhou"],
        "rule=rate": ["gansu", "jinchang", "baiyin"],
        "rule=none": ["zhejiang"],
        "tiers=yes": ["lanzhou", "jinchang"],
        "tiers=no": ["gansu", "baiyin"],
        "checked=document": ["gansu", "baiyin"],
        "checked=secondary": ["lanzhou"],
        "checked=article": ["jinchang"],
        "local=yes": ["jinchang"],
        "province=gansu": ["gansu", "lanzhou", "jinchang", "baiyin"],
    }


def test_the_choices_of_a_condition_part_the_places_that_have_a_rule(places):
    with_rule = [slug for slug in found() if slug not in found("rule=none")]

    for name, choices in (("rule", RULES), ("tiers", TIERS), ("checked", CHECKED)):
        parts = [slug for value, _ in choices for slug in found(f"{name}={value}")]
        wanted = found() if name == "rule" else with_rule
        assert sorted(parts) == sorted(wanted), name


def test_several_conditions_find_what_meets_each_in_the_same_order(places):
    conditions = ["rule=rate", "tiers=yes", "checked=article", "local=yes", "province=gansu", "q=a"]
    for number in (2, 3):
        for several in combinations(conditions, number):
            both = set.intersection(*(set(found(one)) for one in several))
            assert found("&".join(several)) == [slug for slug in found() if slug in both], several


def test_a_condition_that_is_none_is_left_out_and_the_others_hold(places):
    assert found("rule=x&tiers=yes") == found("tiers=yes")
    assert found("province=mars&rule=none") == found("rule=none")


def test_conditions_follow_the_rule_of_the_day(places):
    last = datetime.date(2026, 12, 31)
    make_policy(Region.objects.get(slug="zhejiang"), ended_on=last)

    assert "zhejiang" in found("rule=amount", last)
    assert "zhejiang" in found("rule=none", last + datetime.timedelta(days=1))


def test_every_confidence_of_a_source_can_be_asked_for_or_is_of_no_rule(places):
    listed = list(Region.objects.pages().with_lineage())
    for confidence in Source.Confidence.values:
        for source in Source.objects.all():
            source.confidence, source.checked_on = confidence, TODAY
            source.save()
        views = rules_of(listed, TODAY, TODAY)
        known = {place.slug for place in listed if views[place.pk]}
        asked = {slug for value, _ in CHECKED for slug in found(f"checked={value}")}
        in_words = confidence in {"original", "doc_seen", "secondary", "seed"}
        assert asked == (known if in_words else set()), confidence


def chips_of(rf, query):
    request = rf.get(f"/regions/?{query}")
    chips = _chips(request, RegionFilter(request.GET, today=TODAY))
    return {chip["label"]: QueryDict(chip["url"].removeprefix("?")).dict() for chip in chips}


def test_each_condition_in_force_can_be_taken_off_alone(rf, places):
    chips = chips_of(rf, "province=gansu&rule=rate&local=yes&q=%E9%87%91&page=3")

    rest = {"province": "gansu", "rule": "rate", "local": "yes", "q": "金"}
    labels = {"省份：甘肃": "province", "打钱方式：按比例": "rule", "有本地查询渠道": "local"}
    assert chips == {
        label: {n: v for n, v in rest.items() if n != name}
        for label, name in (labels | {"地方名：金": "q"}).items()
    }


def test_what_is_asked_for_nothing_is_no_condition(rf, places):
    assert chips_of(rf, "province=&rule=&q=") == chips_of(rf, "from=wechat") == {}
    assert _without(rf.get("/regions/?page=2"), "page") == "?"


def test_from_page_to_page_the_conditions_stay_and_the_first_has_one_address(rf):
    def links(number, query="rule=rate&"):
        request = rf.get(f"/regions/?{query}page={number}")
        return page_links(request, Paginator(range(50), 20).page(number))

    assert links(1) == {"next": "?rule=rate&page=2"}
    assert links(2) == {"previous": "?rule=rate", "next": "?rule=rate&page=3"}
    assert links(3) == {"previous": "?rule=rate&page=2"}
    assert links(2, query="")["previous"] == "/regions/"


def rested(**fields):
    """A source of the day on which figures of the web were copied."""
    fields = {"confidence": Source.Confidence.SEED} | fields
    return make_source(published_on=datetime.date(2023, 4, 21), **fields)


def test_a_page_of_the_directory_is_in_sections_of_provinces(gansu):
    cities = [make_region(slug=slug, parent=gansu) for slug in ("one", "two", "three")]
    make_policy(gansu, source=rested())
    make_policy(cities[0], tiers=[(0, None, "90.00")], source=rested(confidence="secondary"))
    hunan = make_region(slug="hunan", name="湖南省")

    first, second = sections_of([gansu, *cities, hunan], TODAY)

    assert (first.province, first.head.words) == (gansu, "每月 75 元")
    assert first.note == "用全省数的：网上资料，2023年4月21日。"
    assert [(row.words, row.note) for row in first.rows] == [
        ("每月 90 元", "自己的标准：二手资料，2023年4月21日"),
        ("每月 75 元", ""),
        ("每月 75 元", ""),
    ]
    assert (second.head.words, second.head.known, second.note) == ("还没查到", False, "")


def test_rules_that_rest_on_different_things_say_so_in_their_rows(gansu):
    cities = [make_region(slug=slug, parent=gansu) for slug in ("one", "two")]
    make_policy(cities[0], source=rested())
    make_policy(cities[1], source=rested(confidence="doc_seen"))

    (section,) = sections_of([gansu, *cities], TODAY)

    assert section.note == ""
    assert [row.note for row in section.rows] == [
        "自己的标准：网上资料，2023年4月21日",
        "自己的标准：文件条款见于转载，2023年4月21日",
    ]


def test_what_most_rules_rest_on_is_said_once(gansu):
    cities = [make_region(slug=slug, parent=gansu) for slug in ("one", "two", "three", "four")]
    for city in cities[:2]:
        make_policy(city, source=rested())
    make_policy(cities[2], source=rested(confidence="doc_seen"))

    (section,) = sections_of([gansu, *cities[:3]], TODAY)
    (with_another,) = sections_of([gansu, *cities], TODAY)

    assert section.note == "有自己标准的：网上资料，2023年4月21日（下面另写的除外）。"
    other = "自己的标准：文件条款见于转载，2023年4月21日"
    assert [row.note for row in section.rows] == ["", "", other]
    assert [row.note for row in with_another.rows] == ["自己的标准"] * 2 + [other, ""]


def test_a_section_that_goes_on_says_whose_number_its_places_take(gansu):
    city = make_region(slug="one", parent=gansu)
    make_policy(gansu, source=rested())

    (section,) = sections_of([city], TODAY)

    assert section.head is None
    assert section.note == "用全省数的：每月 75 元，网上资料，2023年4月21日。"


def test_an_autonomous_region_is_no_province():
    guangxi = make_region(slug="guangxi", name="广西壮族自治区", short_name="广西", level=1)
    city = make_region(slug="nanning", parent=guangxi)
    make_policy(guangxi, source=rested())

    [section] = sections_of([city], TODAY)

    assert section.note.startswith("用全区数的：")


def test_a_province_without_one_number_has_its_span_and_an_old_one_its_last_day(gansu):
    cities = [make_region(slug=slug, parent=gansu) for slug in ("one", "two")]
    make_policy(cities[0], source=rested(), stated_until=datetime.date(2026, 6, 30))
    make_policy(cities[1], tiers=[(0, None, "90.00")], source=rested())

    (section,) = sections_of([gansu, *cities], TODAY)

    assert section.head.words == "75–90 元，看哪个市"
    assert section.rows[0].note.endswith("，只写到 2026年6月30日")
