"""The table of changes, as the page of changes tells them."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from pages import change_log

from .facts import address_of
from .table import Column, Kind, Table


@dataclass(frozen=True)
class _Change:
    day: datetime.date
    kind: str
    about: str = ""
    url: str = ""
    is_new: bool | None = None
    ages: str = ""
    old: str = ""
    new: str = ""
    fields: str = ""
    number: int = 1


def _rows(today: datetime.date) -> Iterator[_Change]:
    for day in change_log.days(today):
        if not day.named:
            for kind, number in day.counts.items():
                yield _Change(day.day, kind, number=number)
            continue
        for change in day.changes:
            fields = "、".join(change.fields)
            said = change.kind, change.about, address_of(change.url), change.is_new
            for figure in change.figures or [change_log.Figure("", "", "")]:
                yield _Change(day.day, *said, figure.ages, figure.old, figure.new, fields)


CHANGES = Table(
    "changes",
    "改动",
    "最近改了哪些资料，从前怎么写，现在怎么写；改得多的日子只有每一种的条数。",
    (
        Column("day", "哪天", Kind.DAY, attrgetter("day"), required=True),
        Column("kind", "哪一种资料", Kind.TEXT, attrgetter("kind"), required=True),
        Column("about", "哪一条", Kind.TEXT, attrgetter("about"), "空着：这天改得多，只有条数"),
        Column("is_new", "从前没有", Kind.YES_NO, attrgetter("is_new")),
        Column("ages", "哪一档", Kind.TEXT, attrgetter("ages")),
        Column("old", "从前", Kind.TEXT, attrgetter("old")),
        Column("new", "现在", Kind.TEXT, attrgetter("new")),
        Column("fields", "还改了哪几栏", Kind.TEXT, attrgetter("fields")),
        Column("number", "几条", Kind.INTEGER, attrgetter("number"), required=True),
        Column("url", "在哪一页", Kind.TEXT, attrgetter("url")),
    ),
    _rows,
)
