"""The same journey on PostgreSQL, where the tests run on it: backed up, tried, brought back."""

import json

import pytest
from django.db import connection

from operation.tests.installation import Installation, new_database, url_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs TEST_DATABASE_URL"),
]


def test_a_dump_is_tried_and_comes_back_with_every_row(tmp_path):
    with new_database() as live, new_database() as lent, new_database() as empty:
        site = Installation(tmp_path / "site", url_of(live))
        site.manage("migrate", "--verbosity=0")
        site.manage("load_facts", "--verbosity=0")
        site.manage("collectstatic", "--noinput", "--verbosity=0")
        site.manage("backup")
        (file,) = site.backups

        assert "打开 50 页，50 页和现在的网站一样。" in site.manage("drill")
        borrowed = {"DRILL_DATABASE_URL": url_of(lent)}
        assert "50 页和现在的网站一样" in site.manage("drill", **borrowed)
        assert "50 页和现在的网站一样" in site.manage("drill", **borrowed)  # it was emptied
        live_one = {"DRILL_DATABASE_URL": url_of(live)}
        assert "演练只用空库，没有动它" in site.refused("drill", **live_one)
        assert _databases("yibao_drill_%") == []

        assert "这个库不是空的" in site.refused("restore", str(file))
        back = Installation(tmp_path / "back", url_of(empty))
        assert "和备份时一样" in back.manage("restore", str(file))
        assert "库里已有资料" in back.manage("load_facts", "--if-empty")
        rows = json.loads(file.with_name(file.name + ".json").read_text())["tables"]
        assert rows["regions_region"]["rows"] == 3215


def test_a_dump_cut_short_touches_nothing_and_an_emptied_one_is_not_refilled(tmp_path):
    with new_database() as live:
        site = Installation(tmp_path, url_of(live))
        site.manage("migrate", "--verbosity=0")
        site.manage("load_facts", "--verbosity=0")
        site.manage("backup")
        (file,) = site.backups
        site.manage("flush", "--noinput", "--verbosity=0")

        assert "从前有资料" in site.refused("load_facts", "--if-empty")
        site.manage("restore", str(file))
        file.write_bytes(file.read_bytes()[:-100])
        assert "坏了或者没有拷全" in site.refused("restore", str(file))


def _databases(like: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])
        return cursor.fetchall()
