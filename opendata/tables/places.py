"""The table of places, with the rule that holds in each that has a page."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from calculator.province import province_of
from regions import place_facts
from regions.models import RefundPolicy, Region

from .facts import LEVELS, address_of, key_of
from .table import Column, Kind, Table


@dataclass(frozen=True)
class _Place:
    row: Region
    page: Region | None
    policy: RefundPolicy | None
    differs: bool


def _rows(today: datetime.date) -> Iterator[_Place]:
    """Yield all places in tree order. One query, beside those of what holds on all pages."""
    rules = place_facts.timelines(today)
    for place in Region.objects.with_lineage().in_tree_order().iterator():
        timeline = rules.get(place.pk)
        current = timeline.current if timeline else None
        yield _Place(place, place.page(), current, _differs(place, today))


def _differs(place: Region, today: datetime.date) -> bool:
    """Whether no single number may stand for ``place``, as its page has it."""
    province = province_of(place, today, today)
    return province is not None and province.differs


PLACES = Table(
    "places",
    "地区",
    "全国、省、市、县。有自己页面的，写明今天按哪一条标准；撤并了的也在，写明并到了哪里。",
    (
        Column(
            "id",
            "编号",
            Kind.TEXT,
            lambda place: key_of(place.row),
            "行政区划代码；没有代码的用网址",
            required=True,
        ),
        Column("code", "行政区划代码", Kind.TEXT, attrgetter("row.code"), "GB/T 2260"),
        Column("name", "名称", Kind.TEXT, attrgetter("row.name"), required=True),
        Column("short_name", "简称", Kind.TEXT, attrgetter("row.short_name"), required=True),
        Column("full_name", "全称", Kind.TEXT, attrgetter("row.full_title"), "连上级的名称"),
        Column(
            "level", "级别", Kind.INTEGER, attrgetter("row.level"), required=True, choices=LEVELS
        ),
        Column(
            "parent",
            "上级",
            Kind.TEXT,
            lambda place: key_of(place.row.parent),
            "上级的 id",
            refers_to=("", "id"),
        ),
        Column("pinyin", "拼音", Kind.TEXT, attrgetter("row.pinyin")),
        Column("area_code", "电话区号", Kind.TEXT, attrgetter("row.area_code")),
        Column("has_page", "有自己的页面", Kind.YES_NO, attrgetter("row.has_page")),
        Column(
            "page",
            "在哪一页",
            Kind.TEXT,
            lambda place: key_of(place.page),
            "管这个地方的那一页的 id；本站没有的空着",
            refers_to=("", "id"),
        ),
        Column(
            "url",
            "网址",
            Kind.TEXT,
            lambda place: address_of(place.page.get_absolute_url() if place.page else ""),
        ),
        Column(
            "own_pool",
            "不沿用上级标准",
            Kind.YES_NO,
            attrgetter("row.own_pool"),
            "true：本地没有标准时不用上级的数",
        ),
        Column(
            "policy",
            "现在的标准",
            Kind.TEXT,
            lambda place: place.policy.key if place.policy else None,
            "policies 里的 key；可能是上级的；空着：没有查到，或者没有自己的页面",
            refers_to=("policies", "key"),
        ),
        Column(
            "differs",
            "各地不一样",
            Kind.YES_NO,
            attrgetter("differs"),
            "true：省里多数地方有自己的数，policy 那一条不能当全省的数，页面上也不写",
        ),
        Column("ended_on", "撤销日期", Kind.DAY, attrgetter("row.ended_on")),
        Column(
            "successor",
            "并入",
            Kind.TEXT,
            lambda place: key_of(place.row.successor),
            "并入的地方的 id",
            refers_to=("", "id"),
        ),
    ),
    _rows,
    key="id",
)
