"""Who looks for 兰州 finds 兰州市 first, not the province that also has the word."""

import json

import pytest
from django.urls import reverse

from regions.models import RegionAlias
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_estimate,
    make_policy,
    make_region,
    make_reports,
    make_statistic,
)

pytestmark = pytest.mark.django_db

MAKERS = {
    "refundpolicy": make_policy,
    "deduction": make_deduction,
    "statistic": make_statistic,
    "lookupchannel": make_channel,
    "claim": make_claim,
    "estimate": make_estimate,
}


@pytest.fixture
def gansu():
    place = make_region("gansu", name="甘肃省", short_name="甘肃", code="620000", initials="gs")
    RegionAlias.objects.create(region=place, name="兰州新区", kind="part")
    RegionAlias.objects.create(region=place, name="lanzhou xinqu", kind="reading")
    return place


@pytest.fixture
def lanzhou(gansu):
    return make_region("lanzhou", gansu, name="兰州市", short_name="兰州", initials="lz")


def listed(client, model, **query):
    answer = client.get(reverse(f"admin:regions_{model}_changelist"), query)
    return list(answer.context["cl"].result_list)


@pytest.mark.parametrize("model", MAKERS)
@pytest.mark.parametrize("typed", ["兰州", "兰州市", "lanzhou"])
def test_facts_of_the_searched_place_come_first(admin_client, gansu, lanzhou, model, typed):
    if typed == "lanzhou":
        gansu.pinyin = "lanzhou gansu"
        gansu.save()
    MAKERS[model](gansu)
    MAKERS[model](lanzhou)

    found = [row.region.slug for row in listed(admin_client, model, q=typed)]

    assert found[0] == "lanzhou"


def test_the_list_of_places_and_its_letters_begin_with_it(admin_client, gansu, lanzhou):
    make_region("lanzhou2", gansu, name="兰州新市", short_name="兰州新")
    make_reports(gansu, "80.00", 1)
    make_reports(lanzhou, "80.00", 1)

    places = [row.slug for row in listed(admin_client, "region", q="兰州")]
    letters = [row.region.slug for row in listed(admin_client, "correctionreport", q="兰州")]

    assert places == ["lanzhou", "lanzhou2", "gansu"]
    assert letters == ["lanzhou", "gansu"]


def test_a_field_that_looks_for_a_place_offers_it_first(admin_client, gansu, lanzhou):
    query = {"app_label": "regions", "model_name": "refundpolicy", "field_name": "region"}

    answer = admin_client.get(reverse("admin:autocomplete"), query | {"term": "兰州"})

    names = [row["text"] for row in json.loads(answer.text)["results"]]
    assert names == ["甘肃省兰州市", "甘肃省"]


def test_each_row_is_listed_once(admin_client, gansu):
    RegionAlias.objects.create(region=gansu, name="兰州旧区", kind="part")
    make_policy(gansu)

    assert len(listed(admin_client, "refundpolicy", q="兰州")) == 1


def test_the_column_that_somebody_sorts_by_counts_more(admin_client, gansu, lanzhou):
    make_policy(gansu)
    make_policy(lanzhou)

    found = [row.region.slug for row in listed(admin_client, "refundpolicy", q="兰州", o="1")]

    assert found == ["gansu", "lanzhou"]
