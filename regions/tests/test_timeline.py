"""Whatever rules places have had: which one holds is what the sentences of the resolver say.

Places and rules are drawn; each property is asked of the same three places, one in another.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.models import Publication, RefundPolicy, Region
from regions.models.timeline import Timeline
from regions.tests.make import make_region, make_source

pytestmark = pytest.mark.django_db

START = datetime.date(2020, 1, 1)
#: Few days, so that a rule often begins or ends on the very day that is asked about.
DAYS = st.integers(0, 6).map(lambda days: START + datetime.timedelta(days=days))
LENGTHS = st.none() | st.integers(0, 4)
#: One rule: a start or none, days to its end or none, and mostly published.
STATES = [*Publication, *[Publication.PUBLISHED] * 6]
RULE = st.tuples(st.none() | DAYS, LENGTHS, st.sampled_from(STATES))
HISTORY = st.lists(RULE, max_size=5)
EARLIER = 2


@dataclass(frozen=True)
class Case:
    """Three places, near to far, with all their rules, asked about a day."""

    places: list[Region]
    on: datetime.date

    def published(self, place: Region) -> list[RefundPolicy]:
        """The published rules of a place, newest first."""
        rules = RefundPolicy.objects.filter(region=place, status=Publication.PUBLISHED)
        return sorted(rules, key=lambda r: r.effective_from or datetime.date.min, reverse=True)

    def begun(self, place: Region) -> list[RefundPolicy]:
        return [r for r in self.published(place) if (r.effective_from or self.on) <= self.on]

    @property
    def holding(self) -> RefundPolicy | None:
        """By the words of ``timeline``: of each place its newest, unless that ended."""
        for place in self.places:
            newest = next(iter(self.begun(place)), None)
            if newest and (newest.ended_on is None or newest.ended_on >= self.on):
                return newest
        return None

    @cached_property
    def found(self) -> Timeline:
        near = self.places[0]
        return RefundPolicy.objects.timeline([near], self.on, EARLIER)[near.pk]


@pytest.fixture
def places(db) -> list[Region]:
    province = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    city = make_region(slug="lanzhou", name="兰州市", parent=province)
    return [make_region(slug="yuzhong", name="榆中县", parent=city), city, province]


def each(check):
    """Ask ``check`` of many histories of three places; after each nothing is left of it."""

    @settings(max_examples=50, suppress_health_check=list(HealthCheck))
    @given(st.tuples(HISTORY, HISTORY, HISTORY), DAYS)
    def ask(places, source, histories, on):
        with transaction.atomic():
            RefundPolicy.objects.bulk_create(
                policy
                for place, history in zip(places, histories, strict=True)
                for policy in rules(place, history, source)
            )
            check(Case(places, on))
            transaction.set_rollback(True)

    return ask


def rules(place, history, source):
    """The rules of a place; of two published ones of the same start the first."""
    taken = set()
    for start, length, status in history:
        if status == Publication.PUBLISHED and start in taken:
            continue
        taken |= {start} if status == Publication.PUBLISHED else set()
        ends = None if length is None else (start or START) + datetime.timedelta(days=length)
        yield RefundPolicy(
            region=place, source=source, status=status, effective_from=start, ended_on=ends
        )


def test_the_rule_that_holds_is_the_nearest_newest_one_that_has_not_ended(places):
    def check(case):
        assert case.found.current == case.holding
        if current := case.found.current:
            assert current.status == Publication.PUBLISHED
            assert (current.effective_from or case.on) <= case.on
            assert (current.ended_on or case.on) >= case.on

    each(check)(places, make_source())


def test_what_is_told_to_come_is_the_next_to_begin_and_holds_on_its_day(places):
    def check(case):
        current, coming = case.found.current, case.found.coming
        within = places[: places.index(current.region) + 1] if current else places
        starts = [r.effective_from for p in within for r in case.published(p) if r.effective_from]
        following = min((start for start in starts if start > case.on), default=None)
        assert (coming.effective_from if coming else None) == following
        if coming:
            assert RefundPolicy.objects.resolve(places[0], coming.effective_from) == coming

    each(check)(places, make_source())


def test_what_held_before_is_older_of_the_same_place_and_newest_first(places):
    def check(case):
        current = case.found.current
        own = case.begun(current.region)[1 : 1 + EARLIER] if current else []
        assert list(case.found.earlier) == own

    each(check)(places, make_source())


def test_a_rule_that_ended_is_told_where_a_farther_one_or_none_holds(places):
    def check(case):
        nearer = case.places
        if current := case.found.current:
            nearer = nearer[: nearer.index(current.region)]
        newest = [rules[0] for place in nearer if (rules := case.begun(place))]
        assert case.found.ended == next(iter(newest), None)
        assert all(rule.ended_on < case.on for rule in newest)

    each(check)(places, make_source())


def test_places_asked_together_are_told_what_each_is_told_alone(places):
    def check(case):
        together = RefundPolicy.objects.timeline(places, case.on, EARLIER)
        for place in places:
            alone = RefundPolicy.objects.timeline([place], case.on, EARLIER)
            assert together[place.pk] == alone[place.pk], place

    each(check)(places, make_source())


def test_above_a_place_that_pools_apart_nothing_counts(places):
    places[1].own_pool = True
    places[1].save()
    places[0].parent = places[1]

    def check(case):
        told = [case.found.current, case.found.coming, case.found.ended, *case.found.earlier]
        assert {rule.region_id for rule in told if rule} <= {places[0].pk, places[1].pk}
        assert case.found.current == Case(places[:2], case.on).holding

    each(check)(places, make_source())
