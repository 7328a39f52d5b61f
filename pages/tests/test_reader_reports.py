"""What several readers report alike is told on their place's page, with its grade, and nowhere."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.reader_reports import alike, statements
from regions.tests.make import (
    make_estimate,
    make_nation,
    make_policy,
    make_reader_statement,
    make_region,
    make_reports,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
PAGE = "/regions/gansu/lanzhou/"
GRADE = "读者报来，没有文件"
#: Lists, sheets and data that must not know what readers report.
OTHERS = (
    "/",
    "/coverage/",
    "/changes/",
    "/regions/",
    "/regions/places.json",
    "/regions/gansu/",
    f"{PAGE}sheet/",
    "/calculator/compare/?a=兰州&b=兰州",
    "/report/?region=兰州",
    "/search/?q=兰州每月打多少",
    "/sitemap-regions.xml",
)
RETIRED = "?insurance=employee&status=retired"


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stands still at noon in Shanghai until a test moves it."""
    time_machine.move_to("2026-11-25T04:00:00Z", tick=False)
    return time_machine


def words(page: str) -> list[str]:
    """What the page says of readers' reports, without markup."""
    parts = re.findall(r'<p class="doubt readers">(.*?)</p>', page, re.S)
    return [re.sub(r"<[^>]+>|\n\s*", "", part).strip() for part in parts]


# --- What is told ------------------------------------------------------------------------------


def test_where_nothing_is_known_the_card_tells_it_with_its_grade(client, lanzhou):
    make_reader_statement(lanzhou, "80")

    page = client.get(PAGE).text

    assert words(page) == [
        f"{GRADE} 有 6 封读者来信报了 80 元。同一户同一天只算一封，我们没有核实。"
    ]
    assert page.index("还没查到") < page.index(GRADE) < page.index('id="balance"')


@pytest.mark.parametrize("status", ["not-yet", "working"])
def test_who_has_yet_to_retire_is_told_it_too(client, lanzhou, status):
    make_reader_statement(lanzhou, "80")

    page = client.get(f"{PAGE}?insurance=employee&status={status}").text

    assert len(words(page)) == 1


def test_beside_a_rule_it_stands_where_one_asks_why_another_amount_came(client, lanzhou):
    make_policy(lanzhou)
    september = datetime.date(2026, 9, 1)
    make_reader_statement(lanzhou, "76.5", 7, min_age=70, max_age=84, month=september)

    page = client.get(PAGE).text

    assert words(page) == [
        f"{GRADE} 有 7 封读者来信报了 76.5 元（2026年9月的，70到84岁）。"
        "同一户同一天只算一封，我们没有核实。"
    ]
    assert page.index('id="fix"') < page.index(GRADE)


@pytest.mark.parametrize(
    ("month", "told"), [(None, ""), (datetime.date(2026, 9, 1), "2026年9月的")]
)
def test_the_month_in_words(lanzhou, month, told):
    make_reader_statement(lanzhou, "80", month=month)

    assert statements(lanzhou, TODAY)[0].known == told


def test_several_amounts_stand_in_order_of_their_letters_and_at_most_three(client, lanzhou):
    for amount, readers in (("70", 5), ("80", 9), ("90", 7), ("100", 6)):
        make_reader_statement(lanzhou, amount, readers)

    assert [(told.amount, told.letters) for told in statements(lanzhou, TODAY)] == [
        (80, 9),
        (90, 7),
        (100, 6),
    ]
    (told,) = words(client.get(PAGE).text)
    assert told.count(GRADE) == 1


def test_just_this_amount_is_found_for_who_compares_one(gansu, lanzhou):
    make_reader_statement(lanzhou, "76.5", 7)

    found = alike(lanzhou, Decimal("76.50"), TODAY)
    assert found is not None
    assert found.letters == 7
    assert alike(lanzhou, Decimal("76.51"), TODAY) is None
    assert alike(gansu, Decimal("76.50"), TODAY) is None


# --- What is not -------------------------------------------------------------------------------


def test_a_flood_changes_no_page_until_an_editor_saw_it(client, lanzhou):
    before = client.get(PAGE).text
    make_reports(lanzhou, Decimal(9999), 400)

    assert client.get(PAGE).text == before


def test_what_is_hidden_is_not_told(client, lanzhou):
    make_reader_statement(lanzhou, "80", state="hidden")

    assert statements(lanzhou, TODAY) == []
    assert GRADE not in client.get(PAGE).text


@pytest.mark.parametrize(("day", "told"), [("2027-11-25", True), ("2027-11-26", False)])
def test_after_a_year_an_editor_has_to_look_again(lanzhou, day, told):
    make_reader_statement(lanzhou, "80")

    assert bool(statements(lanzhou, datetime.date.fromisoformat(day))) is told


def test_the_neighbours_and_the_province_do_not_tell_it(client, gansu, lanzhou):
    make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)
    make_reader_statement(lanzhou, "80")

    for path in ("gansu", "gansu/tianshui"):
        assert GRADE not in client.get(f"/regions/{path}/").text


def test_of_a_province_whose_places_differ_no_amount_means_anything(client, gansu, lanzhou):
    make_policy(lanzhou)
    tianshui = make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)
    make_policy(tianshui, tiers=[(0, None, "90")])
    make_reader_statement(gansu, "80")

    assert GRADE not in client.get("/regions/gansu/").text


def test_a_resident_reads_no_retirees_amount(client, lanzhou):
    make_policy(lanzhou)
    make_reader_statement(lanzhou, "76.5")

    assert GRADE in client.get(f"{PAGE}{RETIRED}").text
    assert GRADE not in client.get(f"{PAGE}?insurance=resident").text


def _without_edition(text: str) -> str:
    return re.sub(r'(name="edition" content="|第 )\d+', r"\1", text)


@pytest.mark.parametrize("known", [True, False])
def test_it_is_never_a_rule(client, gansu, lanzhou, known):
    """No title, card of a link, data for machines, list, sheet or answer changes by a byte.

    The edition is another one: the place's page tells something new.
    """
    make_estimate(make_nation())
    if known:
        make_policy(lanzhou)

    def all_else():
        page = client.get(PAGE).text
        head = page.partition("</head>")[0]
        told = [client.get(path) for path in OTHERS]
        assert {page.status_code for page in told} == {200}
        answer = client.get(f"{PAGE}{RETIRED}&average_pension=4000").text.partition('id="fix"')[0]
        answers = [answer, *(page.text for page in told)]
        scripts = re.findall(r"<script.*?</script>", page, re.S)
        return [_without_edition(one) for one in (head, *scripts, *answers)]

    before = all_else()
    make_reader_statement(lanzhou, "76.5")

    assert GRADE in client.get(PAGE).text
    assert all_else() == before
    assert "76.5" not in str(before)


# --- What it costs -----------------------------------------------------------------------------


def test_a_page_pays_once_for_all_places_and_then_nothing(client, gansu, lanzhou):
    make_policy(lanzhou)
    make_reader_statement(lanzhou, "76.5")
    client.get(PAGE)

    with CaptureQueriesContext(connection) as seen:
        statements(gansu, timezone.localdate())
        assert GRADE in client.get(PAGE).text

    assert [q for q in seen.captured_queries if "readerstatement" in q["sql"].lower()] == []


def test_a_place_that_lost_its_page_tells_nothing(client, gansu, lanzhou):
    make_reader_statement(lanzhou, "80")
    tianshui = make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)
    lanzhou.successor, lanzhou.ended_on, lanzhou.has_page = tianshui, TODAY, False
    lanzhou.save()

    assert statements(tianshui, TODAY) == []
    assert GRADE not in client.get("/regions/gansu/tianshui/").text
