"""A fault from its beginning to its line in the table, with readers and editors written by hand."""

import math
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from cluster import faults
from cluster.faults import FAULTS, Fault, all_of_them, nothing, possible
from cluster.judgement import Asked, Edit


class Written:
    """A run whose readers and editors wrote down what a test says; ``late`` comes at the end."""

    def __init__(self, folder, clock, edits=(), kept=(), late=()):
        self.cluster = SimpleNamespace(disk=SimpleNamespace(mounted=True))
        self.pause, self.clock = folder / "changes.pause", clock
        self.reads = [Asked(clock.now + second, 0.1, "a/1", 200, 1) for second in range(40)]
        self.edited, self.kept, self.late = list(edits), set(kept), list(late)

    def warm(self):
        assert self.pause.exists(), "nothing is published while pages are stored"

    def recovered(self, ended, seconds):
        assert not self.pause.exists()
        return 1.0

    def all_written(self):
        self.reads += self.late

    def asked(self, since=0.0, until=math.inf):
        return [one for one in self.reads if since <= one.moment <= until]

    def edits(self, since=0.0, until=math.inf):
        return [edit for edit in self.edited if since <= edit.moment <= until]

    def changes(self):
        return []

    def kept_numbers(self, field):
        return self.kept


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by sleeping only, from 100 on."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(faults.time, "monotonic", lambda: clock.now)
    monkeypatch.setattr(
        faults.time, "sleep", lambda seconds: setattr(clock, "now", clock.now + seconds)
    )
    return clock


@pytest.fixture
def one_fault(monkeypatch):
    monkeypatch.setattr(faults, "FAULTS", [Fault("停一停", nothing, nothing, (20, 6))])


@pytest.mark.usefixtures("one_fault")
def test_a_fault_that_nobody_noticed_is_a_kept_must(tmp_path, clock):
    run = Written(tmp_path, clock, edits=[Edit(1, 101.0), Edit(2, 110.0)], kept={1, 2})

    (line,) = all_of_them(run, quick=False)

    assert line.kept
    assert (line.asked, line.tried, line.acknowledged) == (21, 2, 2)


@pytest.mark.usefixtures("one_fault")
def test_a_request_that_hung_counts_though_it_is_written_down_later(tmp_path, clock):
    hung = Asked(110.0, 20.0, "nginx", 0)

    (line,) = all_of_them(Written(tmp_path, clock, late=[hung]), quick=False)

    assert line.failed == 1
    assert not line.kept


@pytest.mark.usefixtures("one_fault")
def test_an_acknowledged_edit_that_is_gone_is_lost(tmp_path, clock):
    """Also one of the seconds before the fault."""
    edits = [Edit(1, 101.0), Edit(2, 110.0), Edit(3, 111.0, acknowledged=False)]

    (line,) = all_of_them(Written(tmp_path, clock, edits=edits, kept={2}), quick=False)

    assert line.lost == 1
    assert not line.kept


def test_what_was_seen_in_the_middle_counts_as_failed(tmp_path, clock, monkeypatch):
    fault = Fault("停一停", nothing, nothing, looks=lambda cluster: ["镜像没有答"])
    monkeypatch.setattr(faults, "FAULTS", [fault])

    (line,) = all_of_them(Written(tmp_path, clock), quick=True)

    assert (line.failed, line.remarks) == (1, ["镜像没有答"])


def test_without_a_disk_of_its_own_none_is_filled(capsys):
    left = possible(SimpleNamespace(disk=SimpleNamespace(mounted=False)))

    assert len(left) == len(FAULTS) - 1
    assert "没有试" in capsys.readouterr().out


def test_the_second_that_is_allowed_is_the_one_nginx_takes():
    renderer = Path(faults.__file__).resolve().parents[1] / "deploy/nginx/render.py"

    (taken,) = re.findall(r"fail_timeout=(\d+)s", renderer.read_text(encoding="utf-8"))

    assert float(taken) == faults.NGINX_FORGIVES
