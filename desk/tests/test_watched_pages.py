"""看哪里: who says where to look, what is refused, and what is only told."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from caching.revision import current
from regions.models import TakeDown
from regions.tests.make import make_source
from watch.models import WatchedPage

from .watch_rows import NOW, make_page

pytestmark = pytest.mark.django_db

ADD = "/admin/watch/watchedpage/add/"
LIST = "/admin/watch/watchedpage/"
URL = "https://ybj.gansu.gov.cn/1.html"


def client_of(role):
    user = User.objects.create_user(f"user-{role}", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db):
    return client_of("编辑")


def form(region, **fields):
    return {
        "region": region.pk,
        "kind": "document",
        "name": "甘肃省医疗保障局",
        "url": URL,
        "active": "on",
        "keep": "",
        "drop": "",
        "title_words": "",
        "note": "",
    } | fields


def faults(answer) -> str:
    return " ".join(
        error for errors in answer.context["adminform"].form.errors.values() for error in errors
    )


@pytest.mark.parametrize("role", ["编辑", "审核"])
def test_both_roles_add_and_change_and_nobody_deletes(gansu, role):
    client = client_of(role)

    assert client.post(ADD, form(gansu)).status_code == 302
    page = WatchedPage.objects.get()
    change = reverse("admin:watch_watchedpage_change", args=[page.pk])
    assert client.post(change, form(gansu, name="改了名")).status_code == 302
    page.refresh_from_db()
    assert page.name == "改了名"
    assert client.post(f"{LIST}{page.pk}/delete/", {"post": "yes"}).status_code == 403
    assert WatchedPage.objects.exists()


def test_a_row_that_is_saved_is_shown_at_once(gansu, editor):
    before = current()
    editor.post(ADD, form(gansu))
    added = current()
    page = WatchedPage.objects.get()
    editor.post(reverse("admin:watch_watchedpage_change", args=[page.pk]), form(gansu, active=""))

    assert len({before, added, current()}) == 3


def test_its_button_says_what_is_added(gansu, editor):
    assert "增加要看的网页" in editor.get(LIST).text


def test_who_has_no_role_sees_none_of_it(gansu):
    client = client_of("没有")

    assert client.get(LIST).status_code == 403
    assert client.post(ADD, form(gansu)).status_code == 403


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"url": "https://shop.example.com/"}, "只看官方网站"),
        ({"url": "https://gov.cn.example.com/"}, "不是官方网站"),
        ({"url": "http://127.0.0.1/"}, "网址是一串数字"),
        ({"url": "file:///etc/passwd"}, "URL"),
        ({"url": "https://gone.gov.cn/x"}, "已经停用（被占）"),
        ({"url": ""}, "必填"),
        ({"keep": "div["}, "看不懂这个选择器"),
        ({"drop": "//div[@id='x']"}, "看不懂这个选择器"),
        ({"keep": "div " * 60}, "200"),
        ({"kind": "list", "title_words": "医 保"}, "“医”只有一个字"),
        ({"kind": "list", "title_words": " ".join(f"词{n:02}" for n in range(21))}, "最多 20 个词"),
        ({"title_words": "医保"}, "只有目录页看标题"),
    ],
)
def test_what_cannot_be_looked_at_is_refused_in_words(gansu, editor, fields, fault):
    TakeDown.objects.create(kind="domain", term="gone.gov.cn", reason="被占", made_at=NOW)

    answer = editor.post(ADD, form(gansu, **fields))

    assert fault in faults(answer)
    assert not WatchedPage.objects.exists()


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://ybj.gansu.gov.cn/a.html", ""),
        ("http://www.ybj.gansu.gov.cn/a.html", ""),
        ("https://ybj.lanzhou.gov.cn/a.html", "不是同一个网站"),
        ("", "这份来源没有填网址"),
    ],
)
def test_a_source_belongs_to_the_host_that_is_looked_at(gansu, editor, url, fault):
    source = make_source(url=url)

    answer = editor.post(ADD, form(gansu, source=source.pk))

    assert WatchedPage.objects.exists() is not bool(fault)
    assert not fault or fault in faults(answer)


def test_a_list_has_no_source(gansu, editor):
    answer = editor.post(ADD, form(gansu, kind="list", source=make_source(url=URL).pk))

    assert "只有文件页才对应一份来源" in faults(answer)


@pytest.mark.parametrize("name", ["keep", "drop"])
@pytest.mark.parametrize("selector", ["body", "*", "html, .x", ":not(p)"])
def test_a_selector_of_the_whole_page_is_saved_and_told(gansu, editor, name, selector):
    answer = editor.post(ADD, form(gansu, **{name: selector}), follow=True)

    assert WatchedPage.objects.filter(**{name: selector}).exists()
    assert "选中的是整页" in answer.content.decode()


@pytest.mark.parametrize("selector", ["div.article", "body > div", "#content, .text", "正文"])
def test_a_selector_of_a_part_is_saved_without_a_word(gansu, editor, selector):
    answer = editor.post(ADD, form(gansu, keep=selector), follow=True)

    assert WatchedPage.objects.get().keep == selector
    assert "选中的是整页" not in answer.content.decode()


def test_a_page_that_was_taken_down_meanwhile_can_still_be_given_up(gansu, editor):
    page = make_page(gansu, url=URL)
    TakeDown.objects.create(kind="domain", term="gansu.gov.cn", reason="被占", made_at=NOW)
    change = reverse("admin:watch_watchedpage_change", args=[page.pk])

    assert "已经停用" in faults(editor.post(change, form(gansu)))
    assert editor.post(change, form(gansu, active="")).status_code == 302
    page.refresh_from_db()
    assert not page.active


def test_what_is_looked_at_in_another_way_is_fetched_anew(gansu, editor):
    page = make_page(gansu, url=URL, etag='"a"', last_modified="Mon, 30 Nov 2026 00:00:00 GMT")
    change = reverse("admin:watch_watchedpage_change", args=[page.pk])

    editor.post(change, form(gansu, note="别的"))
    page.refresh_from_db()
    assert page.etag == '"a"'

    editor.post(change, form(gansu, keep="div.article"))
    page.refresh_from_db()
    assert (page.etag, page.last_modified) == ("", "")


def test_the_list_is_found_by_name_host_and_place_and_filtered(gansu, lanzhou, editor):
    make_page(gansu, name="省局", visited_at=NOW, outcome="blocked", reason="给的是拦截页")
    make_page(lanzhou, name="市局", url="https://ybj.lanzhou.gov.cn/", kind="list", active=False)

    def names(**query):
        found = editor.get(LIST, query).context["cl"].result_list
        return [page.name for page in found]

    assert names(q="省局") == ["省局"]
    assert names(q="lanzhou.gov") == ["市局"]
    assert names(q="兰州") == ["市局"]
    assert names(outcome__exact="blocked") == ["省局"]
    assert names(outcome__exact="") == ["市局"]
    assert names(kind__exact="list") == ["市局"]
    assert names(active__exact="0") == ["市局"]
    told = editor.get(LIST).content.decode()
    assert "被挡在外面：给的是拦截页" in told
    assert "ybj.gansu.gov.cn" in told
