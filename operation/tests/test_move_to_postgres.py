"""SQLite with all facts is moved to PostgreSQL: whole, compared, resumed, or refused in words."""

import contextlib
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from operation.moving import copying
from operation.moving.ends import SOURCE, TARGET, opened
from operation.order_of_text import check_order_of_text
from yibao_site.tests.kept_databases import fill

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def _manage(file: Path, *arguments: str) -> subprocess.Popen:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{file}", "PYTHONUTF8": "1"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def all_facts(tmp_path_factory):
    """A file of SQLite as an installation has it, with rows of kinds that the facts lack."""
    file = tmp_path_factory.mktemp("moved") / "yibao.sqlite3"

    def load():
        for command in ("migrate", "load_facts"):
            with _manage(file, command, "--verbosity=0") as run:
                assert run.wait(timeout=300) == 0

    with contextlib.closing(sqlite3.connect(file)) as database:
        fill("facts", lambda: database, load)
        database.execute("pragma journal_mode = wal")
        database.execute(
            "insert into auth_user (password, is_superuser, username, last_name, email, is_staff,"
            " is_active, date_joined, first_name)"
            " values ('x', 0, 'zhang', '张', '', 1, 1, '2026-11-30 04:00:00.000005', '兰')"
        )
        database.execute("insert into auth_user_groups (user_id, group_id) values (1, 1)")
        database.execute(
            "insert into operation_operationrun (kind, started_at, ended_at, ok, summary, figures)"
            " values ('backup', '2026-11-30 04:00:00', '2026-11-30 04:00:01', 1, '好',"
            """ '{"rows": 3, "share": 0.5, "乙": [null, true]}')"""
        )
        # The last that was made is gone, and its number is not given again.
        database.execute("update sqlite_sequence set seq = 5000 where name = 'regions_region'")
        database.commit()
    return file


@pytest.fixture
def source(all_facts, tmp_path):
    return Path(shutil.copy(all_facts, tmp_path / "yibao.sqlite3"))


@pytest.fixture
def target():
    """The address of an empty, migrated database."""
    name = f"{connection.settings_dict['NAME']}_moved"
    assert connection.creation.copied("migrated", name)
    yield _address(name)
    connection.creation.drop(name)


def _address(name: str) -> str:
    own = connection.settings_dict
    if own["HOST"].startswith("/"):
        return f"postgres://{own['USER']}@/{own['HOST']}/{name}"
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT'] or 5432}/{name}"


@contextlib.contextmanager
def _asked(target: str):
    """A cursor at the target that commits each statement."""
    import psycopg

    own = connection.settings_dict
    with psycopg.connect(
        host=own["HOST"], port=own["PORT"] or None, user=own["USER"], password=own["PASSWORD"],
        dbname=target.rpartition("/")[2], autocommit=True,
    ) as asked, asked.cursor() as cursor:  # fmt: skip
        yield cursor


def _one(target: str, query: str):
    with _asked(target) as cursor:
        return cursor.execute(query).fetchone()[0]


def _write(source: Path, statement: str, *values) -> None:
    with contextlib.closing(sqlite3.connect(source)) as database:
        database.execute(statement, values)
        database.commit()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_all_is_moved_and_the_file_stays_as_it_is(source, target, capsys):
    before = _digest(source)

    call_command("move_to_postgres", target, path=source)

    told = capsys.readouterr().out
    assert "两边逐表相同" in told
    assert "不同：" not in told
    assert _one(target, "select count(*) from regions_region") == 3215
    assert _one(target, "select first_name from auth_user") == "兰"
    assert _one(target, "select figures->'乙'->>1 from operation_operationrun") == "true"
    assert _digest(source) == before


def test_numbers_go_on_where_they_stood(source, target):
    call_command("move_to_postgres", target, path=source)

    following = "select nextval(pg_get_serial_sequence('{}', 'id'))"
    assert _one(target, following.format("regions_region")) == 5001
    assert _one(target, following.format("auth_user")) == 2
    assert _one(target, following.format("desk_note")) == 1  # no row yet


def test_stopped_behind_the_last_table_the_numbers_still_go_on(source, target, monkeypatch):
    def stopped(order):
        raise KeyboardInterrupt

    monkeypatch.setattr(copying, "_raise_counters", stopped)
    with pytest.raises(CommandError, match="会接着搬"):
        call_command("move_to_postgres", target, path=source)
    monkeypatch.undo()
    call_command("move_to_postgres", target, path=source)

    following = "select nextval(pg_get_serial_sequence('regions_region', 'id'))"
    assert _one(target, following) == 5001


def test_once_moved_a_second_run_compares_and_overwrites_nothing(source, target, capsys):
    call_command("move_to_postgres", target, path=source)
    capsys.readouterr()

    call_command("move_to_postgres", target, path=source)
    assert " 搬了 " not in capsys.readouterr().out

    with _asked(target) as cursor:  # an editor has begun to work there
        cursor.execute("update auth_user set first_name = '岚'")
    with pytest.raises(CommandError, match="已经有资料"):
        call_command("move_to_postgres", target, path=source)
    assert _one(target, "select first_name from auth_user") == "岚"


def test_killed_on_the_way_it_goes_on_and_takes_what_changed_meanwhile(source, target, capsys):
    with _asked(target) as cursor:
        cursor.execute("begin")
        cursor.execute("lock table faq_localanswer in share mode")  # may be read, not filled
        with _manage(source, "move_to_postgres", target) as move:
            _until_somebody_waits(target)
            move.send_signal(signal.SIGKILL)
        cursor.execute("rollback")
    assert _one(target, "select count(*) from regions_region") == 3215
    assert _one(target, "select count(*) from faq_localanswer") == 0
    assert copying.MARK in _tables(target)
    _write(source, "update regions_region set name = name || '？' where id = 7")

    call_command("move_to_postgres", target, path=source)

    told = capsys.readouterr().out
    assert "两边逐表相同" in told
    assert [line for line in told.splitlines() if "auth_user " in line and " 已有 相同" in line]
    assert _one(target, "select name from regions_region where id = 7").endswith("？")
    assert copying.MARK not in _tables(target)


def _tables(target: str) -> set[str]:
    with _asked(target) as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        return {name for (name,) in cursor.fetchall()}


def _until_somebody_waits(target: str, seconds: float = 120) -> None:
    waiting = (
        "select count(*) from pg_locks join pg_database on pg_database.oid = database"
        " where not granted and datname = current_database()"
    )
    last = time.monotonic() + seconds
    while not _one(target, waiting):
        assert time.monotonic() < last, "the move came to no table that is locked"
        time.sleep(0.05)


def test_who_writes_meanwhile_is_told_to_run_it_again(source, target, monkeypatch, capsys):
    copy = copying._copy

    def copied_while_somebody_writes(model, total, out):
        if model._meta.db_table == "regions_region":
            _write(source, "update faq_question set question = '改了' where id = 1")
        copy(model, total, out)

    monkeypatch.setattr(copying, "_copy", copied_while_somebody_writes)
    with pytest.raises(CommandError, match="后改的没有搬过去"):
        call_command("move_to_postgres", target, path=source)
    monkeypatch.undo()
    call_command("move_to_postgres", target, path=source)

    assert _one(target, "select question from faq_question where id = 1") == "改了"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(
            "update faq_question set question = char(65, 0, 66) where id = 1",
            r"faq_question（.*）编号 1，question（.*）：里面有空字符",
            id="nul",
        ),
        pytest.param(
            """update operation_operationrun set figures = '{"a": "\\u0000"}'""",
            "figures（.*）：里面有空字符",
            id="nul-in-json",
        ),
        pytest.param(
            "update auth_user set first_name = printf('%.*c', 151, 'x')",
            "auth_user（.*）编号 1，first_name（.*）：151 个字，最多 150 个",
            id="too-long",
        ),
        pytest.param(
            "update regions_region set parent_id = 999999 where id = 7",
            "regions_region 第 7 行指着的 regions_region 没有",
            id="key-to-nowhere",
        ),
        pytest.param(
            "delete from django_migrations where app = 'operation'",
            "原来的库比程序旧.*python manage.py migrate",
            id="older",
        ),
        pytest.param(
            "insert into django_migrations (app, name, applied)"
            " values ('faq', '9999_of_tomorrow', '2026-11-30')",
            "原来的库比程序新.*faq.9999_of_tomorrow",
            id="newer",
        ),
    ],
)
def test_what_cannot_be_moved_is_named_and_nothing_is_written(source, target, change, told):
    _write(source, change)

    with pytest.raises(CommandError, match=told):
        call_command("move_to_postgres", target, path=source)

    assert copying.MARK not in _tables(target)
    assert _one(target, "select count(*) from regions_policytier") == 0


def test_the_longest_text_that_fits_is_moved(source, target):
    _write(source, "update auth_user set first_name = printf('%.*c', 150, 'x')")

    call_command("move_to_postgres", target, path=source)

    assert _one(target, "select length(first_name) from auth_user") == 150


def test_a_database_with_other_rows_is_left_alone(source, target):
    with _asked(target) as cursor:
        cursor.execute(
            "insert into regions_officialdomain (domain, note, added_at)"
            " values ('example.org', '', now())"
        )

    with pytest.raises(CommandError, match="regions_officialdomain 有 1 行"):
        call_command("move_to_postgres", target, path=source)

    assert _one(target, "select count(*) from regions_region") == 0


def test_a_database_that_is_not_migrated_is_refused(source, target):
    with _asked(target) as cursor:
        cursor.execute("delete from django_migrations where app = 'operation'")

    with pytest.raises(CommandError, match=r"PostgreSQL比程序旧.*DATABASE_URL="):
        call_command("move_to_postgres", target, path=source)


def test_a_database_with_another_order_of_names_is_refused_and_warned_of(source, target):
    assert check_order_of_text(["default"]) == []
    name = target.rpartition("/")[2] + "_icu"
    with _asked(target) as cursor:
        cursor.execute(f"drop database if exists {name}")
        cursor.execute(
            f"create database {name} template template0 locale_provider icu icu_locale 'zh'"
        )
        try:
            with pytest.raises(CommandError, match=r"LOCALE 'C\.UTF-8' TEMPLATE template0"):
                call_command("move_to_postgres", _address(name), path=source)
            with opened(source, _address(name)):
                (warning,) = check_order_of_text([SOURCE, TARGET])
            assert "排序规则是 ICU" in warning.msg
        finally:
            cursor.execute(f"drop database {name}")


def test_who_may_not_write_is_told_and_goes_on_later(source, target):
    with _asked(target) as cursor:
        cursor.execute(
            "create function no() returns trigger language plpgsql as"
            " $$ begin raise insufficient_privilege; end $$;"
            "create trigger no before insert on faq_localanswer execute function no()"
        )
        with pytest.raises(CommandError, match="搬 faq_localanswer 的时候，PostgreSQL 不让写"):
            call_command("move_to_postgres", target, path=source)
        cursor.execute("drop function no cascade")

    call_command("move_to_postgres", target, path=source)

    assert _one(target, "select count(*) from faq_localanswer") > 0


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite:////tmp/x", "只能搬到 PostgreSQL"),
        ("postgres://nobody@127.0.0.1:1/x", "连不上"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(source, address, told):
    with pytest.raises(CommandError, match=told):
        call_command("move_to_postgres", address, path=source)


def test_where_from_must_be_a_file(target, tmp_path):
    (tmp_path / "text").write_text("永州" * 1000)
    with pytest.raises(CommandError, match="读不了"):
        call_command("move_to_postgres", target, path=tmp_path / "text")
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("move_to_postgres", target, path=tmp_path / "no.sqlite3")
    with pytest.raises(CommandError, match="--from"):  # the tests themselves run on PostgreSQL
        call_command("move_to_postgres", target)
