"""The tables of sources, and of the average pensions that some rules need."""

from opendata import withheld
from regions.models import Source, Statistic
from regions.models.region import LINEAGE

from .facts import GRADES, PLACE, STANDING, facts, figure, key, own
from .table import Column, Kind, Table


def _sources(today):
    quoted = withheld.quoted_sources(today)
    for fact in facts(Source.objects.shown().order_by("key"), today):
        if fact.row.pk in quoted:
            fact.row.quote = ""  # as the rule's own words, which it may repeat
        yield fact


def _statistics(today):
    rows = Statistic.objects.published().select_related("source", LINEAGE)
    return facts(rows.order_by("region__code", "region__path", "-year"), today)


SOURCES = Table(
    "sources",
    "来源",
    "公开的资料依据的每一份文件、网页、文章。",
    (
        key(),
        Column("title", "标题", Kind.TEXT, own("title"), required=True, quoted=True),
        Column("publisher", "发布者", Kind.TEXT, own("publisher")),
        Column("document_number", "文号", Kind.TEXT, own("document_number")),
        Column("address_online", "网址", Kind.TEXT, own("url"), "没有可靠网址的空着"),
        Column("published_on", "发布日期", Kind.DAY, own("published_on"), "空着：资料没有写"),
        Column(
            "published_precision",
            "日期写到",
            Kind.TEXT,
            own("published_precision"),
            "只知道年月的，日期填的是1日",
            choices=tuple(Source.Precision.choices),
        ),
        Column("checked_on", "核对日期", Kind.DAY, own("checked_on"), "空着：没有人和原文核对过"),
        Column("unchanged_on", "官网原文未变", Kind.DAY, own("unchanged_on"), "不等于有人核对过"),
        Column(
            "grade", "核对到哪一步", Kind.TEXT, own("confidence"), required=True, choices=GRADES
        ),
        Column("grade_name", "核对到哪一步（文字）", Kind.TEXT, own("grade")),
        Column("age", "资料有多旧", Kind.TEXT, lambda fact: fact.freshness.in_words),
        Column("quote", "原话", Kind.LINES, own("quote"), quoted=True),
    ),
    _sources,
    key="key",
)

STATISTICS = Table(
    "statistics",
    "平均养老金",
    "有的标准按平均养老金的百分之几打钱，要用到它。没有查到的地方没有行。",
    (
        *PLACE,
        Column("year", "年份", Kind.INTEGER, own("year"), required=True),
        Column("average_pension", "平均养老金", Kind.AMOUNT, figure("average_pension"), "每月"),
        *STANDING,
    ),
    _statistics,
)
