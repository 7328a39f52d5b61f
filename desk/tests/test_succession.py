"""Places that are merged or renamed: nothing that led there ends in nothing."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.urls import reverse

from desk.succession import hanging, merge, rename
from desk.version_token import VersionToken
from regions.models import RegionAlias
from regions.place_search import find, matching
from regions.tests.make import make_channel, make_policy, make_region

pytestmark = pytest.mark.django_db

DAY = datetime.date(2019, 1, 1)


@pytest.fixture
def shandong():
    return make_region(slug="shandong", name="山东省", short_name="山东")


@pytest.fixture
def jinan(shandong):
    return make_region(slug="jinan", name="济南市", parent=shandong)


@pytest.fixture
def laiwu(shandong):
    return make_region(slug="laiwu", name="莱芜市", parent=shandong)


@pytest.fixture
def reviewer(client):
    user = User.objects.create_user("reviewer", is_staff=True)
    user.groups.add(Group.objects.get(name="审核"))
    client.force_login(user)
    return client


def county(parent, slug="laicheng", **fields):
    fields.setdefault("name", "莱城区")
    return make_region(slug=slug, parent=parent, has_page=False, level=3, **fields)


def page_of(place):
    return reverse("admin:regions_region_succession", args=[place.pk])


def merging(place, **fields):
    form = {"step": "merge", "merge-into": "济南市", "merge-ended_on": "2019-01-01"}
    return form | {"merge-opened_version": VersionToken.of(place)} | fields


def renaming(place, **fields):
    form = {f"rename-{n}": getattr(place, n) for n in ["name", "short_name", "pinyin", "slug"]}
    return form | {"step": "rename", "rename-opened_version": VersionToken.of(place)} | fields


# --- Renaming --------------------------------------------------------------------------------


def test_the_old_name_and_the_old_address_of_a_renamed_place_lead_to_it(client, shandong):
    place = make_region(slug="xiangfan", name="襄樊市", parent=shandong)
    place.name, place.short_name, place.slug = "襄阳市", "襄阳", "xiangyang"

    rename(place, "国函〔2010〕131号")

    assert find("襄樊", by_name=True).place == place
    answer = client.get("/regions/shandong/xiangfan/")
    assert (answer.status_code, answer.url) == (301, "/regions/shandong/xiangyang/")
    reasons = set(RegionAlias.history.filter(name="襄樊市").values_list("history_change_reason"))
    assert reasons == {("改名，原来叫襄樊市：国函〔2010〕131号",)}


def test_a_short_name_that_is_not_the_stem_is_kept_as_well(shandong):
    place = make_region(slug="es", name="恩施土家族自治州", short_name="恩施", parent=shandong)
    place.name, place.short_name = "新名市", "新名"

    rename(place)

    former = place.aliases.filter(kind=RegionAlias.Kind.FORMER)
    assert set(former.values_list("name", flat=True)) == {"恩施土家族自治州", "恩施"}


def test_a_place_that_gets_its_name_back_does_not_have_it_as_a_former_one(laiwu):
    laiwu.name, laiwu.short_name = "新名市", "新名"
    rename(laiwu)
    laiwu.name, laiwu.short_name = "莱芜市", "莱芜"

    rename(laiwu)

    assert list(laiwu.aliases.values_list("name", flat=True)) == ["新名市"]


def test_the_addresses_in_a_renamed_province_go_along(client, shandong, jinan):
    county(jinan, "lixia", name="历下区")
    shandong.slug = "lu"

    rename(shandong)

    answer = client.get("/regions/shandong/jinan/")
    assert (answer.status_code, answer.url) == (301, "/regions/lu/jinan/")
    assert client.get("/regions/shandong/lixia/").url == "/regions/lu/jinan/"


def test_an_address_that_another_place_has_is_refused(laiwu, jinan):
    laiwu.slug = "jinan"

    with pytest.raises(ValidationError, match="已经有"):
        rename(laiwu)

    laiwu.refresh_from_db()
    assert laiwu.slug == "laiwu"


def test_renaming_without_a_new_name_is_refused(laiwu):
    with pytest.raises(ValidationError, match="没有变"):
        rename(laiwu)


# --- Merging ---------------------------------------------------------------------------------


def test_the_name_and_the_address_of_a_merged_place_lead_to_its_successor(client, laiwu, jinan):
    RegionAlias.objects.create(region=laiwu, name="嬴城", kind=RegionAlias.Kind.COLLOQUIAL)

    merge(laiwu, jinan, DAY, "国函〔2018〕160号")

    laiwu.refresh_from_db()
    assert (laiwu.ended_on, laiwu.successor) == (DAY, jinan)
    for name in ("莱芜", "莱芜市", "嬴城", "laiwu"):
        assert find(name, by_name=True).place == jinan
    assert jinan.pk in matching("莱芜")
    answer = client.get("/regions/shandong/laiwu/")
    assert (answer.status_code, answer.url) == (301, "/regions/shandong/jinan/")
    reason = laiwu.history.first().history_change_reason
    assert reason == "并入山东省济南市：国函〔2018〕160号"


def test_what_lies_in_a_merged_place_goes_below_the_successor(laiwu, jinan):
    laicheng = county(laiwu)

    assert merge(laiwu, jinan, DAY) == [laicheng]

    laicheng.refresh_from_db()
    assert laicheng.parent == jinan
    assert find("莱城区", by_name=True).place == jinan


def test_what_lies_in_it_goes_to_the_other_province_with_all_its_places(client, laiwu):
    henan = make_region(slug="henan", name="河南省", short_name="河南")
    zhengzhou = make_region(slug="zhengzhou", name="郑州市", parent=henan)
    laicheng = make_region(slug="laicheng", name="莱城区", parent=laiwu, level=3)

    merge(laiwu, zhengzhou, DAY)

    laicheng.refresh_from_db()
    assert laicheng.path == "henan/laicheng"
    answer = client.get("/regions/shandong/laicheng/")
    assert (answer.status_code, answer.url) == (301, "/regions/henan/laicheng/")


def test_places_below_a_moved_one_get_their_new_address(shandong, laiwu):
    henan = make_region(slug="henan", name="河南省", short_name="河南")
    laicheng = county(laiwu)

    merge(shandong, henan, DAY)

    laiwu.refresh_from_db()
    laicheng.refresh_from_db()
    assert (laiwu.path, laicheng.path) == ("henan/laiwu", "henan/laicheng")


def test_what_follows_a_merged_place_has_the_reason_in_its_history(shandong, laiwu):
    henan = make_region(slug="henan", name="河南省", short_name="河南")
    laicheng = county(laiwu)

    merge(shandong, henan, DAY, "国函〔2018〕160号")

    assert laicheng.history.first().history_change_reason == "并入河南省：国函〔2018〕160号"


def test_a_place_that_moved_and_then_merged_leads_to_its_successor(client, laiwu, jinan):
    henan = make_region(slug="henan", name="河南省", short_name="河南")
    laicheng = county(laiwu)
    laiwu.parent = henan
    laiwu.save()

    merge(laiwu, jinan, DAY)

    for path in ("shandong/laiwu", "henan/laiwu", "shandong/laicheng", "henan/laicheng"):
        answer = client.get(f"/regions/{path}/")
        assert (answer.status_code, answer.url) == (301, "/regions/shandong/jinan/")
    assert list(laicheng.aliases.values_list("name", flat=True)) == ["henan/laicheng"]


def test_what_cannot_follow_a_merged_place_is_told_with_both_names(shandong, laiwu):
    henan = make_region(slug="henan", name="河南省", short_name="河南")
    make_region(slug="laicheng", name="莱城县", parent=henan)
    make_region(slug="laicheng", name="莱城区", parent=laiwu)

    with pytest.raises(ValidationError) as refusal:
        merge(shandong, henan, DAY)

    assert refusal.value.messages == [
        "莱芜市挂不到河南省下面：这样一改，河南省莱芜市莱城区和河南省莱城县的网址都是 "
        "/regions/henan/laicheng/。请先打开其中一个，用“合并或改名”换个网址用名，再来存。"
    ]


def test_what_had_merged_into_a_place_leads_to_its_successor_too(client, shandong, laiwu, jinan):
    older = make_region(slug="older", name="旧县", parent=shandong)
    merge(older, laiwu, DAY)

    merge(laiwu, jinan, DAY)

    older.refresh_from_db()
    assert older.successor == jinan
    assert client.get("/regions/shandong/older/").url == "/regions/shandong/jinan/"


def test_a_county_without_a_page_merges_into_one_whose_city_has_one(jinan):
    lixia, licheng = county(jinan, "lixia", name="历下区"), county(jinan, name="历城区")

    merge(lixia, licheng, DAY)

    assert find("历下区", by_name=True).place == jinan


def test_a_loop_is_refused(laiwu, jinan):
    merge(laiwu, jinan, DAY)

    with pytest.raises(ValidationError, match="自己已经撤销"):
        merge(jinan, laiwu, DAY)

    jinan.refresh_from_db()
    assert jinan.successor is None


def test_merging_into_itself_is_refused(laiwu):
    with pytest.raises(ValidationError, match="不能并入自己"):
        merge(laiwu, laiwu, DAY)


def test_merging_into_what_lies_in_it_is_refused(laiwu):
    with pytest.raises(ValidationError, match="是莱芜市的下级"):
        merge(laiwu, county(laiwu), DAY)


def test_merging_into_an_ended_place_is_refused(shandong, laiwu):
    ended = make_region(slug="ended", name="旧市", parent=shandong, ended_on=DAY)

    with pytest.raises(ValidationError, match="自己已经撤销"):
        merge(laiwu, ended, DAY)


def test_merging_into_a_place_without_a_page_is_refused(laiwu):
    hongkong = make_region(slug="xianggang", name="香港特别行政区", has_page=False)

    with pytest.raises(ValidationError, match="没有页面"):
        merge(laiwu, hongkong, DAY)


def test_merging_what_has_merged_already_is_refused(shandong, laiwu, jinan):
    merge(laiwu, jinan, DAY)

    with pytest.raises(ValidationError, match="已经并入"):
        merge(laiwu, shandong, DAY)


def test_the_nation_merges_into_nothing(laiwu):
    with pytest.raises(ValidationError, match="全国"):
        merge(laiwu.province.parent, laiwu, DAY)


def test_a_place_that_cannot_go_below_the_successor_is_named_and_nothing_changes(laiwu, jinan):
    first, second = county(laiwu), county(laiwu, "gangcheng", name="钢城区")
    county(jinan, name="另一个莱城区")

    with pytest.raises(ValidationError, match="莱城区挂不到济南市下面：同一个上级下面已经有"):
        merge(laiwu, jinan, DAY)

    for place in (first, second):
        place.refresh_from_db()
        assert place.parent == laiwu


def test_a_place_of_no_lower_level_does_not_go_below_the_successor(laiwu, jinan):
    county(laiwu)

    with pytest.raises(ValidationError, match="级别不比历下区低"):
        merge(laiwu, county(jinan, "lixia", name="历下区"), DAY)


def test_what_hangs_on_a_place_is_counted(laiwu):
    make_policy(laiwu)
    make_channel(laiwu)
    county(laiwu)

    counted = {label: count for _, _, label, count in hanging(laiwu)}

    assert counted == {"下级地区": 1, "划入标准": 1, "查询渠道": 1}


# --- The page --------------------------------------------------------------------------------


def test_every_form_of_the_page_carries_its_token(reviewer, laiwu, jinan):
    asked = reviewer.get(page_of(laiwu)).text
    shown = reviewer.post(page_of(laiwu), merging(laiwu)).text

    for text in (asked, shown):
        assert text.count('name="csrfmiddlewaretoken"') == text.count('method="post"')


def test_the_page_shows_what_would_happen_and_does_nothing_yet(reviewer, laiwu, jinan):
    make_policy(laiwu)
    county(laiwu)

    text = reviewer.post(page_of(laiwu), merging(laiwu)).text

    assert "莱芜市从2019年1月1日起并入山东省济南市" in text
    assert "下级 1 个改挂到济南市下面：莱城区" in text
    assert "划入标准 1 条" in text
    laiwu.refresh_from_db()
    assert (laiwu.successor, laiwu.aliases.count(), jinan.aliases.count()) == (None, 0, 0)


def test_once_confirmed_the_place_is_merged(reviewer, laiwu, jinan):
    answer = reviewer.post(page_of(laiwu), merging(laiwu, confirmed="1"))

    assert answer.status_code == 302
    laiwu.refresh_from_db()
    assert laiwu.successor == jinan


def test_going_back_from_the_confirmation_keeps_what_was_typed(reviewer, laiwu, jinan):
    text = reviewer.post(page_of(laiwu), merging(laiwu, again="1")).text

    assert 'value="济南市"' in text
    assert "确定合并" not in text


def test_a_place_is_renamed_on_the_page(reviewer, laiwu):
    form = renaming(laiwu, **{"rename-name": "新莱市", "rename-short_name": "新莱"})

    shown = reviewer.post(page_of(laiwu), form).text
    done = reviewer.post(page_of(laiwu), form | {"confirmed": "1"})

    assert "莱芜市改名为新莱市" in shown
    assert done.status_code == 302
    laiwu.refresh_from_db()
    assert laiwu.name == "新莱市"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"merge-into": "没有的地方"}, "没找到“没有的地方”"),
        ({"merge-into": "莱芜市"}, "不能并入自己"),
        ({"merge-into": ""}, "这个字段是必填项"),
        ({"merge-ended_on": "2999-01-01"}, "还没到那一天"),
        ({"merge-ended_on": "1019-01-01"}, "请看看年份"),
        ({"merge-ended_on": "昨天"}, "输入一个有效的日期"),
        ({"merge-opened_version": "0"}, "别人存过这一条"),
    ],
    ids=["unknown", "itself", "empty", "future", "century", "no-day", "meanwhile"],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(reviewer, laiwu, jinan, fields, said):
    form = merging(laiwu, confirmed="1", **{"merge-reason": "国函"}) | fields

    answer = reviewer.post(page_of(laiwu), form)

    assert answer.status_code == 200
    assert said in answer.text
    assert 'value="国函"' in answer.text
    laiwu.refresh_from_db()
    assert laiwu.successor is None


def test_namesakes_are_asked_about(reviewer, shandong, laiwu):
    for slug, city in (("a", "甲市"), ("b", "乙市")):
        county(make_region(slug=slug, name=city, parent=shandong), f"{slug}-s", name="市中区")

    text = reviewer.post(page_of(laiwu), merging(laiwu, **{"merge-into": "市中区"})).text

    assert "叫“市中区”的地方不止一个：山东省甲市市中区、山东省乙市市中区" in text


def test_an_editor_who_may_not_change_places_does_not_get_there(client, laiwu):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client.force_login(user)

    assert client.get(page_of(laiwu)).status_code == 403
    change = client.get(reverse("admin:regions_region_change", args=[laiwu.pk]))
    assert "合并或改名" not in change.text


def test_the_form_of_a_place_leads_there_and_merges_nothing_itself(admin_client, laiwu, jinan):
    address = reverse("admin:regions_region_change", args=[laiwu.pk])
    form = {n: getattr(laiwu, n) for n in ["name", "short_name", "level", "slug", "pinyin"]}
    form |= {"parent": laiwu.parent_id, "opened_version": VersionToken.of(laiwu), "has_page": "on"}
    form |= {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0, "successor": jinan.pk}

    shown = admin_client.get(address).text
    answer = admin_client.post(address, form)

    assert page_of(laiwu) in shown
    assert "合并请用右上角的“合并或改名”" in answer.text
    laiwu.refresh_from_db()
    assert laiwu.successor is None
