"""What search engines are told: the sitemap, what may be indexed, and robots.txt."""

import datetime
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calculator.situation import situation_of
from faq.models import Question
from faq.tests.make import make_question
from regions.models import LookupChannel, Publication, RefundPolicy, Region, Source
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_estimate,
    make_nation,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LANZHOU = "/regions/gansu/lanzhou/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z", tick=False)


@pytest.fixture
def nation():
    return make_nation()


def rows(client, address) -> dict[str, str | None]:
    """What a sitemap lists, without the host, each with its day."""
    response = client.get(address)
    assert response["Content-Type"] == "application/xml"
    assert "noindex" in response["X-Robots-Tag"]
    tree = ElementTree.fromstring(response.content)  # noqa: S314 our own
    found = {row.findtext(f"{SPACE}loc", ""): row.findtext(f"{SPACE}lastmod") for row in tree}
    assert all(address.startswith(f"{settings.SITE_URL}/") for address in found)
    return {address.removeprefix(settings.SITE_URL): day for address, day in found.items()}


def places(client) -> dict[str, str | None]:
    return rows(client, "/sitemap-regions.xml")


def saved(fact, day: datetime.date) -> None:
    """Let a row and its sources have been saved for the last time at noon of ``day``."""
    moment = datetime.datetime.combine(day, datetime.time(4), tzinfo=datetime.UTC)
    type(fact).objects.filter(pk=fact.pk).update(changed_at=moment)
    Source.objects.filter(pk=fact.source_id).update(changed_at=moment)


def old(fact):
    saved(fact, datetime.date(2026, 1, 1))
    return fact


def test_no_page_stands_in_the_sitemap_twice(client):
    listed = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap-pages.xml").text)

    assert len(listed) == len(set(listed)) > 10


def test_the_index_names_a_sitemap_of_each_kind(client, gansu):
    make_question()

    assert rows(client, "/sitemap.xml") == {
        "/sitemap-regions.xml": None,
        "/sitemap-faq.xml": "2026-11-25",
        "/sitemap-pages.xml": "2026-11-25",
    }
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_addresses_are_the_public_ones_whatever_host_was_asked(client, gansu, settings):
    settings.SITE_URL = "https://example.org"
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    make_policy(gansu)

    for address in ("/sitemap.xml", "/sitemap-regions.xml", "/sitemap-pages.xml"):
        page = client.get(address, headers={"host": "elsewhere.example"}).text
        assert "<loc>https://example.org/" in page
        assert "elsewhere" not in page


# --- What may be indexed: the page and the sitemap are of one mind --------------------------


def nothing(lanzhou):
    pass


def of_the_nation(lanzhou):
    nation = lanzhou.parent.parent
    make_channel(nation)
    make_claim(nation)
    make_estimate(nation)


def a_draft(lanzhou):
    make_policy(lanzhou, status=Publication.DRAFT)
    make_claim(lanzhou, status=Publication.WITHDRAWN)
    make_channel(lanzhou, status=Publication.DRAFT)


def of_a_pool_apart(lanzhou):
    Region.objects.filter(pk=lanzhou.pk).update(own_pool=True)
    make_policy(lanzhou.parent)
    make_claim(lanzhou.parent, below=True)


def a_claim_that_stays_above(lanzhou):
    make_claim(lanzhou.parent, below=False)


def of_the_neighbour(lanzhou):
    baiyin = make_region(slug="baiyin", name="白银市", parent=lanzhou.parent)
    make_policy(baiyin)
    make_claim(baiyin, below=True)
    make_channel(baiyin)


def a_statistic(lanzhou):
    make_statistic(lanzhou)


def own_policy(lanzhou):
    make_policy(lanzhou)


def own_policy_to_come(lanzhou):
    make_policy(lanzhou, effective_from=datetime.date(2027, 1, 1))


def own_policy_too_old_to_show(lanzhou):
    make_policy(lanzhou, source=make_source(published_on=datetime.date(2015, 1, 1)))


def own_claim(lanzhou):
    make_claim(lanzhou)


def own_channel(lanzhou):
    make_channel(lanzhou)


def policy_of_the_province(lanzhou):
    make_policy(lanzhou.parent)


def claim_of_the_province(lanzhou):
    make_claim(lanzhou.parent, below=True)


def own_deduction(lanzhou):
    make_deduction(lanzhou)


def why_nothing_is_estimated_in_the_province(lanzhou):
    make_no_estimate(lanzhou.parent)


def channel_of_the_province(lanzhou):
    make_channel(lanzhou.parent)


def channel_of_the_province_in_a_pool_apart(lanzhou):
    Region.objects.filter(pk=lanzhou.pk).update(own_pool=True)
    make_channel(lanzhou.parent)


INDEXED = [
    own_policy,
    own_policy_to_come,
    own_policy_too_old_to_show,
    own_claim,
    own_channel,
    own_deduction,
    why_nothing_is_estimated_in_the_province,
    policy_of_the_province,
    claim_of_the_province,
    channel_of_the_province,
    channel_of_the_province_in_a_pool_apart,
]
NOT_INDEXED = [
    nothing,
    of_the_nation,
    a_draft,
    of_a_pool_apart,
    a_claim_that_stays_above,
    of_the_neighbour,
    a_statistic,
]


@pytest.mark.parametrize("given", INDEXED, ids=lambda given: given.__name__)
def test_a_place_with_facts_of_its_own_or_its_province_is_indexed(client, lanzhou, given):
    given(lanzhou)

    assert LANZHOU in places(client)
    assert "noindex" not in client.get(LANZHOU).text


@pytest.mark.parametrize("given", NOT_INDEXED, ids=lambda given: given.__name__)
def test_a_place_without_is_not(client, lanzhou, given):
    given(lanzhou)

    assert LANZHOU not in places(client)
    assert '<meta name="robots" content="noindex, follow">' in client.get(LANZHOU).text


def test_counties_and_merged_places_are_not_listed(client, gansu, lanzhou):
    make_policy(gansu)
    make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)
    make_region(slug="old", parent=gansu, ended_on=datetime.date(2020, 1, 1), successor=lanzhou)

    assert set(places(client)) == {"/regions/gansu/", LANZHOU}


# --- Since when -----------------------------------------------------------------------------


def test_the_day_is_that_of_the_newest_fact_shown(client, lanzhou):
    old(make_policy(lanzhou))
    claim = old(make_claim(lanzhou))
    channel = old(make_channel(lanzhou))
    assert places(client)[LANZHOU] == "2026-01-01"

    saved(claim, datetime.date(2026, 2, 2))
    assert places(client)[LANZHOU] == "2026-02-02"

    saved(channel, datetime.date(2026, 3, 3))
    assert places(client)[LANZHOU] == "2026-03-03"


def test_a_source_that_is_checked_changes_the_page(client, lanzhou):
    policy = old(make_policy(lanzhou))
    other = make_source()
    policy.other_sources.add(other)
    day = datetime.datetime(2026, 4, 4, 4, tzinfo=datetime.UTC)

    Source.objects.filter(pk=other.pk).update(changed_at=day)

    assert places(client)[LANZHOU] == "2026-04-04"


@pytest.mark.parametrize(
    ("start", "day"),
    [("2026-11-24", "2026-11-24"), ("2026-11-25", "2026-11-25"), ("2026-11-26", "2026-01-01")],
    ids=["yesterday", "today", "tomorrow"],
)
def test_a_rule_that_begins_by_its_date_changes_the_page_on_that_day(client, lanzhou, start, day):
    old(make_policy(lanzhou))
    old(make_policy(lanzhou, effective_from=datetime.date.fromisoformat(start)))

    assert places(client)[LANZHOU] == day


@pytest.mark.parametrize("field", ["ended_on", "stated_until"])
@pytest.mark.parametrize(
    ("last", "day"),
    [("2026-11-23", "2026-11-24"), ("2026-11-24", "2026-11-25"), ("2026-11-25", "2026-01-01")],
    ids=["day-before-yesterday", "yesterday", "today"],
)
def test_the_page_changes_on_the_day_after_the_last_of_a_rule(client, lanzhou, field, last, day):
    old(make_policy(lanzhou.parent))
    old(make_policy(lanzhou, **{field: datetime.date.fromisoformat(last)}))

    assert places(client)[LANZHOU] == day


def test_a_rule_that_ended_alone_makes_no_page_worth_finding(client, lanzhou):
    make_policy(lanzhou, ended_on=datetime.date(2026, 11, 24))

    assert LANZHOU not in places(client)
    assert "noindex" in client.get(LANZHOU).text


def test_a_sitemap_tells_of_each_change_and_of_midnight_at_once(client, lanzhou, time_machine):
    policy = old(make_policy(lanzhou, stated_until=datetime.date(2026, 11, 25)))
    assert places(client)[LANZHOU] == "2026-01-01"

    time_machine.move_to("2026-11-25T16:00:00Z", tick=False)  # midnight in Shanghai
    assert places(client)[LANZHOU] == "2026-11-26"

    policy.status = Publication.WITHDRAWN
    policy.save()
    assert LANZHOU not in places(client)


def test_django_can_tell_when_a_sitemap_last_changed(client, lanzhou):
    old(make_policy(lanzhou))
    old(make_policy(lanzhou.parent))

    answer = client.get("/sitemap-regions.xml")

    assert answer["Last-Modified"].startswith("Thu, 01 Jan 2026")
    assert "Last-Modified" not in client.get("/sitemap-pages.xml")
    assert client.get("/sitemap-regions.xml?p=2").status_code == 404
    assert client.get("/sitemap-regions.xml?p=x").status_code == 404


def test_days_are_days_in_shanghai(client, lanzhou):
    policy = old(make_policy(lanzhou))
    late = datetime.datetime(2026, 5, 5, 16, tzinfo=datetime.UTC)  # midnight there

    RefundPolicy.objects.filter(pk=policy.pk).update(changed_at=late)

    assert places(client)[LANZHOU] == "2026-05-06"


def test_what_serves_the_whole_nation_changes_no_place(client, nation, lanzhou):
    old(make_policy(lanzhou))
    make_channel(nation)
    make_estimate(nation)

    assert places(client)[LANZHOU] == "2026-01-01"


def test_what_a_page_only_points_to_changes_it_no_more_than_the_nations(client, gansu, lanzhou):
    old(make_policy(lanzhou))
    make_channel(gansu, kind="website")
    make_claim(gansu, below=True)

    days = places(client)
    assert (days[LANZHOU], days["/regions/gansu/"]) == ("2026-01-01", "2026-11-25")

    make_channel(lanzhou, kind="wechat")  # told in full on its page
    assert places(client)[LANZHOU] == "2026-11-25"


def test_the_estimate_counts_where_it_is_what_the_page_shows(client, nation, lanzhou):
    old(make_claim(lanzhou))
    make_estimate(nation)

    assert places(client)[LANZHOU] == "2026-11-25"


@pytest.mark.parametrize(("year", "day"), [(2022, "2026-11-25"), (2021, "2026-01-01")])
def test_the_average_pension_counts_in_the_year_of_the_rule(client, lanzhou, year, day):
    old(make_policy(lanzhou, rates=[(0, None, "2.00")], base_year=2022))
    make_statistic(lanzhou, year=year)

    assert places(client)[LANZHOU] == day


@pytest.mark.parametrize(
    "rule",
    [
        lambda gansu, lanzhou: None,
        lambda gansu, lanzhou: make_policy(lanzhou, base_year=2022),
        lambda gansu, lanzhou: make_policy(lanzhou, rates=[(0, None, "2")], base_year=2021),
        lambda gansu, lanzhou: make_policy(lanzhou, rates=[(0, None, "2")]),
        lambda gansu, lanzhou: make_policy(gansu, rates=[(0, None, "2")], base_year=2022),
        lambda gansu, lanzhou: make_policy(
            gansu, rates=[(0, None, "2")], base_year=2022, base_region=gansu
        ),
    ],
    ids=["none", "amount", "year", "no-year", "of-the-place", "of-the-province"],
)
def test_the_sitemap_follows_the_average_pension_that_the_page_uses(client, gansu, lanzhou, rule):
    rule(gansu, lanzhou)
    stored = [make_statistic(place, year=y) for place in (gansu, lanzhou) for y in (2021, 2022)]
    for fact in [make_claim(lanzhou), *RefundPolicy.objects.all(), *stored]:
        old(fact)

    followed = []
    for statistic in stored:
        saved(statistic, datetime.date(2026, 3, 1))
        if places(client)[LANZHOU] == "2026-03-01":
            followed.append(statistic)
        old(statistic)

    used = situation_of(lanzhou, timezone.localdate(), timezone.localdate()).statistic
    assert followed == [statistic for statistic in stored if statistic == used]


def test_a_question_changes_with_itself_its_sources_claims_and_figures(client, lanzhou):
    question = make_question()
    moment = datetime.datetime(2026, 1, 1, 4, tzinfo=datetime.UTC)
    Question.objects.update(changed_at=moment)
    Source.objects.update(changed_at=moment)
    assert rows(client, "/sitemap-faq.xml") == {"/faq/lapse/": "2026-01-01"}

    question.rule_regions.add(lanzhou)
    saved(make_policy(lanzhou), datetime.date(2026, 6, 6))
    assert rows(client, "/sitemap-faq.xml") == {"/faq/lapse/": "2026-06-06"}

    claim = make_claim(lanzhou)
    question.claims.add(claim)
    assert rows(client, "/sitemap-faq.xml") == {"/faq/lapse/": "2026-11-25"}

    claim.status = Publication.WITHDRAWN
    claim.save()
    assert rows(client, "/sitemap-faq.xml") == {"/faq/lapse/": "2026-06-06"}


def test_a_page_that_shows_no_facts_has_no_day(client, nation):
    saved(make_channel(nation, kind="phone"), datetime.date(2026, 7, 7))
    listed = rows(client, "/sitemap-pages.xml")

    assert listed["/about/"] is None
    assert listed["/balance/"] == listed["/balance/phone/"] == "2026-07-07"
    assert listed["/balance/kiosk/"] is None


# --- What it costs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "limit"),
    [("/sitemap-regions.xml", 12), ("/sitemap-faq.xml", 10), ("/sitemap-pages.xml", 11)],
)
def test_a_sitemap_takes_as_many_queries_for_many_pages_as_for_few(
    client, nation, lanzhou, address, limit
):
    make_statistic(lanzhou)
    make_estimate(nation)
    for number in range(8):
        place = make_region(slug=f"p{number}", parent=lanzhou.parent)
        make_policy(place, effective_from=datetime.date(2020, 1, 1))
        question = make_question(slug=f"q{number}")
        question.rule_regions.add(place)
        question.claims.add(make_claim(place))
        make_channel(place, kind=LookupChannel.Kind.values[number])

    with CaptureQueriesContext(connection) as seen:
        first = client.get(address)
    with CaptureQueriesContext(connection) as again:
        assert client.get(address).content == first.content

    assert len(seen) == limit
    assert len(again) == 1  # the revision


# --- robots.txt -----------------------------------------------------------------------------


def test_robots_names_the_sitemap_and_lets_noindex_be_read(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert response.text == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /display/\n\n"
        f"Sitemap: {settings.SITE_URL}/sitemap.xml\n"
    )
    assert 'content="noindex, follow"' in client.get("/search/?q=x").text
