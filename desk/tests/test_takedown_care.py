"""Taking down what nobody uses, what many pages use, and what is the state's own."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from regions.models import Publication, TakeDown
from regions.tests.make import make_channel, make_nation, make_region, make_source

pytestmark = pytest.mark.django_db

FIND = reverse("admin:regions_takedown_find")


@pytest.fixture
def desk(client):
    user = User.objects.create_user("chief", is_staff=True)
    user.groups.add(Group.objects.get(name="审核"))
    client.force_login(user)
    return client


def test_what_nobody_uses_is_told_apart(desk):
    page = desk.get(FIND, {"q": "example.com"}).text

    assert "现在没有哪里用它，停用以后公开的页面什么都不变" in page
    assert "停用（现在没有哪里用它）" in page
    assert "马上撤下" not in page


def test_how_many_rows_and_places_it_hits_is_told(desk):
    source = make_source(url="https://example.com/a")
    for slug in ("a", "b"):
        make_channel(make_region(slug), url="https://example.com/", source=source)
    make_channel(
        make_region("c"), url="https://example.com/", source=source, status=Publication.DRAFT
    )

    page = desk.get(FIND, {"q": "example.com"}).text

    assert "一共 4 条资料用着，其中 3 条公开着，写的是 2 个地方。" in page


def test_what_holds_all_over_the_country_is_told(desk):
    make_channel(make_nation(), phone="400-1234567")

    assert "有全国通用的，所有地方的页面都会变。" in desk.get(FIND, {"q": "400-1234567"}).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("fuwu.nhsa.gov.cn", "是国家机关自己的网站"),
        ("12393", "是全国的热线"),
        ("ybj.gansu.gov.cn", "是官方网站"),
    ],
)
def test_what_is_official_is_taken_down_with_a_second_confirmation_only(desk, typed, said):
    address = f"{FIND}?q={typed}"
    assert said in desk.get(address).text

    none = desk.post(address, {"reason": "被人占了"})
    other = desk.post(address, {"reason": "被人占了", "again": "nhsa.gov.cn"})
    assert "请照打一遍" in none.text
    assert "没有停用" in other.text
    assert not TakeDown.objects.exists()

    desk.post(address, {"reason": "被人占了", "again": f" {typed.upper()} "})
    assert TakeDown.objects.get().term == typed


@pytest.mark.parametrize("typed", ["example.com", "nhsa-gov.cn", "0746-8888123", "notnhsa.gov.com"])
def test_anything_else_needs_no_second_confirmation(desk, typed):
    page = desk.get(FIND, {"q": typed}).text

    assert 'name="again"' not in page
    desk.post(f"{FIND}?q={typed}", {"reason": "骗人的"})
    assert TakeDown.objects.exists()
