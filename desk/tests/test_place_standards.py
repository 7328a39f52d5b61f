"""The list of places, filtered by where their standard comes from."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from calculator.coverage import coverage
from calculator.situation import rules_of_all
from calculator.standing import Standing, next_rules
from desk.place_standards import places_by_standing
from regions.models import Publication
from regions.place_facts import all_places
from regions.tests.make import make_no_estimate, make_policy, make_region

pytestmark = pytest.mark.django_db

TOMORROW = datetime.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def places(today):
    """One place of each standing, by its name."""
    hunan = make_region("hunan", name="湖南省", short_name="湖南")
    hebei = make_region("hebei", name="河北省", short_name="河北")
    made = {
        "own": hunan,
        "inherited": make_region("changsha", hunan),
        "unknown": hebei,
        "coming": make_region("tangshan", hebei),
        "personal": make_region("xingtai", hebei),
    }
    make_policy(hunan)
    make_policy(made["coming"], effective_from=today + TOMORROW)
    make_policy(hebei, status=Publication.DRAFT)
    make_no_estimate(made["personal"])
    return made


@pytest.mark.parametrize("standing", list(Standing))
def test_each_place_is_found_where_its_standard_comes_from(admin_client, places, standing):
    answer = admin_client.get(
        reverse("admin:regions_region_changelist"), {"standard": standing.value}
    )

    assert list(answer.context["cl"].result_list) == [places[standing.value]]


def test_from_its_first_day_a_coming_standard_is_the_place_s_own(places, today):
    found = places_by_standing(today + TOMORROW)

    assert places["coming"].pk in found[Standing.OWN]
    assert found[Standing.COMING] == []


def test_as_many_are_found_as_the_coverage_counts(places, today):
    counted = coverage(all_places(), rules_of_all(today), next_rules(today))
    found = {standing: len(ids) for standing, ids in places_by_standing(today).items()}

    assert {s: getattr(counted, s.value) for s in Standing} == found


def test_an_address_with_nonsense_filters_nothing(admin_client, places):
    address = reverse("admin:regions_region_changelist")

    answer = admin_client.get(address, {"standard": "x"}, follow=True)

    assert len(answer.context["cl"].result_list) == 6  # the nation, too
