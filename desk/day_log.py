"""What happened on a day over all facts, sources and places, by whom: from their histories.

Simple-history writes one record per save and further ones when links are set; those with the
same version of a row are one event. What one step did to many rows, such as the import of a
sheet, is one event with their number.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Max, Model, Q
from django.urls import reverse
from django.utils import timezone

from desk.history import KINDS
from desk.publishing import name_of
from desk.work_items import FACTS, WITHOUT_PLACE, admin_url
from regions.models import ReaderStatement, Region, RegionAlias
from regions.models.publication import PUT_BACK, TAKEN_DOWN, Versioned
from regions.models.region import LINEAGE

KINDS_OF_ROWS: tuple[type[Versioned], ...] = (
    *FACTS,
    Region,
    RegionAlias,
    ReaderStatement,
)
#: What the reasons of steps that save many rows at once begin with; each is one line per kind.
MASS_STEPS = ("从表格导入", "装入资料", "并入", "撤销合并", f"{TAKEN_DOWN} ", f"{PUT_BACK} ")
MASS = Q(*(("history_change_reason__startswith", step) for step in MASS_STEPS), _connector=Q.OR)
MANY = 2
#: The most records of one kind that are read for a day.
MOST = 1000


@dataclass(frozen=True)
class Happening:
    """One save of a row, or one step that saved ``number`` rows of a kind.

    ``url`` and ``history`` are the pages of the row; ``""`` where there is none.
    """

    when: datetime.datetime
    who: str
    step: str
    what: str
    url: str = ""
    history: str = ""
    number: int = 1


@dataclass(frozen=True)
class Found:
    """An event before its row is named: the record of a history, or a group of them."""

    when: datetime.datetime
    model: type[Versioned]
    user: int | None
    step: str
    record: Any = None
    number: int = 1


def found_on(
    day: datetime.date, kinds: Iterable[type[Versioned]], who: int | None
) -> tuple[list[Found], bool]:
    """Return what happened to rows of ``kinds`` on ``day``, newest first, and whether it is all.

    ``who`` is the id of the only person who counts; None for everybody. Two queries per kind.
    """
    events: list[Found] = []
    is_all = True
    for model in kinds:
        records = _records(model, day, who)
        groups = (
            records.filter(MASS)
            .values("history_user", "history_change_reason", "history_type")
            .annotate(number=Count("id", distinct=True), last=Max("history_date"))
            .filter(number__gte=MANY)
        )
        grouped = Q()
        for group in groups:
            user, reason = group["history_user"], group["history_change_reason"]
            step = f"{reason}，{KINDS[group['history_type']]}"
            events.append(Found(group["last"], model, user, step, number=group["number"]))
            same = Q(history_change_reason=reason, history_type=group["history_type"])
            grouped |= same & (
                Q(history_user__isnull=True) if user is None else Q(history_user=user)
            )
        single = records.exclude(grouped) if groups else records
        newest = list(single.order_by("-history_date", "-history_id")[: MOST + 1])
        is_all = is_all and len(newest) <= MOST
        events += _events(model, newest[:MOST])
    events.sort(key=lambda event: event.when, reverse=True)
    return _without_merged_copies(events), is_all


def _records(model: type[Versioned], day: datetime.date, who: int | None):
    """Return the history of ``model`` on ``day`` in Shanghai's time."""
    begin = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    records = model.history.filter(
        history_date__gte=begin, history_date__lt=begin + datetime.timedelta(days=1)
    ).order_by()
    return records if who is None else records.filter(history_user=who)


def _events(model: type[Versioned], newest_first: list) -> Iterator[Found]:
    """Yield one event for each version of a row; the record with a reason names the step."""
    steps: dict[tuple[int, int, bool], list] = defaultdict(list)
    for record in newest_first:
        steps[record.id, record.version, record.history_type == "-"].append(record)
    for same in steps.values():
        first = same[-1]
        reasons = [one.history_change_reason for one in same if one.history_change_reason]
        step = reasons[-1] if reasons else KINDS[first.history_type]
        yield Found(first.history_date, model, first.history_user_id, step, same[0])


def _without_merged_copies(events: list[Found]) -> list[Found]:
    """Leave out that a draft copy went when it was published: its public row tells that."""
    published = {
        (event.model, event.record.id)
        for event in events
        if event.record is not None and event.step.startswith("发布修改稿")
    }
    return [
        event
        for event in events
        if event.record is None
        or event.record.history_type != "-"
        or (event.model, getattr(event.record, "replaces_id", None)) not in published
    ]


def in_words(found: list[Found]) -> list[Happening]:
    """Return events with the names of rows and people. One query for each kind, and for people."""
    people = User.objects.in_bulk({event.user for event in found if event.user})
    named = _named(found)
    return [_in_words(event, people, named) for event in found]


def _in_words(event: Found, people: dict[int, User], named: dict) -> Happening:
    who = name_of(people[event.user]) if event.user in people else "系统"
    kind = str(event.model._meta.verbose_name)
    if event.record is None:
        return Happening(
            event.when, who, event.step, f"{kind} {event.number} 条", number=event.number
        )
    row = named.get((event.model, event.record.id))
    if row is None:
        return Happening(event.when, who, event.step, f"{kind}（已经删掉了）{_left(event, named)}")
    if isinstance(row, ReaderStatement):  # it has no page of its own
        url = f"{reverse('admin:regions_correctionreport_alike')}?region={row.region_id}"
        return Happening(event.when, who, event.step, f"{kind}：{row}", url)
    url, history = admin_url(row), admin_url(row, "history")
    return Happening(event.when, who, event.step, f"{kind}：{row}", url, history)


def _left(event: Found, named: dict) -> str:
    """Say what the record of a deleted row still tells of it: its place or its name."""
    place = named.get((Region, getattr(event.record, "region_id", None)))
    name = next(
        (
            text
            for field in ("name", "title", "question")
            if (text := getattr(event.record, field, ""))
        ),
        "",
    )
    told = "，".join(filter(None, [place.full_title if place else "", name]))
    return f"：{told}" if told else ""


def _named(found: list[Found]) -> dict[tuple[type[Model], int], Model]:
    """Return the rows of events, and the places of deleted ones, by model and id."""
    ids: dict[type[Model], set[int]] = defaultdict(set)
    for event in found:
        if event.record is not None:
            ids[event.model].add(event.record.id)
            if event.record.history_type == "-" and getattr(event.record, "region_id", None):
                ids[Region].add(event.record.region_id)
    rows: dict[tuple[type[Model], int], Model] = {}
    for model, wanted in ids.items():
        there = model._default_manager.all()
        if model is Region:
            there = Region.objects.with_lineage()
        elif model not in WITHOUT_PLACE:
            there = there.select_related(LINEAGE)
        rows |= {(model, pk): row for pk, row in there.in_bulk(wanted).items()}
    return rows
