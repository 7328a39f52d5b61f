"""The sheet of each kind of fact: its columns, its rows, and the key that identifies a row."""

from django.core.exceptions import ValidationError
from django.db.models import F

from desk.row_locks import locked
from regions.models import (
    Claim,
    Deduction,
    Estimate,
    LookupChannel,
    PolicyTier,
    RefundPolicy,
    Region,
    RegionAlias,
    Statistic,
    WorkedExample,
)
from regions.models.region import LINEAGE
from regions.models.tier import check_average, check_tiers

from .columns import Column, Link, Links, Parts, Shown
from .importing import Sheet

#: By the day, those without one first: SQLite's order, where PostgreSQL would put them last.
UNDATED_FIRST = F("effective_from").asc(nulls_first=True)
SOURCE_NOTE = "来源的编号或标题。新的来源先用“来源”的表导入，编号就有了。"


class PlaceKey(Column):
    """A column for the code of a place, or its path where it has no code; never changed."""

    def shown(self, row):
        return [row.natural_key()[0]]


def key_column() -> Column:
    return Column("key", "编号", "改已有的照抄导出的编号；新增的空着。")


def state() -> Shown:
    return Shown("状态", lambda row: row.get_status_display())


def source_title() -> Shown:
    return Shown("来源标题", lambda row: row.source.title)


class PolicySheet(Sheet):
    model = RefundPolicy
    twins = ("region", "effective_from")

    def columns(self):
        return [
            key_column(),
            self.place(),
            state(),
            *self.plain("population", "effective_from", "ended_on", "stated_until", "period"),
            Parts(
                "tiers",
                PolicyTier,
                "年龄档",
                most=8,
                fields=[
                    *("min_age", "max_age", "amount", "rate_percent", "own_percent"),
                    *("at_least_average", "as_of", "floor", "ceiling"),
                    *("retired_from", "retired_until", "employer"),
                ],
                check=self._check_tiers,
            ),
            *self.plain("base_year"),
            self.place("base_region"),
            *self.plain("provisional"),
            Parts(
                "examples",
                WorkedExample,
                "算例",
                most=4,
                fields=[
                    *("age", "average_pension", "amount", "note"),
                    *("own_pension", "retired", "employer"),
                ],
                check=self._check_examples,
            ),
            Link(self.field("source"), self.sources, SOURCE_NOTE),
            source_title(),
            Links(self.field("other_sources"), self.sources, "来源的编号。"),
            *self.plain("wording", "basis", "notes", "staff_note"),
        ]

    def rows(self):
        rows = RefundPolicy.objects.originals().select_related(LINEAGE, "source", "draft")
        return rows.prefetch_related("tiers", "examples", "other_sources").order_by(
            "region__path", UNDATED_FIRST, "key"
        )

    def check_together(self, fact):
        check_average(fact, fact.tiers.all())

    def _check_tiers(self, tiers) -> None:
        for tier in tiers:
            self.check(tier)
        check_tiers(tiers)

    def _check_examples(self, examples) -> None:
        for example in examples:
            self.check(example)
        cases = [example.case for example in examples]
        if len(set(cases)) < len(cases):
            raise ValidationError("同一个算例填了两次。")


class DeductionSheet(Sheet):
    model = Deduction
    twins = ("region", "kind", "effective_from")

    def columns(self):
        return [
            key_column(),
            self.place(),
            state(),
            *self.plain("kind", "name", "effective_from", "ended_on"),
            *self.plain("amount", "period", "percent", "percent_of", "base_name", "as_of"),
            *self.plain("from_account", "taken", "disputed", "for_whom"),
            Link(self.field("source"), self.sources, SOURCE_NOTE),
            source_title(),
            *self.plain("wording", "notes", "staff_note"),
        ]

    def rows(self):
        rows = Deduction.objects.originals().select_related(LINEAGE, "source", "draft")
        return rows.order_by("region__path", "kind", UNDATED_FIRST, "key")


class ChannelSheet(Sheet):
    model = LookupChannel
    twins = ("region", "kind", "name")

    def columns(self):
        return [
            key_column(),
            self.place(),
            state(),
            *self.plain("kind", "operator", "name", "phone", "url", "address", "hours", "where"),
            *self.plain("steps", "menu", "shows", "bring", "good_for", "cautions"),
            *self.plain("needs_smartphone", "needs_id_card", "needs_social_card"),
            *self.plain("needs_presence"),
            Link(self.field("source"), self.sources, SOURCE_NOTE),
            source_title(),
            *self.plain("checked_on"),
        ]

    def rows(self):
        rows = LookupChannel.objects.originals().select_related(LINEAGE, "source", "draft")
        return rows.order_by("region__path", "kind", "name", "key")


class ClaimSheet(Sheet):
    model = Claim
    twins = ("region", "source", "statement")

    def columns(self):
        return [
            key_column(),
            self.place(),
            state(),
            *self.plain("kind", "statement", "followed", "below"),
            Link(self.field("source"), self.sources, SOURCE_NOTE),
            source_title(),
        ]

    def rows(self):
        rows = Claim.objects.originals().select_related(LINEAGE, "source", "draft")
        return rows.order_by("region__path", "key")


class EstimateSheet(Sheet):
    model = Estimate
    key = ("region",)

    def columns(self):
        return [
            self.place(),
            state(),
            *self.plain("low_percent", "high_percent", "example_pension"),
            *self.plain("reason", "own_amount", "own_by", "wording"),
            Link(self.field("source"), self.sources, SOURCE_NOTE),
            source_title(),
        ]

    def rows(self):
        rows = Estimate.objects.originals().select_related(LINEAGE, "source", "draft")
        return rows.order_by("region__path")


class StatisticSheet(Sheet):
    model = Statistic
    key = ("region", "year")

    def columns(self):
        return [
            self.place(),
            *self.plain("year"),
            state(),
            *self.plain("average_pension"),
            Link(self.field("source"), self.sources, SOURCE_NOTE),
            source_title(),
        ]

    def rows(self):
        rows = Statistic.objects.originals().select_related(LINEAGE, "source", "draft")
        return rows.order_by("region__path", "-year")


class AliasSheet(Sheet):
    model = RegionAlias
    key = ("region", "name")

    def columns(self):
        return [self.place(), *self.plain("name", "kind", "from_year", "until_year")]

    def rows(self):
        return RegionAlias.objects.select_related("region").order_by("region__path", "name")

    def saved(self, fact):
        """Save the place of a name after it, so that an open form of the place notices."""
        region = locked(fact.region)
        region.save_because(f"别名：{fact.name}")


class AreaCodeSheet(Sheet):
    """The area codes of all places; it changes nothing else and adds no places."""

    model = Region
    key = ("place",)
    makes_new = False
    unknown_key = "没有这个代码的地区。"

    def columns(self):
        return [
            PlaceKey("place", "代码", "行政区划代码，照抄导出的，不要改。"),
            Shown("地区", lambda region: region.full_title),
            *self.plain("area_code"),
        ]

    def rows(self):
        return Region.objects.with_lineage().order_by("path")

    def key_of_row(self, row):
        return row.natural_key()
