"""Upgrading a database that holds what a new constraint refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]

#: In a process and a database of its own: SQLite changes no table within a test's transaction.
UPGRADE = """
import datetime, django, sys
django.setup()
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def at(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("regions", name)])
    return executor.loader.project_state([("regions", name)]).apps.get_model

model = lambda name, get=at("0008_content_revision"): get("regions", name).objects
place = model("Region").create(name="全国", short_name="全国", slug="china", level=0)
source = model("Source").create(title="通知", confidence="seed", key="s")
policy = model("RefundPolicy").create(
    region=place, source=source, key="china-2024", effective_from=datetime.date(2024, 1, 1)
)
old = int(sys.argv[1])
model("PolicyTier").create(policy=policy, min_age=0, max_age=old - 1, amount=75)
model("PolicyTier").create(policy=policy, min_age=old, amount=90)
model("WorkedExample").create(policy=policy, age=old, amount=90)
try:
    call_command("migrate", "regions", "0009", verbosity=0)
except CommandError as error:
    print(error)
print([tier.min_age for tier in model("PolicyTier").order_by("min_age")])
"""


def upgraded(folder, age) -> str:
    """What is said on the way, and the ages of the tiers after it."""
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "PYTHONUTF8": "1",
    }
    run = subprocess.run(  # noqa: S603 our own
        [sys.executable, "-W", "ignore", "-c", UPGRADE, str(age)],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_an_upgrade_that_ages_forbid_names_the_rows_and_changes_none(tmp_path):
    said = upgraded(tmp_path, 8101)

    place = "全国 2024-01-01（编号 china-2024，草稿）"
    assert said.startswith("有 3 处岁数超过 130 岁")
    assert f"{place}，年龄档：0 岁到 8100 岁\n" in said
    assert f"{place}，年龄档：8101 岁以上\n" in said
    assert f"{place}，算例：8101 岁\n" in said
    assert said.endswith("再升级一次。\n[0, 8101]\n")


@pytest.mark.parametrize("age", [70, 130])
def test_possible_ages_upgrade_in_silence(tmp_path, age):
    assert upgraded(tmp_path, age) == f"[0, {age}]\n"
