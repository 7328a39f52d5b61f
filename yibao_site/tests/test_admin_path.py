"""The editors' pages elsewhere, and only from some networks; everything else follows."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yibao_site import checked
from yibao_site.tests.new_process import printed

BASE_DIR = Path(settings.BASE_DIR)
ELSEWHERE = "bianji-7f3a/"

#: What a site with the editors' pages elsewhere answers, in a process of its own.
ASK = """
from bench.ask import ask
from yibao_site.wsgi import application, store
from django.conf import settings
from django.urls import reverse

print("index", reverse("admin:index"))
for path in ("/bianji-7f3a/login/", "/bianji-7f3a/", "/admin/", "/admin/login/", "/robots.txt"):
    status, body = ask(application, path, {})
    print(path, status[:3], "bianji" in body.decode(), "Disallow: /admin/" in body.decode())
print("store", store.desk, store.outside[0])

from django.http import HttpResponse
from django.test import RequestFactory
from protection.staff_mark import mark_staff

marked = HttpResponse()
mark_staff(RequestFactory().get("/"), marked, 1)
mark = marked.cookies[settings.STAFF_MARK_COOKIE]
print("mark", mark["path"])
sent = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "40000"}
staff = sent | {"HTTP_COOKIE": f"{settings.STAFF_MARK_COOKIE}={mark.value}"}
for path in ("/bianji-7f3a/regions/region/", "/bianji-7f3a/login/", "/admin/regions/region/"):
    answers = [ask(application, path, given) for given in (sent, staff)]
    told = "没有登录" in answers[0][1].decode()
    print("long", path, *(status[:3] for status, _ in answers), told)
"""


def test_the_editors_pages_move_as_a_whole(tmp_path):
    assert printed(ASK, folder=tmp_path, ADMIN_PATH=f"/{ELSEWHERE}") == [
        "index /bianji-7f3a/",
        "/bianji-7f3a/login/ 200 True False",
        "/bianji-7f3a/ 302 False False",
        "/admin/ 404 False False",
        "/admin/login/ 404 False False",
        "/robots.txt 200 False False",
        "store /bianji-7f3a/ /bianji-7f3a/",
        "mark /bianji-7f3a/",
        # Staff may send long bodies there, and nowhere else; who is refused is told how.
        "long /bianji-7f3a/regions/region/ 413 403 True",
        "long /bianji-7f3a/login/ 413 413 True",
        "long /admin/regions/region/ 413 413 False",
    ]


def test_robots_name_the_usual_place_only(client, db, settings):
    assert "Disallow: /admin/" in client.get("/robots.txt").text

    settings.ADMIN_URL = f"/{ELSEWHERE}"
    told = client.get("/robots.txt").text

    assert "bianji" not in told
    assert "Disallow: /display/" in told


def test_nothing_of_ours_types_the_path():
    """Code, scripts and templates reverse a name or read the setting."""
    first_party = [path.parent.name for path in BASE_DIR.glob("*/__init__.py")]
    for room in ("bench", "cluster"):  # they ask sites whose settings they make
        first_party.remove(room)
    files = [
        path
        for room in [*first_party, "templates", "static/js"]
        for path in (BASE_DIR / room).rglob("*.*")
        if path.suffix in {".py", ".html", ".js", ".xml"} and "tests" not in path.parts
    ]
    typed = [
        f"{path.relative_to(BASE_DIR)}: {line.strip()}"
        for path in [*files, BASE_DIR / "gunicorn.conf.py"]
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"""["'`}]/admin/""", line)
    ]

    assert typed == [
        # Which is the default, and what robots.txt may tell.
        'caching/page_store.py: desk: str = "/admin/",',
        'pages/views/service.py: *[f"Disallow: {path}" for path in [settings.ADMIN_URL] '
        'if path == "/admin/"],',
    ]


@pytest.mark.parametrize(
    ("typed", "path"), [("admin/", "admin/"), ("/x-1", "x-1/"), (" a/b/ ", "a/b/")]
)
def test_a_path_is_taken_with_or_without_its_slashes(typed, path):
    assert checked.admin_path(typed) == path


@pytest.mark.parametrize(
    "typed", ["", "/", "编辑", "A/", "a b", "../x", "regions/", "search/x", "a//b"]
)
def test_a_path_that_cannot_be_one_stops_the_start(typed):
    with pytest.raises(ImproperlyConfigured, match="ADMIN_PATH"):
        checked.admin_path(typed)


def test_the_first_pieces_of_all_readers_addresses_are_taken():
    from yibao_site.urls import urlpatterns

    first = {
        found[0]
        for pattern in urlpatterns
        if (found := re.match(r"\^?([a-z]+)(?=[/(])", str(pattern.pattern))) and found[0] != "^"
    }

    assert {name.strip("^") for name in first} - {"admin"} <= checked.TAKEN
    assert {"regions", "report", "display"} <= {name.strip("^") for name in first}


# --- By network ----------------------------------------------------------------------------------


@pytest.fixture
def office(settings):
    settings.ADMIN_NETWORKS = checked.networks(["10.0.0.0/8", "2001:db8::/32"])


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("10.1.2.3", 200),
        ("2001:db8::7", 200),
        ("::ffff:10.1.2.3", 200),
        ("11.0.0.1", 404),
        ("2001:db9::7", 404),
        ("", 404),
    ],
)
def test_only_from_some_networks_the_editors_pages_are_there(client, db, address, status):
    response = client.get("/admin/login/", REMOTE_ADDR=address)

    assert response.status_code == status


@pytest.mark.usefixtures("office")
def test_from_elsewhere_they_look_like_an_address_that_is_nowhere(admin_client):
    nowhere = admin_client.get("/nowhere-at-all/", REMOTE_ADDR="11.0.0.1")
    refused = admin_client.get("/admin/regions/region/", REMOTE_ADDR="11.0.0.1")
    posted = admin_client.post("/admin/login/", {"username": "x"}, REMOTE_ADDR="11.0.0.1")

    assert refused.status_code == posted.status_code == nowhere.status_code == 404
    assert "您要找的是不是" not in refused.text
    said = re.sub(r"admin(%2F|/)regions(%2F|/)region", "nowhere-at-all", refused.text)
    assert said == nowhere.text
    assert refused.headers.keys() == nowhere.headers.keys()
    differs = {name for name, value in refused.headers.items() if value != nowhere.headers[name]}
    assert differs == {"Content-Length"}  # the address is in the page


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("path", ["/admin", "/Admin/", "/ADMIN/login/", "/admin/login"])
def test_nothing_leads_there_from_elsewhere(client, db, path):
    assert client.get(path, REMOTE_ADDR="11.0.0.1").status_code == 404
    assert client.get(path, REMOTE_ADDR="10.0.0.1").status_code in (301, 302, 404)


@pytest.mark.usefixtures("office")
def test_readers_pages_are_there_for_all_networks(client, db):
    assert client.get("/about/privacy/", REMOTE_ADDR="11.0.0.1").status_code == 200


def test_a_network_that_is_none_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match=r"10\.0\.0\.0/33"):
        checked.networks(["10.0.0.0/33"])


@pytest.mark.parametrize(("typed", "count"), [("0", 0), (" 2 ", 2), ("9", 9)])
def test_a_number_of_proxies(typed, count):
    assert checked.proxies(typed) == count


@pytest.mark.parametrize("typed", ["-1", "10", "nginx", "", "１"])
def test_a_number_of_proxies_that_cannot_be_one_stops_the_start(typed):
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        checked.proxies(typed)
