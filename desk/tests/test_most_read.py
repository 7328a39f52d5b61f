"""What people read most comes first on the work list; where nobody counts it is as before."""

import datetime

import pytest

from desk.most_read import MostRead
from desk.worklist import next_missing
from faq.tests.make import make_question
from regions.models import LinkCheck, Region, Source
from regions.tests.make import make_channel, make_policy, make_region, make_source
from visits.models import PageVisits

from .test_worklist import TODAY, checked_link, section, sourced, texts

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - datetime.timedelta(days=1)
OLD = datetime.date(2024, 1, 1)


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


def read(**numbers):
    paths = {f"/regions/gansu/{slug}/": number for slug, number in numbers.items()}
    PageVisits.objects.add(YESTERDAY, paths)


def cities(gansu, *slugs):
    return [make_region(slug=slug, parent=gansu, code=f"62{slug}") for slug in slugs]


def test_policies_to_check_come_by_how_often_their_pages_are_read(gansu):
    for place in cities(gansu, "a", "b", "c"):
        make_policy(place, source=sourced(checked=OLD))
    assert texts("due") == ["甘肃省a市", "甘肃省b市", "甘肃省c市"]
    read(b=7, c=90)

    rows = section("due").rows

    assert [row.text for row in rows] == ["甘肃省c市", "甘肃省b市", "甘肃省a市"]
    assert rows[0].why.endswith("管 1 个地方，90天看了 90 次")
    assert rows[2].why.endswith("管 1 个地方")


def test_a_policy_has_the_readers_of_the_places_it_holds_for(gansu):
    own, _ = cities(gansu, "own", "heir")
    make_policy(gansu, source=sourced(checked=OLD))
    make_policy(own, source=sourced(checked=OLD))
    read(own=10, heir=8)
    PageVisits.objects.add(YESTERDAY, {"/regions/gansu/": 1})

    assert texts("due") == ["甘肃省own市", "甘肃省"]
    read(heir=2)
    assert texts("due") == ["甘肃省", "甘肃省own市"]


def test_places_without_a_document_come_by_readers_too_and_so_does_the_next(gansu):
    cities(gansu, "a", "b", "c")
    before = texts("missing")
    read(c=3)

    assert before[1:] == ["甘肃省a市", "甘肃省b市", "甘肃省c市"]
    assert texts("missing") == ["甘肃省", "甘肃省c市", "甘肃省a市", "甘肃省b市"]
    c = Region.objects.get(slug="c")
    assert next_missing(c.pk, TODAY, lambda places: set()).slug == "a"


def test_other_facts_come_by_readers_then_by_age(gansu):
    a, b = cities(gansu, "a", "b")
    for place, day in ((a, datetime.date(2023, 1, 1)), (b, OLD)):
        make_channel(place, source=sourced(checked=day))
    first = texts("aged")[0]
    read(b=1)

    assert "a市" in first
    assert "b市" in texts("aged")[0]


def test_links_come_worst_first_then_by_readers(gansu):
    a, b = cities(gansu, "a", "b")
    broken, dangerous = LinkCheck.Outcome.BROKEN, LinkCheck.Outcome.DANGEROUS
    for url in ("https://a.gov.cn/", "https://b.gov.cn/", "https://c.gov.cn/"):
        checked_link(url, broken)
    checked_link("https://z.gov.cn/", dangerous)
    make_channel(a, url="https://a.gov.cn/", kind="website")
    source = make_source(url="https://b.gov.cn/", confidence=Source.Confidence.DOC_SEEN)
    make_policy(b, source=source)
    # Dangerous addresses are no links; the row of each says which host it is.
    hosts = [row.why[-9:-1] for row in section("links").rows]
    assert hosts == ["z.gov.cn", "a.gov.cn", "b.gov.cn", "c.gov.cn"]
    read(b=5)

    hosts = [row.why[-9:-1] for row in section("links").rows]
    assert hosts == ["z.gov.cn", "b.gov.cn", "a.gov.cn", "c.gov.cn"]


def test_a_question_has_its_own_readers():
    question = make_question()
    PageVisits.objects.add(YESTERDAY, {question.get_absolute_url(): 6})

    assert MostRead(TODAY).fact(question) == 6


def test_visits_of_the_day_itself_and_of_long_ago_do_not_count(gansu):
    for back in (0, 91):
        PageVisits.objects.add(TODAY - datetime.timedelta(days=back), {"/regions/gansu/": 5})

    assert MostRead(TODAY).place(gansu) == 0


def test_all_that_is_asked_of_visits_is_one_query(gansu, django_assert_num_queries):
    places = cities(gansu, "a", "b")
    with django_assert_num_queries(1):
        most_read = MostRead(TODAY)
        for place in places:
            most_read.place(place)
        most_read.policies(places, dict.fromkeys([place.pk for place in places]))
