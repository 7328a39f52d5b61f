"""Pages ask a row how fresh it is, lists of the admin ask the database: both say the same."""

import datetime
import itertools
from collections.abc import Callable

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from desk.admin.mixins.base import CheckedFilter
from faq.models import LocalAnswer, Question
from faq.tests.make import make_local_answer, make_question
from regions.models import (
    Claim,
    Deduction,
    Estimate,
    LookupChannel,
    RefundPolicy,
    Source,
    Statistic,
)
from regions.models.freshness import Checkable, fresh_since
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_estimate,
    make_policy,
    make_source,
    make_statistic,
)
from text.dates import add_months

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


def listed(model, value) -> set[int]:
    """The ids of the rows that the admin's list shows under a choice of its filter."""
    model_admin = admin.site.get_model_admin(model)
    chosen = CheckedFilter(RequestFactory().get("/"), {"checked": [value]}, model, model_admin)
    return set(chosen.queryset(None, model.objects.all()).values_list("pk", flat=True))


#: Beside each of them in turn a day on which a machine saw the text unchanged, or none.
SEEN = itertools.cycle([None, DAYS[1], DAYS[3], DAYS[4], DAYS[6]])


def source_of(checked, published):
    return make_source(checked_on=checked, published_on=published, unchanged_on=next(SEEN))


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


def starts():
    """Yield a day for each pair of days on which a source was checked and published."""
    for number, days in enumerate(itertools.product(DAYS, DAYS)):
        yield datetime.date(2000 + number // 12, number % 12 + 1, 1), source_of(*days)


def deductions(place):
    for start, source in starts():
        make_deduction(place, effective_from=start, source=source)


def local_answers(place):
    for start, source in starts():
        make_local_answer(place, effective_from=start, source=source)


def estimates(place):
    make_estimate(place, source=source_of(None, DAYS[4]))


def questions(_):
    for number, day in enumerate(DAYS):
        make_question(slug=f"q{number}", reviewed_on=day)


def sources(_):
    for checked, published in itertools.product(DAYS, DAYS):
        source_of(checked, published)


MAKERS: dict[type[Checkable], Callable] = {
    LookupChannel: channels,
    Claim: claims,
    Statistic: statistics,
    RefundPolicy: policies,
    Deduction: deductions,
    Estimate: estimates,
    Question: questions,
    LocalAnswer: local_answers,
    Source: sources,
}


def test_every_kind_of_fact_that_grows_old_is_tried_here():
    assert MAKERS.keys() == {m for m in apps.get_models() if issubclass(m, Checkable)}


@time_machine.travel("2026-11-29 10:00:00+08:00", tick=False)
@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.model_name)
def test_both_readings_of_freshness_agree(lanzhou, model):
    MAKERS[model](lanzhou)

    fresh = {row.pk: row.freshness(TODAY) for row in model.objects.all()}

    assert listed(model, "stale") == {pk for pk, f in fresh.items() if f.stale}
    assert listed(model, "fresh") == {pk for pk, f in fresh.items() if not f.stale}
    assert listed(model, "withheld") == {pk for pk, f in fresh.items() if f.withheld}
    assert listed(model, "never") == {pk for pk, f in fresh.items() if not f.checked}


@given(
    st.dates(max_value=datetime.date(9000, 1, 1)),
    st.dates(max_value=datetime.date(9000, 1, 1)),
    st.integers(0, 120),
)
def test_a_day_is_fresh_until_its_months_have_passed(since, today, months):
    assert (since >= fresh_since(months, today)) is (add_months(since, months) >= today)
