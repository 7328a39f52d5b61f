"""Feeds of what changed: valid, with names that stay, true moments, and what concerns a place."""

import datetime
from decimal import Decimal
from xml.etree import ElementTree

import feedparser
import pytest
from django.utils import timezone

from faq.tests.make import make_local_answer, make_question
from opendata import feeds
from opendata.concerning import Concerning
from opendata.identity import lasting
from regions.models import RefundPolicy, RegionAlias
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
ATOM = "{http://www.w3.org/2005/Atom}"
LANZHOU = "/regions/gansu/lanzhou/feed/"


def saved(row, moment: str):
    """Let ``row`` have been saved at ``moment``, in UTC."""
    when = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)
    row.history.update(history_date=when)
    return row


def entries(region=None):
    return feeds.entries(Concerning.of(region, TODAY), TODAY)


def titles(region=None):
    return {entry.title for entry in entries(region)}


def read(client, path):
    """The feed at ``path`` as a library reads it, which finds no fault with it."""
    response = client.get(path)
    assert response.status_code == 200
    sent = {name.lower(): value for name, value in response.headers.items()}
    parsed = feedparser.parse(response.content, response_headers=sent)
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return parsed


def make_one_of_each(place):
    make_policy(place)
    make_channel(place)
    make_claim(place)
    make_statistic(place)
    make_deduction(place)
    make_local_answer(place)


@pytest.mark.parametrize("path", ["/changes/feed/", "/regions/gansu/feed/", LANZHOU])
def test_a_feed_is_valid_by_a_library(client, lanzhou, path):
    make_one_of_each(lanzhou)
    make_claim(lanzhou, source=make_source(publisher='医保局 <b>&"</b>'))

    parsed = read(client, path)

    itself = parsed.feed.links[1]
    assert (itself.rel, itself.href) == ("self", f"http://127.0.0.1:8000{path}")
    assert len(parsed.entries) >= 6
    assert all(entry.link.startswith("http://127.0.0.1:8000/") for entry in parsed.entries)
    assert any("&lt;b&gt;&amp;" in entry.summary for entry in parsed.entries)


@pytest.mark.parametrize("path", ["/changes/feed/", LANZHOU])
def test_a_feed_has_all_that_the_standard_demands(client, lanzhou, path):
    make_one_of_each(lanzhou)

    root = ElementTree.fromstring(client.get(path).content)  # noqa: S314 our own

    assert root.find(f"{ATOM}author/{ATOM}name").text == "医保明白账"
    for part in [root, *root.iter(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
    names = [found.text for found in root.iter(f"{ATOM}id")]
    assert len(names) == len(set(names))
    assert all(name.startswith("urn:uuid:") for name in names)


@pytest.mark.parametrize("path", ["/changes/feed/", LANZHOU])
def test_what_xml_cannot_hold_makes_no_fault(client, lanzhou, path):
    pasted = "报上\x0b说\x1f的\ufffe"
    make_local_answer(lanzhou, statement=pasted)
    make_claim(lanzhou, source=make_source(title=pasted, publisher=pasted))

    parsed = read(client, path)

    assert any("报上说的" in entry.title for entry in parsed.entries)
    assert any("报上说的" in entry.summary for entry in parsed.entries)


def test_an_empty_feed_is_valid_and_has_not_changed_since_feeds_began(client, lanzhou):
    parsed = read(client, LANZHOU)

    assert parsed.entries == []
    assert parsed.feed.updated == "2026-11-30T00:00:00+00:00"


def test_a_name_comes_from_the_key_and_the_version_and_never_changes(lanzhou):
    policy = make_policy(lanzhou, key="lanzhou-2023")

    [entry] = entries()

    assert entry.name == lasting("fact", "refundpolicy", "lanzhou-2023", policy.version)
    assert lasting("fact", "refundpolicy", "lanzhou-2023", 1) == (
        "f8483b09-cdd8-5ad0-8ff0-4ba9b3ce7a55"
    )


def test_a_statistic_is_named_by_the_code_of_its_place(lanzhou):
    make_statistic(lanzhou, year=2022)

    [entry] = entries()

    assert entry.name == lasting("fact", "statistic", *lanzhou.natural_key(), 2022, 1)


def test_a_question_keeps_the_names_of_its_entries_under_another_address():
    question = make_question()
    before = {entry.name for entry in entries()}
    question.slug = "another"
    question.save()

    assert before <= {entry.name for entry in entries()}


def test_each_change_is_an_entry_of_the_moment_at_which_it_was_saved(client, lanzhou):
    row = saved(make_deduction(lanzhou, amount=Decimal(7)), "2026-11-20T03:04:05")
    row.amount = Decimal("8.66")
    row.save()
    row.history.filter(version=2).update(
        history_date=datetime.datetime(2026, 11, 21, 1, tzinfo=datetime.UTC)
    )

    newer, older = read(client, LANZHOU).entries

    assert (newer.updated, older.updated) == (
        "2026-11-21T01:00:00+00:00",
        "2026-11-20T03:04:05+00:00",
    )
    assert newer.title == ("代扣：甘肃省兰州市，大病保险，改了，原来每月 7 元，改成每月 8.66 元")


def test_an_entry_says_from_which_day_and_who_says_so(lanzhou):
    make_policy(
        lanzhou,
        effective_from=datetime.date(2023, 1, 1),
        tiers=[(0, None, "90")],
        source=make_source(publisher="兰州市医保局"),
    )

    [entry] = entries()

    assert entry.title == "划入标准：甘肃省兰州市，新收录，每月 90 元"
    assert entry.lines == [
        "每月 90 元。",
        "从 2023年1月1日起。",
        "出处：兰州市医保局，2026年6月1日，二手资料。",
    ]


def test_an_entry_names_the_source_of_its_time(lanzhou):
    row = make_deduction(lanzhou, source=make_source(publisher="老局"))
    row.source = make_source(publisher="新局")
    row.save()

    lines = ["".join(entry.lines) for entry in entries()]

    assert ["老局" in line for line in lines] == [False, True]


def test_a_withheld_figure_is_told_nowhere(client, lanzhou):
    old = make_source(published_on=datetime.date(2015, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "91.23")], source=old)
    row = make_deduction(lanzhou, amount=Decimal("92.34"), source=old)
    row.amount = Decimal("93.45")
    row.save()

    text = client.get(LANZHOU).text

    assert "金额" in text
    assert not [figure for figure in ("91.23", "92.34", "93.45") if figure in text]


def test_a_rule_known_before_is_told_again_on_the_day_it_begins(lanzhou):
    known = make_policy(lanzhou, effective_from=datetime.date(2026, 11, 20))
    saved(known, "2026-11-01T00:00:00")
    late = make_policy(lanzhou.parent, effective_from=datetime.date(2026, 11, 20))
    saved(late, "2026-11-22T00:00:00")
    saved(make_policy(lanzhou, effective_from=datetime.date(2026, 11, 26)), "2026-11-02T00:00:00")

    begun = [entry for entry in entries() if "执行新标准" in entry.title]

    assert [entry.title for entry in begun] == [
        "甘肃省兰州市：2026年11月20日起执行新标准，每月 75 元"
    ]
    assert begun[0].moment == datetime.datetime(2026, 11, 19, 16, tzinfo=datetime.UTC)


def test_a_day_with_many_changes_is_one_entry_in_numbers(lanzhou):
    for number in range(13):
        saved(make_channel(lanzhou, name=f"热线{number}"), f"2026-11-20T04:00:{number:02}")

    [entry] = entries(lanzhou)

    assert entry.title == "兰州：2026年11月20日收录或改动了 13 处"
    assert entry.lines == ["查询办法 13 种。"]
    assert entry.moment.second == 12
    assert entry.name == lasting("day", "2026-11-20", lanzhou.natural_key()[0])


# --- What concerns a place --------------------------------------------------------------------


def test_a_places_feed_tells_its_own_and_the_rule_from_above_that_holds_there(lanzhou):
    make_policy(lanzhou.parent)
    make_channel(lanzhou.parent, name="省里的热线")
    make_channel(lanzhou, name="兰州热线")
    make_policy(make_region(slug="baiyin", parent=lanzhou.parent))
    make_question()

    assert titles(lanzhou) == {
        "划入标准：甘肃省，新收录，每月 75 元",
        "查询办法：甘肃省兰州市，兰州热线，新收录",
    }


def test_a_places_feed_is_silent_on_a_rule_from_above_that_does_not_hold_there(lanzhou):
    make_policy(lanzhou.parent)
    make_policy(lanzhou, tiers=[(0, None, "90")])

    assert titles(lanzhou) == {"划入标准：甘肃省兰州市，新收录，每月 90 元"}


def test_a_places_feed_tells_of_the_counties_on_its_page(lanzhou):
    make_statistic(make_region(slug="yuzhong", parent=lanzhou, has_page=False))

    assert len(entries(lanzhou)) == 1


def test_a_provinces_feed_tells_of_its_places(lanzhou):
    make_channel(lanzhou, name="兰州热线")
    make_channel(make_region(slug="shanghai"), name="上海热线")

    assert titles(lanzhou.parent) == {"查询办法：甘肃省兰州市，兰州热线，新收录"}


# --- Addresses and requests -------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["feed/", "calendar/", "reminder/"])
def test_a_county_a_former_address_and_capitals_lead_to_the_page_they_belong_to(
    client, lanzhou, tail
):
    make_region(slug="yuzhong", parent=lanzhou, has_page=False)
    RegionAlias.objects.create(
        region=lanzhou, name="gansu/gaolan-fu", kind=RegionAlias.Kind.ADDRESS
    )

    for path in ("gansu/yuzhong", "gansu/gaolan-fu", "Gansu/Lanzhou"):
        response = client.get(f"/regions/{path}/{tail}")
        assert (response.status_code, response["Location"]) == (
            301,
            f"/regions/gansu/lanzhou/{tail}",
        )


def test_an_address_without_its_slash_or_with_dirt_leads_to_the_feed(client, lanzhou):
    for path in ("/regions/gansu/lanzhou/feed", "/regions/gansu/lanzhou/feed/。", "/changes/feed"):
        response = client.get(path, follow=True)
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8", path


def test_a_place_that_is_nowhere_has_no_feed(client, lanzhou):
    assert client.get("/regions/gansu/nowhere/feed/").status_code == 404
    assert client.get("/regions/nowhere/calendar/").status_code == 404


def test_what_a_reader_accepts_or_adds_changes_nothing(client, lanzhou):
    make_policy(lanzhou)
    plain = client.get(LANZHOU)

    other = client.get(f"{LANZHOU}?utm_source=x&page=9", headers={"Accept": "image/png"})

    assert other.content == plain.content
    assert other["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert other["Access-Control-Allow-Origin"] == "*"
    assert "s-maxage" in other["Cache-Control"]


def test_a_feed_answers_head_without_a_body(client, lanzhou):
    response = client.head(LANZHOU)

    assert (response.status_code, response.content) == (200, b"")


def test_pages_link_their_feed_and_changes_says_what_a_feed_is(client, lanzhou):
    place, changes = client.get("/regions/gansu/lanzhou/").text, client.get("/changes/").text

    link = '<link rel="alternate" type="application/atom+xml"'
    assert f'{link} title="这个地方的改动" href="feed/">' in place
    assert f'{link} title="各地的改动" href="/changes/feed/">' in changes
    assert 'href="/changes/calendar/"' in changes
    assert "订阅，就是" in changes


@pytest.mark.parametrize(
    ("path", "most"),
    # of seven kinds the days, the facts and their history; tiers, links; rules that began
    [("/changes/feed/", 37), ("/regions/gansu/feed/", 34), (LANZHOU, 34)],
)
def test_a_feed_costs_the_same_with_more_facts_and_more_history(
    client, lanzhou, path, most, django_assert_max_num_queries
):
    def grow(number):
        place = lanzhou if number == 0 else make_region(slug=f"p-{number}", parent=lanzhou.parent)
        make_one_of_each(place)
        begun = make_policy(place, effective_from=datetime.date(2025, 1, 1) + day * number)
        saved(begun, f"2024-12-{number + 1:02}T00:00:00")
        for row in RefundPolicy.objects.filter(region=place):
            row.save()

    day = datetime.timedelta(days=1)
    grow(0)
    client.get(path)  # what all pages share
    with django_assert_max_num_queries(most) as asked:
        client.get(path)
        before = len(asked)
    for number in range(1, 4):
        grow(number)
    saved(lanzhou.policies.first(), "2026-11-02T00:00:00")
    client.get(path)
    with django_assert_max_num_queries(before):
        client.get(path)


def test_nothing_in_a_feed_is_of_now(client, lanzhou):
    saved(make_policy(lanzhou), "2026-11-20T03:04:05")
    now = timezone.now()

    text = client.get(LANZHOU).text

    assert f"{now:%Y-%m-%dT%H}" not in text
    assert client.get(LANZHOU).headers["Last-Modified"] == "Fri, 20 Nov 2026 03:04:05 GMT"
