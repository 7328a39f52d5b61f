"""A merge that was a mistake is undone: what it moved goes back, what changed since stays."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desk.models import Merge
from desk.succession import merge
from desk.unmerging import merge_of, preview, undo
from regions.models import Region, RegionAlias
from regions.tests.make import make_policy, make_reader_statement, make_region

from .test_succession import county, merging, page_of

pytestmark = pytest.mark.django_db

DAY = datetime.date(2019, 1, 1)
NOW = datetime.datetime(2026, 11, 30, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def shandong():
    return make_region(slug="shandong", name="山东省", short_name="山东")


@pytest.fixture
def jinan(shandong):
    return make_region(slug="jinan", name="济南市", parent=shandong)


@pytest.fixture
def laiwu(shandong):
    place = make_region(slug="laiwu", name="莱芜市", parent=shandong)
    county(place)
    merge(make_region(slug="older", name="旧县", parent=shandong), place, DAY)
    return place


def state():
    """What is stored of all places and other names, without their versions."""
    places = Region.objects.order_by("pk").values_list("pk", "parent", "successor", "ended_on")
    names = RegionAlias.objects.order_by("region", "name").values_list("region", "name", "kind")
    return list(places), list(names)


def merged(place, into, by):
    merge(place, into, DAY, "试试", by=by, now=NOW)
    place.refresh_from_db()
    return merge_of(place)


def test_what_a_merge_moved_goes_back_exactly(laiwu, jinan, zhang):
    before = state()
    made = merged(laiwu, jinan, zhang)
    assert state() != before

    told = undo(made, zhang, NOW)

    assert state() == before
    assert told.stays == []
    assert "下级 1 个挂回莱芜市下面：莱城区。" in told.back
    assert "以前并进来的 1 个重新归莱芜市：旧县。" in told.back


def test_readers_find_both_places_again(client, laiwu, jinan, zhang):
    made = merged(laiwu, jinan, zhang)
    assert client.get("/regions/shandong/laiwu/").status_code == 301

    undo(made, zhang, NOW)

    assert client.get("/regions/shandong/laiwu/").status_code == 200
    assert client.get("/regions/shandong/laicheng/").url == "/regions/shandong/laiwu/"
    assert client.get("/regions/shandong/older/").url == "/regions/shandong/laiwu/"


def test_a_preview_changes_nothing(laiwu, jinan, zhang):
    made = merged(laiwu, jinan, zhang)
    after = state()

    told = preview(made, zhang, NOW)

    assert told.back
    assert state() == after
    assert Merge.objects.get(pk=made.pk).undone_at is None


def test_what_was_changed_since_stays_and_is_said(shandong, laiwu, jinan, zhang):
    made = merged(laiwu, jinan, zhang)
    other = make_region(slug="other", name="他市", parent=shandong)
    child, older = Region.objects.get(slug="laicheng"), Region.objects.get(slug="older")
    child.parent = other
    child.save()
    older.successor = other
    older.save()
    alias = RegionAlias.objects.get(region=jinan, name="莱芜市")
    alias.until_year = 2019
    alias.save()

    told = undo(made, zhang, NOW)

    assert told.stays == [
        "莱城区后来又换了上级，留在他市下面。",
        "旧县后来又归了别处，不动它。",
        "别名“莱芜市”后来改过，留在济南市。",
    ]
    child.refresh_from_db()
    assert child.parent == other


def test_what_was_deleted_since_is_said(laiwu, jinan, zhang):
    made = merged(laiwu, jinan, zhang)
    Region.objects.get(slug="laicheng").delete()

    assert undo(made, zhang, NOW).stays == ["莱城区已经删掉了，不恢复。"]


def test_a_merge_is_undone_once(laiwu, jinan, zhang):
    made = merged(laiwu, jinan, zhang)
    undo(made, zhang, NOW)

    with pytest.raises(ValidationError, match="已经撤销过了"):
        undo(made, zhang, NOW)


def test_a_place_can_merge_again_after_that_and_be_restored_again(laiwu, jinan, zhang):
    before = state()
    undo(merged(laiwu, jinan, zhang), zhang, NOW)

    undo(merged(laiwu, jinan, zhang), zhang, NOW)

    assert state() == before
    assert Merge.objects.count() == 2


def test_of_two_merges_in_a_row_the_later_is_undone_first(shandong, laiwu, jinan, zhang):
    first = merged(laiwu, jinan, zhang)
    between = state()
    second = merged(jinan, make_region(slug="big", name="大市", parent=shandong), zhang)

    with pytest.raises(ValidationError, match="请先撤销后来的那次合并"):
        undo(first, zhang, NOW)

    undo(second, zhang, NOW)
    assert state()[0][:-1] == between[0]
    undo(first, zhang, NOW)
    laiwu.refresh_from_db()
    assert laiwu.successor is None


def test_a_child_whose_address_is_taken_now_refuses_the_whole(laiwu, jinan, zhang):
    henan = make_region(slug="henan", name="河南省", short_name="河南")
    child = Region.objects.get(slug="laicheng")
    child.has_page = True
    child.save()
    made = merged(laiwu, make_region(slug="zz", name="郑州市", parent=henan), zhang)
    make_region(slug="laicheng", name="新市", parent=laiwu.parent)
    after = state()

    with pytest.raises(ValidationError, match="莱城区回不到原来的样子"):
        undo(made, zhang, NOW)

    assert state() == after


# --- The page --------------------------------------------------------------------------------


def test_the_page_shows_what_goes_back_and_undoes_it(admin_client, laiwu, jinan):
    make_policy(laiwu)
    make_reader_statement(laiwu, "80.00")
    admin_client.post(page_of(laiwu), merging(laiwu, confirmed="1"))
    made = Merge.objects.get()

    page = admin_client.get(page_of(laiwu)).text
    assert "合并错了可以撤销" in page
    assert "下级 1 个挂回莱芜市下面：莱城区。" in page
    assert "读者报来一样的数 1 条" in page

    answer = admin_client.post(page_of(laiwu), {"step": "undo", "merge": made.pk}, follow=True)

    assert "下级 1 个挂回莱芜市下面：莱城区。" in answer.text
    laiwu.refresh_from_db()
    assert (laiwu.successor, laiwu.ended_on) == (None, None)
    assert Merge.objects.get().undone_by is not None


def test_the_page_says_why_a_merge_cannot_be_undone_now(
    admin_client, shandong, laiwu, jinan, zhang
):
    first = merged(laiwu, jinan, zhang)
    merged(jinan, make_region(slug="big", name="大市", parent=shandong), zhang)
    after = state()

    page = admin_client.get(page_of(laiwu)).text
    told = admin_client.post(page_of(laiwu), {"step": "undo", "merge": first.pk}, follow=True)

    assert "这次合并现在撤销不了" in page
    assert "请先撤销后来的那次合并" in page
    assert "请先撤销后来的那次合并" in told.text
    assert state() == after


@pytest.mark.parametrize("number", ["", "0", "x"])
def test_a_page_shown_before_somebody_else_undid_it_undoes_nothing(
    admin_client, laiwu, jinan, zhang, number
):
    merged(laiwu, jinan, zhang)
    after = state()

    answer = admin_client.post(page_of(laiwu), {"step": "undo", "merge": number}, follow=True)

    assert "刚才已经有人撤销了" in answer.text
    assert state() == after


def test_who_may_not_change_places_cannot_undo(client, laiwu, jinan, zhang):
    merged(laiwu, jinan, zhang)
    zhang.is_staff = True
    zhang.save()
    client.force_login(zhang)

    assert client.post(page_of(laiwu), {"step": "undo", "merge": "1"}).status_code == 403


def test_a_merge_from_before_there_was_a_note_is_undone_by_hand(admin_client, laiwu, jinan):
    merge(laiwu, jinan, DAY)

    page = admin_client.get(page_of(laiwu)).text

    assert "那时没有记下改了哪些" in page
    assert reverse("admin:regions_region_change", args=[laiwu.pk]) in page
