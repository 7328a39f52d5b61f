"""The page of the data files and the files, as readers and programs ask for them."""

import gzip
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opendata.files import folder, licence
from opendata.tables import TABLES
from regions.tests.make import make_policy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def written(lanzhou, root):
    make_policy(lanzhou, tiers=[(0, None, 90)])
    call_command("write_data", verbosity=0)
    return folder.current(root)


def test_before_any_file_is_written_page_and_file_say_so(client):
    page, file = client.get("/data/"), client.get("/data/places.csv")

    assert page.status_code == 200
    assert "还没有做好" in page.text
    assert "places.csv" not in page.text
    assert (file.status_code, file.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "还没有做好" in file.text


def test_the_page_lists_every_file_with_its_sum(client, written):
    page = client.get("/data/").text

    for name, digest in written.sums.items():
        assert digest in page
        if name != "statistics.jsonl" and (written.folder / name).stat().st_size:
            assert f'href="/data/{name}"' in page
    assert licence.URL in page
    assert "第 " in page


def test_the_page_links_only_files_that_are_there(client, written):
    links = set(re.findall(r'href="(/data/[^"]+)"', client.get("/data/").text))

    assert len(links) > len(TABLES)
    assert {client.head(link).status_code for link in links} == {200}


def test_the_dictionary_names_every_column(client, written):
    page = client.get("/data/").text

    for table in TABLES:
        for column in table.columns:
            assert f'<th scope="row">{column.name}</th>' in page


def test_search_engines_read_the_same_files(client, written):
    page = client.get("/data/").text
    blocks = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)
    (dataset,) = [one for one in map(json.loads, blocks) if one["@type"] == "Dataset"]

    assert dataset["license"] == licence.URL
    sums = {one["contentUrl"].rpartition("/")[2]: one["sha256"] for one in dataset["distribution"]}
    assert sums.items() <= written.sums.items()
    assert folder.EDITION in sums


def test_page_and_files_cost_no_query(client, written):
    for path in ("/data/", "/data/places.csv", "/data/SHA256SUMS"):
        with CaptureQueriesContext(connection) as queries:
            assert client.head(path).status_code == 200
        assert len(queries) == 0


def test_a_file_is_open_to_scripts_of_any_site_and_asked_for_again(client, written):
    answer = client.get("/data/policies.csv")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert b"".join(answer) == (written.folder / "policies.csv").read_bytes()
    again = client.get("/data/policies.csv", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    old = client.get("/data/policies.csv", headers={"if-none-match": '"of another edition"'})
    assert (old.status_code, len(b"".join(old))) == (200, int(old.headers["Content-Length"]))


def test_who_takes_gzip_gets_it_packed(client, written):
    plain = client.get("/data/places.csv")
    packed = client.get("/data/places.csv", headers={"accept-encoding": "br, gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(packed)) == b"".join(plain)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_range_gets_the_whole_file_and_head_its_size(client, written):
    size = (written.folder / folder.EDITION).stat().st_size

    part = client.get(f"/data/{folder.EDITION}", headers={"range": "bytes=5-3,x"})
    head = client.head(f"/data/{folder.EDITION}")

    assert (part.status_code, part.headers["Accept-Ranges"]) == (200, "none")
    assert len(b"".join(part)) == size
    assert head.headers["Content-Length"] == str(size)


@pytest.mark.parametrize(
    "name",
    [
        "nothing.csv",
        "places.csv.gz",
        "PLACES.CSV",
        "places.csv。",
        "..",
        "%2e%2e%2fsecret_key",
        "x" * 5000,
        "current",
        "%00",
    ],
)
def test_an_unknown_name_gets_a_clear_answer(client, written, name):
    answer = client.get(f"/data/{name}")

    assert answer.status_code in (301, 404)
    if answer.headers["Content-Type"].startswith("text/plain"):
        assert "没有这个数据文件" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


def test_unknown_parameters_change_nothing(client, written):
    plain = client.head("/data/places.csv")

    assert client.head("/data/places.csv?from=x&page=9").headers["ETag"] == plain.headers["ETag"]


# --- The command -----------------------------------------------------------------------------


def test_files_are_left_alone_while_nothing_changes(written, root, capsys):
    call_command("write_data")

    assert "没有变" in capsys.readouterr().out
    assert folder.current(root).folder == written.folder


def test_files_are_written_anew_where_a_fact_changes(written, root, lanzhou):
    make_policy(lanzhou.parent, tiers=[(0, None, 120)])
    call_command("write_data")

    assert folder.current(root).package["resources"] != written.package["resources"]


def test_files_are_written_anew_on_the_next_day(written, root, time_machine):
    time_machine.move_to("2031-01-01T04:00:00Z")
    call_command("write_data")

    assert folder.current(root).package["day"] == "2031-01-01"


def test_files_are_written_anew_for_another_address(written, root, settings):
    settings.SITE_URL = "https://example.org"
    call_command("write_data")

    assert folder.current(root).package["homepage"] == "https://example.org/data/"


def test_a_writing_that_fails_leaves_the_former_set(written, root, lanzhou, monkeypatch):
    make_policy(lanzhou.parent, tiers=[(0, None, 120)])
    monkeypatch.setattr("opendata.files.writing.edition_file.write", _full_disk)

    with pytest.raises(CommandError, match="旧的还在"):
        call_command("write_data")

    assert folder.current(root).sums == written.sums
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []


def _full_disk(*args):
    raise OSError("No space left on device")


def test_only_the_set_before_stays_beside_the_current_one(root, lanzhou):
    for _ in range(4):
        call_command("write_data", force=True)

    assert len([path for path in root.iterdir() if not path.is_symlink()]) <= 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="an edition is a file of SQLite")
def test_a_host_on_the_edition_file_writes_none(settings, root):
    settings.READERS_ONLY = True

    with pytest.raises(CommandError, match="抄过来"):
        call_command("write_data")

    assert not root.exists()
