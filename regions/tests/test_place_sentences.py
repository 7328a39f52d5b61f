"""Names of places inside sentences: which are read, which are proposed, and which are none."""

import pytest

from regions.place_search import county, find, misspelt
from regions.tests.make import make_region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree():
    """Places by name: 甘肃 with two cities and their counties, and 株洲."""
    return {place.name: place for place in _grow()}


def _grow():
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", pinyin="gan su")
    lanzhou = make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, pinyin="lan zhou"
    )
    zhangye = make_region(
        slug="zhangye", name="张掖市", short_name="张掖", parent=gansu, pinyin="zhang ye"
    )
    yield from (gansu, lanzhou, zhangye)
    yield make_region(slug="zhuzhou", name="株洲市", short_name="株洲", pinyin="zhu zhou")
    for slug, name, city, pinyin in [
        ("yuzhong", "榆中县", lanzhou, "yu zhong"),
        ("chengguan", "城关区", lanzhou, "cheng guan"),
        ("ganzhou", "城关区", zhangye, "cheng guan"),
        ("jilin", "吉林县", zhangye, "ji lin"),
    ]:
        yield make_region(
            slug=slug, name=name, short_name=name[:2], parent=city, pinyin=pinyin, has_page=False
        )


def test_in_a_sentence_a_name_is_proposed_only_where_it_sounds_so(tree):
    make_region(slug="tieling", name="铁岭市", short_name="铁岭", pinyin="tie ling")
    make_region(slug="dali", name="大理州", short_name="大理", pinyin="da li")
    make_region(slug="tongling", name="铜陵市", short_name="铜陵", pinyin="tong ling")

    def read(text):
        slip = misspelt(text, alone=False)
        return slip and slip[1].place.slug

    assert read("兰洲") == "lanzhou"
    assert read("铁陵的") == "tieling"
    assert read("铁林的") == "tieling"  # one letter off
    assert read("兰掖") is read("肃甘") is read("铁路") is read("大力") is read("大理石") is None


def test_of_a_longer_name_one_character_may_be_another(tree):
    make_region(slug="wulumuqi", name="乌鲁木齐市", short_name="乌鲁木齐", pinyin="wu lu mu qi")

    assert misspelt("乌鲁木其的", alone=False)[0] == "乌鲁木其"
    assert misspelt("乌鲁本其的", alone=False) is None


def test_a_county_is_read_at_the_beginning_without_its_type_word(tree):
    make_region(slug="heping", name="和平区", parent=tree["兰州市"], has_page=False)

    def read(text):
        name, candidates = county(text)
        return name, [(c.place.name, c.name) for c in candidates]

    assert read("榆中") == read("榆中人") == ("榆中", [("兰州市", "榆中县")])
    assert read("城关的")[1] == [("兰州市", "城关区"), ("张掖市", "城关区")]
    assert read("和平") == read("医保") == read("榆") == read("") == ("", [])


def test_a_name_across_the_end_of_another_word_is_none(tree):
    for slug, name in [("baoding", "保定"), ("shandong", "山东"), ("baoshan", "保山")]:
        make_region(slug=slug, name=f"{name}市", short_name=name)

    def named(text):
        return [c.place.short_name for c in find(text, by_name=True).offered]

    assert named("医保定点药店") == named("社保停了") == []
    assert named("社保山东能用吗") == ["山东"]
    assert named("医保保定能用吗") == named("医保在保定") == ["保定"]


@pytest.mark.parametrize(
    "typed",
    ["人在张掖，医保在兰州，能用吗", "人在张掖，兰州参保能用吗", "在张掖，兰州的医保能用吗"],
)
def test_the_place_of_the_insurance_comes_first_and_the_others_are_away(tree, typed):
    found = find(typed, by_name=True)

    assert [c.place.name for c in found.mentioned] == ["兰州市", "张掖市"]
    assert found.insured_in == tree["兰州市"]
    assert found.rest.startswith(("人在外地", "在外地"))


@pytest.mark.parametrize(
    "typed",
    [
        "在兰州，医保在兰州，能用吗",
        "在甘肃，医保在兰州，能用吗",
        "兰州医保和张掖医保一样吗",
        "兰州和张掖一样吗",
        "医保在兰州能用吗",
    ],
)
def test_without_two_places_apart_nobody_is_away(tree, typed):
    assert "外地" not in find(typed, by_name=True).rest
