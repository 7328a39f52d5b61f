"""Which sources are shown: those that something published rests on."""

import datetime

import pytest

from faq.tests.make import make_question
from regions.models import Publication, Source
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)


def supported(place, source, **fields):
    policy = make_policy(place, **fields)
    policy.other_sources.add(source)
    return policy


def asked(place, source, **fields):
    question = make_question(**fields)
    question.sources.set([source])
    return question


def resting(make):
    return lambda place, source, **fields: make(place, source=source, **fields)


KINDS = [
    resting(make_policy),
    supported,
    resting(make_claim),
    resting(make_channel),
    resting(make_statistic),
    resting(make_estimate),
    asked,
]


@pytest.mark.parametrize(
    "make",
    KINDS,
    ids=["policy", "supported", "claim", "channel", "statistic", "estimate", "question"],
)
def test_a_source_is_shown_as_long_as_a_fact_that_rests_on_it_is_published(lanzhou, make):
    source = make_source()
    fact = make(lanzhou, source, status=Publication.PUBLISHED)
    published = (source in Source.objects.shown(), list(source.published_facts()))
    fact.move(Publication.WITHDRAWN)

    assert published == (True, [fact])
    assert source not in Source.objects.shown()
    assert list(source.published_facts()) == []


def test_a_source_is_shown_once_however_much_rests_on_it(gansu, lanzhou):
    source = make_source()
    for place in (gansu, lanzhou):
        make_policy(place, source=source)
    make_claim(lanzhou, source=source)

    assert list(Source.objects.shown()) == [source]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"published_on": None}, "资料没有写日期"),
        ({"published_on": TODAY, "published_precision": "year"}, f"{TODAY.year}年"),
        ({"checked_on": datetime.date(2026, 1, 2)}, "2026年1月2日核对过"),
    ],
    ids=["undated", "never-checked", "checked"],
)
def test_a_list_tells_only_the_day(fields, words):
    policy = make_policy(make_region(), source=make_source(**fields))

    assert policy.freshness(TODAY).in_short == words
