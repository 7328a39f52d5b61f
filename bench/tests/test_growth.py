"""A grown site is one like ours, only larger: its places are sound, its pages tell the same."""

import datetime
from collections import Counter
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from bench import growth
from faq.models import LocalAnswer
from faq.tests.make import make_local_answer
from regions.models import Deduction, LookupChannel, PolicyTier, RefundPolicy, Region
from regions.place_facts import EARLIER
from regions.tests.make import make_channel, make_deduction, make_policy, make_region

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 29)


@pytest.fixture
def small(gansu, lanzhou):
    """Two places of which growth takes the one that is no province, with a rule and a way."""
    Region.objects.filter(pk=gansu.pk).update(code="620000")
    Region.objects.filter(pk=lanzhou.pk).update(code="620100")
    start = datetime.date(2025, 1, 1)
    make_policy(lanzhou, tiers=[(0, 70, "90"), (70, None, "100")], effective_from=start)
    make_channel(region=lanzhou)
    make_deduction(lanzhou)
    make_local_answer(lanzhou)
    return lanzhou


def test_nine_more_of_each_place_with_its_rule_and_its_ways(small):
    growth._more_places()

    assert Region.objects.pages().count() == 1 + growth.PLACES
    assert RefundPolicy.objects.published().count() == growth.PLACES
    assert PolicyTier.objects.count() == 2 * growth.PLACES
    assert LookupChannel.objects.published().count() == growth.PLACES
    assert Deduction.objects.published().count() == growth.PLACES
    assert LocalAnswer.objects.published().count() == growth.PLACES


def test_places_that_grew_are_valid_each_with_an_address_of_its_own(small):
    growth._more_places()

    faults = []
    for place in Region.objects.pages():
        try:
            place.full_clean()
        except ValidationError as error:
            faults.append(f"{place.path}: {error}")
    assert faults == []
    assert set(Counter(Region.objects.values_list("path", flat=True)).values()) == {1}


def test_the_same_places_grow_each_time(small):
    def grown() -> list[str]:
        with transaction.atomic():
            growth._more_places()
            names = sorted(Region.objects.values_list("name", flat=True))
            transaction.set_rollback(True)
        return names

    assert grown() == grown()


def test_a_hundred_times_the_rules_lie_before_the_one_that_holds(small):
    held = RefundPolicy.objects.timeline([small], TODAY)

    growth._more_rules()

    assert RefundPolicy.objects.published().count() == growth.RULES
    assert RefundPolicy.objects.timeline([small], TODAY) == held
    starts = RefundPolicy.objects.values_list("effective_from", flat=True)
    assert len(set(starts)) == growth.RULES
    assert max(starts) == datetime.date(2025, 1, 1)


def test_an_older_rule_says_the_same_from_a_source_of_its_own(small):
    growth._told()

    assert RefundPolicy.objects.count() == EARLIER + 1
    assert len(set(RefundPolicy.objects.values_list("source", flat=True))) == EARLIER + 1
    for policy in RefundPolicy.objects.all():
        amounts = [tier.amount for tier in policy.tiers.order_by("min_age")]
        assert amounts == [Decimal(90), Decimal(100)]


def test_a_rule_without_a_day_is_given_one(small):
    RefundPolicy.objects.update(effective_from=None)

    growth._dated()

    assert set(RefundPolicy.objects.values_list("effective_from", flat=True)) == {
        datetime.date(2024, 1, 1)
    }


def test_the_editor_of_the_measurement_may_see_the_desk(small, client, capsys, settings):
    settings.SECOND_FACTOR = False
    growth._editor()
    name, _, key = capsys.readouterr().out.strip().partition("=")
    client.cookies[name] = key

    assert client.get(growth.DESK["desk: list of places"]).status_code == 200


def test_every_address_that_is_measured_is_a_page(small, client):
    jilin = make_region(slug="jilin", name="吉林省", short_name="吉林")
    make_region(slug="jilin", name="吉林市", parent=jilin)
    asked = {growth.PLACE, *growth.LISTS.values()} - {growth.LISTS["directory, a later page"]}

    assert {path: client.get(path).status_code for path in asked} == dict.fromkeys(asked, 200)
