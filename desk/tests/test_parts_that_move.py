"""Bands, groups and examples that change places in one save of a draft: no page breaks."""

import datetime
from decimal import Decimal

import pytest

from desk.tests.test_policy_entry import address_of
from desk.version_token import VersionToken
from regions.models import Publication
from regions.tests.make import make_example, make_policy, make_tier

pytestmark = pytest.mark.django_db

DRAFT = Publication.DRAFT
D, Day = Decimal, datetime.date


def as_opened(parts, prefix, *names):
    """What the browser posts for parts that are there."""
    form = {f"{prefix}-TOTAL_FORMS": len(parts), f"{prefix}-INITIAL_FORMS": len(parts)}
    for at, part in enumerate(parts):
        form |= {f"{prefix}-{at}-id": part.pk, f"{prefix}-{at}-policy": part.policy_id}
        said = {name: getattr(part, name) for name in names}
        form |= {f"{prefix}-{at}-{n}": "" if v is None else v for n, v in said.items()}
    return form


def opened(policy):
    """What the browser posts for a draft in which nothing was changed."""
    form = {"opened_version": str(VersionToken.of(policy)), "period": "month"}
    form |= {"region": policy.region_id, "source": policy.source_id}
    bands = ("min_age", "max_age", "amount", "as_of", "retired_from", "retired_until")
    form |= as_opened(list(policy.tiers.all()), "tiers", *bands)
    return form | as_opened(list(policy.examples.all()), "examples", "age", "amount")


def test_bands_that_take_the_ages_of_others_are_saved(admin_client, gansu):
    bands = [(0, 69, "70"), (70, 79, "80"), (80, None, "90")]
    policy = make_policy(gansu, tiers=bands, status=DRAFT)
    moved = {"tiers-0-max_age": 59, "tiers-1-min_age": 60, "tiers-1-max_age": 69}

    admin_client.post(address_of(policy), opened(policy) | moved | {"tiers-2-min_age": 70})
    down = [(tier.min_age, tier.amount) for tier in policy.tiers.all()]
    policy.refresh_from_db()
    moved = {"tiers-0-max_age": 69, "tiers-1-min_age": 70, "tiers-1-max_age": 79}
    admin_client.post(address_of(policy), opened(policy) | moved | {"tiers-2-min_age": 80})
    up = [(tier.min_age, tier.amount) for tier in policy.tiers.all()]

    assert down == [(0, 70), (60, 80), (70, 90)]
    assert up == [(0, 70), (70, 80), (80, 90)]


def test_groups_and_examples_that_change_places_are_saved(admin_client, gansu):
    policy = make_policy(gansu, tiers=[], status=DRAFT)
    make_tier(policy, amount=D(75), retired_until=Day(2022, 12, 31))
    make_tier(policy, amount=D(60), retired_from=Day(2023, 1, 1))
    make_example(policy, age=65, amount=D(75))
    make_example(policy, age=72, amount=D(60))
    form = opened(policy) | {"examples-0-age": 72, "examples-1-age": 65}
    form |= {"tiers-0-retired_from": "2023-01-01", "tiers-0-retired_until": ""}
    form |= {"tiers-1-retired_from": "", "tiers-1-retired_until": "2022-12-31"}

    answer = admin_client.post(address_of(policy), form)

    assert answer.status_code == 302
    assert [tier.amount for tier in policy.tiers.all()] == [60, 75]
    assert [(one.age, one.amount) for one in policy.examples.all()] == [(65, 60), (72, 75)]


def test_a_band_that_is_written_anew_takes_the_place_of_the_deleted_one(admin_client, gansu):
    policy = make_policy(gansu, tiers=[(0, None, "70")], status=DRAFT)
    form = opened(policy) | {"tiers-0-DELETE": "on", "tiers-TOTAL_FORMS": 2}

    answer = admin_client.post(
        address_of(policy), form | {"tiers-1-min_age": 0, "tiers-1-amount": "75"}
    )

    assert answer.status_code == 302
    assert [tier.amount for tier in policy.tiers.all()] == [75]
