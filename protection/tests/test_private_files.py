import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from protection.private_files import (
    close_to_others,
    private_database,
    private_folder,
    write_whole,
)


def mode(path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.fixture(autouse=True)
def _usual_umask():
    """What a shell gives to new files."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_new_database_and_its_log_are_closed_from_the_start(tmp_path):
    path = private_folder(tmp_path / "var") / "yibao.sqlite3"
    private_database(path, make=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE kept (secret)")

        beside = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
        assert [mode(one) for one in beside] == ["0o600"] * 3
    assert mode(path.parent) == "0o700"


def test_what_an_earlier_version_left_open_is_closed(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    path = folder / "yibao.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE kept (secret)")
        private_database(private_folder(folder) / path.name, make=False)

        assert mode(path.with_name(path.name + "-wal")) == "0o600"
        assert database.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert (mode(folder), mode(path)) == ("0o700", "0o600")


def test_a_folder_shared_on_purpose_and_a_link_stay_as_they_are(tmp_path):
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    private_folder(shared)
    link = tmp_path / "link"
    link.symlink_to(shared)
    close_to_others(link)
    close_to_others(tmp_path / "missing")

    assert mode(shared) == "0o1777"


def test_a_site_that_lost_its_database_makes_no_empty_one(tmp_path):
    private_database(tmp_path / "yibao.sqlite3", make=False)

    assert list(tmp_path.iterdir()) == []


def test_a_database_in_memory_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    private_database(Path(":memory:"), make=True)

    assert list(tmp_path.iterdir()) == []


def test_a_file_written_whole_is_ours_alone_and_leaves_nothing_aside(tmp_path):
    path = tmp_path / "mark.json"
    (tmp_path / ".mark.json.part").write_bytes(b"of a run that was killed")
    write_whole(path, b"one")
    write_whole(path, b"two")

    assert (path.read_bytes(), mode(path)) == (b"two", "0o600")
    assert list(tmp_path.iterdir()) == [path]
