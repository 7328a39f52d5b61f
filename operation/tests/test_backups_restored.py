"""A site on SQLite is backed up, lost and brought back by the commands that an operator types."""

import gzip
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from operation.backups import making
from operation.backups.encryption import plain_parts
from operation.backups.files import Backup, BackupFault, in_words
from operation.backups.sqlite import compressed, copy, prove, unpack
from operation.tests.installation import BASE_DIR, Installation, copy_of, migrated, on_sqlite
from watch.one_run import one_run


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory) -> Installation:
    """All facts, with an edit that no release has, and a backup of it."""
    made = on_sqlite(tmp_path_factory.mktemp("site") / "one")
    made.query("UPDATE regions_region SET short_name = '编辑写的' WHERE slug = 'gansu'")
    made.manage("backup")
    return made


@pytest.fixture
def site(backed_up, tmp_path) -> Installation:
    return copy_of(backed_up, tmp_path / "site")


def edited(site: Installation) -> list[tuple]:
    return site.query("SELECT short_name FROM regions_region WHERE slug = 'gansu'")


def runs(site: Installation) -> list[tuple]:
    return site.query("SELECT kind, ok FROM operation_operationrun ORDER BY id")


def test_a_backup_is_one_closed_file_with_what_proves_it(backed_up):
    (path,) = backed_up.backups
    modes = {oct(stat.S_IMODE(one.stat().st_mode)) for one in path.parent.iterdir()}

    assert (modes, oct(stat.S_IMODE(path.parent.stat().st_mode))) == ({"0o600"}, "0o700")
    assert (
        subprocess.run(
            ["sha256sum", "-c", "--strict", f"{path.name}.sha256"],  # noqa: S607
            cwd=path.parent,
            check=False,
        ).returncode
        == 0
    )
    said = json.loads(path.with_name(path.name + ".json").read_text())
    assert said["tables"]["regions_region"]["rows"] == 3215
    assert said["made_at"].endswith("+08:00")
    assert runs(backed_up) == [("backup", 1)]


def test_a_lost_database_is_brought_back_with_what_editors_wrote(site):
    site.lose()
    half = site.var / ".yibao.sqlite3.restoring"  # what a kill -9 in a restore leaves behind
    half.write_bytes(b"half a database")
    said = site.manage("restore", str(site.backups[0]))

    assert "和备份时一样" in said
    assert not half.exists()
    assert edited(site) == [("编辑写的",)]
    assert oct(stat.S_IMODE(site.database.stat().st_mode)) == "0o600"
    again = site.refused("restore", str(site.backups[0]))
    assert "这个库不是空的" in again
    assert "regions_region 3215 行" in again


def test_a_broken_backup_touches_nothing(site):
    path = site.backups[0]
    path.write_bytes(path.read_bytes()[:-1])
    site.lose()

    assert "坏了或者没有拷全" in site.refused("restore", str(path))
    assert site.query("SELECT count(*) FROM sqlite_master") == [(0,)]


def test_a_backup_of_a_newer_program_is_refused(site):
    path = site.backups[0]
    described = path.with_name(path.name + ".json")
    site.query("INSERT INTO django_migrations (app, name, applied) VALUES ('faq', '9999_x', '')")
    newer = site.folder / "newer"
    site.manage("backup", BACKUP_DIR=str(newer))
    (file,) = newer.glob("*.gz")
    site.lose()

    assert "faq.9999_x" in site.refused("restore", str(file))
    described.unlink()
    assert "三个文件要一起拷来" in site.refused("restore", str(path))


def test_a_lost_database_is_never_refilled_without_a_word(site):
    """In the order of `make run`: each of its steps before the server, as make prints them."""
    asks, migrates, fills = steps_of_make_run()[:3]
    assert (asks, migrates) == (["database_still_there"], ["migrate", "--verbosity", "0"])
    site.manage(*fills)  # an installation of long ago gets its mark
    site.lose()

    words = site.refused(*asks)
    assert "从前有资料" in words
    assert f"manage.py restore {site.backups[0]}" in words
    migrated(site)  # who goes on regardless is refused at the next step
    assert "--refill" in site.refused(*fills)
    assert site.query("SELECT count(*) FROM regions_region") == [(0,)]

    site.manage("restore", str(site.backups[0]))
    assert edited(site) == [("编辑写的",)]
    site.manage(*asks)


def test_a_fresh_clone_starts_as_before(tmp_path):
    fresh = Installation(tmp_path, f"sqlite:///{tmp_path / 'var' / 'yibao.sqlite3'}")

    assert fresh.manage("database_still_there") == ""
    assert not (fresh.var / "installed.json").exists()


def steps_of_make_run() -> list[list[str]]:
    said = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "run"],  # noqa: S607
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [
        line.split("manage.py ")[1].split() for line in said.splitlines() if "manage.py " in line
    ]


def test_the_drill_compares_pages_and_an_edit_since_is_no_failure(site):
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    said = site.manage("drill")
    assert "打开 50 页，50 页和现在的网站一样。" in said

    site.query("UPDATE regions_region SET name = '甘肃变省' WHERE slug = 'gansu'")
    told = site.refused("drill")  # changed past the program: no revision says so
    assert "和现在的网站不一样" in told
    site.query("UPDATE regions_contentrevision SET number = number + 1")
    assert "页备份以后改过" in site.manage("drill")
    assert runs(site)[-3:] == [("drill", 1), ("drill", 0), ("drill", 1)]
    assert not list(site.var.glob(".drill-*"))


def test_without_a_backup_the_drill_fails_and_is_noted(site):
    shutil.rmtree(site.var / "backups")

    assert "一份备份也没有" in site.refused("drill")
    assert runs(site)[-1] == ("drill", 0)


def test_a_second_backup_at_once_is_refused(site):
    with one_run(site.var / "backup.lock"):
        assert "另一次备份还没有做完" in site.refused("backup")
    assert len(site.backups) == 1


def test_a_backup_that_cannot_be_made_is_noted_and_keeps_the_old_ones(site):
    told = site.refused("backup", BACKUP_RECIPIENT="age1nobody")

    assert "没有备份成" in told
    assert runs(site)[-1] == ("backup", 0)
    assert len(site.backups) == 1
    assert not list((site.var / "backups").glob(".*"))


@pytest.mark.parametrize("spare", [-1, 1])
def test_a_full_disk_is_told_before_anything_is_written(tmp_path, monkeypatch, spare):
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE kept (row)")
    size = path.stat().st_size
    monkeypatch.setitem(making.connection.settings_dict, "NAME", str(path))
    monkeypatch.setattr(making.connection, "vendor", "sqlite")
    free = size + making.SPARE + spare
    monkeypatch.setattr(making.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, free))
    order = making.Order(tmp_path, "", tmp_path)

    if spare > 0:
        making._refuse_without_room(order)
        return
    with pytest.raises(BackupFault, match=f"只剩 {in_words(free)}"):
        making._refuse_without_room(order)


# --- The parts ------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path) -> Path:
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE place (id INTEGER PRIMARY KEY)")
        made.execute("CREATE TABLE fact (place REFERENCES place (id))")
    return path


def test_a_copy_holds_what_stands_only_in_the_log(database, tmp_path):
    with closing(sqlite3.connect(database)) as editor:
        editor.execute("INSERT INTO place VALUES (7)")
        editor.commit()  # in yibao.sqlite3-wal, not in the file
        copy(database, tmp_path / "copy")

    with closing(sqlite3.connect(tmp_path / "copy")) as made:
        assert made.execute("SELECT id FROM place").fetchall() == [(7,)]
    assert oct(stat.S_IMODE((tmp_path / "copy").stat().st_mode)) == "0o600"


def test_lost_references_and_a_damaged_file_are_found(database, tmp_path):
    prove(database)
    with closing(sqlite3.connect(database)) as editor, editor:
        editor.execute("INSERT INTO fact VALUES (8)")
    with pytest.raises(BackupFault, match="在表 fact"):
        prove(database)
    damaged = tmp_path / "damaged"
    damaged.write_bytes(b"no database" * 1000)
    with pytest.raises(BackupFault, match="读不出来"):
        prove(damaged)


def test_what_ends_too_early_or_is_changed_is_not_unpacked(database, tmp_path):
    whole = b"".join(compressed(database))
    assert gzip.decompress(whole) == database.read_bytes()
    with pytest.raises(BackupFault, match="少了一截"):
        unpack([whole[:-9]], tmp_path / "one")
    with pytest.raises(BackupFault, match="解不开"):
        unpack([whole[:30] + b"\x00\xff" + whole[32:]], tmp_path / "two")


# --- Encryption -----------------------------------------------------------------------------


def age_key(folder: Path) -> tuple[str, str]:
    """A new pair of age: the public key, and the file of the private one."""
    file = folder / "identity.txt"
    subprocess.run(["age-keygen", "-o", str(file)], check=True, capture_output=True)  # noqa: S607
    public = next(line for line in file.read_text().splitlines() if "public key" in line)
    return public.split(": ")[1], str(file)


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_encrypted_with_age_only_the_private_key_opens_it(site, tmp_path):
    public, identity = age_key(tmp_path)
    site.manage("backup", BACKUP_RECIPIENT=public)
    file = next(path for path in site.backups if path.suffix == ".age")
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert not list(site.var.glob(".backup-*"))
    site.lose()

    assert "--identity" in site.refused("restore", str(file))
    other = tmp_path / "other"
    other.mkdir()
    assert "age 没有成" in site.refused("restore", str(file), "--identity", age_key(other)[1])
    assert site.query("SELECT count(*) FROM sqlite_master") == [(0,)]
    site.manage("restore", str(file), "--identity", identity)
    assert edited(site) == [("编辑写的",)]


@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")
def test_encrypted_with_gpg_it_comes_back(tmp_path, monkeypatch):
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    gpg = ["gpg", "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback"]
    subprocess.run([*gpg, "--quick-gen-key", "backup@example.org", "rsa2048", "encr"], check=True)
    public = tmp_path / "public.gpg"
    subprocess.run([*gpg, "--output", str(public), "--export"], check=True)

    for recipient in ("backup@example.org", str(public)):
        file = Backup(tmp_path / "yibao-20261130-120000.sqlite3.gz.gpg")
        with file.path.open("wb") as target:
            making.write_parts([b"all ", b"rows"], recipient, target)
        assert b"rows" not in file.path.read_bytes()
        with plain_parts(file, "") as parts:
            assert b"".join(parts) == b"all rows"
    subprocess.run(["gpgconf", "--kill", "all"], check=False)  # noqa: S607


# --- A file deleted under the site -----------------------------------------------------------


def test_a_running_site_whose_file_is_deleted_fills_nothing(site):
    """Its own requests make an empty file at most; the next start asks before it fills it."""
    site.manage("load_facts", "--if-empty")
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    ask = (
        "import os; from bench.ask import ask; from yibao_site.wsgi import application;"
        "ask(application, '/regions/', {}); os.unlink(os.environ['GONE']);"
        "print(ask(application, '/search/?q=x', {})[0][:3])"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=BASE_DIR,
        env=os.environ
        | {
            "VAR_DIR": str(site.var),
            "STATIC_ROOT": str(site.folder / "static"),
            "DATABASE_URL": site.database_url,
            "GONE": str(site.database),
            "EDITION_SECONDS": "0",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "从前有资料" in site.refused("database_still_there")


def test_a_stopped_backup_leaves_no_part_behind(site):
    child = subprocess.Popen(
        [sys.executable, "manage.py", "backup", "--verbosity=0"],
        cwd=BASE_DIR,
        env=os.environ
        | {
            "VAR_DIR": str(site.var),
            "DATABASE_URL": site.database_url,
            "SECRET_KEY": "of a test",
        },
        stderr=subprocess.DEVNULL,
    )
    while child.poll() is None and not list(site.var.glob(".backup-*")):
        time.sleep(0.01)
    child.send_signal(signal.SIGTERM)
    child.wait(60)

    assert not list(site.var.glob(".backup-*"))
    assert not list((site.var / "backups").glob(".*"))
    assert all(Backup(path).is_complete for path in site.backups)
