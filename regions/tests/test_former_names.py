"""All other names at launch: each ends on its successor, or is asked about."""

from collections import defaultdict

import pytest
from django.test import Client

from regions.models import Region, RegionAlias
from regions.place_search import find, matching

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

Kind = RegionAlias.Kind


def pages_of(found) -> set[int]:
    return {candidate.place.pk for candidate in found.offered}


def test_every_other_name_ends_on_its_place_or_is_asked_about():
    astray = []
    for alias in RegionAlias.objects.filter(kind__in=RegionAlias.SPOKEN).select_related("region"):
        page = Region.objects.with_lineage().get(pk=alias.region_id).page()
        found = find(alias.name, by_name=True)
        if alias.kind != Kind.APART and page and page.pk not in pages_of(found):
            astray.append(str(alias))

    assert astray == []


def test_a_former_name_that_lives_on_elsewhere_is_asked_about():
    pages = defaultdict(set)
    for region in Region.objects.with_lineage():
        if page := region.page():
            pages[region.name].add(page.pk)
    living = dict(pages)
    for alias in RegionAlias.objects.filter(kind=Kind.FORMER).select_related("region__parent"):
        pages[alias.name].add(alias.region.page().pk)
    shared = {name for name in pages if len(pages[name]) > 1}

    asked = {name for name in shared if find(name, by_name=True).place is None}

    assert {name for name in shared if name in living} - asked == set()
    assert shared == asked
    assert {"桥东区", "清河区", "新市区", "双桥区", "矿区", "郊区"} <= asked


@pytest.mark.parametrize(
    ("typed", "path", "note"),
    [
        ("通县", "beijing", "从前的“通县”（到1997年），现在归北京市。"),
        ("大庸", "hunan/zhangjiajie", "从前的“大庸市”（1985–1994年），现在归张家界市。"),
        ("中甸", "yunnan/diqing", "从前的“中甸县”（到2001年），现在归迪庆藏族自治州。"),
        ("沔阳", "hubei/xiantao", ""),
        ("蒲圻", "hubei/xianning", ""),
        ("荆沙", "hubei/jingzhou", ""),
        ("伊克昭盟", "neimenggu/eerduosi", ""),
        ("动力区", "heilongjiang/haerbin", ""),
        ("鼓浪屿区", "fujian/xiamen", ""),
        ("石家庄桥东区", "hebei/shijiazhuang", "从前的“桥东区”（1983–2014年），现在归石家庄市。"),
        ("淮阴市清河区", "jiangsu/huaian", ""),
        ("四川省万县市云阳县", "chongqing", ""),
        ("四川省万县", "chongqing", "从前的“万县”（到1992年），现在归重庆市。"),
        ("四川涪陵", "chongqing", "您找的“涪陵区”归重庆市。"),
        ("四川省万县地区云阳县双江镇", "chongqing", "您找的“云阳县”归重庆市。"),
        ("广东省文昌县", "hainan/wenchang", "从前的“文昌县”（到1995年），现在归文昌市。"),
        ("广东海口", "hainan/haikou", ""),
        ("四平公主岭", "jilin/changchun", "从前的“四平市公主岭市”，现在归长春市。"),
        ("吉林省四平市公主岭市", "jilin/changchun", ""),
        ("资阳简阳", "sichuan/chengdu", "从前的“资阳市简阳市”（2000–2016年），现在归成都市。"),
        ("六安寿县", "anhui/huainan", ""),
        ("安庆枞阳", "anhui/tongling", ""),
        ("安徽省六安市寿县", "anhui/huainan", ""),
        ("南宁", "guangxi/nanning", ""),
        ("和县", "anhui/maanshan", "您找的“和县”归马鞍山市。"),
    ],
)
def test_a_former_name_leads_to_its_successor_and_says_so(typed, path, note):
    found = find(typed, by_name=True)

    assert found.place
    assert found.place.path == path
    assert note in found.note


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("加格达奇", "heilongjiang/daxinganling"),
        ("松岭区", "heilongjiang/daxinganling"),
        ("新林区", "heilongjiang/daxinganling"),
        ("天府新区", "sichuan/chengdu"),
        ("西咸新区", "shaanxi/xian"),
        ("大鹏新区", "guangdong/shenzhen"),
        ("光明新区", "guangdong/shenzhen"),
        ("西海岸新区", "shandong/qingdao"),
        ("舟山新区", "zhejiang/zhoushan"),
        ("虎门", "guangdong/dongguan"),
        ("东莞长安镇", "guangdong/dongguan"),
        ("第八师", "xinjiang/shihezi"),
        ("八师", "xinjiang/shihezi"),
        ("新疆兵团农八师", "xinjiang/shihezi"),
    ],
)
def test_a_zone_a_town_or_a_division_leads_to_its_place(typed, path):
    found = find(typed, by_name=True)

    assert found.place
    assert found.place.path == path
    assert found.place.name in found.note or not found.note


@pytest.mark.parametrize(
    "typed", ["新疆兵团", "兵团", "新疆生产建设兵团", "第十一师", "新疆兵团的医保", "兵团医保"]
)
def test_the_corps_is_asked_about_and_never_takes_the_figure_of_the_region(typed):
    found = find(typed, by_name=True)

    assert found.place is None
    assert "医保自己管" in found.remark
    assert {candidate.place.own_pool for candidate in found.to_choose} == {True}
    assert "每月 80 元" not in Client().get("/search/", {"q": typed}).text


@pytest.mark.parametrize(
    "typed", ["雄安", "雄安新区", "133100", "容城", "雄县", "河北省保定市雄县", "雄安医保"]
)
def test_where_xiongan_pools_is_asked_and_said_to_be_unverified(typed):
    found = find(typed, by_name=True)

    assert {c.place.path for c in found.to_choose} == {"hebei", "hebei/baoding"}
    assert all(candidate.name for candidate in found.to_choose)
    assert "没有核实过" in found.message
    assert "没有核实过" in Client().get("/search/", {"q": typed}).text


@pytest.mark.parametrize(
    ("typed", "city"), [("定州", "hebei/baoding"), ("辛集", "hebei/shijiazhuang")]
)
def test_cities_that_the_province_runs_are_said_to_be_unverified(typed, city):
    found = find(typed, by_name=True)

    assert {c.place.path for c in found.candidates} == {"hebei", city}
    assert "没有核实过" in found.message


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("Urumqi", "xinjiang/wulumuqi"),
        ("Ürümqi", "xinjiang/wulumuqi"),
        ("HOHHOT", "neimenggu/huhehaote"),
        ("Harbin", "heilongjiang/haerbin"),
        ("Kashgar", "xinjiang/kashi"),
        ("Lhasa", "xizang/lasa"),
        ("Xigaze", "xizang/rikaze"),
        ("Golmud", "qinghai/haixi"),
        ("Tibet", "xizang"),
        ("Inner Mongolia", "neimenggu"),
        ("Peking", "beijing"),
        ("Baotou", "neimenggu/baotou"),
        ("Shaanxi", "shaanxi"),
        ("lüliang", "shanxi/lvliang"),
        ("烏魯木齊", "xinjiang/wulumuqi"),
        ("蘭州", "gansu/lanzhou"),
        ("兰州\u200b", "gansu/lanzhou"),
    ],
)
def test_a_name_in_other_letters_leads_straight_and_needs_no_word(typed, path):
    found = find(typed, by_name=True)

    assert (found.place and found.place.path, found.note) == (path, "")


@pytest.mark.parametrize(
    ("typed", "path", "via"),
    [
        ("新疆伊宁市上海城小区", "xinjiang/yili", "伊宁市"),
        ("四川成都高新区北京路1号", "sichuan/chengdu", ""),
        ("甘肃省，兰州市", "gansu/lanzhou", ""),
        ("中国甘肃省兰州市", "gansu/lanzhou", ""),
        ("甘肃省兰州市城关区庆阳路5号", "gansu/lanzhou", "城关区"),
        ("上海南京路", "shanghai", ""),
        ("北京市朝阳区望京街道", "beijing", "朝阳区"),
        ("新疆生产建设兵团第六师五家渠市", "xinjiang/wujiaqu", "第六师"),
    ],
)
def test_an_address_is_that_of_its_first_place(typed, path, via):
    found = find(typed, by_name=True)

    assert (found.place and found.place.path, found.via) == (path, via)


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("台州路桥的医保", "zhejiang/taizhou"),
        ("西安新城区的医保", "shaanxi/xian"),
        ("兰州城关的医保", "gansu/lanzhou"),
        ("东莞虎门镇医保", "guangdong/dongguan"),
    ],
)
def test_a_district_that_begins_like_a_street_is_none(typed, path):
    [meant] = find(typed, by_name=True).offered

    assert (meant.place.path, bool(meant.name)) == (path, True)


@pytest.mark.parametrize("typed", ["老家朝阳", "朝阳的医保怎么查"])
def test_a_name_of_several_places_is_asked_about_in_a_sentence_too(typed):
    found = find(typed, by_name=True)

    paths = {candidate.place.path for candidate in found.to_choose}
    assert paths == {"liaoning/chaoyang", "beijing", "jilin/changchun"}


def test_a_district_of_several_cities_is_asked_about_in_a_sentence_too():
    found = find("老家朝阳区", by_name=True)

    assert {c.place.path for c in found.candidates} == {"beijing", "jilin/changchun"}


@pytest.mark.parametrize(
    "typed", ["北京路", "南京路医保", "城镇职工医保", "一个月打多少钱", "郊区医保"]
)
def test_streets_and_everyday_words_name_no_place(typed):
    assert find(typed, by_name=True).offered == []


@pytest.mark.parametrize(
    "typed",
    ["香港", "澳門", "臺灣", "台北", "高雄市", "Hong Kong", "Taipei", "香港医保", "台灣的醫保"],
)
def test_what_is_not_covered_says_so_however_it_is_written(typed):
    found = find(typed, by_name=True)

    assert found.outside
    assert "本站没有收录" in found.message


@pytest.mark.parametrize(
    ("typed", "paths"),
    [
        ("桥东区", {"hebei/zhangjiakou", "hebei/shijiazhuang", "hebei/xingtai"}),
        ("清河区", {"liaoning/tieling", "jiangsu/huaian"}),
        ("蘭州", {"gansu/lanzhou"}),
        ("兰州\u200b", {"gansu/lanzhou"}),
        ("四平公主岭", {"jilin/changchun"}),
    ],
)
def test_the_directory_lists_what_the_search_asks_about(typed, paths):
    assert (
        set(Region.objects.filter(pk__in=matching(typed)).values_list("path", flat=True)) == paths
    )


def test_the_province_of_today_comes_before_one_that_was_split_off():
    assert find("广东中山", by_name=True).place.path == "guangdong/zhongshan"
    assert find("四川南充", by_name=True).place.path == "sichuan/nanchong"


@pytest.mark.parametrize(("typed", "name"), [("市区", "濮阳"), ("新区", "唐山")])
def test_a_word_of_every_city_is_asked_about_though_one_district_was_called_so(typed, name):
    found = find(typed, by_name=True)

    assert (found.place, [c.place.short_name for c in found.to_choose]) == (None, [name])
    assert found.message.startswith("您说的是")
