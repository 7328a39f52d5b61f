"""What is to change, as days of a calendar (RFC 5545): rules that begin and end, one's next band.

Programs of calendars take the few lines below; the tests have them read by a library.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from calculator.answers import Answer
from calculator.rules import RuleView
from pages import change_log
from regions import place_facts
from regions.models import Deduction, RefundPolicy, Region
from text.formats import day

from .concerning import Concerning
from .identity import lasting

#: Octets of a line, without its end.
LONGEST_LINE = 75
ASK = "办事前，请以当地医保部门的答复为准，电话 12393。"


@dataclass(frozen=True)
class Event:
    """A whole day in a calendar: its lasting name, the day, what happens, and the page on it.

    ``stamp`` is when this was last changed, ``version`` how often.
    """

    name: str
    on: datetime.date
    title: str
    lines: Sequence[str]
    url: str
    stamp: datetime.datetime
    version: int = 0

    def as_lines(self) -> Iterator[str]:
        """Yield the lines of the event, not yet folded."""
        stamp = f"{self.stamp.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
        yield "BEGIN:VEVENT"
        yield f"UID:{self.name}"
        yield f"DTSTAMP:{stamp}"
        yield f"LAST-MODIFIED:{stamp}"
        yield f"SEQUENCE:{self.version}"
        yield f"DTSTART;VALUE=DATE:{self.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{self.on + datetime.timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY:{_escaped(self.title)}"
        yield "DESCRIPTION:" + _escaped("\n".join(self.lines))
        yield f"URL:{settings.SITE_URL}{self.url}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"


#: China's time, without summer time since 1992. A calendar holds at least one component: this one.
_TIMEZONE = """BEGIN:VTIMEZONE
TZID:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19920101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
TZNAME:CST
END:STANDARD
END:VTIMEZONE""".splitlines()


def calendar(events: Iterable[Event], name: str = "") -> str:
    """Return a calendar of whole days; programs follow one with a ``name`` and ask once a day."""
    followed = [
        f"X-WR-CALNAME:{_escaped(name)}",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//yibao//opendata//ZH",
        "CALSCALE:GREGORIAN",
        *(followed if name else ()),
        *_TIMEZONE,
        *(line for event in events for line in event.as_lines()),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    """Return text as a value: its marks escaped, without characters that nobody sees.

    Some of them end a line to programs that know more ends than CR LF.

    >>> _escaped("兰州,每月;90 元")
    '兰州\\\\,每月\\\\;90 元'
    """
    plain = re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", "", text)
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most ``LONGEST_LINE`` octets, no character in two of them."""
    part, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LONGEST_LINE:
            yield part
            part, octets = " ", 1
        part, octets = part + character, octets + size
    yield part


# --- What is to change ------------------------------------------------------------------------


def events(about: Concerning, today: datetime.date) -> list[Event]:
    """Return the days, from ``today`` on, on which a rule or a deduction begins or ends.

    Three queries, once pages of places were made.
    """
    places = _pages(about)
    rows = {row.pk: row for place in places for row in place_facts.deductions(today)[place.pk]}
    found = [_start(view) for view in change_log.coming(today, about.within)]
    found += [event for policy in _in_force(places, today) for event in _ends(policy, today)]
    found += [event for row in rows.values() for event in _of_deduction(row, today)]
    return sorted(found, key=lambda event: (event.on, event.name))


def _pages(about: Concerning) -> list[Region]:
    region = about.region
    if region is None:
        return place_facts.all_places()
    return list(place_facts.places(region.path).values()) if region.is_province else [region]


def _in_force(places: list[Region], today: datetime.date) -> Iterable[RefundPolicy]:
    lines = place_facts.timelines(today)
    found = (lines[place.pk].current for place in places)
    return {policy.pk: policy for policy in found if policy}.values()


def _start(view: RuleView) -> Event:
    policy = view.policy
    start = policy.effective_from or datetime.date.max
    lines = [f"{day(start)}起，{policy.region.full_title}退休人员的划入标准：{view.in_words}。"]
    title = f"{policy.region.short_name}：医保卡返款新标准开始"
    return _event("start", policy, start, title, lines)


def _ends(policy: RefundPolicy, today: datetime.date) -> Iterator[Event]:
    place = policy.region.short_name
    if policy.ended_on and policy.ended_on >= today:
        lines = [f"{place}现在的划入标准到 {day(policy.ended_on)}为止。"]
        title = f"{place}：医保卡返款标准的最后一天"
        yield _event("end", policy, policy.ended_on, title, lines)
    if policy.stated_until and policy.stated_until >= today:
        last = day(policy.stated_until)
        lines = [f"{place}的划入标准，资料写到 {last}，以后的没有说。"]
        title = f"{place}：返款标准，资料只写到这一天"
        yield _event("stated-until", policy, policy.stated_until, title, lines)


def _of_deduction(row: Deduction, today: datetime.date) -> Iterator[Event]:
    told = "" if row.freshness(today).withheld else row.in_words
    whose = f"{row.region.short_name}：{row.name}"
    if row.effective_from and row.begins_after(today):
        lines = [f"{day(row.effective_from)}起，{row.name}：{told or '数没有查到'}。"]
        yield _event("start", row, row.effective_from, f"{whose}开始", lines)
    if row.ended_on and row.ended_on >= today:
        lines = [f"{row.name}到 {day(row.ended_on)}为止。"]
        yield _event("end", row, row.ended_on, f"{whose}的最后一天", lines)


def _event(
    what: str, row: RefundPolicy | Deduction, on: datetime.date, title: str, lines: list[str]
) -> Event:
    name = lasting(what, row._meta.model_name, row.key)
    told = [*lines, f"出处：{row.source.origin}。", ASK]
    url = row.get_absolute_url() or reverse("changes")  # the nation has no page
    return Event(name, on, title, told, url, row.changed_at, row.version)


# --- One's own --------------------------------------------------------------------------------


def own_event(answer: Answer, today: datetime.date) -> Event:
    """Return the first day of the month in which a reader gets into the next age band.

    It says nothing of the reader but that: no amount that rests on their own pension. Raises
    ValueError with a sentence that says why there is no such day.
    """
    following, policy = answer.next_tier, answer.situation.policy
    if following is None or policy is None:
        raise ValueError(f"没有可以存的日子：{_why_none(answer)}")
    if following.month is None:
        raise ValueError("要写出生年月，才知道哪个月换档。请回上一页，写上再算一次。")
    if following.month < today.replace(day=1):
        raise ValueError("换档的那个月已经过去了，不用再存。")
    place, age = answer.situation.region, following.tier.min_age
    own = answer.question.own_pension is not None
    return Event(
        lasting("next-band", *place.natural_key(), following.month.isoformat(), age),
        following.month,
        f"{place.short_name}医保卡：这个月满{age}岁，返款换一档",
        [following.in_short if own else following.in_full, f"出处：{policy.source.origin}。", ASK],
        place.get_absolute_url(),
        policy.changed_at,
        policy.version,
    )


def _why_none(answer: Answer) -> str:
    if answer.credit is not None:
        return answer.with_age
    return f"{answer.title}。"
