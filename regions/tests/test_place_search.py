"""From what people type to a place: by every name it has, and never to another one."""

import datetime

import pytest

from caching.memo import one_revision
from regions.models import Region, RegionAlias
from regions.place_facts import sharing_area_code
from regions.place_names.sentences import behind_oneself
from regions.place_search import (
    MAX_LISTED,
    Candidate,
    find,
    like,
    listed,
    matching,
    misspelt,
    near,
)
from regions.tests.make import make_nation, make_region

pytestmark = pytest.mark.django_db

Kind = RegionAlias.Kind


@pytest.fixture(autouse=True)
def tree():
    """Places by name: two provinces with cities, counties without pages, and 香港."""
    return {place.name: place for place in _grow()}


def _grow():
    gansu = make_region(
        slug="gansu", name="甘肃省", short_name="甘肃", code="620000", pinyin="gan su"
    )
    jilin = make_region(
        slug="jilin", name="吉林省", short_name="吉林", code="220000", pinyin="ji lin"
    )
    lanzhou = make_region(
        slug="lanzhou", name="兰州市", parent=gansu, code="620100", pinyin="lan zhou", initials="lz"
    )
    zhangye = make_region(
        slug="zhangye", name="张掖市", parent=gansu, code="620700", pinyin="zhang ye", initials="zy"
    )
    city = make_region(
        slug="jilinshi", name="吉林市", parent=jilin, code="220200", pinyin="ji lin", initials="jl"
    )
    yield from (gansu, jilin, lanzhou, zhangye, city)
    counties = [("yuzhong", "榆中县", lanzhou, "yu zhong"), ("chengguan", "城关区", lanzhou, "")]
    counties += [("xinqu", "城关区", zhangye, ""), ("sunan", "肃南裕固族自治县", zhangye, "su nan")]
    for slug, name, parent, pinyin in counties:
        yield make_region(
            slug=slug, name=name, short_name=name[:2], parent=parent, pinyin=pinyin, has_page=False
        )
    yield make_region(
        slug="xianggang",
        name="香港特别行政区",
        short_name="香港",
        has_page=False,
        pinyin="xiang gang",
    )


def leads(*expected):
    """Find what stands left of each arrow; the name of the place is to be what stands right."""
    for typed, name in expected:
        found = find(typed, by_name=True)
        assert (found.place.name if found.place else None) == name, typed


def offered(found) -> list[str]:
    return [candidate.title for candidate in found.candidates]


# --- By its names ----------------------------------------------------------------------------


def test_a_place_is_found_by_its_full_and_short_name_its_sound_and_its_code():
    leads(
        ("兰州市", "兰州市"),
        ("兰州", "兰州市"),
        ("ＬＡＮ　zhou", "兰州市"),
        ("lanzhoushi", None),
        ("620100", "兰州市"),
        ("6201", None),
        ("甘肃", "甘肃省"),
    )


def test_a_full_name_is_that_place_alone_and_a_short_one_of_two_is_asked_about():
    leads(("吉林市", "吉林市"), ("吉林省", "吉林省"))

    for typed in ("吉林", "jilin", "JI LIN"):
        found = find(typed, by_name=True)
        assert found.place is None, typed
        assert offered(found) == ["吉林省", "吉林省吉林市"], typed
        assert found.message.startswith(f"叫“{typed}”的地方不止一个：吉林省、吉林省吉林市。"), typed


def test_an_address_is_one_place_where_a_typed_name_would_be_two(tree):
    assert find("jilin").place == tree["吉林省"]
    assert find("/Gansu/LANZHOU/").place == tree["兰州市"]
    assert find("gansu/lanzhou", by_name=True).place == tree["兰州市"]


def test_a_county_leads_to_the_place_it_belongs_to_and_is_named(tree):
    for typed in ("榆中县", "榆中", "yuzhong", "甘肃省兰州市榆中县", "兰州榆中"):
        found = find(typed, by_name=True)
        assert (found.place, found.via) == (tree["兰州市"], "榆中县"), typed


def test_a_name_behind_a_city_is_looked_for_in_that_city_only():
    leads(
        ("兰州城关区", "兰州市"),
        ("甘肃张掖城关", "张掖市"),
        ("张掖市榆中县", None),
        ("吉林榆中", None),
    )
    assert offered(find("城关")) == ["甘肃省兰州市（城关区）", "甘肃省张掖市（城关区）"]
    assert offered(find("甘肃城关区")) == offered(find("城关区")) == offered(find("城关"))


def test_sounds_of_counties_and_cities_may_lack_their_type_word(tree):
    tree["榆中县"].pinyin = "yu zhong xian"
    tree["榆中县"].save()

    leads(("yuzhong", "兰州市"), ("yuzhongxian", "兰州市"), ("yuzhongqu", None))


def test_a_former_name_leads_to_its_place_and_is_told(tree):
    lanzhou = tree["兰州市"]
    for name, kind in [
        ("皋兰府", Kind.FORMER),
        ("金城", Kind.COLLOQUIAL),
        ("lanzou", Kind.READING),
    ]:
        lanzhou.aliases.create(name=name, kind=kind)
    lanzhou.aliases.create(name="gansu/gaolan", kind=Kind.ADDRESS)

    for typed, via in [
        ("皋兰府", "皋兰府"),
        ("金城", "金城"),
        ("金城市", ""),
        ("lanzou", "lanzou"),
    ]:
        found = find(typed, by_name=True)
        assert (found.place, found.via) == (lanzhou, via), typed
    assert find("gansu/gaolan").place == lanzhou
    assert find("gaolan", by_name=True).place is None


def test_a_former_name_in_full_comes_before_a_name_without_its_type_word(tree):
    tree["张掖市"].aliases.create(name="兰州", kind=Kind.FORMER)

    leads(("兰州", "张掖市"), ("兰州市", "兰州市"))


def test_a_merged_place_is_its_successor_and_an_ended_one_no_page_of_its_own(tree):
    ended = datetime.date(2020, 1, 1)
    old = make_region(slug="old", name="金昌市", parent=tree["甘肃省"], ended_on=ended)
    assert find("金昌").place == tree["甘肃省"]

    old.successor = tree["兰州市"]
    old.save()

    assert (find("金昌").place, find("金昌").via) == (tree["兰州市"], "金昌市")
    assert find("gansu/old").place == tree["兰州市"]


def test_initials_lead_to_a_page_where_they_are_long_enough_and_nothing_is_called_so(tree):
    for place, initials in [("兰州市", "lzs"), ("张掖市", "zys"), ("吉林市", "zys")]:
        Region.objects.filter(pk=tree[place].pk).update(initials=initials)

    leads(("LZS", "兰州市"), ("zy", None), ("lz", None))
    assert find("lzs").place is None
    assert offered(find("zys", by_name=True)) == ["吉林省吉林市", "甘肃省张掖市"]
    make_region(slug="lzs", name="老寨", short_name="老寨", pinyin="lzs")
    leads(("lzs", "老寨"))


def test_a_place_that_is_not_covered_is_said_to_be_and_not_mistaken():
    found = find("香港")

    assert (found.place, found.outside) == (None, "香港特别行政区")
    assert found.message == "香港特别行政区的医疗保障制度不同，本站没有收录。"


def test_what_names_nothing_finds_nothing_and_is_answered():
    for typed in ("", "  ", "\x00", "·", "/", "没有这个地方", "%", "_", "x" * 500):
        found = find(typed, by_name=True)
        assert (found.place, found.candidates) == (None, []), typed
        assert found.message.endswith(("。", "？")), typed


def test_the_nation_is_no_place_that_is_not_covered():
    make_nation()

    found = find("全国")

    assert (found.place, found.outside) == (None, "")
    assert found.message == "没找到“全国”。请写省或城市的名字，例如：兰州。"


# --- Nearly its name -------------------------------------------------------------------------


def test_a_name_that_is_nearly_one_is_proposed_the_likeliest_first(tree):
    for typed, name in [
        ("兰洲", "兰州市"),
        ("lanzou", "兰州市"),
        ("zhangyie", "张掖市"),
        ("肃甘", "甘肃省"),
    ]:
        found = find(typed, by_name=True)
        assert (found.place, found.near[0].place) == (None, tree[name]), typed
        assert found.message == f"没找到“{typed}”。您要找的是“{tree[name].short_name}”吗？"


def test_a_name_that_sounds_alike_leaves_no_others(tree):
    for slug, name, pinyin in [
        ("suizhou", "随州", "sui zhou"),
        ("yangzhou", "扬州", "yang zhou"),
        ("yangquan", "杨泉", "yang quan"),
        ("zhuzhou", "株洲", "zhu zhou"),
    ]:
        make_region(slug=slug, name=f"{name}市", short_name=name, pinyin=pinyin)

    def named(text):
        return [candidate.place.slug for candidate in near(text)]

    assert named("杨州") == named("扬洲市") == ["yangzhou"]
    assert named("兰洲") == ["lanzhou"]  # 株洲 is spelt like it
    assert named("杨")[:1] == []


def test_what_a_sentence_begins_with_is_heard_with_its_type_word_or_is_spelt_alike_whole(tree):
    make_region(slug="zhuzhou", name="株洲市", short_name="株洲", pinyin="zhu zhou")

    def read(text):
        slip = misspelt(text)
        return slip and (slip[0], slip[1].place.name)

    assert read("兰洲") == read("兰洲的") == ("兰洲", "兰州市")
    assert read("兰洲市的") == ("兰洲市", "兰州市")
    assert read("肃甘") == ("肃甘", "甘肃省")
    assert read("兰") is read("") is read("天地玄黄") is None


def test_what_stands_before_a_place_is_left_out_in_one_pass():
    assert behind_oneself("我爸在兰洲") == behind_oneself("俺老家兰洲") == "兰洲"
    assert behind_oneself("余额在兰洲") == "余额在兰洲"
    assert behind_oneself("家住" * 50 + "余") == "余"


def test_a_row_of_words_before_a_place_is_read_at_once(tree):
    assert find("家住" * 40 + "余兰州", by_name=True).mentioned[0].place == tree["兰州市"]


def test_too_short_too_long_or_too_different_proposes_nothing():
    for typed in ("", "兰", "l", "兰州" * 11, "lanzhou" * 3, "北京", "wulumuqi"):
        assert near(typed) == [], typed


def test_no_more_is_proposed_than_asked_for(tree):
    for number, name in enumerate(["兰溪", "兰考", "兰陵", "兰西"]):
        make_region(slug=f"lan{number}", name=f"{name}市", parent=tree["甘肃省"])

    assert [len(near("兰山", limit)) for limit in (1, 3, 5)] == [1, 3, 5]


# --- In a sentence ---------------------------------------------------------------------------


def test_a_sentence_names_pages_by_their_short_name_the_first_from_the_left_first(tree):
    make_region(slug="a", name="张掖湖市", short_name="张掖湖", parent=tree["甘肃省"])

    found = find("张掖湖医保和 兰 州 的一样吗", by_name=True).offered

    assert [c.place.name for c in found] == ["张掖湖市", "兰州市"]


def test_counties_are_looked_for_by_their_full_name_or_behind_their_city(tree):
    county = make_region(
        slug="ax", name="安县", short_name="安", parent=tree["兰州市"], has_page=False
    )

    found = find("榆中县的余额", by_name=True).offered

    assert [(c.place.name, c.name, c.title) for c in found] == [
        ("兰州市", "榆中县", "甘肃省兰州市（榆中县）")
    ]
    assert find("榆中的余额", by_name=True).offered == []
    assert find(f"{county.name}的余额", by_name=True).offered == []
    assert [c.name for c in find("兰州榆中县的余额", by_name=True).offered] == ["榆中县"]
    assert [c.name for c in find("兰州榆中的余额", by_name=True).offered] == ["榆中县"]
    assert find("香港特别行政区", by_name=True).offered == []


# --- The filter of the directory -------------------------------------------------------------


def test_the_filter_finds_parts_of_names_and_beginnings_of_sounds_and_codes(tree):
    tree["兰州市"].area_code = "0931"
    tree["兰州市"].save()
    tree["张掖市"].aliases.create(name="甘州府", kind=Kind.FORMER)
    tree["张掖市"].aliases.create(name="gansu/zhouwai", kind=Kind.ADDRESS)

    for typed, names in [
        ("州", {"兰州市", "张掖市"}),
        ("LAN", {"兰州市"}),
        ("zhou", set()),
        ("zy", {"张掖市"}),
        ("6201", {"兰州市"}),
        ("0931", {"兰州市"}),
        ("093", set()),
        ("zhouwai", set()),
        ("", set()),
        ("　", set()),
    ]:
        pages = Region.objects.filter(pk__in=matching(typed))
        assert {place.name for place in pages} == names, typed


def test_who_shares_an_area_code_is_told_and_none_shares_an_unknown_one(tree):
    assert sharing_area_code(tree["兰州市"]) == []
    for name in ("兰州市", "张掖市", "榆中县"):
        tree[name].area_code = "0931"
        tree[name].save()

    assert sharing_area_code(tree["兰州市"]) == ["张掖"]


# --- What it costs ---------------------------------------------------------------------------


@pytest.mark.parametrize("look", [find, listed, matching], ids=lambda f: f.__name__)
@pytest.mark.parametrize("typed", ["兰州", "甘肃省兰州市榆中县", "榆中县的余额", "没有这个地方"])
def test_names_take_three_queries_once_and_then_none(look, typed, django_assert_num_queries):
    with one_revision(), django_assert_num_queries(4):  # the revision; pages, places, other names
        look(typed)
    with one_revision(), django_assert_num_queries(1):
        look(typed)


def test_the_queries_do_not_grow_with_the_other_names(tree, django_assert_num_queries):
    for number in range(50):
        tree["兰州市"].aliases.create(name=f"旧名{number}县", kind=Kind.FORMER)

    with one_revision(), django_assert_num_queries(4):
        assert find("旧名7县").via == "旧名7县"


def test_a_new_name_is_found_at_once(tree):
    assert find("金城").place is None

    tree["兰州市"].aliases.create(name="金城", kind=Kind.COLLOQUIAL)

    assert find("金城").place == tree["兰州市"]


# --- Names that were, or that are of a part ----------------------------------------------------


def test_the_newest_of_two_former_names_of_a_place_is_told(tree):
    for name, start, end in [("金城县", 1981, 1985), ("金城市", 1985, 1994)]:
        tree["兰州市"].aliases.create(name=name, from_year=start, until_year=end)

    assert find("金城").note == "从前的“金城市”（1985–1994年），现在归兰州市。"
    assert find("金城县").note == "从前的“金城县”（1981–1985年），现在归兰州市。"


def test_a_former_name_gives_way_to_a_page_of_that_short_name(tree):
    tree["张掖市"].aliases.create(name="兰州地区")

    leads(("兰州", "兰州市"), ("兰州地区", "张掖市"))


def test_a_county_that_moved_is_found_behind_its_old_city_and_no_other(tree):
    tree["吉林市"].aliases.create(name="张掖市德惠县", until_year=2001)

    leads(
        ("张掖德惠", "吉林市"),
        ("甘肃省张掖市德惠县", "吉林市"),
        ("张掖市德惠县", "吉林市"),
        ("兰州德惠", None),
        ("德惠", None),
    )


def test_a_body_that_pools_apart_is_asked_about_and_so_is_its_name_behind_the_province(tree):
    tree["甘肃省"].aliases.create(name="农垦", kind=Kind.APART)
    city = make_region(slug="xin", name="新塘市", parent=tree["甘肃省"], own_pool=True)

    for typed in ("农垦", "甘肃农垦"):
        found = find(typed)
        assert (found.place, found.candidates) == (None, [Candidate(city)]), typed
        assert found.message.startswith("农垦的医保自己管，不按所在省、自治区的数字"), typed
    assert find("农垦新塘").place == city


def test_where_it_is_not_known_where_a_county_pools_one_is_asked(tree):
    tree["甘肃省"].aliases.create(name="榆中县", kind=Kind.UNSURE)

    for typed in ("榆中", "榆中县", "yuzhong", "兰州市榆中县"):
        found = find(typed, by_name=True)
        assert [c.place for c in found.candidates] == [tree["兰州市"], tree["甘肃省"]], typed
        assert found.message.startswith("榆中县的医保归哪里管（兰州市、甘肃省），没有核实过。")


def test_many_of_one_name_are_counted_and_the_city_is_asked_for(tree):
    for number in range(MAX_LISTED + 1):
        place = make_region(slug=f"c{number}", name=f"新{number}市", parent=tree["甘肃省"])
        place.aliases.create(name="郊区", until_year=2000)

    found = find("郊区")

    assert (len(found.candidates), len(found.to_choose)) == (MAX_LISTED + 1, MAX_LISTED)
    assert found.message.startswith("叫“郊区”的地方有 21 个，下面只列得下 20 个。")
    assert found.message.endswith("请在前面写上城市的名字，例如：新0郊区。")
    assert find("新7郊区").place


def test_a_street_named_after_a_place_is_none(tree):
    for typed, names in [
        ("兰州市张掖路", ["兰州市"]),
        ("甘肃省兰州市张掖中路3号", ["兰州市"]),
        ("兰州张掖花园小区", ["兰州市"]),
        ("张掖路", []),
        ("兰州和张掖", ["兰州市", "张掖市"]),
    ]:
        assert [c.place.name for c in find(typed).offered] == names, typed


# --- What stands beside a place in a sentence ---------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("甘肃兰州医保卡余额怎么查", "医保卡余额怎么查"),
        ("医保卡在兰州，怎么查（以张掖为例）", "医保卡在怎么查以为例"),
        ("我在榆中县交的医保", "我在交的医保"),
        ("余额怎么查", "余额怎么查"),
        ("香港医保余额", "医保余额"),
        ("兰州", ""),
        ("城关", ""),
        ("", ""),
    ],
)
def test_what_stands_beside_the_places_is_told(typed, rest):
    assert find(typed, by_name=True).rest == rest


def test_a_text_that_is_in_no_name_is_not_looked_for_in_each(monkeypatch):
    assert [candidate.place.name for candidate in like("LAN")] == ["兰州市"]
    monkeypatch.setattr("regions.place_names.index.NameIndex._is_like", None)

    assert like("断交了怎么办") == like("lanzou") == []
