"""Upgrading a database whose policies hold their deductions themselves."""

import json
import os
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]

#: In a process and a database of its own: SQLite changes no table within a test's transaction.
UPGRADE = """
import datetime, django, json
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

DAY = datetime.date
executor = MigrationExecutor(connection)
executor.migrate([("regions", "0011_rules_as_worded"), ("faq", "0005_first_history")])
apps = executor.loader.project_state([("regions", "0011_rules_as_worded")]).apps
model = lambda name: apps.get_model("regions", name).objects
nation = model("Region").create(name="全国", short_name="全国", slug="china", level=0)
source = model("Source").create(title="通知", confidence="seed", key="s")

def policy(key, **fields):
    row = model("RefundPolicy").create(region=nation, source=source, key=key, **fields)
    model("PolicyTier").create(policy=row, amount=110)
    model("WorkedExample").create(policy=row, age=65, amount=fields.pop("example", 103))
    return row

seven = {"deduction_name": "大病保险费", "deduction_amount": 7}
first = policy("first", effective_from=DAY(2022, 1, 1), status="published", **seven)
policy("second", effective_from=DAY(2023, 1, 1), status="published")
policy("third", effective_from=DAY(2024, 1, 1), status="published",
       deduction_disputed=True, **seven)
policy("copy", effective_from=DAY(2022, 1, 1), status="draft", replaces=first, **seven)
fourth = policy("4" * 60, effective_from=DAY(2020, 1, 1), status="published", **seven)
eight = seven | {"deduction_amount": 8}
policy("4" * 59 + "5", effective_from=DAY(2022, 6, 1), status="in_review", replaces=fourth, **eight)
policy("other", effective_from=DAY(2022, 1, 1), status="withdrawn",
       deduction_name="长护险", deduction_amount=66, deduction_period="year")
call_command("migrate", verbosity=0)

from regions.models import Deduction, WorkedExample
rows = Deduction.objects.order_by("key")
print(json.dumps([
    [[r.key, r.kind, str(r.effective_from), str(r.ended_on), str(r.amount), r.period,
      r.from_account, r.status, r.history.count()] for r in rows],
    {e.policy.key: str(e.amount) for e in WorkedExample.objects.all()},
]))
"""


def test_each_deduction_of_a_policy_becomes_one_of_its_place_and_nothing_else_changes(tmp_path):
    env = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}", "PYTHONUTF8": "1"}
    run = subprocess.run(  # noqa: S603 our own
        [sys.executable, "-W", "ignore", "-c", UPGRADE],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr

    deductions, examples = json.loads(run.stdout)

    # The first ends where the next rule, which has none, begins; the draft copy says the same.
    # The other copy begins when its original has ended, and its key is too long, too.
    month = ["7.00", "month"]
    late = next(row for row in deductions if row[4] == "8.00")
    assert late[1:4] == ["illness", "2022-06-01", "None"]
    deductions.remove(late)
    assert deductions == [
        [f"d-{'4' * 58}", "illness", "2020-01-01", "2021-12-31", *month, "yes", "published", 1],
        ["d-first", "illness", "2022-01-01", "2022-12-31", *month, "yes", "published", 1],
        ["d-other", "care", "2022-01-01", "None", "66.00", "year", "yes", "withdrawn", 1],
        ["d-third", "illness", "2024-01-01", "None", *month, "unknown", "published", 1],
    ]
    assert examples == {
        "first": "110.00",  # the standard, no longer what arrives
        "copy": "110.00",
        "second": "103.00",
        "third": "103.00",
        "4" * 60: "110.00",
        "4" * 59 + "5": "111.00",
        "other": "103.00",
    }
