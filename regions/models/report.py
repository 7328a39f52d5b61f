"""What readers report: a wrong number, a dead phone, a page they do not understand."""

from django.db import models

from .policy import RefundPolicy
from .region import Region


class CorrectionReport(models.Model):
    """A reader's report. It holds nothing that says who wrote it."""

    class Kind(models.TextChoices):
        AMOUNT = "amount", "我实际到账不是这个数"
        CHANNEL = "channel", "电话打不通或办法不管用"
        UNCLEAR = "unclear", "看不明白"
        OTHER = "other", "别的"

    kind = models.CharField("问题", max_length=10, choices=Kind)
    region = models.ForeignKey(
        Region,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name="地区",
    )
    policy = models.ForeignKey(
        RefundPolicy,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name="划入标准",
    )
    amount_seen = models.DecimalField(
        "实际到账（元）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    month_seen = models.DateField("哪个月的", null=True, blank=True, help_text="填当月1日。")
    text = models.TextField("说明", blank=True, max_length=2000)
    created_at = models.DateTimeField("收到时间", auto_now_add=True)
    handled = models.BooleanField("已处理", default=False)

    class Meta:
        verbose_name = "读者来信"
        verbose_name_plural = "读者来信"
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.get_kind_display()}（{self.region or '没写地方'}）"
