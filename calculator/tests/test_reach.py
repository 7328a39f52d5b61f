"""From when to when the sources of a rule speak, and what is said of a day that none covers."""

import datetime

import pytest

from calculator.situation import situation_of
from regions.tests.make import make_policy, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 29)
DAY = datetime.date.fromisoformat


def situation(place, on):
    return situation_of(place, DAY(on), TODAY)


@pytest.mark.parametrize(
    ("on", "covered"),
    [
        ("2023-06-30", True),
        ("2026-05-31", True),
        ("2026-06-30", True),
        ("2026-07-01", False),
        ("2026-11-29", False),
        ("2035-01-01", False),
    ],
)
def test_a_stated_end_counts_by_the_day_that_is_asked_about(lanzhou, on, covered):
    make_policy(
        lanzhou,
        source=make_source(published_on=DAY("2022-06-01")),
        effective_from=DAY("2022-07-01"),
        stated_until=DAY("2026-06-30"),
    )

    gap = situation(lanzhou, on).gap

    assert (gap is None) == covered
    if gap:
        assert gap.reason == "资料只写到 2026年6月30日，那以后改没改，没有查到"


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("2023-09-30", "资料没写从哪天起执行，那时候是不是这个数，没有查到"),
        ("2023-10-31", ""),
        ("2024-01-31", "兰州的标准是2023年的资料，以后改没改，没有查到"),
        ("2026-11-29", "兰州的标准是2023年的资料，以后改没改，没有查到"),
    ],
)
def test_old_sources_cover_their_own_month(lanzhou, on, reason):
    make_policy(lanzhou, source=make_source(published_on=DAY("2023-10-12")))

    gap = situation(lanzhou, on).gap

    assert (gap.reason if gap else "") == reason


@pytest.mark.parametrize(
    ("seen", "on", "reason"),
    [
        ("2026-11-28", "2026-11-29", ""),
        ("2026-11-28", "2024-01-31", ""),
        ("2025-01-02", "2025-01-31", ""),
        (
            "2025-01-02",
            "2026-11-29",
            "兰州的标准，电脑 2025年1月2日看过，官网原文没有变，以后改没改，没有查到",
        ),
    ],
    ids=["lately", "long-before", "its-month", "long-ago"],
)
def test_a_text_seen_unchanged_covers_the_time_until_then(lanzhou, seen, on, reason):
    source = make_source(published_on=DAY("2023-10-12"), unchanged_on=DAY(seen))
    make_policy(lanzhou, source=source)

    gap = situation(lanzhou, on).gap

    assert (gap.reason if gap else "") == reason


def test_what_was_seen_does_not_put_off_a_stated_end(lanzhou):
    source = make_source(published_on=DAY("2022-06-01"), unchanged_on=TODAY)
    make_policy(lanzhou, source=source, stated_until=DAY("2026-06-30"))

    assert situation(lanzhou, "2026-11-29").gap.reason.startswith("资料只写到 2026年6月30日")
    assert situation(lanzhou, "2026-11-29").view.outlived_on == "2026年6月30日"


def test_fresh_sources_cover_up_to_today_but_no_day_to_come(lanzhou):
    make_policy(lanzhou, source=make_source(published_on=DAY("2026-01-12")))

    assert situation(lanzhou, "2026-11-29").gap is None
    assert situation(lanzhou, "2026-12-01").gap.after


def test_a_rule_holds_until_the_next_one_of_its_place(lanzhou):
    source = make_source(published_on=DAY("2022-01-10"))
    make_policy(lanzhou, source=source, effective_from=DAY("2022-01-01"))
    make_policy(lanzhou, effective_from=DAY("2025-01-01"))
    make_policy(lanzhou, effective_from=DAY("2027-01-01"))

    assert situation(lanzhou, "2024-12-01").gap is None
    assert situation(lanzhou, "2027-03-01").gap is None  # published already
    assert situation(lanzhou, "2021-12-01").gap is None  # no rule is shown


def test_what_is_said_of_another_day(gansu, lanzhou):
    make_policy(gansu, source=make_source(published_on=DAY("2022-06-01")))
    make_policy(lanzhou, effective_from=DAY("2024-01-01"))

    assert situation(lanzhou, "2026-11-29").as_of == ""
    assert situation(lanzhou, "2024-03-01").as_of == "这里按 2024年3月1日的规定算。"
    province = situation(lanzhou, "2023-03-01")
    assert province.as_of == "2023年3月1日的标准没有查到，这是甘肃省的数。"
    assert province.gap.reason == "兰州自己的标准从2024年1月1日起，那以前打多少，没有查到"


def test_without_a_rule_no_days_rule_is_named(lanzhou):
    make_policy(lanzhou, effective_from=DAY("2024-01-01"))

    assert situation(lanzhou, "2005-01-01").as_of == "这里说的是 2005年1月1日。"


def test_a_stated_end_leaves_a_hole_before_the_next_rule(lanzhou):
    source = make_source(published_on=DAY("2026-01-10"))
    make_policy(lanzhou, source=source, stated_until=DAY("2026-06-30"))
    make_policy(lanzhou, effective_from=DAY("2027-01-01"))

    assert situation(lanzhou, "2026-06-30").gap is None
    assert situation(lanzhou, "2026-09-30").gap.after
    assert situation(lanzhou, "2027-01-01").gap is None
