"""The range in which local percentages lie, for places whose rule is not known."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from text.formats import percent

from .publication import Publishable, PublishableQuerySet
from .region import Region
from .source import Source


class EstimateManager(models.Manager.from_queryset(PublishableQuerySet)):
    def get_by_natural_key(self, region: str):
        return self.originals().get(Q(region__code=region) | Q(region__path=region))


class Estimate(Publishable):
    """The range in which local percentages lie, or why no estimate applies in a place.

    It is never a rule: a result computed from it is called 估算 and is a range. The nearest row
    counts; one with a ``reason`` has no range, and no estimate is made there.
    """

    class OwnBy(models.TextChoices):
        """What everybody's own amount goes by."""

        BEFORE = "before", "本人从前的数"
        PENSION = "pension", "本人养老金的比例"
        EITHER = "either", "有的按从前的数，有的按养老金"

    region = models.ForeignKey(
        Region, models.CASCADE, related_name="estimates", verbose_name="地区"
    )
    low_percent = models.DecimalField(
        "最低比例（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    high_percent = models.DecimalField(
        "最高比例（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    example_pension = models.DecimalField(
        "举例的平均养老金（元/月）",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="资料里举例用的数，不是任何地方的平均养老金。",
    )
    reason = models.CharField(
        "为什么这里不能估",
        max_length=200,
        blank=True,
        help_text="每个人的数不一样、估不出来的，写一句原因，上面三个数空着。给市民看。",
    )
    own_amount = models.BooleanField(
        "这里每个人的数不一样",
        default=False,
        help_text="不能估的地方才勾：勾上，页面上的大字就照下一格说。",
    )
    own_by = models.CharField(
        "各人的数按什么打",
        max_length=8,
        choices=OwnBy,
        default=OwnBy.BEFORE,
        help_text="勾了上一格才看。要和上面写的原因一样。",
    )
    wording = models.TextField("原话", blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="来源")

    objects = EstimateManager()
    history = HistoricalRecords(verbose_name="估算范围的历史", excluded_fields=["changed_at"])

    class Meta(Publishable.Meta):
        verbose_name = "估算范围"
        verbose_name_plural = "估算范围"
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(replaces__isnull=True),
                name="estimate_unique",
                violation_error_message="这个地区已经有一个估算范围。",
            ),
            models.CheckConstraint(
                condition=Q(low_percent__isnull=True)
                | Q(low_percent__gt=0)
                & Q(high_percent__gte=F("low_percent"))
                & Q(high_percent__lte=100),
                name="estimate_range_in_order",
                violation_error_message="最低比例要大于 0，不超过最高比例；最高比例不超过 100。",
            ),
            models.CheckConstraint(
                condition=Q(example_pension__isnull=True) | Q(example_pension__gt=0),
                name="estimate_example_positive",
                violation_error_message="举例的平均养老金要大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(
                    low_percent__isnull=False,
                    high_percent__isnull=False,
                    example_pension__isnull=False,
                    reason="",
                    own_amount=False,
                )
                | Q(
                    low_percent__isnull=True,
                    high_percent__isnull=True,
                    example_pension__isnull=True,
                )
                & ~Q(reason=""),
                name="estimate_range_or_reason",
                violation_error_message="三个数都填，或者都空着而写明为什么不能估。",
            ),
        ]

    def __str__(self):
        if self.reason:
            return f"{self.region} 不能估"
        return f"{self.region} {self.in_words}"

    @property
    def in_words(self) -> str:
        """The range: 2%–3%; empty where no estimate applies."""
        if self.low_percent is None or self.high_percent is None:
            return ""
        return f"{percent(self.low_percent)}–{percent(self.high_percent)}"

    def natural_key(self) -> tuple[str]:
        return self.region.natural_key()
