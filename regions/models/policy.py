"""Refund policies (退休人员个人账户划入标准): which rule holds where and when."""

import datetime
import re
from collections.abc import Iterable
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from simple_history.models import HistoricalRecords

from .freshness import DayFields
from .publication import Keyed, KeyedManager, Publication, Publishable, PublishableQuerySet
from .region import Region
from .source import Source
from .timeline import Timeline

#: The reform of 1998 introduced personal accounts; an earlier date is a typing error.
FIRST_START = datetime.date(1998, 1, 1)
LAST_YEAR = 2100
#: The year or month of a figure, as pages print it: 2023年, 2022年12月.
MOMENT = re.compile(r"(?:19|20)[0-9]{2}年(?:(?:[1-9]|1[0-2])月)?")
_NEWEST_FIRST = (F("effective_from").desc(nulls_last=True), F("pk").desc())


class RefundPolicyQuerySet(PublishableQuerySet):
    def begun(self, on: datetime.date):
        """Select policies that have begun by the day ``on``; an unknown start has always begun."""
        return self.filter(Q(effective_from__isnull=True) | Q(effective_from__lte=on))

    def newest_first(self):
        return self.order_by(*_NEWEST_FIRST)

    def with_facts(self):
        """Load what is needed to compute a policy and to say where it comes from."""
        return self.select_related("region", "base_region", "source").prefetch_related("tiers")

    def with_sources(self) -> "RefundPolicyQuerySet":
        """Load the other sources too, because freshness counts from the newest."""
        return self.prefetch_related("other_sources")

    def resolve(self, region: Region, on: datetime.date) -> "RefundPolicy | None":
        """Return the policy that holds in ``region`` on the day ``on``, or None."""
        return self.timeline([region], on)[region.pk].current

    def timeline(
        self, regions: Iterable[Region], on: datetime.date, earlier: int = 0
    ) -> dict[int, Timeline]:
        """Return what holds in each of ``regions`` on the day ``on`` and what comes, by region id.

        Each place has at most one rule: its newest one that has begun, and none once that has
        ended (an older one does not come back). Of the places whose rule may hold, the nearest
        with a rule wins. The next rule is the earliest start after ``on`` of that place or a
        nearer one. With ``earlier``, up to that many former rules are added, and what was
        withdrawn. Two queries, however many regions and however long the history.
        """
        pools = {region.pk: [place.pk for place in region.rule_lineage()] for region in regions}
        places = {pk for chain in pools.values() for pk in chain}
        told = Publication.SETTLED if earlier else [Publication.PUBLISHED]
        rank = Window(RowNumber(), partition_by=["region", "status"], order_by=_NEWEST_FIRST)
        newest = (
            self.filter(region__in=places, status__in=told)
            .begun(on)
            .annotate(rank=rank)
            .filter(Q(rank=1) | Q(rank__lte=1 + earlier, status=Publication.PUBLISHED))
        )
        next_ones = Q(region__in=places, effective_from__gt=on, status=Publication.PUBLISHED)
        begun: dict[int, list[RefundPolicy]] = {}
        coming: dict[int, RefundPolicy] = {}
        withdrawn: set[int] = set()
        found = self.filter(Q(pk__in=newest.values("pk")) | next_ones).newest_first()
        for policy in found.with_facts():
            if policy.status == Publication.WITHDRAWN:
                withdrawn.add(policy.region_id)
            elif policy.effective_from is not None and policy.effective_from > on:
                coming[policy.region_id] = policy  # newest first, so the earliest stays
            else:
                begun.setdefault(policy.region_id, []).append(policy)
        # Most places have no rule of their own, so it is chosen once per chain of those that do.
        known = {*begun, *coming, *withdrawn}

        @cache
        def chosen(chain: tuple[int, ...]) -> Timeline:
            return Timeline.of(chain, on, begun, coming, withdrawn)

        return {pk: chosen(tuple(p for p in chain if p in known)) for pk, chain in pools.items()}


class RefundPolicy(Keyed, Publishable):
    """The rule for credits to retirees' personal accounts in a place, from a day on.

    It ends with the next published start of the same place, or on ``ended_on`` where it
    ended without a successor. Amounts are stated in yuan per ``period``, as the document
    prints them; percentages are of the average basic pension of ``base_region`` (empty:
    of the place where the person is insured) in ``base_year``.
    """

    PARTS = ("tiers", "examples")
    DAY_FIELDS = DayFields.of_sources("source", "other_sources")
    #: The pages of a province compare the figures of its places.
    LISTED = (
        *("status", "region", "effective_from", "ended_on", "stated_until", "period"),
        *("base_year", "base_region", "provisional", "source", "other_sources", "tiers"),
    )

    class Period(models.TextChoices):
        MONTH = "month", "每月"
        YEAR = "year", "每年"

    region = models.ForeignKey(Region, models.PROTECT, related_name="policies", verbose_name="地区")
    effective_from = models.DateField(
        "从哪天起执行",
        null=True,
        blank=True,
        help_text="文件的施行日期。资料没有写就空着，不要填文章日期。",
    )
    ended_on = models.DateField(
        "到哪天为止",
        null=True,
        blank=True,
        help_text="只在停用而没有新标准时填。换新标准的，从新标准的开始日自动算。",
    )
    stated_until = models.DateField(
        "资料写明管到哪天",
        null=True,
        blank=True,
        help_text="资料说这个数管到哪天、以后的没有说，就填这里。过了这天数字照登，页面会提醒先问。",
    )
    population = models.CharField(
        "适用人群", max_length=200, blank=True, help_text="文件写给谁的，如“已办退休手续的参保人”。"
    )
    period = models.CharField(
        "金额按",
        max_length=5,
        choices=Period,
        default=Period.MONTH,
        help_text="文件写每年就选每年。",
    )
    base_year = models.PositiveSmallIntegerField(
        "比例用哪一年的平均养老金",
        null=True,
        blank=True,
        help_text="如 2022。文件只写“改革当年”的空着。",
    )
    base_region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="用哪里的平均养老金",
        help_text="空着表示参保地自己的平均数；全省用一个平均数的选省。",
    )
    provisional = models.BooleanField(
        "暂定", default=False, help_text="文件说先按这个数，以后补差的。"
    )
    wording = models.TextField("原话", blank=True, help_text="文件或资料里的那一句，照抄。")
    basis = models.TextField(
        "怎么定出来的", blank=True, help_text="如“按本市2022年平均养老金的2%定”。"
    )
    notes = models.TextField(
        "要说明的", blank=True, help_text="不包括哪些人、年限不足怎么算等，每行一条，给市民看。"
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="policies",
        verbose_name="来源",
        help_text="写着这个数字的那一份。核对情况按它算。",
    )
    other_sources = models.ManyToManyField(
        Source, blank=True, related_name="supported_policies", verbose_name="其他来源"
    )
    staff_note = models.TextField("内部备注", blank=True, help_text="只给编辑看，不上页面。")

    objects = KeyedManager.from_queryset(RefundPolicyQuerySet)()
    history = HistoricalRecords(
        verbose_name="划入标准的历史", m2m_fields=[other_sources], excluded_fields=["changed_at"]
    )

    class Meta(Publishable.Meta):
        verbose_name = "划入标准"
        verbose_name_plural = "划入标准"
        ordering = ["region", F("effective_from").desc(nulls_last=True)]
        indexes = [models.Index(fields=["region", "status", "effective_from"])]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["region", "effective_from"],
                condition=Q(status="published", effective_from__isnull=False),
                name="policy_one_published_per_start",
                violation_error_message="这个地区已经有一条同一天开始、已发布的标准。",
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(status="published", effective_from__isnull=True),
                name="policy_one_published_without_start",
                violation_error_message="这个地区已经有一条没写开始日期、已发布的标准。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(ended_on__gte=F("effective_from")),
                name="policy_ends_after_start",
                violation_error_message="“到哪天为止”不能早于“从哪天起执行”。",
            ),
        ]

    def __str__(self):
        start = self.effective_from.isoformat() if self.effective_from else "开始日期不详"
        return f"{self.region} {start}"

    def clean(self):
        if self.effective_from is not None and self.effective_from < FIRST_START:
            raise ValidationError(
                {"effective_from": "1998 年以前还没有医保个人账户，请看看年份是不是写错了。"}
            )
        if self.base_year is not None and not FIRST_START.year <= self.base_year <= LAST_YEAR:
            raise ValidationError({"base_year": "年份写四位数，如 2022。"})

    def listed_on(self) -> set[str]:
        """Return its province, whose pages compare the figures of its places."""
        return self.region.compared_on()

    def get_absolute_url(self) -> str:
        page = self.region.page()
        return f"{page.get_absolute_url()}#policy" if page else ""

    @property
    def sources(self) -> list[Source]:
        """All sources, the one that states the figure first."""
        return [self.source, *self.other_sources.all()]

    def base_place(self, region: Region) -> Region:
        """Return the place whose average pension counts for a person insured in ``region``."""
        return self.base_region or region
