"""What readers report: a wrong number, a dead phone, a page they do not understand.

To keep machines from flooding us, each report also leaves a ticket, which does not refer to the
report. A ticket tells the addresses of one day apart and is deleted after that day.
"""

import datetime
import secrets

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .policy import RefundPolicy
from .region import Region


class CorrectionReport(models.Model):
    """A reader's report, which holds nothing that says who wrote it."""

    class Kind(models.TextChoices):
        AMOUNT = "amount", "我实际到账不是这个数"
        KNOWN = "known", "我知道这里打多少"
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
    """The random key of one day's tickets; without it no ticket leads back to an address."""

    day = models.DateField("日期", primary_key=True)
    secret = models.CharField("密钥", max_length=64, default=secrets.token_urlsafe)

    class Meta:
        verbose_name = "当天的密钥"
        verbose_name_plural = "当天的密钥"
        default_permissions = ()

    def __str__(self):
        return self.day.isoformat()

    def digest(self, address: str) -> str:
        """Return a keyed hash of the address, which is the same all day.

        The site's own key goes into it too, so that nobody can try all addresses with a copy of
        the database alone.
        """
        return salted_hmac(self.secret, address, algorithm="sha256").hexdigest()


class ReportTicketQuerySet(models.QuerySet):
    def admit(self, address: str, now: datetime.datetime) -> bool:
        """Whether to take one more report from ``address`` at ``now``; if so, a ticket is saved.

        Tickets of earlier days are deleted first, so an hour that spans midnight is counted from
        midnight on.
        """
        today = timezone.localdate(now)
        with transaction.atomic():
            self.forget(today)
            DaySecret.objects.get_or_create(day=today)  # two at once get the same one
            # Locked to the end, so that reports at the same time are counted one after the other.
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
        """Delete secrets and tickets of the days before ``today`` and return how many rows.

        The secrets are locked first, so that a report from just before midnight has saved its
        ticket before both are deleted.
        """
        past = DaySecret.objects.filter(day__lt=today)
        with transaction.atomic(savepoint=False):
            days = list(past.select_for_update().values_list("day", flat=True))
            return DaySecret.objects.filter(day__in=days).delete()[0]


class ReportTicket(models.Model):
    """A trace that somebody reported something, used only to count within an hour."""

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
