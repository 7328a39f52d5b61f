"""Hosts whose database takes no writes: public pages are read there, the rest is refused."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from regions.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP")


class Written(Exception):
    """A statement that a replica would refuse."""


def refuse_to_write(execute, sql, params, many, context):
    if sql.lstrip().upper().startswith(WRITES):
        raise Written(sql)
    return execute(sql, params, many, context)


@pytest.fixture
def reader():
    """Somebody who asks a host that reads from a replica."""
    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(refuse_to_write):
        patch.setattr(settings, "READERS_ONLY", True)
        yield Client()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/regions/",
        "/regions/gansu/lanzhou/",
        "/regions/gansu/lanzhou/?age=74&status=retired",
        "/regions/gansu/lanzhou/sheet/",
        "/regions/gansu/lanzhou/picture/",
        "/regions/places.json",
        "/calculator/",
        "/calculator/check/?region=gansu/lanzhou&arrived=90",
        "/calculator/compare/?region=gansu/lanzhou&region=henan/zhengzhou",
        "/balance/",
        "/faq/",
        "/search/?q=密码忘了",
        "/coverage/",
        "/coverage/watch/",
        "/statistics/",
        "/changes/",
        "/edition/",
        "/edition.json",
        "/about/privacy/",
        "/sitemap-regions.xml",
        "/robots.txt",
    ],
)
@pytest.mark.parametrize("cookie", ["", "left over"], ids=["reader", "with-a-session"])
def test_public_pages_are_read_without_a_write(reader, path, cookie):
    if cookie:
        reader.cookies[settings.SESSION_COOKIE_NAME] = cookie

    assert reader.get(path).status_code == 200


def test_every_place_is_read_without_a_write(reader):
    paths = [place.get_absolute_url() for place in Region.objects.pages().with_lineage()][::20]

    assert {path: reader.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("get", "/report/", "您发来的没有收下"),
        ("post", "/report/", "您发来的没有收下"),
        ("post", "/faq/", "您发来的没有收下"),
        ("get", "/admin/", "后台在别的机器上"),
        ("get", "/admin/login/", "后台在别的机器上"),
        ("post", "/admin/login/", "后台在别的机器上"),
    ],
)
def test_what_would_write_is_refused_in_words(reader, method, path, told):
    response = getattr(reader, method)(path, {"username": "x", "password": "y"})

    assert response.status_code == 503
    assert (response["Retry-After"], response["Cache-Control"]) == ("60", "no-store")
    assert told in response.text


def test_other_hosts_take_reports(client):
    assert client.get("/report/").status_code == 200


def test_the_guard_against_writes_sees_them():
    with connection.execute_wrapper(refuse_to_write), pytest.raises(Written):
        Region.objects.update(name="x")
