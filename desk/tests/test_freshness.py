"""The work list counts freshness in Python, the lists it leads to in SQL: both say the same."""

import datetime
import itertools

import pytest
import time_machine
from django.test import RequestFactory

from desk.admin.mixins.base import ChannelCheckedFilter, CheckedFilter, PolicyCheckedFilter
from desk.worklist import _freshness
from regions.models import Claim, Estimate, LookupChannel, RefundPolicy, Statistic
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_policy,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 29)
#: Around the limits of twelve and sixty months, and no day at all.
DAYS = [
    None,
    TODAY,
    datetime.date(2025, 11, 30),
    datetime.date(2025, 11, 29),
    datetime.date(2025, 11, 28),
    datetime.date(2021, 11, 29),
    datetime.date(2021, 11, 28),
]


def listed(filter_class, model, value) -> set[int]:
    """The ids of the rows that the admin's list shows under a choice of its filter."""
    chosen = filter_class(RequestFactory().get("/"), {"checked": [value]}, model, None)
    return set(chosen.queryset(None, model.objects.all()).values_list("pk", flat=True))


def source_of(checked, published):
    return make_source(checked_on=checked, published_on=published)


def channels(place):
    for own, checked, published in itertools.product(DAYS, DAYS, DAYS[::2]):
        make_channel(place, checked_on=own, source=source_of(checked, published))


def claims(place):
    for checked, published in itertools.product(DAYS, DAYS):
        make_claim(place, source=source_of(checked, published))


def statistics(place):
    for year, (checked, published) in enumerate(itertools.product(DAYS, DAYS), 1990):
        make_statistic(place, year=year, source=source_of(checked, published))


def policies(place):
    for number, (checked, published) in enumerate(itertools.product(DAYS, DAYS)):
        start = datetime.date(2000 + number // 12, number % 12 + 1, 1)
        policy = make_policy(place, effective_from=start, source=source_of(checked, published))
        policy.other_sources.add(source_of(DAYS[number % len(DAYS)], None))


def estimates(place):
    make_estimate(place, source=source_of(None, DAYS[4]))


@time_machine.travel("2026-11-29 10:00:00+08:00", tick=False)
@pytest.mark.parametrize(
    ("model", "filter_class", "make"),
    [
        (LookupChannel, ChannelCheckedFilter, channels),
        (Claim, CheckedFilter, claims),
        (Statistic, CheckedFilter, statistics),
        (RefundPolicy, PolicyCheckedFilter, policies),
        (Estimate, CheckedFilter, estimates),
    ],
    ids=["channel", "claim", "statistic", "policy", "estimate"],
)
def test_both_readings_of_freshness_agree(lanzhou, model, filter_class, make):
    make(lanzhou)

    fresh = {
        row.pk: row.freshness(TODAY) if model is RefundPolicy else _freshness(row, TODAY)
        for row in model.objects.all()
    }

    assert listed(filter_class, model, "stale") == {pk for pk, f in fresh.items() if f.stale}
    assert listed(filter_class, model, "withheld") == {pk for pk, f in fresh.items() if f.withheld}
    assert listed(filter_class, model, "never") == {pk for pk, f in fresh.items() if not f.checked}
