"""Upgrading a database that holds what a new constraint refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]

#: In a process and a database of its own: SQLite changes no table within a test's transaction.
AT = """
import datetime, django, sys
django.setup()
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def at(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("regions", name)])
    return executor.loader.project_state([("regions", name)]).apps.get_model
"""
AGES = """
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


#: Statements of so many letters from one month to another, before and after, and back.
LETTERS = """
get = at("0020_roles_for_reader_statements")
place = get("regions", "Region").objects.create(
    name="全国", short_name="全国", slug="china", level=0
)
days = {"several": (3, 9), "one": (9, 9), "none": (None, None), "unseen": (3, 9)}
for amount, (name, months) in enumerate(days.items(), 1):
    first, last = (month and datetime.date(2026, month, 1) for month in months)
    fields = dict(
        region_id=place.pk, amount=amount, month_from=first, month_to=last, households=7,
        state="hidden" if name == "unseen" else "shown",
        seen_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC),
    )
    row = get("regions", "ReaderStatement").objects.create(**fields)
    get("regions", "HistoricalReaderStatement").objects.create(
        id=row.pk, history_type="+", history_date=fields["seen_at"], **fields
    )
def show(get, name, order, *fields):
    for row in get("regions", name).objects.order_by(*order).values_list(*fields):
        print(*row)
get = at("0021_letters")
show(get, "ReaderStatement", ["amount"], "state", "letters", "month")
show(get, "HistoricalReaderStatement", ["amount", "history_id"], "state", "letters", "month")
get = at("0020_roles_for_reader_statements")
show(get, "ReaderStatement", ["amount"], "state", "month_from", "month_to")
"""


#: Rows that go by everybody's own amount, whose reasons the pages read until then.
OWN = """
get = at("0021_letters")
place = get("regions", "Region").objects.create(
    name="全国", short_name="全国", slug="china", level=0
)
source = get("regions", "Source").objects.create(title="通知", confidence="seed", key="s")
reasons = ["照本人从前的数打。", "按本人养老金的比例打。", "照从前的数；新的按养老金的比例。"]
for number, reason in enumerate([*reasons, "按养老金的比例。"]):
    region = get("regions", "Region").objects.create(
        name=f"{number}市", short_name=str(number), slug=f"p{number}", level=1, parent=place
    )
    get("regions", "Estimate").objects.create(
        region=region, source=source, reason=reason, own_amount=number < 3
    )
get = at("0022_own_by")
print(*get("regions", "Estimate").objects.order_by("pk").values_list("own_by", flat=True))
"""


#: Sources of every kind of use, with a scan and the records from before and after it came.
SOURCES = """
get = at("0022_own_by")
model = lambda name: get("regions", name).objects
place = model("Region").create(name="全国", short_name="全国", slug="china", level=0)
sources = {
    key: model("Source").create(title=key, confidence="seed", key=key)
    for key in ["public", "withdrawn", "drafted", "both", "further", "idle"]
}
def claim(source, status):
    model("Claim").create(
        region=place, source=sources[source], status=status, key=f"{source}-{status}"
    )
claim("public", "published")
claim("withdrawn", "withdrawn")
claim("drafted", "in_review")
claim("both", "draft")
claim("both", "published")
policy = model("RefundPolicy").create(
    region=place, source=sources["public"], status="published", key="p"
)
policy.other_sources.add(sources["further"])
noon = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)
scan = model("SourceScan").create(
    source=sources["public"], name="1.pdf", content_type="application/pdf", content=b"%PDF-"
)
model("SourceScan").filter(pk=scan.pk).update(added_at=noon)
for hour in (-1, 1):
    model("HistoricalSource").create(
        id=sources["public"].pk, title="public", key="public", confidence="seed", version=hour + 1,
        history_type="~", history_date=noon + datetime.timedelta(hours=hour),
    )
get = at("0024_roles_for_sources")
for source in model("Source").order_by("pk"):
    print(source.key, source.status, *source.scans.values_list("name", flat=True))
links = get("regions", "HistoricalSource_scans").objects
for record in model("HistoricalSource").order_by("history_date"):
    print(record.status, links.filter(history_id=record.pk).count())
for role in get("auth", "Group").objects.order_by("pk"):
    names = role.permissions.filter(codename__endswith="_source").order_by("codename")
    print(role.name, *names.values_list("codename", flat=True))
"""


def upgraded(folder, script, *given) -> str:
    """What a script says that upgrades an empty database in steps."""
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "PYTHONUTF8": "1",
    }
    run = subprocess.run(  # noqa: S603 our own
        [sys.executable, "-W", "ignore", "-c", AT + script, *map(str, given)],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_an_upgrade_that_ages_forbid_names_the_rows_and_changes_none(tmp_path):
    said = upgraded(tmp_path, AGES, 8101)

    place = "全国 2024-01-01（编号 china-2024，草稿）"
    assert said.startswith("有 3 处岁数超过 130 岁")
    assert f"{place}，年龄档：0 岁到 8100 岁\n" in said
    assert f"{place}，年龄档：8101 岁以上\n" in said
    assert f"{place}，算例：8101 岁\n" in said
    assert said.endswith("再升级一次。\n[0, 8101]\n")


@pytest.mark.parametrize("age", [70, 130])
def test_possible_ages_upgrade_in_silence(tmp_path, age):
    assert upgraded(tmp_path, AGES, age) == f"[0, {age}]\n"


def test_what_told_several_months_as_one_waits_for_an_editor(tmp_path):
    now, history, back = (
        ["hidden 0 None", "shown 7 2026-09-01", "shown 7 None", "hidden 7 None"],
        [
            *("shown 7 None", "hidden 0 None"),
            *("shown 7 2026-09-01", "shown 7 None", "hidden 7 None"),
        ],
        [
            *("hidden None None", "shown 2026-09-01 2026-09-01"),
            *("shown None None", "hidden None None"),
        ],
    )

    assert upgraded(tmp_path, LETTERS).splitlines() == [*now, *history, *back]


def test_what_an_own_amount_goes_by_is_kept_as_pages_said_it(tmp_path):
    assert upgraded(tmp_path, OWN) == "before pension either before\n"


def test_a_source_is_public_unless_only_drafts_name_it_and_keeps_its_scans(tmp_path):
    states = ["public published 1.pdf", "withdrawn published", "drafted draft"]
    states += ["both published", "further published", "idle published"]
    history = ["published 0", "published 1"]
    roles = [
        "编辑 add_source change_source delete_source view_source",
        "审核 add_source change_source delete_source publish_source view_source",
    ]

    assert upgraded(tmp_path, SOURCES).splitlines() == [*states, *history, *roles]
