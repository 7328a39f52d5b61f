"""The mirror: the site's own bytes, little rewritten, nothing lost that a kept page asks for."""

import datetime
import gzip
import json
import os

import brotli
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from caching import revision
from caching.content_version import ContentVersion
from caching.page_store import PageStore
from operation import mirror as mirrors
from operation.files import replaced
from operation.mirror import Mirror, MirrorError, Site
from operation.models import OperationRun
from protection.middleware import UNBRAKED

NOW = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
PUBLIC = "public, max-age=0, s-maxage=60"


class SmallSite:
    """A WSGI application of a few pages; what a test changes in ``pages`` is served at once."""

    def __init__(self):
        self.pages = {"/": "首页", "/regions/gansu/": "甘肃", "/robots.txt": "User-agent: *"}
        self.status: dict[str, str] = {}
        self.private: set[str] = set()

    def __call__(self, environ, start_response):
        path, large = environ["PATH_INFO"], environ.get("HTTP_COOKIE") == "type=large"
        kind = "text/plain" if path.endswith(".txt") else "text/html; charset=utf-8"
        body = f"{self.pages.get(path, '')}{'（大字）' * large}".encode() * 50
        status = self.status.get(path, "200 OK" if path in self.pages else "404 Not Found")
        control = "no-store" if path in self.private or status != "200 OK" else PUBLIC
        start_response(status, [("Content-Type", kind), ("Cache-Control", control)])
        return [body]


@pytest.fixture
def small():
    return SmallSite()


@pytest.fixture
def site(small):
    """The small site behind a page store that keeps nothing from one request to the next."""
    store = PageStore(
        small,
        version=object,
        limit=0,
        staff_cookie="sessionid",
        parameters=lambda path: (),
        case=frozenset(),
    )
    return Site(store, "http://127.0.0.1:8000")


@pytest.fixture
def static(tmp_path):
    """A folder of collected files; ``static("css/a.1.css")`` makes that the version of now."""
    folder = tmp_path / "static"

    def collected(*names):
        for name in names:
            replaced(folder / name, name.encode())
            replaced(folder / f"{name}.gz", gzip.compress(name.encode(), mtime=0))
        paths = {name: name for name in names}
        replaced(folder / "staticfiles.json", json.dumps({"paths": paths}).encode())
        return folder

    return collected


@pytest.fixture
def write(tmp_path, small, site, static):
    """Write the mirror as it is on a day; returns the figures and the mirror."""

    def written(now=NOW, assets=("css/a.1.css",)):
        mirror, addresses = Mirror(tmp_path / "mirror"), list(small.pages)
        mirror.refuse_to_shrink(addresses)
        root = static(*assets)

        def files():
            yield from mirror.assets(root)
            yield from mirror.pages(site, addresses)

        return mirror.write(files(), addresses, "1", now), mirror

    return written


def test_each_page_stands_there_in_both_types_and_three_encodings(write, site):
    figures, mirror = write()

    page = mirror.folder / "large/regions/gansu/index.html"
    plain = page.read_bytes()
    assert plain.decode() == "甘肃（大字）" * 50
    assert gzip.decompress(page.with_name("index.html.gz").read_bytes()) == plain
    assert brotli.decompress(page.with_name("index.html.br").read_bytes()) == plain
    served = site.get("/regions/gansu/", "type=large", "br")
    assert page.with_name("index.html.br").read_bytes() == served.body
    assert (mirror.folder / "normal/index.html").read_text("utf-8") == "首页" * 50
    assert (mirror.folder / "files/robots.txt").exists()
    assert not (mirror.folder / "normal/robots.txt").exists()
    assert (mirror.folder / "static/css/a.1.css.gz").exists()
    assert figures["files"] == figures["written"] == 2 * 2 * 3 + 3 + 2


def test_a_second_run_rewrites_nothing(write):
    _, mirror = write()
    for path in mirror.folder.rglob("*"):
        os.utime(path, (1, 1))

    figures, _ = write(NOW + DAY)

    assert (figures["written"], figures["removed"]) == (0, 0)
    assert {p.stat().st_mtime for p in mirror.folder.rglob("*") if p.is_file()} == {1}


def test_only_what_changed_is_rewritten_and_what_is_gone_removed(write, small):
    _, mirror = write()
    small.pages["/"] = "新的首页"
    del small.pages["/regions/gansu/"]

    figures, _ = write(NOW + DAY)

    assert (figures["written"], figures["removed"]) == (6, 6)
    assert not (mirror.folder / "normal/regions").exists()
    manifest = json.loads((mirror.folder / "manifest.json").read_text("utf-8"))
    assert manifest["made_at"] == (NOW + DAY).isoformat()
    assert set(manifest["files"]) == set(mirror.present())


def test_files_of_a_former_version_stay_a_week(write):
    _, mirror = write()
    former = mirror.folder / "static/css/a.1.css"

    write(NOW + DAY, assets=["css/a.2.css"])
    write(NOW + 7 * DAY, assets=["css/a.2.css"])
    assert former.exists()

    write(NOW + 8 * DAY, assets=["css/a.2.css"])
    assert not former.exists()
    assert (mirror.folder / "static/css/a.2.css").exists()


def test_a_file_that_comes_back_is_no_former_one(write):
    write()
    write(NOW + DAY, assets=["css/a.2.css"])

    _, mirror = write(NOW + 2 * DAY)

    assert set(mirror.manifest["former"]) == {"static/css/a.2.css", "static/css/a.2.css.gz"}


def test_what_nobody_may_keep_is_left_out(write, small):
    small.private.add("/regions/gansu/")

    _, mirror = write()

    assert [path for path in mirror.present() if "gansu" in path] == []
    assert mirror.failed == []


def test_a_page_that_gives_no_answer_keeps_its_old_files(write, small):
    write()
    small.status["/regions/gansu/"] = "503 Service Unavailable"

    figures, mirror = write(NOW + DAY)

    assert mirror.failed == ["/regions/gansu/"]
    assert figures["removed"] == 0
    assert (mirror.folder / "normal/regions/gansu/index.html").read_text("utf-8").startswith("甘肃")


def test_a_site_that_lost_half_its_pages_is_not_written(write, small):
    small.pages |= {"/a/": "a", "/b/": "b", "/c/": "c"}
    write()
    for path in ("/a/", "/b/", "/c/"):
        del small.pages[path]
    write(NOW + DAY)  # half is left: that may be
    del small.pages["/"]
    del small.pages["/robots.txt"]

    with pytest.raises(MirrorError, match="--shrink"):
        write(NOW + 2 * DAY)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(MirrorError, match="不像是镜像"):
        Mirror(tmp_path)


def test_an_interrupted_run_leaves_whole_files_and_the_next_goes_on(write, small, monkeypatch):
    _, mirror = write()
    small.pages["/"] = "新的首页"
    before = {path: (mirror.folder / path).read_bytes() for path in mirror.present()}

    def stopped_at_the_second(path, content, so_far=[]):  # noqa: B006
        if replaced(path, content):
            so_far.append(path)
        if len(so_far) == 2:
            raise KeyboardInterrupt
        return True

    with monkeypatch.context() as patch:
        patch.setattr(mirrors, "replaced", stopped_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            write(NOW + DAY)
    assert mirror.present() != []
    assert set(mirror.present()) == set(before)

    figures, _ = write(NOW + 2 * DAY)
    assert figures["written"] == 6 - 2


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_bytes(b"old")
    monkeypatch.setattr("pathlib.Path.replace", lambda *given: (_ for _ in ()).throw(OSError))

    with pytest.raises(OSError):
        replaced(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]
    assert path.read_bytes() == b"old"


def test_differences_are_told_one_by_one(write, site, small):
    _, mirror = write()
    (mirror.folder / "normal/index.html").write_bytes(b"rotten")
    (mirror.folder / "large/index.html.gz").unlink()
    (mirror.folder / "files/old.txt").write_bytes(b"")
    pages = list(small.pages)
    assets = [(path, b"css/a.1.css") for path in ("static/css/a.1.css",)]

    told = [*mirror.differences(iter([*assets, *mirror.pages(site, pages)]))]

    assert told == [
        "不一样：normal/index.html",
        "镜像里没有：large/index.html.gz",
        "网站上没有了：files/old.txt",
        "网站上没有了：static/css/a.1.css.gz",
    ]


def test_a_sitemap_that_is_refused_stops_everything(small):
    with pytest.raises(MirrorError, match="回了 404"):
        Site(small, "http://127.0.0.1:8000").listed()


def test_the_mirror_is_no_client_that_asks_too_much(small):
    seen = []

    def application(environ, start_response):
        seen.append(environ.get(UNBRAKED))
        return small(environ, start_response)

    Site(application, "http://127.0.0.1:8000").get("/", "", "br")

    assert seen == [True]


# --- The command, on the site itself --------------------------------------------------------


#: What ``settings.WSGI_APPLICATION`` names in these tests: what it keeps, no other test sees.
application = PageStore(
    get_wsgi_application(),
    version=lambda: ContentVersion(revision.current(), timezone.localdate()),
    limit=10**6,
    staff_cookie=settings.SESSION_COOKIE_NAME,
    parameters=lambda path: (),
    case=frozenset(),
)


@pytest.fixture
def command(lanzhou, settings, tmp_path, static):
    """``manage.py mirror`` on two places, over the test's connection, which requests leave open."""
    settings.WSGI_APPLICATION = f"{__name__}.application"
    settings.STATIC_ROOT = static("css/a.1.css")
    settings.SITE_URL = "http://127.0.0.1:8000"
    folder = tmp_path / "mirror"

    def run(*more):
        call_command("mirror", str(folder), *more)
        return folder

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield run
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_command_mirrors_the_site_and_notes_it(command, client, capsys):
    folder = command()

    page = (folder / "normal/regions/gansu/lanzhou/index.html").read_bytes()
    assert page == client.get("/regions/gansu/lanzhou/", headers={"host": "127.0.0.1:8000"}).content
    large = (folder / "large/about/privacy/index.html").read_text("utf-8")
    assert 'data-type="large"' in large
    for name in ("robots.txt", "sitemap.xml", "sitemap-regions.xml", "favicon.ico"):
        assert (folder / "files" / name).exists()
    assert "镜像好了" in capsys.readouterr().out
    run = OperationRun.objects.newest(OperationRun.Kind.MIRROR)
    assert run.ok
    assert run.figures["written"] == run.figures["files"] > 100


def test_the_check_says_the_same_or_what_differs(command):
    folder = command()
    command("--check")
    assert OperationRun.objects.newest(OperationRun.Kind.MIRROR_CHECK).ok

    (folder / "normal/index.html").write_bytes(b"rotten")
    with pytest.raises(CommandError, match="有 1 个文件不一样"):
        command("--check")
    assert not OperationRun.objects.newest(OperationRun.Kind.MIRROR_CHECK).ok
    assert OperationRun.objects.newest(OperationRun.Kind.MIRROR).ok


def test_the_check_says_nothing_of_a_mirror_of_other_content(command, lanzhou, capsys):
    """An edit between the mirror of 06:25 and the check of 06:28 is no fault of the mirror's."""
    command()
    lanzhou.intro = "改过的一句。"
    lanzhou.save()

    command("--check")

    assert "这次不能比" in capsys.readouterr().out
    assert not OperationRun.objects.filter(kind=OperationRun.Kind.MIRROR_CHECK).exists()

    command()
    command("--check")
    assert OperationRun.objects.newest(OperationRun.Kind.MIRROR_CHECK).ok


def test_an_edit_that_changes_no_page_leaves_the_mirror_comparable(command):
    folder = command()
    revision.bump_revision()
    command()
    command("--check")
    assert OperationRun.objects.newest(OperationRun.Kind.MIRROR_CHECK).ok

    (folder / "normal/index.html").write_bytes(b"rotten")
    with pytest.raises(CommandError, match="有 1 个文件不一样"):
        command("--check")


def test_only_what_may_be_kept_is_asked_for(command, monkeypatch):
    asked = []
    get = Site.get

    def noted(self, path, cookie="", encoding="identity"):
        answer = get(self, path, cookie, encoding)
        asked.append((path, answer.is_public))
        return answer

    monkeypatch.setattr(Site, "get", noted)
    command()

    assert len(asked) > 100
    left_out = {path for path, is_public in asked if not is_public}
    assert left_out == {"/report/"}  # the sitemap lists it; its form is each reader's own


def test_where_nothing_may_be_written_nothing_is_noted(command, settings):
    settings.READERS_ONLY = True

    command()

    assert not OperationRun.objects.exists()


def test_a_database_that_is_gone_is_told_in_words_and_nothing_is_touched(command, monkeypatch):
    folder = command()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def gone():
        raise OperationalError("gone")

    monkeypatch.setattr(revision, "current", gone)
    with pytest.raises(CommandError, match="资料库连不上或者用不了"):
        command()

    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_host_that_is_not_allowed_is_told_in_words(command, settings):
    settings.SITE_URL = "https://elsewhere.example"

    with pytest.raises(CommandError, match="ALLOWED_HOSTS"):
        command()


def test_error_pages_are_files_and_written_once(tmp_path, capsys):
    call_command("error_pages", str(tmp_path))
    call_command("error_pages", str(tmp_path))

    told = capsys.readouterr().out.splitlines()
    assert ["写了 14 个" in told[0], "写了 0 个" in told[1]] == [True, True]
    for page in tmp_path.glob("*.html"):
        assert "12393" in page.read_text(encoding="utf-8")


def test_a_database_without_tables_is_told_in_words_and_not_by_a_traceback(
    command, monkeypatch, capsys
):
    def fails(*arguments, **named):
        raise OperationalError("no such table: operation_operationrun")

    monkeypatch.setattr(OperationRun.objects, "note", fails)

    command()

    assert "没能记进“运维记录”" in capsys.readouterr().err


def test_styles_that_were_not_collected_are_told_in_words(command, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "nothing"

    with pytest.raises(CommandError, match="collectstatic"):
        command()

    assert "collectstatic" in OperationRun.objects.newest(OperationRun.Kind.MIRROR).summary
