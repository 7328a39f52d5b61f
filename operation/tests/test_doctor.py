"""The doctor says what is wrong with an installation, each thing from both sides."""

import datetime
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from opendata.files import folder
from operation.doctor import data, examine, machine, setup
from operation.doctor.finding import Level
from operation.models import OperationRun
from regions.models import DaySecret, Region
from regions.tests.make import make_region

pytestmark = pytest.mark.django_db

BASE_DIR = Path(__file__).resolve().parents[2]
NOW = datetime.datetime(2027, 3, 1, 2, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
GOOD, NOTE, BAD = Level
RUNS_IT = {
    "OPERATOR": "某某社区中心",
    "OPERATOR_CONTACT": "0746-0000000",
    "ICP_NUMBER": "湘ICP备1号",
}


def levels(check) -> list[Level]:
    found = list(check(NOW))
    assert all(one.advice for one in found if one.level is not GOOD)
    assert all(not one.advice for one in found if one.level is GOOD)
    return [one.level for one in found]


def words(check) -> str:
    return "".join(map(str, check(NOW)))


# --- The machine ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "level"), [((3, 10, 9), BAD), ((3, 11, 0), GOOD)])
def test_python(monkeypatch, version, level):
    monkeypatch.setattr(sys, "version_info", version)

    assert levels(machine.python) == [level]


@pytest.mark.parametrize(
    ("locked", "level"),
    [
        ("django=={django} \\\n    --hash=sha256:00\n", GOOD),
        ("django==0.1 \\\n    --hash=sha256:00\n", BAD),
        ("no-such-package==1.0 \\\n", BAD),
        ("no-such-package==1.0 ; sys_platform == 'win32' \\\n", GOOD),
    ],
)
def test_packages(settings, tmp_path, locked, level):
    settings.BASE_DIR = tmp_path
    installed = machine.importlib.metadata.version("django")
    (tmp_path / "requirements.txt").write_text(locked.format(django=installed))

    assert levels(machine.packages) == [level]


@pytest.mark.parametrize(("lost", "level"), [(True, NOTE), (False, GOOD)])
def test_bytecode(monkeypatch, lost, level):
    monkeypatch.setattr(sys, "dont_write_bytecode", lost)

    assert levels(machine.bytecode) == [level]


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (machine.LEAST_FREE - 1, BAD),
        (machine.LEAST_FREE, NOTE),
        (machine.LITTLE_FREE - 1, NOTE),
        (machine.LITTLE_FREE, GOOD),
    ],
)
def test_disk(monkeypatch, settings, free, level):
    settings.VAR_DIR = Path("/no/such/folder/yet")
    usage = machine.shutil._ntuple_diskusage(10**12, 10**12 - free, free)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: usage)

    assert levels(machine.disk) == [level]


@pytest.mark.parametrize(
    ("folder", "file", "wrong"), [(0o700, 0o600, 0), (0o755, 0o600, 1), (0o700, 0o640, 1)]
)
def test_modes(settings, tmp_path, folder, file, wrong):
    settings.VAR_DIR, settings.BASE_DIR = tmp_path, tmp_path / "elsewhere"
    for name in ("secret_key", "yibao.sqlite3"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o600)
    (tmp_path / "yibao.sqlite3").chmod(file)
    tmp_path.chmod(folder)

    assert levels(machine.modes) == ([BAD] * wrong or [GOOD])
    tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("kind", "level"), [("ext4", GOOD), ("nfs4", BAD), ("cifs", BAD), ("", NOTE)]
)
def test_file_system(monkeypatch, kind, level):
    monkeypatch.setattr(machine, "kind_of", lambda path, mounts: kind)
    monkeypatch.setattr(machine, "connection", SimpleNamespace(vendor="sqlite"))
    assert levels(machine.file_system) == [level]

    monkeypatch.setattr(machine, "connection", SimpleNamespace(vendor="postgresql"))
    assert levels(machine.file_system) == []


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path):
    inner = tmp_path / "var"
    inner.mkdir()
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nhost:/x {inner} nfs4 rw 0 0\n")

    assert machine.kind_of(inner, mounts) == "nfs4"
    assert machine.kind_of(tmp_path, mounts) == "ext4"
    assert machine.kind_of(tmp_path, tmp_path / "none") == ""


def test_clock(settings):
    assert levels(machine.clock) == [GOOD]
    settings.TIME_ZONE = "UTC"
    assert levels(machine.clock) == [BAD]
    long_ago = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
    assert [one.level for one in machine.clock(long_ago)] == [BAD]


@pytest.mark.parametrize(("user", "level"), [(0, NOTE), (1000, GOOD)])
def test_account(monkeypatch, user, level):
    monkeypatch.setattr(os, "geteuid", lambda: user)

    assert levels(machine.account) == [level]


# --- The settings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("abcde" * 10, GOOD),
        (("abcde" * 10)[:-1], BAD),
        ("abcd" * 13, BAD),
        ("django-insecure" + "abcde" * 10, BAD),
    ],
)
def test_secret_key(settings, key, level):
    settings.SECRET_KEY = key

    assert levels(setup.secret_key) == [level]


@pytest.mark.parametrize(("debug", "level"), [(True, BAD), (False, GOOD)])
def test_debug(settings, debug, level):
    settings.DEBUG = debug

    assert levels(setup.debug) == [level]


@pytest.mark.parametrize(
    ("url", "https", "hosts", "found"),
    [
        ("http://127.0.0.1:8000", False, ["127.0.0.1"], [NOTE]),
        ("https://a.example", True, ["a.example"], [GOOD]),
        ("https://a.example", True, [".example"], [GOOD]),
        ("https://a.example", True, ["*"], [GOOD, NOTE]),
        ("https://a.example", True, ["b.example"], [GOOD, BAD]),
        ("https://a.example", False, ["a.example"], [BAD]),
        ("http://a.example", True, ["a.example"], [BAD]),
        ("nowhere", True, [], [BAD]),
    ],
)
def test_address(settings, url, https, hosts, found):
    settings.SITE_URL, settings.HTTPS, settings.ALLOWED_HOSTS = url, https, hosts

    assert levels(setup.address) == found


@pytest.mark.parametrize("lacking", [None, *RUNS_IT])
@pytest.mark.parametrize(("https", "level"), [(True, BAD), (False, NOTE)])
def test_operator(settings, lacking, https, level):
    settings.HTTPS = https
    for name, value in RUNS_IT.items():
        setattr(settings, name, "" if name == lacking else value)

    assert levels(setup.operator) == [level if lacking else GOOD]


@pytest.mark.parametrize(
    ("locked", "https", "level"), [(True, True, GOOD), (False, True, BAD), (False, False, NOTE)]
)
def test_second_factor(settings, locked, https, level):
    settings.SECOND_FACTOR, settings.HTTPS = locked, https

    assert levels(setup.second_factor) == [level]


@pytest.mark.parametrize(
    ("stands", "bind", "level"),
    [
        ((0, False), "", GOOD),
        ((1, True), "unix:/run/yibao.sock", GOOD),
        ((2, True), "", GOOD),
        ((0, True), "", BAD),
        ((0, False), "unix:/run/yibao.sock", BAD),
        ((1, False), "", NOTE),
    ],
)
def test_proxies(settings, monkeypatch, stands, bind, level):
    settings.TRUSTED_PROXIES, settings.HTTPS = stands
    monkeypatch.setenv("BIND", bind)

    assert levels(setup.proxies) == [level]


def collected(settings, folder, content=None):
    """Sources with one file and what was collected of it."""
    settings.BASE_DIR, settings.STATIC_ROOT = folder, folder / "out"
    for path in ("static/css", "out/css"):
        (folder / path).mkdir(parents=True)
    (folder / "static/css/a.css").write_text("a")
    (folder / "out/css/a.1.css").write_text("a")
    manifest = folder / "out/staticfiles.json"
    manifest.write_text(content or json.dumps({"paths": {"css/a.css": "css/a.1.css"}}))
    return manifest


def test_static_files(settings, tmp_path):
    manifest = collected(settings, tmp_path)
    source = tmp_path / "static/css/a.css"
    os.utime(source, (0, 0))
    assert levels(setup.static_files) == [GOOD]

    os.utime(source, (2**32, 2**32))
    assert levels(setup.static_files) == [NOTE]

    (tmp_path / "static/css/b.css").touch()
    assert "缺 1 个，如 css/b.css" in words(setup.static_files)
    (tmp_path / "static/css/b.css").unlink()
    (tmp_path / "out/css/a.1.css").unlink()
    assert levels(setup.static_files) == [BAD]

    manifest.write_text("{")
    assert "坏了" in words(setup.static_files)
    manifest.unlink()
    assert "没有收集过" in words(setup.static_files)


def test_desk(monkeypatch):
    assert levels(setup.desk) == [GOOD]
    monkeypatch.setattr(admin.site, "is_registered", lambda model: False)
    assert levels(setup.desk) == [BAD]


@pytest.mark.urls("yibao_site.tests.without_desk")
def test_a_desk_without_addresses():
    assert levels(setup.desk) == [BAD]


# --- The database --------------------------------------------------------------------------------


def test_database():
    assert set(levels(data.database)) == {GOOD}
    assert connection.display_name in words(data.database)


def test_a_database_that_does_not_answer_is_said_once(monkeypatch):
    def fails(*arguments):
        raise OperationalError("connection refused\nIs it running?")

    monkeypatch.setattr(connection, "ensure_connection", fails)
    monkeypatch.setattr(connection.introspection, "table_names", fails)

    found = list(examine(NOW, data.CHECKS))

    assert [one.level for one in found] == [BAD]
    assert "连不上（connection refused）" in str(found[0])


def test_migrations():
    recorder = MigrationRecorder(connection)
    assert levels(data.migrations) == [GOOD]
    recorder.record_applied("regions", "9999_of_tomorrow")
    assert levels(data.migrations) == [NOTE]
    recorder.record_unapplied("regions", "0001_initial")
    assert "第一个是 regions.0001_initial" in words(data.migrations)
    assert levels(data.migrations) == [BAD]


def test_tables_that_are_missing(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)

    assert [one.level for one in examine(NOW, data.CHECKS[1:])] == [BAD]


def test_facts():
    assert levels(data.facts) == [BAD]
    make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    Region.objects.update(has_page=True)
    assert levels(data.facts) == [GOOD]


@pytest.mark.parametrize(("age", "level"), [(2, GOOD), (3, NOTE)])
def test_data_files_that_are_written_each_day_and_that_are_not(tmp_path, settings, age, level):
    settings.DATA_DIR = tmp_path
    assert levels(data.data_files) == [NOTE]

    with folder.new_set(tmp_path, "edition") as made:
        day = (NOW.date() - age * DAY).isoformat()
        (made / folder.PACKAGE).write_text(json.dumps({"day": day}), encoding="utf-8")

    assert levels(data.data_files) == [level]


def test_timers_that_run_and_that_do_not():
    assert set(levels(data.timers)) == {NOTE}
    for kind in ("backup", "drill", "links"):
        OperationRun.objects.note(kind, started_at=NOW, ended_at=NOW, ok=True, summary="x")

    assert levels(data.timers).count(GOOD) == 3


@pytest.mark.parametrize(("age", "left"), [(2, False), (3, True)])
def test_leavings_say_that_a_nightly_job_does_not_run(age, left):
    DaySecret.objects.create(day=NOW.date() - age * DAY)
    Session.objects.create(
        session_key="x", expire_date=NOW - age * DAY + datetime.timedelta(hours=1 - left)
    )

    assert ("forget_addresses" in words(data.timers)) is left
    assert ("clearsessions" in words(data.timers)) is left


# --- The command ---------------------------------------------------------------------------------


def test_a_check_that_breaks_says_so_and_the_others_go_on():
    def breaks(now):
        raise ZeroDivisionError("by zero")

    found = list(examine(NOW, (breaks, setup.debug)))

    assert [one.level for one in found] == [BAD, GOOD]
    assert "没有查成（ZeroDivisionError: by zero）" in str(found[0])


@pytest.mark.parametrize(("debug", "code"), [(True, 1), (False, 0)])
def test_the_command_fails_only_where_something_is_bad(monkeypatch, settings, debug, code):
    settings.DEBUG = debug
    monkeypatch.setattr(
        "operation.management.commands.doctor.examine", lambda now: examine(now, (setup.debug,))
    )
    out, left = io.StringIO(), 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as stopped:
        left = stopped.code

    assert left == code
    assert out.getvalue().splitlines()[-1] == f"一共：好 {1 - code}，注意 0，坏 {code}。"


def test_the_command_works_where_nothing_is_there(tmp_path):
    """No database, no tables, no collected files: it says so in Chinese and comes to an end."""
    missing = tmp_path / "none" / "no.sqlite3"
    env = os.environ | {
        "VAR_DIR": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "static"),
        "DATABASE_URL": f"sqlite:///{missing}",
        "SENTRY_DSN": "https://x@127.0.0.1/1",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=BASE_DIR,
        env=env,
        check=False,
        timeout=120,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "坏　数据库：连不上" in done.stdout
    assert "坏　样式和脚本：没有收集过" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
