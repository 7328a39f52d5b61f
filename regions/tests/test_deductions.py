"""Which deduction counts where and when."""

import datetime

import pytest

from regions.models import Deduction
from regions.tests.make import make_deduction, make_region, make_source

pytestmark = pytest.mark.django_db

DAY = datetime.date
TODAY = DAY(2026, 11, 24)


@pytest.fixture
def tianshui(gansu):
    return make_region("tianshui", gansu)


def names(place, on=TODAY):
    return [row.name for row in Deduction.objects.of_each([place], on)[place.pk]]


def test_the_nearest_place_with_one_of_a_kind_counts(gansu, lanzhou, tianshui):
    make_deduction(gansu, name="省的大病")
    make_deduction(gansu, kind="care", name="省的长护")
    make_deduction(lanzhou, name="市的大病")

    assert sorted(names(lanzhou)) == ["市的大病", "省的长护"]
    assert sorted(names(tianshui)) == ["省的大病", "省的长护"]


def test_the_newest_that_has_begun_counts_and_the_next_is_told_behind_it(lanzhou):
    make_deduction(lanzhou, name="老的", effective_from=DAY(2023, 1, 1))
    make_deduction(lanzhou, name="现在的", effective_from=DAY(2025, 1, 1))
    make_deduction(lanzhou, name="将来的", effective_from=DAY(2027, 1, 1))
    make_deduction(lanzhou, name="更远的", effective_from=DAY(2028, 1, 1))

    assert names(lanzhou) == ["现在的", "将来的"]
    assert names(lanzhou, DAY(2024, 1, 1)) == ["老的", "现在的"]
    assert names(lanzhou, DAY(2027, 1, 1)) == ["将来的", "更远的"]


def test_one_that_has_ended_does_not_come_back_and_the_province_is_asked(gansu, lanzhou):
    make_deduction(gansu, name="省的")
    make_deduction(lanzhou, name="老的", effective_from=DAY(2020, 1, 1))
    make_deduction(
        lanzhou, name="停了的", effective_from=DAY(2023, 1, 1), ended_on=DAY(2025, 12, 31)
    )

    assert names(lanzhou, DAY(2025, 12, 31)) == ["停了的"]
    assert names(lanzhou) == ["省的"]


def test_a_place_that_pools_apart_has_nothing_of_its_province(gansu, lanzhou):
    make_deduction(gansu)
    lanzhou.own_pool = True
    lanzhou.save()

    assert names(lanzhou) == []


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_only_published_ones_count(lanzhou, status):
    make_deduction(lanzhou, status=status)

    assert names(lanzhou) == []


@pytest.mark.parametrize("confidence", ["general", "unknown", "known_unseen"])
def test_one_with_too_weak_a_source_never_shows(lanzhou, confidence):
    make_deduction(lanzhou, source=make_source(confidence=confidence))

    assert names(lanzhou) == []


def test_many_places_cost_one_query(gansu, lanzhou, tianshui, django_assert_num_queries):
    make_deduction(lanzhou)
    with django_assert_num_queries(1):
        Deduction.objects.of_each([gansu, lanzhou, tianshui], TODAY)
