"""What goes off the credit in a place from a day on, such as long-term care insurance."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from credit import deduction
from credit.rule import Period
from text.formats import percent, yuan

from .policy import FIRST_START, MOMENT, RefundPolicy
from .publication import Keyed, KeyedManager, Publishable, PublishableQuerySet
from .region import Region
from .source import Source
from .timeline import nearest_by_topic

#: Nobody paid for long-term care insurance before; an earlier start is a typing error.
FIRST_LONG_TERM_CARE = datetime.date(2012, 1, 1)


class DeductionQuerySet(PublishableQuerySet):
    def shown(self):
        """Select published deductions whose source is good enough to be shown."""
        return self.published().exclude(source__confidence__in=Source.TOO_WEAK)

    def of_each(
        self, regions: Iterable[Region], on: datetime.date
    ) -> dict[int, tuple["Deduction", ...]]:
        """Return what goes off in each of ``regions`` on the day ``on``, by region id. One query.

        Of each kind the nearest place with one counts: its newest that has begun, and none once
        that has ended. What only begins after ``on`` is added behind them, the earliest of each
        kind and place.
        """
        chains = {region.pk: [place.pk for place in region.rule_lineage()] for region in regions}
        places = {pk for chain in chains.values() for pk in chain}
        rows = self.shown().filter(region__in=places).select_related("region", "source")
        found = nearest_by_topic(rows, chains, on, lambda row: row.kind)
        return {
            pk: tuple(sorted(facts, key=lambda row: row.begins_after(on)))
            for pk, facts in found.items()
        }


class Deduction(Keyed, Publishable):
    """What goes off the credit of retirees in a place from a day on, or is paid beside it.

    It states an amount in yuan per ``period``, or a percentage of one's own pension, of a common
    base or of the credit, or neither where the figure is not known. Only what is surely taken
    from the account is subtracted (``credit.deduction``); all else is told.
    """

    class Kind(models.TextChoices):
        LONG_TERM_CARE = "care", "长期护理保险"
        CRITICAL_ILLNESS = "illness", "大病、大额医疗"
        OTHER = "other", "别的"

    class PercentOf(models.TextChoices):
        OWN = "own", "本人养老金"
        BASE = "base", "共同的基数"
        CREDIT = "credit", "划入的钱"

    class FromAccount(models.TextChoices):
        YES = "yes", "从个人账户扣"
        NO = "no", "不从个人账户扣"
        CONSENT = "consent", "本人同意才从个人账户扣"
        UNKNOWN = "unknown", "从哪里扣没有写"

    #: The pages of a province compare its places by what arrives after it.
    LISTED = (
        *("status", "region", "effective_from", "ended_on", "amount", "period", "percent"),
        *("percent_of", "base_name", "from_account", "taken", "disputed", "for_whom", "source"),
    )

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="deductions", verbose_name="地区"
    )
    kind = models.CharField("种类", max_length=8, choices=Kind)
    name = models.CharField("叫什么", max_length=60, help_text="照资料写，如“长期护理保险费”。")
    effective_from = models.DateField(
        "从哪天起", null=True, blank=True, help_text="资料没有写就空着。"
    )
    ended_on = models.DateField(
        "到哪天为止", null=True, blank=True, help_text="只在停收而没有新规定时填。"
    )
    amount = models.DecimalField(
        "金额（元）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    period = models.CharField(
        "按", max_length=5, choices=RefundPolicy.Period, default=RefundPolicy.Period.MONTH
    )
    percent = models.DecimalField(
        "比例（%）", max_digits=5, decimal_places=2, null=True, blank=True, help_text="如 0.15。"
    )
    percent_of = models.CharField("什么的比例", max_length=6, choices=PercentOf, blank=True)
    base_name = models.CharField(
        "基数是什么",
        max_length=60,
        blank=True,
        help_text="如“全市在职职工平均缴费基数”；就是划入标准自己的基数，空着。",
    )
    from_account = models.CharField(
        "从哪里扣", max_length=8, choices=FromAccount, default=FromAccount.UNKNOWN
    )
    taken = models.BooleanField(
        "标准里已经扣过", default=False, help_text="划入标准写的是扣后的数就勾上，不会再扣一次。"
    )
    disputed = models.BooleanField(
        "扣不扣说法不一", default=False, help_text="勾上以后只在页面上说明，计算时不扣。"
    )
    for_whom = models.CharField(
        "扣谁的",
        max_length=120,
        blank=True,
        help_text="只扣一部分人的写清楚，就只在页面上说明，不从大家的数里减；都扣的空着。",
    )
    as_of = models.CharField(
        "是哪时的数", max_length=12, blank=True, help_text="如 2023年2月；一直有效的空着。"
    )
    notes = models.TextField("要说明的", blank=True, help_text="每行一条，给市民看。")
    wording = models.TextField("原话", blank=True, help_text="资料里的那一句，照抄。")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="deductions", verbose_name="来源"
    )
    staff_note = models.TextField("内部备注", blank=True, help_text="只给编辑看，不上页面。")

    objects = KeyedManager.from_queryset(DeductionQuerySet)()
    history = HistoricalRecords(verbose_name="代扣的历史", excluded_fields=["changed_at"])

    class Meta(Publishable.Meta):
        verbose_name = "代扣"
        verbose_name_plural = "代扣"
        ordering = ["region", "kind", F("effective_from").desc(nulls_last=True)]
        indexes = [models.Index(fields=["region", "status"])]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["region", "kind", "effective_from"],
                condition=Q(status="published", effective_from__isnull=False),
                name="deduction_one_published_per_start",
                violation_error_message="这个地区已经有一条同一种、同一天开始、已发布的代扣。",
            ),
            models.UniqueConstraint(
                fields=["region", "kind"],
                condition=Q(status="published", effective_from__isnull=True),
                name="deduction_one_published_without_start",
                violation_error_message="这个地区已经有一条同一种、没写开始日期、已发布的代扣。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(ended_on__gte=F("effective_from")),
                name="deduction_ends_after_start",
                violation_error_message="“到哪天为止”不能早于“从哪天起”。",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(percent__isnull=True),
                name="deduction_amount_or_percent",
                violation_error_message="金额和比例只填一样；都不知道的都空着。",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="deduction_amount_positive",
                violation_error_message="代扣的金额要大于 0；不知道就空着，不要填 0。",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True, percent_of="")
                | Q(percent__isnull=False, percent__gt=0, percent__lte=100) & ~Q(percent_of=""),
                name="deduction_percent_complete",
                violation_error_message="比例要大于 0、不超过 100，并选好是什么的比例。",
            ),
        ]

    def listed_on(self) -> set[str]:
        """Return its province, whose pages compare the figures of its places."""
        return self.region.compared_on()

    def __str__(self):
        start = self.effective_from.isoformat() if self.effective_from else "开始日期不详"
        return f"{self.region} {self.name} {start}"

    def clean(self):
        start, care = self.effective_from, self.kind == self.Kind.LONG_TERM_CARE
        if start is not None and start < FIRST_START:
            raise ValidationError(
                {"effective_from": "1998 年以前还没有医保个人账户，请看看年份是不是写错了。"}
            )
        if start is not None and care and start < FIRST_LONG_TERM_CARE:
            raise ValidationError(
                {"effective_from": "那时还没有长期护理保险，请看看年份是不是写错了。"}
            )
        if self.as_of and not MOMENT.fullmatch(self.as_of):
            raise ValidationError({"as_of": "写哪年或哪年哪月，比如 2023年、2023年2月。"})
        if self.percent_of and self.percent is None:
            raise ValidationError(
                {"percent": "选了是什么的比例，就要写比例；比例不知道的，两样都空着。"}
            )
        if self.base_name and self.percent_of != self.PercentOf.BASE:
            raise ValidationError({"base_name": "只有“共同的基数”的比例才写基数是什么。"})

    def get_absolute_url(self) -> str:
        page = self.region.page()
        return f"{page.get_absolute_url()}#policy" if page else ""

    def begins_after(self, on: datetime.date) -> bool:
        return self.effective_from is not None and self.effective_from > on

    @property
    def as_computed(self) -> deduction.Deduction:
        """The deduction as ``credit`` computes it."""
        return deduction.Deduction(
            self.name,
            self.amount,
            self.percent,
            deduction.PercentOf(self.percent_of) if self.percent_of else None,
            Period(self.period),
            deduction.FromAccount(self.from_account),
            taken=self.taken,
            disputed=self.disputed,
            for_some=bool(self.for_whom),
        )

    @property
    def in_words(self) -> str:
        """How much goes off: 每月 8.66 元, 本人养老金的 0.1%; empty if it is not known."""
        if self.amount is not None:
            return f"{self.get_period_display()} {yuan(self.amount)}"
        if self.percent is None:
            return ""
        return f"{self.base_in_words}的 {percent(self.percent)}"

    @property
    def base_in_words(self) -> str:
        """What the percentage is of: 本人养老金, 划入基数, 全市在职职工平均缴费基数."""
        if self.percent_of == self.PercentOf.BASE:
            return self.base_name or "划入基数"
        return self.get_percent_of_display()
