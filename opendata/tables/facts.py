"""What the tables of facts have in common: a fact with its age, its place, dates and source."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.conf import settings

from regions.models import Freshness, Region, Source
from regions.models.publication import Publishable

from .table import Column, Kind

#: 依据原文 and so on, with the codes of the files.
GRADES = tuple(Source.Confidence.choices)
LEVELS = tuple(Region.Level.choices)


@dataclass(frozen=True)
class Fact:
    """A published row on a day; ``withheld``: its figures are shown nowhere, pages say 需核实."""

    row: Any
    freshness: Freshness
    withheld: bool

    @property
    def url(self) -> str:
        return address_of(self.row.get_absolute_url())


def facts(rows: Iterable[Publishable], today: datetime.date) -> Iterator[Fact]:
    """Yield ``rows`` as facts on the day ``today``, withheld where they are too old."""
    for row in rows:
        freshness = row.freshness(today)
        yield Fact(row, freshness, freshness.withheld)


def address_of(path: str) -> str:
    """Return the whole address of a page, ``""`` if there is none."""
    return f"{settings.SITE_URL}{path}" if path else ""


def own(name: str) -> Callable[[Fact], Any]:
    """Return what reads the field ``name`` of the fact's row."""
    return attrgetter(f"row.{name}")


def figure(name: str) -> Callable[[Fact], Any]:
    """The same for a figure, or words that may repeat it: None while the fact is withheld."""
    read = own(name)
    return lambda fact: None if fact.withheld else read(fact)


def key_of(place: Region | None) -> str:
    """Return the key of a place in ``places``: its code, or its address where it has none."""
    return place.natural_key()[0] if place else ""


def key(of: str = "key") -> Column:
    return Column("key", "编号", Kind.TEXT, own(of), "不会变", required=True)


PLACE = (
    Column(
        "place",
        "地区",
        Kind.TEXT,
        lambda fact: key_of(fact.row.region),
        "places 里的 id",
        required=True,
        refers_to=("places", "id"),
    ),
    Column("place_name", "地区全称", Kind.TEXT, own("region.full_title"), required=True),
    Column(
        "level",
        "哪一级的资料",
        Kind.INTEGER,
        own("region.level"),
        required=True,
        choices=LEVELS,
    ),
)

PERIOD = (
    Column("effective_from", "从哪天起", Kind.DAY, own("effective_from"), "空着：资料没有写"),
    Column(
        "ended_on",
        "到哪天为止",
        Kind.DAY,
        own("ended_on"),
        "只在停用而没有新规定时有；换了新的，看下一条的开始日",
    ),
)

#: How far it was checked, how old it is, who says it.
STANDING = (
    Column(
        "grade",
        "核对到哪一步",
        Kind.TEXT,
        own("source.confidence"),
        required=True,
        choices=GRADES,
    ),
    Column(
        "grade_name", "核对到哪一步（文字）", Kind.TEXT, own("source.grade"), "和页面上写的一样"
    ),
    Column(
        "known_on",
        "从哪天算起",
        Kind.DAY,
        attrgetter("freshness.since"),
        "最近一次核对的日子；从没核对过的，是资料的发布日期",
    ),
    Column("ever_checked", "有没有人核对过", Kind.YES_NO, attrgetter("freshness.checked")),
    Column(
        "unchanged_on",
        "官网原文未变",
        Kind.DAY,
        attrgetter("freshness.unchanged"),
        "电脑看过、文字没变的那一天；不等于有人核对过",
    ),
    Column("age", "资料有多旧", Kind.TEXT, attrgetter("freshness.in_words"), "照做文件的那天算"),
    Column(
        "source",
        "来源",
        Kind.TEXT,
        own("source.key"),
        "sources 里的 key",
        required=True,
        refers_to=("sources", "key"),
    ),
    Column("source_name", "来源的标题", Kind.TEXT, own("source.title"), quoted=True),
)

WITHHELD = Column(
    "withheld",
    "需核实",
    Kind.YES_NO,
    attrgetter("withheld"),
    "true：资料超过 60 个月没有核对或录得不全，数字不登，和页面上一样",
)
URL = Column("url", "在哪一页", Kind.TEXT, attrgetter("url"))
