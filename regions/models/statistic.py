"""Average pensions, of which some rules credit a percentage."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from .policy import RefundPolicy
from .publication import Publishable, PublishableQuerySet
from .region import Region
from .source import Source


class StatisticQuerySet(PublishableQuerySet):
    def by_region(self) -> dict[int, list["Statistic"]]:
        """Return published rows with their sources, by region id, newest first. One query."""
        found: dict[int, list[Statistic]] = {}
        for row in self.published().select_related("source").order_by("-year"):
            found.setdefault(row.region_id, []).append(row)
        return found


class StatisticManager(models.Manager.from_queryset(StatisticQuerySet)):
    def get_by_natural_key(self, region: str, year: int):
        place = Q(region__code=region) | Q(region__path=region)
        return self.originals().get(place, year=year)


class Statistic(Publishable):
    """The average basic pension of a region's retirees in a year, in yuan a month."""

    region = models.ForeignKey(
        Region, models.CASCADE, related_name="statistics", verbose_name="地区"
    )
    year = models.PositiveSmallIntegerField("年份")
    average_pension = models.DecimalField(
        "平均养老金（元/月）",
        max_digits=8,
        decimal_places=2,
        help_text="月平均数；文件写年平均的先除以 12。",
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="来源")

    objects = StatisticManager()
    #: Nothing of it stands only on its own place's page.
    LISTED = ("status", "region", "year", "average_pension", "source")
    history = HistoricalRecords(verbose_name="平均养老金的历史", excluded_fields=["changed_at"])

    class Meta(Publishable.Meta):
        verbose_name = "平均养老金"
        verbose_name_plural = "平均养老金"
        ordering = ["region", "-year"]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["region", "year"],
                condition=Q(replaces__isnull=True),
                name="statistic_unique",
                violation_error_message="这个地区这一年的数已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(average_pension__gt=0) & Q(average_pension__lte=100_000),
                name="statistic_possible",
                violation_error_message="平均养老金要大于 0，不超过 100,000 元。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990) & Q(year__lte=2100),
                name="statistic_year_possible",
                violation_error_message="年份写四位数，如 2022。",
            ),
        ]

    def __str__(self):
        return f"{self.region} {self.year}年"

    def touches(self) -> set[str]:
        """Return its place and those whose rule credits a part of it."""
        return super().touches().union(*(rule.touches() for rule in self._rules_on_it()))

    def listed_on(self) -> set[str]:
        """Return the provinces whose pages compare what is credited of it."""
        rules = (rule.listed_on() for rule in self._rules_on_it())
        return self.region.compared_on().union(*rules)

    def _rules_on_it(self) -> Iterable[RefundPolicy]:
        """Return the published rules that name its place; those that name none have their own."""
        named = RefundPolicy.objects.published().filter(base_region=self.region_id)
        return named.select_related("region__parent__parent")

    def natural_key(self) -> tuple[str, int]:
        return (*self.region.natural_key(), self.year)


def of_year(rows: Iterable[Statistic], year: int | None) -> Statistic | None:
    """Return the row of ``year``, or the first if it is None; ``rows`` are newest first."""
    return next((row for row in rows if year in (None, row.year)), None)
