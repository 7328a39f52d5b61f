"""A figure beside its target: what the table says, and when the whole run fails."""

import pytest

from bench import __main__ as bench
from bench import instructions
from bench.lines import Line


@pytest.mark.parametrize(
    ("value", "verdict"), [(59.9, "ok"), (60, "ok"), (60.01, "MISSED")], ids=["below", "at", "over"]
)
def test_a_must_is_kept_up_to_its_very_value(value, verdict):
    line = Line("cold page", value, "hellos", 60, 30)

    assert str(line).endswith(f"60 / 30  {verdict}")
    assert line.missed is (verdict == "MISSED")


def test_a_figure_without_a_must_is_never_missed():
    line = Line("first of its province", 1e9, "hellos")

    assert not line.missed
    assert str(line).rstrip().endswith("– / –")


def test_an_aim_alone_misses_nothing():
    assert not Line("page", 99, "KiB", aim=30).missed


@pytest.fixture
def _no_site(monkeypatch):
    """The command without a site to measure."""
    monkeypatch.setattr(bench, "environment", lambda folder: {})
    monkeypatch.setattr(instructions, "available", lambda: True)


def run(monkeypatch, parts, *arguments) -> int:
    monkeypatch.setattr(bench, "PARTS", parts)
    monkeypatch.setattr("sys.argv", ["bench", *arguments])
    return bench.main()


@pytest.mark.usefixtures("_no_site")
@pytest.mark.parametrize(("value", "code"), [(2.6, 0), (2.7, 1)])
def test_a_missed_must_fails_the_run(monkeypatch, capsys, value, code):
    parts = {"timed": lambda env: [Line("start-up", value, "hellos", 2.6)]}

    assert run(monkeypatch, parts) == code
    assert "start-up" in capsys.readouterr().out


@pytest.mark.usefixtures("_no_site")
def test_only_the_parts_that_were_asked_for_are_measured(monkeypatch, capsys):
    measured = []
    parts = {name: lambda env, name=name: measured.append(name) or [] for name in "abc"}

    assert run(monkeypatch, parts, "c", "a") == 0
    assert measured == ["c", "a"]


@pytest.mark.usefixtures("_no_site")
def test_a_part_that_nobody_knows_is_refused(monkeypatch, capsys):
    with pytest.raises(SystemExit) as end:
        run(monkeypatch, {"timed": lambda env: []}, "tmied")

    assert end.value.code == 2
    assert "unknown: tmied" in capsys.readouterr().err


@pytest.mark.usefixtures("_no_site")
def test_without_valgrind_what_it_counts_is_left_out_and_said(monkeypatch, capsys):
    monkeypatch.setattr(instructions, "available", lambda: False)

    assert run(monkeypatch, {"counted": None, "weighed": lambda env: []}) == 0
    assert "counted: not without valgrind" in capsys.readouterr().out
