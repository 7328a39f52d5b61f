"""The units of systemd: sound, hardly exposed, and a timer for every command that has its time."""

import datetime
import re
import shutil
import subprocess
import sys

import pytest
from django.core.management import get_commands

from operation.tests.deployed import DEPLOY, script

UNITS = DEPLOY / "systemd"
#: The commands that the documentation promises to run by themselves.
SCHEDULED = {
    "forget_addresses",
    "clearsessions",
    "check_links",
    "watch",
    "check_data",
    "backup",
    "drill",
    "mirror",
    "write_data",
    "submit_addresses",
}
_VERSION = re.compile(r"systemd (\d+)")


def systemd_version() -> int:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return 0
    said = subprocess.run([analyze, "--version"], capture_output=True, text=True, check=True)
    found = _VERSION.match(said.stdout)
    return int(found[1]) if found else 0


@pytest.fixture
def copied(tmp_path):
    """A copy of the units beside a Python, as an installation has them; returns their folder."""
    if systemd_version() < 250:
        pytest.skip("systemd-analyze of systemd 250 or later is not here")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    return shutil.copytree(UNITS, tmp_path / "deploy/systemd")


def check(folder):
    return subprocess.run([folder / "check"], capture_output=True, text=True, check=False)


def test_the_units_are_sound_and_hardly_exposed(copied):
    done = check(copied)

    assert done.returncode == 0, done.stdout + done.stderr
    levels = [float(level) for level in re.findall(r": (\d\.\d) OK", done.stdout)]
    assert len(levels) == 1 + len(list(UNITS.glob("*.timer")))
    assert max(levels) <= 1.5


def test_a_service_that_may_do_more_is_seen(copied):
    hardening = copied / "yibao-.service.d/hardening.conf"
    text = hardening.read_text(encoding="utf-8")
    hardening.write_text(text.replace("SystemCallFilter=@system-service\n", ""), encoding="utf-8")

    done = check(copied)

    assert done.returncode == 1
    assert re.search(r"yibao-web\.service: (?:1\.[6-9]|[2-9]\.\d)", done.stdout)


def test_a_unit_that_says_nonsense_is_seen(copied):
    timer = copied / "yibao-watch.timer"
    timer.write_text(timer.read_text("utf-8").replace("01..05:10", "whenever"), encoding="utf-8")

    done = check(copied)

    assert done.returncode == 1
    assert "yibao-watch.timer" in done.stderr


def test_each_scheduled_command_has_its_timer():
    jobs = script("container/jobs.py").jobs()
    commands = [" ".join(job.command) for job in jobs]

    assert len(commands) == len(set(commands))
    assert {command.split()[0] for command in commands} == SCHEDULED
    assert sum(command.startswith("mirror /") for command in commands) == 2
    assert sum(command.endswith("--check") for command in commands) == 1


@pytest.mark.parametrize("command", sorted(SCHEDULED))
def test_each_scheduled_command_is_one_of_ours(command):
    assert command in get_commands()


@pytest.mark.parametrize(
    ("command", "at", "due"),
    [
        ("forget_addresses", "2026-11-30 00:05 +0800", True),
        ("forget_addresses", "2026-11-30 00:05 +0000", False),
        ("forget_addresses", "2026-11-30 00:06 +0800", False),
        ("watch", "2026-11-30 01:10 +0800", True),
        ("watch", "2026-11-30 05:10 +0800", True),
        ("watch", "2026-11-30 06:10 +0800", False),
        ("watch", "2026-11-30 00:10 +0800", False),
        ("check_data", "2026-11-30 06:00 +0800", True),  # a Monday
        ("check_data", "2026-12-01 06:00 +0800", False),
    ],
)
def test_the_runner_of_containers_keeps_to_the_timers(command, at, due):
    moment = datetime.datetime.strptime(at, "%Y-%m-%d %H:%M %z")
    job = next(j for j in script("container/jobs.py").jobs() if j.command == [command])

    assert job.is_due(moment) is due


def test_a_time_that_the_runner_cannot_read_stops_it(tmp_path):
    text = (UNITS / "yibao-watch.timer").read_text(encoding="utf-8")
    (tmp_path / "yibao-watch.timer").write_text(text.replace("*-*-*", "2027-*-*"), "utf-8")

    with pytest.raises(ValueError, match=r"yibao-watch\.timer: 2027"):
        script("container/jobs.py").jobs(tmp_path)


def test_every_way_to_run_the_site_bounds_the_heaps_of_its_threads():
    """Each sets it for itself: it must be there before the program starts."""
    ways = [
        UNITS / "yibao-web.service",
        DEPLOY / "container/Containerfile",
        DEPLOY.parent / "Makefile",
        DEPLOY.parent / "cluster/web.py",
    ]
    said = [
        re.findall(r"MALLOC_ARENA_MAX\W{1,4}(\d)", way.read_text(encoding="utf-8")) for way in ways
    ]

    assert said == [["2"]] * 4
