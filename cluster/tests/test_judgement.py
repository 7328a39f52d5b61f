"""What the harness makes of its records: a fault it does not see would make it worthless."""

import pytest

from cluster.__main__ import concluded
from cluster.fresh import missed
from cluster.judgement import (
    GONE,
    STALE_AFTER,
    TOO_SLOW,
    Asked,
    Edit,
    Row,
    lost,
    recovery,
    row,
    staleness,
    started,
    table,
)

CHANGES = [Edit(1, 10.0), Edit(2, 20.0), Edit(3, 30.0)]


def asked(moment=0.0, took=0.1, who="nginx", status=200, shown=None):
    return Asked(moment, took, who, status, shown)


def line(**fields):
    return Row(**({"name": "x", "asked": 5, "recovered": 1.0} | fields))


# --- Staleness ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "shown", "seconds"),
    [
        (19.9, 1, 0),  # the newest there was
        (20.4, 1, 0.4),
        (20.4, 2, 0),
        (35.0, 1, 15.0),  # counted from the first change it misses, not from the last
        (35.0, 3, 0),
        (5.0, 3, 0),  # seen before it was acknowledged
    ],
)
def test_a_page_is_as_stale_as_the_first_change_it_misses(moment, shown, seconds):
    assert staleness(asked(moment, shown=shown), CHANGES) == pytest.approx(seconds)


def test_a_number_that_was_never_acknowledged_is_as_good_as_the_last_before_it():
    changes = [Edit(1, 10.0), Edit(4, 20.0)]

    assert staleness(asked(21.0, shown=2), changes) == pytest.approx(1.0)


@pytest.mark.parametrize(("late", "wrong"), [(STALE_AFTER, 0), (STALE_AFTER + 0.01, 1)])
def test_one_poll_beyond_a_second_is_missed(late, wrong):
    polls = [asked(20.0 + late, who="a/1", shown=1), asked(35.0, who="a/1", shown=3)]

    assert len(missed(polls, CHANGES, 3)) == wrong


def test_polls_that_got_nothing_and_changes_that_did_not_come_are_missed():
    assert missed([asked(who="a/1", status=503)], CHANGES, 3)
    assert missed([asked(35.0, who="a/1", shown=3)], CHANGES, 4)
    assert missed([], CHANGES, 3)


# --- Failures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "failed"),
    [
        (asked(), 0),
        (asked(took=TOO_SLOW), 0),
        (asked(status=304), 0),
        (asked(status=304, took=TOO_SLOW + 0.01), 1),
        (asked(took=TOO_SLOW + 0.01), 1),
        (asked(status=503), 1),
        (asked(status=0), 1),  # the connection broke
        (asked(status=GONE, took=9.0), 0),  # its worker was killed, and it was asked directly
    ],
)
def test_what_counts_as_a_failed_page(one, failed):
    assert row("x", [asked(), one]).failed == failed


def test_what_is_right_while_it_lasts_fails_afterwards():
    pages = [asked(5.0, status=503, who="past"), asked(15.0, status=503, who="past")]

    assert row("x", pages, {"past": (503,)}, until=10.0).failed == 1
    assert row("x", pages, {"nginx": (503,)}, until=10.0).failed == 2


def test_a_worker_that_has_just_started_has_stored_nothing():
    before = [asked(1.0, who="b/1")]
    during = [asked(5.0, who="b/1"), asked(6.0, TOO_SLOW + 1, who="b/2"), asked(6.0)]

    fresh = started(before, during)

    assert fresh == {"b/2"}
    assert row("x", during, dict.fromkeys(fresh, (200,)), until=10.0).failed == 0
    assert row("x", during).failed == 1


def test_what_is_not_stored_may_take_as_long_as_a_start_does():
    slow = TOO_SLOW + 1
    pages = [asked(5.0, slow, "past"), asked(5.0, slow, "nginx"), asked(15.0, slow, "nginx")]

    assert row("x", pages, {"past": (503,)}, until=10.0).failed == 1


def test_a_failure_is_told_with_an_example():
    told = row("x", [asked(status=502), asked(status=502)]).remarks

    assert told == ["nginx 答 502：2 次，比如 /，0.10 秒"]


# --- The verdict -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({}, True),
        ({"failed": 1}, False),
        ({"lost": 1}, False),
        ({"asked": 0}, False),  # nobody looked
        ({"recovered": None}, False),
        ({"recovered": None, "must_recover": False}, True),
    ],
)
def test_one_missed_must_makes_the_exit_code(fields, kept, capsys):
    verdict = table("坏了的时候", [line(), line(**fields)])

    assert verdict is kept
    assert concluded(verdict) == int(not kept)
    assert ("不合格" in capsys.readouterr().out) is not kept


def test_an_empty_table_shows_nothing():
    assert table("坏了的时候", []) is False


def test_only_what_was_acknowledged_can_be_lost():
    edits = [Edit(1, 1.0), Edit(2, 2.0, acknowledged=False), Edit(3, 3.0)]

    assert lost(edits, {1}) == [3]


# --- Recovery ----------------------------------------------------------------------------------


def test_it_is_over_when_every_worker_shows_what_was_published_since():
    polls = [
        asked(26.0, who="a/1", shown=2),
        asked(31.0, who="a/1", shown=3),
        asked(33.0, who="b/2", shown=3),
        asked(25.0, took=2.0, who="nginx", shown=3),
    ]

    assert recovery(polls, CHANGES, 25.0) == pytest.approx(8.1)


def test_a_worker_that_shows_the_old_is_waited_for():
    polls = [asked(31.0, who="a/1", shown=3), asked(33.0, who="b/2", shown=2)]

    assert recovery(polls, CHANGES, 25.0) is None


def test_without_a_change_since_nothing_is_known():
    assert recovery([asked(41.0, who="a/1", shown=3)], CHANGES, 40.0) is None
