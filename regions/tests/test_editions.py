"""In which edition the page of a place last changed: what touches it, and what does not."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import transaction

from caching import revision
from caching.memo import one_revision
from caching.revision import bump_revision, one_bump
from faq.tests.make import make_local_answer, make_question
from regions.editions import Edition, current, of_place
from regions.models import ContentRevision, LastChange, LookupChannel, RegionAlias, Source
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_estimate,
    make_example,
    make_nation,
    make_policy,
    make_reader_statement,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

HERE, PROVINCE = {"lanzhou"}, {"gansu", "lanzhou", "baiyin"}
ELSEWHERE = {"hunan", "yongzhou"}
ALL: set[str] = PROVINCE | ELSEWHERE
NONE: set[str] = set()
DAY = datetime.date(2026, 11, 30)


@pytest.fixture
def world():
    """Two provinces; 兰州 has one of each fact."""
    gansu, hunan = make_region("gansu"), make_region("hunan")
    lanzhou = make_region("lanzhou", gansu)
    source = make_source()
    policy = make_policy(lanzhou, source=source)
    make_policy(make_region("yongzhou", hunan), base_region=gansu, rates=[(0, None, "2.8")])
    question = make_question()
    return SimpleNamespace(
        gansu=gansu,
        lanzhou=lanzhou,
        baiyin=make_region("baiyin", gansu),
        yongzhou=hunan.children.get(),
        source=source,
        policy=policy,
        tier=policy.tiers.get(),
        example=make_example(policy),
        channel=make_channel(lanzhou),
        draft=make_channel(lanzhou, name="还没有发布", status="draft"),
        claim=make_claim(lanzhou),
        deduction=make_deduction(lanzhou),
        question=question,
        answer=make_local_answer(lanzhou, question),
        alias=RegionAlias.objects.create(region=lanzhou, name="金城"),
    )


def numbers() -> dict[str, int]:
    """The edition of each page of a place."""
    return {place.slug: of_place(place).number for place in _pages()}


def _pages():
    return [
        *make_nation().children.all(),
        *(c for p in make_nation().children.all() for c in p.children.all()),
    ]


def save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


CHANGES = {
    "channel made": (lambda w: make_channel(w.lanzhou, name="另一个"), HERE),
    "channel changed": (lambda w: save(w.channel, hours="上班时间"), HERE),
    "channel withdrawn": (lambda w: w.channel.move("withdrawn"), HERE),
    "channel deleted": (lambda w: w.channel.delete(), HERE),
    "channel moved": (lambda w: save(w.channel, region=w.yongzhou), {"lanzhou", "yongzhou"}),
    "draft": (lambda w: save(w.draft, hours="上班时间"), NONE),
    "claim": (lambda w: save(w.claim, statement="改"), HERE),
    "note of a deduction": (lambda w: save(w.deduction, notes="改"), HERE),
    "local answer": (lambda w: save(w.answer, statement="改"), HERE),
    "readers": (lambda w: make_reader_statement(w.lanzhou, 90), HERE),
    "alias": (lambda w: save(w.alias, from_year=1990), HERE),
    "note of a rule": (lambda w: save(w.policy, notes="改"), HERE),
    "example of a rule": (lambda w: save(w.example, note="改"), HERE),
    # The pages of a province compare the figures of its places.
    "figure": (lambda w: save(w.tier, amount="99.00"), PROVINCE),
    "deduction": (lambda w: make_deduction(w.lanzhou, kind="other"), PROVINCE),
    "start": (lambda w: save(w.policy, effective_from=DAY), PROVINCE),
    "rule withdrawn": (lambda w: w.policy.move("withdrawn"), PROVINCE),
    "rule moved": (lambda w: save(w.policy, region=w.gansu), PROVINCE),
    "further source": (lambda w: w.policy.other_sources.add(make_source()), PROVINCE),
    "source checked": (lambda w: save(w.source, checked_on=DAY), PROVINCE),
    "source unchanged": (lambda w: Source.objects.seen_unchanged(w.source.pk, DAY), PROVINCE),
    "source": (lambda w: save(w.source, title="改"), HERE),
    "source of nothing": (lambda w: save(make_source(), title="改"), NONE),
    "fact of a province": (lambda w: make_channel(w.gansu), PROVINCE),
    "average": (lambda w: make_statistic(w.lanzhou), PROVINCE),
    "average of others": (lambda w: make_statistic(w.gansu), ALL),  # 永州 credits a share of it
    "fact of the nation": (lambda w: make_estimate(make_nation()), ALL),
    "doubtful name": (lambda w: save(w.alias, kind="unsure"), ALL),
    "place": (lambda w: save(w.baiyin, area_code="0943"), ALL),
    "many at once": (lambda w: LookupChannel.objects.update(hours="改"), ALL),
    "body of a question": (lambda w: save(w.question, body="改"), NONE),
    "question in lists": (lambda w: save(w.question, question="改？"), ALL),
    "question of a place": (lambda w: w.question.regions.add(w.lanzhou), HERE),
    "figures of a question": (lambda w: w.question.rule_regions.add(w.lanzhou), NONE),
    "what no such page shows": (lambda w: bump_revision(()), NONE),
    "anything": (lambda w: bump_revision(), ALL),
}


@pytest.mark.parametrize(("change", "touched"), CHANGES.values(), ids=CHANGES)
def test_a_change_touches_the_places_that_show_it_and_no_other(world, change, touched):
    before, edition = numbers(), current()

    change(world)

    after = numbers()
    assert {slug for slug in before if after[slug] != before[slug]} == touched
    assert current().number > edition.number or change is CHANGES["draft"][0]
    assert max(after.values()) <= current().number


def test_several_changes_in_one_count_for_each_of_their_places(world):
    before, edition = numbers(), current()

    with one_bump():
        save(world.channel, hours="改")
        make_channel(world.yongzhou)

    after = numbers()
    assert current().number == edition.number + 1
    assert {slug for slug in after if after[slug] != before[slug]} == {"lanzhou", "yongzhou"}
    assert after["lanzhou"] == after["yongzhou"] == current().number


def test_a_change_that_is_undone_touches_nothing(world):
    before = numbers()

    with transaction.atomic():
        save(world.channel, hours="改")
        transaction.set_rollback(True)

    assert numbers() == before


def test_the_day_is_that_of_the_change_in_shanghai(world, time_machine):
    time_machine.move_to("2026-12-01T15:59:00Z", tick=False)
    save(world.channel, hours="改")
    first = of_place(world.lanzhou)
    time_machine.move_to("2026-12-01T16:00:00Z", tick=False)
    make_channel(world.yongzhou)

    assert first.day == of_place(world.lanzhou).day == datetime.date(2026, 12, 1)
    assert current() == of_place(world.yongzhou)
    assert current().day == datetime.date(2026, 12, 2)


def test_where_somebody_raised_the_number_alone_everything_has_changed(world):
    ContentRevision.objects.update(number=900, mark="other")
    assert {*numbers().values()} == {900}
    assert current() == Edition(900, None)

    save(world.channel, hours="改")
    assert {*numbers().values()} == {901}
    save(world.channel, hours="再改")
    assert numbers()["yongzhou"] == 901  # and it stays so
    assert numbers()["lanzhou"] == 902


def test_the_editions_are_read_once_a_revision(world, django_assert_num_queries):
    places = [world.lanzhou, world.baiyin, world.yongzhou]
    for place in places:
        [*place.lineage()]
    for expected in (2, 1):  # the revision, the table; then the revision alone
        with one_revision(), django_assert_num_queries(expected):
            assert all(of_place(place) for place in places)
            assert current()


def test_the_table_has_one_row_for_a_subject(world):
    for hours in "甲乙丙":
        save(world.channel, hours=hours)

    assert LastChange.objects.filter(subject=f"region:{world.lanzhou.pk}").count() == 1
    assert LastChange.objects.get(subject="site").number == revision.current().number


@pytest.mark.parametrize("known", [(), ("everything",), ("region:1", "question:2")])
def test_a_change_takes_the_same_queries_whatever_it_touches(known, django_assert_num_queries):
    bump_revision()

    with django_assert_num_queries(3), transaction.atomic(savepoint=False):
        bump_revision(known)
