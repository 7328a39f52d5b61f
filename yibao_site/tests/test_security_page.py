"""What docs/security.md names is there, and what it counts is right."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError

BASE_DIR = Path(settings.BASE_DIR)
PAGE = (BASE_DIR / "docs/security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w./-]+\.py)::(test_\w+)`", PAGE)
FILES = set(re.findall(r"`((?:[\w-]+/)+[\w.-]*)`", PAGE)) - {
    "var/secret_key",
    "var/",
    "application/xml",
}
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| (\S+) \| ([^|]*)\|$", PAGE, re.M)
STATES = {"做到", "部分", "没做", "不适用", "部署"}


def test_enough_is_named_to_mean_something():
    assert len(NAMED) > 70
    assert len(FILES) > 20


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_every_test_that_is_named_exists(path, name):
    assert re.search(rf"^def {name}\(", (BASE_DIR / path).read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("path", sorted(FILES))
def test_every_file_that_is_named_exists(path):
    assert (BASE_DIR / path).exists()


def test_every_requirement_stands_once_in_order_with_a_verdict():
    numbers = [tuple(map(int, row[0].split("."))) for row in ROWS]

    assert numbers == sorted(set(numbers))
    # Those of the standard, without the chapters on OAuth and WebRTC, which do not apply.
    assert Counter(row[1] for row in ROWS) == {"1": 70 - 5, "2": 183 - 31}
    assert {row[3] for row in ROWS} == STATES
    assert len(ROWS) == PAGE.count("\n| ") - len(re.findall(r"^\| (?!\d+\.\d+\.\d+ )", PAGE, re.M))


def test_who_says_partly_or_not_says_what_is_missing():
    silent = [row[0] for row in ROWS if row[3] == "部分" and not row[4].strip()]

    assert silent == []
    counts = Counter(row[3] for row in ROWS)
    assert counts["做到"] > counts["部分"] + counts["没做"]


def test_an_address_cannot_break_a_line_of_the_log(client, db, monkeypatch, caplog):
    def fails(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("regions.models.region.RegionQuerySet.pages_called", fails)
    client.get("/regions/a%0A2026-11-30 ERROR forged/")
    client.get("/r/forged")

    told = [record.getMessage() for record in caplog.records]
    assert told
    assert not any("\n2026" in line for line in told)
