"""What is said of the packages: licences of all, faults of those that could be looked up."""

import json
import sys

import pytest

from bench import licences
from bench.audit import CLEAN, FAULTY, UNKNOWN, Audit, audit
from bench.licences import HERE_NOT, TABLE, licence_of, packages


def said(*packages) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([GOOD], CLEAN),
        ([GOOD, BAD], FAULTY),
        ([GOOD, SKIPPED], UNKNOWN),
        ([BAD, SKIPPED], FAULTY),
        ([SKIPPED], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_only_what_was_looked_up_is_good_news(found, code):
    assert Audit.of(said(*found)).code == code


def test_what_was_not_looked_up_is_named():
    lines = Audit.of(said(BAD, SKIPPED)).lines("requirements.txt")

    assert lines == [
        "requirements.txt：查到 1 个包，有漏洞的 1 处。",
        "  b 2：CVE-1，修好的版本 3",
        "  没有查成的 1 个，因为库里没有这个版本，不等于没有漏洞：c",
    ]


def test_a_program_that_says_nothing_is_no_success(tmp_path):
    program = tmp_path / "pip-audit"
    program.write_text(f"#!{sys.executable}\nimport sys; sys.exit('no network')\n")
    program.chmod(0o700)

    code, lines = audit(str(program), "requirements.txt")

    assert code == UNKNOWN
    assert "不等于没有漏洞" in lines[0]
    assert "no network" in lines[0]


def test_the_table_of_licences_has_all_packages_of_the_locks():
    rows = [line.split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    told = {row[0].removeprefix("| "): row[1] for row in rows if len(row) == 3}
    del told["包"]

    assert told == packages()


def test_a_licence_is_what_the_package_says():
    assert "BSD" in licence_of("django")
    assert licence_of("no-such-package-of-ours") == HERE_NOT


def test_no_package_forbids_what_we_do():
    """Copyleft of programs that are part of the running site would bind who changes it."""
    running = [name for name, purpose in packages().items() if purpose == "网站运行"]

    found = {name: licence_of(name) for name in running}

    assert [n for n, said in found.items() if "AGPL" in said or "Affero" in said] == []
    assert [name for name, said in found.items() if said == "没有写"] == []
    assert set(licences.LOCKS.values()) >= set(packages().values())
