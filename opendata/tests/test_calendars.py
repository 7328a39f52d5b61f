"""Calendars: read by a library, whole days, names that stay, nothing of a reader's identity."""

import datetime
from decimal import Decimal

import icalendar
import pytest
from django.utils import timezone

from opendata import calendars
from opendata.calendars import Event, calendar
from opendata.concerning import Concerning
from opendata.identity import lasting
from regions.tests.make import make_deduction, make_nation, make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
NOW = datetime.datetime(2026, 11, 25, 1, 2, 3, tzinfo=datetime.UTC)
LANZHOU = "/regions/gansu/lanzhou/calendar/"
OWN = "/regions/gansu/lanzhou/reminder/?insurance=employee&status=retired"


def on(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def events(region=None):
    return calendars.events(Concerning.of(region, TODAY), TODAY)


def read(body: bytes) -> list[icalendar.Event]:
    """The events of a calendar as a library reads it; what it writes again is the same."""
    found = icalendar.Calendar.from_ical(body)
    assert [part.errors for part in found.walk() if part.errors] == []
    again = icalendar.Calendar.from_ical(found.to_ical())
    assert again.to_ical() == found.to_ical()
    assert [dict(e.property_items()) for e in again.events] == [
        dict(e.property_items()) for e in found.events
    ]
    return found.events


def asked(client, path) -> list[icalendar.Event]:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return read(response.content)


ODD = "兰州，a,b;c\\d\n第二行\r\x00\x1b「90 元」😀" * 9


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c"])
def test_no_text_ends_a_line_for_a_program_that_knows_more_ends(end):
    text = f"兰州{end}END:VCALENDAR"

    told = calendar([Event(lasting("x"), TODAY, text, [text], "/x/", NOW, 3)], text)

    assert told.splitlines() == told.removesuffix("\r\n").split("\r\n")


def test_any_text_comes_back_from_a_library_as_it_was():
    event = Event(lasting("x"), TODAY, ODD, [ODD, "完"], "/x/", NOW, 3)

    [found] = read(calendar([event], "某地,某县").encode())

    plain = ODD.replace("\r", "").replace("\x00", "").replace("\x1b", "")
    assert found["SUMMARY"] == plain
    assert found["DESCRIPTION"] == f"{plain}\n完"
    assert found["DTSTAMP"].dt == NOW
    assert found["SEQUENCE"] == 3


def test_lines_end_and_fold_as_the_standard_says():
    body = calendar([Event(lasting("x"), TODAY, ODD, [ODD], "/x/", NOW)], ODD).encode()

    lines = body.split(b"\r\n")

    assert lines.pop() == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]  # no character in two of them


def test_a_calendar_without_events_holds_a_component_all_the_same():
    found = icalendar.Calendar.from_ical(calendar([], "某地"))

    assert [part.name for part in found.subcomponents] == ["VTIMEZONE"]
    assert found["VERSION"] == "2.0"
    assert found["PRODID"]


def test_a_rule_that_begins_is_a_whole_day_of_the_place(client, lanzhou, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 25, 4, tzinfo=datetime.UTC))
    policy = make_policy(
        lanzhou,
        key="lanzhou-2027",
        effective_from=datetime.date(2027, 1, 1),
        tiers=[(0, None, "90")],
        source=make_source(publisher="兰州市医保局"),
    )

    [event] = asked(client, LANZHOU)

    assert event["UID"] == lasting("start", "refundpolicy", "lanzhou-2027")
    assert event["UID"].isascii()
    assert event["DTSTART"].dt == datetime.date(2027, 1, 1)
    assert event["DTEND"].dt == datetime.date(2027, 1, 2)
    assert event["DTSTAMP"].dt == policy.changed_at.replace(microsecond=0)
    assert event["SUMMARY"] == "兰州：医保卡返款新标准开始"
    assert event["URL"] == "http://127.0.0.1:8000/regions/gansu/lanzhou/#policy"
    assert "每月 90 元" in event["DESCRIPTION"]
    assert "出处：兰州市医保局" in event["DESCRIPTION"]
    assert asked(client, "/regions/gansu/calendar/") == asked(client, "/changes/calendar/")


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"effective_from": on(0)}, []),
        ({"effective_from": on(1)}, [on(1)]),
        ({"effective_from": on(-9), "ended_on": on(-1)}, []),
        ({"effective_from": on(-9), "ended_on": on(0)}, [on(0)]),
        ({"effective_from": on(-9), "stated_until": on(-1)}, []),
        ({"effective_from": on(-9), "stated_until": on(5)}, [on(5)]),
    ],
)  # fmt: skip
def test_only_what_begins_later_or_ends_from_today_on_is_to_come(lanzhou, fields, days):
    make_policy(lanzhou, **fields)

    assert [event.on for event in events(lanzhou)] == days


def test_the_end_of_a_rule_that_no_longer_holds_is_none(lanzhou):
    make_policy(lanzhou, effective_from=on(-9), stated_until=on(5))
    make_policy(lanzhou, effective_from=on(-2))

    assert events(lanzhou) == []


def test_deductions_begin_and_end_too(lanzhou):
    make_deduction(lanzhou, effective_from=on(-9), ended_on=on(3))
    make_deduction(lanzhou, effective_from=on(4), amount=Decimal("8.66"))

    found = events(lanzhou)

    assert [(event.on, event.title) for event in found] == [
        (on(3), "兰州：大病保险的最后一天"),
        (on(4), "兰州：大病保险开始"),
    ]
    assert "每月 8.66 元" in found[1].lines[0]


def test_what_is_to_come_above_comes_where_it_will_hold(lanzhou):
    make_policy(make_nation(), effective_from=on(8))
    make_policy(make_region(slug="baiyin", parent=lanzhou.parent), effective_from=on(9))

    assert [event.on for event in events(lanzhou)] == [on(8)]
    assert events(lanzhou)[0].url == "/changes/"
    assert [event.on for event in events(lanzhou.parent)] == [on(8), on(9)]
    assert [event.on for event in events()] == [on(8), on(9)]


def test_a_withheld_figure_is_told_in_no_calendar(lanzhou):
    old = make_source(published_on=datetime.date(2015, 1, 1))
    make_policy(lanzhou, effective_from=on(1), tiers=[(0, None, "91.23")], source=old)
    make_deduction(lanzhou, effective_from=on(1), amount=Decimal("92.34"), source=old)

    text = calendar(events(lanzhou))

    assert len(events(lanzhou)) == 2
    assert "91.23" not in text
    assert "92.34" not in text


def test_a_calendar_costs_the_same_with_more_to_come(client, lanzhou, django_assert_num_queries):
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=number) for number in range(1, 5)]
    for path in ("/changes/calendar/", LANZHOU):
        for number, day in enumerate(days):
            place = make_region(slug=f"p-{day}-{path == LANZHOU}".lower(), parent=lanzhou.parent)
            make_policy(place, effective_from=day)
            make_policy(place, ended_on=day)
            make_deduction(place, effective_from=day, ended_on=day)
            make_policy(lanzhou, effective_from=day + datetime.timedelta(days=9 * number))
            client.get(path)  # what all pages share
            with django_assert_num_queries(4):  # the revision; rules, their tiers and sources
                client.get(path)
        lanzhou.policies.all().delete()


# --- One's own --------------------------------------------------------------------------------


@pytest.fixture
def by_age(lanzhou):
    """A rule of Lanzhou: 90 yuan, 110 from 70 on."""
    return make_policy(lanzhou, tiers=[(0, 69, "90"), (70, None, "110")])


def born(years: int) -> str:
    """The parameter for a birth in this month, so many years ago."""
    today = timezone.localdate()
    return f"&birth={today.year - years}-{today.month:02}"


def test_ones_next_band_is_the_first_of_the_month_in_which_one_turns_its_age(client, by_age):
    today = timezone.localdate()

    [event] = asked(client, f"{OWN}{born(60)}")

    month = datetime.date(today.year + 10, today.month, 1)
    assert event["DTSTART"].dt == month
    assert event["SUMMARY"] == "兰州医保卡：这个月满70岁，返款换一档"
    assert "每月 110 元" in event["DESCRIPTION"]
    code = by_age.region.natural_key()
    assert event["UID"] == lasting("next-band", *code, month.isoformat(), 70)


def test_ones_own_day_is_the_same_each_time_and_kept_by_nobody(client, by_age):
    first, again = (client.get(f"{OWN}{born(60)}") for _ in range(2))

    assert first.content == again.content
    assert first["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in first.headers
    assert first["Content-Disposition"] == 'attachment; filename="yibao.ics"'


def test_it_says_nothing_that_rests_on_ones_own_pension(client, lanzhou):
    make_policy(lanzhou, rates=[(0, 69, "2"), (70, None, "3")])
    make_deduction(
        lanzhou, amount=None, percent=Decimal("0.1"), percent_of="own", effective_from=None
    )

    response = client.get(f"{OWN}{born(60)}&average_pension=4000&own_pension=4321.09")

    assert response.status_code == 200
    assert "4321" not in response.text
    assert "4\\,321" not in response.text
    assert "元" not in response.text


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("&age=66", "要写出生年月，才知道哪个月换档。"),
        ("&birth=1930-01", "没有可以存的日子：您已经在最高一档，以后不会因为年龄再变。"),
        ("&age=abc", "没有看懂您的情况。"),
        ("&birth=9999-01", "没有看懂您的情况。"),
        (f"&age={'9' * 5000}", "没有看懂您的情况。"),
        ("", "没有看懂您的情况。"),
    ],
)
def test_without_such_a_day_it_says_why_in_plain_text(client, by_age, more, why):
    response = client.get(f"{OWN}{more}")

    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert response.text.startswith(why)
    assert response["Cache-Control"] == "no-store"


def test_whom_nothing_is_paid_is_told_so(client, by_age):
    response = client.get("/regions/gansu/lanzhou/reminder/?insurance=resident&status=retired")

    assert response.status_code == 404
    assert "居民医保没有这笔钱" in response.text


def test_the_answer_leads_to_it_or_says_what_it_takes(client, by_age):
    case = "insurance=employee&status=retired"
    known = client.get(f"/regions/gansu/lanzhou/?{case}{born(60)}").text
    unknown = client.get(f"/regions/gansu/lanzhou/?{case}&age=60").text
    highest = client.get(f"/regions/gansu/lanzhou/?{case}&age=80").text

    assert 'href="/regions/gansu/lanzhou/reminder/?insurance=employee&amp;status=retired' in known
    assert "把那个月存到日历" in known
    assert "写上出生年月，能把那个月存到手机日历。" in unknown
    assert "reminder/" not in unknown + highest
    assert "日历" not in highest
