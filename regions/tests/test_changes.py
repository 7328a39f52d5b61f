"""What changed: standards by their start, facts by the day they were saved."""

import datetime

import pytest
from django.utils import timezone

from faq.tests.make import make_question
from regions import changes
from regions.models import LookupChannel, Publication, RefundPolicy
from regions.tests.make import (
    make_channel,
    make_claim,
    make_nation,
    make_policy,
    make_region,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def lanzhou():
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    return make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)


def on(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def starting(region, *days, **fields):
    return [make_policy(region, effective_from=day, **fields) for day in days]


def saved(row, moment: str):
    """Let ``row`` have been saved at ``moment``, in UTC."""
    when = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)
    type(row).objects.filter(pk=row.pk).update(changed_at=when)


def starts_of(views):
    return [view.policy.effective_from for view in views]


def test_what_starts_after_today_is_coming_the_soonest_first(lanzhou):
    starting(lanzhou, on(40), on(1), on(0), on(-1))

    found = changes.starts(TODAY)

    assert starts_of(found.coming) == [on(1), on(40)]
    assert starts_of(found.begun) == [on(0), on(-1)]


def test_only_the_last_two_years_are_new(lanzhou):
    edge = datetime.date(2024, 11, 25)
    starting(lanzhou, edge, edge + datetime.timedelta(days=1))

    found = changes.starts(TODAY)

    assert starts_of(found.begun) == [datetime.date(2024, 11, 26)]
    assert found.latest is None


def test_where_none_is_new_the_latest_of_the_old_is_told(lanzhou):
    starting(lanzhou, None, datetime.date(2023, 1, 1), datetime.date(2024, 1, 1))

    found = changes.starts(TODAY)

    assert found.begun == []
    assert found.latest.policy.effective_from == datetime.date(2024, 1, 1)


def test_the_last_day_of_february_has_a_day_two_years_before():
    assert changes.starts(datetime.date(2028, 2, 29)).begun == []


@pytest.mark.parametrize("status", [Publication.DRAFT, Publication.WITHDRAWN])
def test_what_is_not_published_is_no_change(lanzhou, status):
    starting(lanzhou, on(1), on(-1), status=status)

    found = changes.starts(TODAY)

    assert (found.coming, found.begun, found.latest, changes.days()) == ([], [], None, [])


def test_days_are_days_in_shanghai_the_newest_first(lanzhou):
    saved(make_policy(lanzhou), "2026-11-20T15:59:59")
    saved(make_channel(lanzhou), "2026-11-20T16:00:00")

    newer, older = changes.days()

    assert (newer.day, dict(newer.counts)) == (datetime.date(2026, 11, 21), {"查询办法": 1})
    assert (older.day, dict(older.counts)) == (datetime.date(2026, 11, 20), {"划入标准": 1})


def test_few_changes_are_named_and_linked(lanzhou):
    make_policy(lanzhou)
    make_channel(lanzhou, name="兰州热线")
    make_channel(make_nation())
    make_claim(lanzhou)
    make_statistic(lanzhou)
    make_question()

    (day,) = changes.days()

    assert day.named
    assert [(change.about, change.url) for change in day.changes] == [
        ("甘肃省兰州市", "/regions/gansu/lanzhou/#policy"),
        ("全国，医保服务热线", "/balance/#balance"),
        ("甘肃省兰州市，兰州热线", "/regions/gansu/lanzhou/#balance"),
        ("甘肃省兰州市", "/regions/gansu/lanzhou/"),
        ("医保断了，以前交的白交了吗？", "/faq/lapse/"),
        ("甘肃省兰州市2022年", "/regions/gansu/lanzhou/"),
    ]


@pytest.mark.parametrize(("number", "named"), [(12, True), (13, False)])
def test_many_changes_are_told_in_numbers(lanzhou, number, named):
    for at in range(number):
        make_channel(lanzhou, name=f"热线{at}")

    (day,) = changes.days()

    assert (day.named, len(day.changes)) == (named, number if named else 0)
    assert day.in_numbers == [("查询办法", "种", number)]


def test_what_is_not_shown_is_no_change(lanzhou):
    make_channel(lanzhou, status=Publication.DRAFT)
    make_claim(lanzhou, status=Publication.DRAFT)
    make_question(status=Publication.DRAFT)

    assert changes.days() == []


def test_only_the_latest_twenty_days_are_told(lanzhou):
    for number in range(21):
        saved(make_channel(lanzhou, name=f"热线{number}"), f"2026-10-{number + 1:02}T04:00:00")

    days = changes.days()

    assert len(days) == 20
    assert days[-1].day == datetime.date(2026, 10, 2)


def test_the_page_tells_coming_new_and_saved(client, lanzhou):
    today = timezone.localdate()
    make_policy(lanzhou, effective_from=today + datetime.timedelta(days=30))
    make_policy(
        lanzhou, effective_from=today - datetime.timedelta(days=30), tiers=[(0, None, "90")]
    )

    page = client.get("/changes/").text

    assert page.index("将于") < page.index("年开始的标准") < page.index("每月 90 元")
    assert "改以前是什么样，还没有记下来" in page
    assert 'href="/regions/gansu/lanzhou/#policy"' in page


def test_a_figure_past_its_limit_is_not_told(client, lanzhou):
    old = make_policy(lanzhou, effective_from=datetime.date(2020, 1, 1))
    old.source.published_on = datetime.date(2020, 1, 1)
    old.source.save()

    page = client.get("/changes/").text

    assert "需核实" in page
    assert "75" not in page.split("<main")[1].split("</main>")[0]


def test_the_page_stands_without_any_fact(client):
    page = client.get("/changes/").text

    assert "还没有收录任何资料" in page


def test_the_page_costs_the_same_with_more_facts(client, lanzhou, django_assert_max_num_queries):
    make_question()
    for number in range(4):
        place = make_region(slug=f"place-{number}", parent=lanzhou.parent)
        starting(place, on(10), on(-10), datetime.date(2020, 1, 1))
        make_statistic(place)
        make_claim(place)
    days = [f"2026-11-{at + 1:02}T04:00:00" for at in range(12)]
    for row, day in zip(RefundPolicy.objects.all(), days, strict=True):
        saved(row, day)
    for row in LookupChannel.objects.all():
        saved(row, days[0])

    # begun and coming, each with tiers and other sources; then for each of five kinds the days
    # and the facts
    with django_assert_max_num_queries(6 + 5 * 2):
        client.get("/changes/")
