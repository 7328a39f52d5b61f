"""The database of a former release, with what its staff wrote, is brought to today's version."""

import lzma
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]
RELEASES = Path(__file__).parent / "releases"

#: Tables whose rows may become fewer, and why.
MAY_SHRINK = {
    "django_content_type": "models of other packages went",
    "auth_permission": "with their permissions",
    "auth_group_permissions": "roles are granted anew",
}

ASK = """
import sys
from bench.ask import ask
from yibao_site.wsgi import application
for path in sys.argv[1:]:
    status, body = ask(application, path, {})
    print(status, "71" in body.decode() and "每月" in body.decode())
"""


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'yibao.sqlite3'}",
    }


def run(folder: Path, *arguments: str) -> str:
    """Run our interpreter on the installation in ``folder`` and return what it printed."""
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, *arguments],
        cwd=BASE_DIR,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(file: Path, question: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(question, values).fetchall()


def counts(file: Path) -> dict[str, int]:
    tables = rows(file, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name: rows(file, f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in tables}  # noqa: S608


@pytest.fixture(scope="module")
def former(tmp_path_factory) -> Path:
    """The database of the release before, as it left it."""
    file = tmp_path_factory.mktemp("former") / "yibao.sqlite3"
    file.write_bytes(lzma.decompress((RELEASES / "first-edition.sqlite3.xz").read_bytes()))
    return file


@pytest.fixture(scope="module")
def upgraded(former, tmp_path_factory) -> Path:
    """The same after ``migrate`` and ``load_facts``, as docs/operations.md says."""
    folder = tmp_path_factory.mktemp("upgraded")
    (folder / "static").mkdir()
    (folder / "yibao.sqlite3").write_bytes(former.read_bytes())
    run(folder, "manage.py", "migrate", "--verbosity=0")
    run(folder, "manage.py", "load_facts")
    return folder / "yibao.sqlite3"


def tiers(file: Path, key: str, status: str) -> list[tuple]:
    return rows(
        file,
        "SELECT t.min_age, CAST(t.amount AS TEXT) FROM regions_policytier t "
        "JOIN regions_refundpolicy p ON p.id = t.policy_id LEFT JOIN regions_refundpolicy r "
        "ON r.id = p.replaces_id WHERE coalesce(r.key, p.key) = ? AND p.status = ? "
        "ORDER BY t.min_age",
        key,
        status,
    )


@pytest.mark.parametrize(
    ("key", "status", "figure"),
    [
        ("R-AH", "published", (0, "71")),
        ("R-AH-340100", "in_review", (0, "71")),
        ("R-BJ", "draft", (0, "101")),
    ],
)
def test_figures_of_staff_are_as_they_left_them(former, upgraded, key, status, figure):
    assert figure in tiers(former, key, status)
    assert tiers(upgraded, key, status) == tiers(former, key, status)


def test_what_staff_withdrew_stays_withdrawn(upgraded):
    shown = "SELECT status FROM regions_lookupchannel WHERE kind = 'alipay' AND replaces_id IS NULL"

    assert ("withdrawn",) in rows(upgraded, shown)


def test_words_letters_and_people_are_still_there(former, upgraded):
    for question in (
        "SELECT slug, synonyms FROM faq_question WHERE synonyms LIKE '%编辑加的说法'",
        "SELECT kind, text FROM regions_correctionreport",
        "SELECT username, is_staff FROM auth_user WHERE username IN ('editor', 'reviewer')",
        "SELECT g.name, u.username FROM auth_user_groups m JOIN auth_group g ON g.id = m.group_id "
        "JOIN auth_user u ON u.id = m.user_id",
    ):
        assert rows(former, question)
        assert rows(upgraded, question) == rows(former, question)


def test_who_changed_what_is_still_told(former, upgraded):
    steps = (
        "SELECT h.history_date, u.username, h.history_change_reason "
        "FROM regions_historicalrefundpolicy h "
        "JOIN auth_user u ON u.id = h.history_user_id WHERE h.key = 'R-AH' ORDER BY h.history_id"
    )

    assert rows(former, steps)
    assert rows(upgraded, steps) == rows(former, steps)


def test_deductions_became_facts_of_their_own(former, upgraded):
    named = "SELECT count(*) FROM regions_refundpolicy WHERE deduction_amount IS NOT NULL"
    (kept,) = rows(former, named)[0]

    assert kept
    assert rows(upgraded, "SELECT count(*) FROM regions_deduction")[0][0] >= kept


def test_no_table_lost_rows(former, upgraded):
    now = counts(upgraded)

    lost = {
        table: (before, now.get(table, 0))
        for table, before in counts(former).items()
        if now.get(table, 0) < before and table not in MAY_SHRINK
    }

    assert lost == {}


def test_the_site_serves_the_figure_of_staff(upgraded):
    run(upgraded.parent, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
    told = run(upgraded.parent, "-c", ASK, "/regions/anhui/", "/", "/admin/login/", "/healthz")

    assert told.splitlines()[0] == "200 OK True"
    assert [line.split()[0] for line in told.splitlines()] == ["200"] * 4
