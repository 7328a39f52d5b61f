"""What readers report: a wrong number, a dead phone, a page they do not understand.

Apart from the reports, and pointing nowhere near them, a ticket per report keeps machines
from flooding us. It tells addresses of one day apart, and is gone the day after.
"""

import datetime
import secrets

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

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


#: How many reports are taken within an hour from one address, and from all together.
ADDRESS_LIMIT = 5
SITE_LIMIT = 300
_HOUR = datetime.timedelta(hours=1)


class DaySecret(models.Model):
    """The random key of one day's tickets. With it goes every way back to an address."""

    day = models.DateField("日期", primary_key=True)
    secret = models.CharField("密钥", max_length=64, default=secrets.token_urlsafe)

    class Meta:
        verbose_name = "当天的密钥"
        verbose_name_plural = "当天的密钥"
        default_permissions = ()

    def __str__(self):
        return self.day.isoformat()

    def digest(self, address: str) -> str:
        """The address beyond recognition, the same all day.

        Keyed by the site's own key too, so that a copy of the database does not suffice to
        try all addresses one by one.
        """
        return salted_hmac(self.secret, address, algorithm="sha256").hexdigest()


class ReportTicketQuerySet(models.QuerySet):
    def admit(self, address: str, now: datetime.datetime) -> bool:
        """Whether one more report from ``address`` is taken at ``now``; if so it is noted.

        Whatever is left of earlier days is deleted on the way, so an hour that spans midnight
        is counted from midnight on.
        """
        today = timezone.localdate(now)
        with transaction.atomic():
            self.forget(today)
            DaySecret.objects.get_or_create(day=today)  # of two at once the first one's stays
            # Held until the end, so that two at once are counted one after the other.
            secret = DaySecret.objects.select_for_update().get(day=today)
            digest = secret.digest(address)
            recent = self.filter(created_at__gt=now - _HOUR)
            if recent.count() >= SITE_LIMIT:
                return False
            if recent.filter(address_hash=digest).count() >= ADDRESS_LIMIT:
                return False
            self.create(day=secret, address_hash=digest, created_at=now)
        return True

    def forget(self, today: datetime.date) -> int:
        """Delete secrets and tickets of the days before ``today``; returns how many rows.

        The secrets are locked first, so that a report that came just before midnight has
        noted its ticket before both go.
        """
        past = DaySecret.objects.filter(day__lt=today)
        with transaction.atomic(savepoint=False):
            days = list(past.select_for_update().values_list("day", flat=True))
            return DaySecret.objects.filter(day__in=days).delete()[0]


class ReportTicket(models.Model):
    """That somebody reported something: for counting within an hour, and for nothing else."""

    day = models.ForeignKey(DaySecret, models.CASCADE, related_name="tickets", verbose_name="日期")
    address_hash = models.CharField("地址的摘要", max_length=64)
    created_at = models.DateTimeField("时间", db_index=True)

    objects = ReportTicketQuerySet.as_manager()

    class Meta:
        verbose_name = "来信计数"
        verbose_name_plural = "来信计数"
        default_permissions = ()

    def __str__(self):
        return f"{self.created_at}"
