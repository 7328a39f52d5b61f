"""What readers report: a wrong number, a dead phone, a page they do not understand.

To keep machines from flooding us, each report also leaves a ticket, which does not refer to the
report. A ticket tells the households of one day apart and is deleted after that day. What at
least five letters report alike of a place may be told there, once an editor has looked.
"""

import datetime
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from simple_history.models import HistoricalRecords

from .policy import RefundPolicy
from .publication import Versioned
from .region import Region
from .revision import place_subject

#: The ages of a report are kept in bands of so many years: 70 stands for 70 to 74.
AGE_BAND = 5


class CorrectionReportQuerySet(models.QuerySet):
    def with_amount(self):
        """Select reports that say what arrives in a place."""
        return self.filter(
            kind__in=CorrectionReport.ON_AMOUNTS,
            region__isnull=False,
            amount_seen__isnull=False,
        )

    def counted(self):
        """Select those of them that count: one for a household, a place and a day."""
        return self.with_amount().filter(counts=True, invalid=False)


class CorrectionReport(models.Model):
    """A reader's report, which holds nothing that says who wrote it."""

    class Kind(models.TextChoices):
        AMOUNT = "amount", "我实际到账不是这个数"
        KNOWN = "known", "我知道这里打多少"
        CHANNEL = "channel", "电话打不通或办法不管用"
        UNCLEAR = "unclear", "看不明白"
        OTHER = "other", "别的"

    #: The kinds that say how much arrives.
    ON_AMOUNTS = (Kind.AMOUNT, Kind.KNOWN)

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
    age_from = models.PositiveSmallIntegerField(
        "年龄段从",
        null=True,
        blank=True,
        help_text=f"只记{AGE_BAND}岁一段，70 就是70到74岁。",
    )
    text = models.TextField("说明", blank=True, max_length=2000)
    created_at = models.DateTimeField("收到时间", auto_now_add=True)
    handled = models.BooleanField("已处理", default=False)
    handled_on = models.DateField("哪天处理的", null=True, blank=True, editable=False)
    counts = models.BooleanField(
        "算数",
        default=False,
        editable=False,
        help_text="同一天、同一户、同一个地方报来的数，只有第一封算。",
    )
    invalid = models.BooleanField(
        "无效", default=False, help_text="一看就是乱写的、同一个人反复写的。勾上就不算数。"
    )

    objects = CorrectionReportQuerySet.as_manager()

    class Meta:
        verbose_name = "读者来信"
        verbose_name_plural = "读者来信"
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.get_kind_display()}（{self.region or '没写地方'}）"


#: How many reports are taken within an hour from one address, from the network around it (a /24 of
#: IPv4, a /48 of IPv6) and from the wide one around that (a /16, a /32).
ADDRESS_LIMIT = 5
NEAR_LIMIT = 15
WIDE_LIMIT = 60
#: From so many of all together on only networks that sent none within the hour, up to the ceiling.
SITE_LIMIT = 300
CEILING = 1500
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


#: The hashes of a ticket, from the address outwards, and how many of each an hour takes.
_LIMITS = {"address_hash": ADDRESS_LIMIT, "near_hash": NEAR_LIMIT, "wide_hash": WIDE_LIMIT}


class ReportTicketQuerySet(models.QuerySet):
    def admit(
        self, networks: Sequence[str], now: datetime.datetime, about: str = ""
    ) -> "ReportTicket | None":
        """Take one more report at ``now``, with a ticket, or return None.

        ``networks``: the address it comes from, and the near and the wide network around it where
        they are known. ``about`` names the place whose amount it reports. Tickets of earlier days
        are deleted first, so an hour that spans midnight is counted from midnight on.
        """
        today = timezone.localdate(now)
        with transaction.atomic():
            self.forget(today)
            DaySecret.objects.get_or_create(day=today)  # two at once get the same one
            # Locked to the end, so that reports at the same time are counted one after the other.
            secret = DaySecret.objects.select_for_update().get(day=today)
            hashes = dict(zip(_LIMITS, map(secret.digest, networks), strict=False))
            if self.filter(created_at__gt=now - _HOUR)._are_too_many(hashes):
                return None
            ticket = ReportTicket(
                day=secret, **hashes, created_at=now.replace(second=0, microsecond=0)
            )
            if about:
                ticket.place_hash = secret.digest(f"{networks[0]} {about}")
                ticket.is_first = not self.filter(place_hash=ticket.place_hash).exists()
            ticket.save()
        return ticket

    def _are_too_many(self, hashes: dict[str, str]) -> bool:
        """Whether these tickets, of an hour, leave no room for one more of these networks.

        Past the site's limit a network has to be new, by the one around its
        address: whoever has thousands of addresses in a few networks shuts out nobody else.
        """
        asked = {name: Count("pk", Q(**{name: digest})) for name, digest in hashes.items()}
        counts = self.aggregate(all=Count("pk"), **{f"of_{name}": n for name, n in asked.items()})
        if any(counts[f"of_{name}"] >= _LIMITS[name] for name in hashes):
            return True
        own = counts["of_near_hash" if "near_hash" in hashes else "of_address_hash"]
        return counts["all"] >= (CEILING if own == 0 else SITE_LIMIT)

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
    """A trace that somebody reported something: how often within an hour, about which amounts.

    ``near_hash`` and ``wide_hash`` are of the networks around the address, empty where it is none.
    ``place_hash`` is a keyed hash of address and place together, so that a ticket tells neither.
    ``is_first``: no other report of the day came from there about the amount of that place.
    """

    is_first = False

    day = models.ForeignKey(DaySecret, models.CASCADE, related_name="tickets", verbose_name="日期")
    address_hash = models.CharField("地址的摘要", max_length=64)
    near_hash = models.CharField("附近网络的摘要", max_length=64, blank=True, db_default="")
    wide_hash = models.CharField("大片网络的摘要", max_length=64, blank=True, db_default="")
    place_hash = models.CharField("地址和地方的摘要", max_length=64, blank=True)
    created_at = models.DateTimeField("时间", db_index=True)

    objects = ReportTicketQuerySet.as_manager()

    class Meta:
        verbose_name = "来信计数"
        verbose_name_plural = "来信计数"
        default_permissions = ()

    def __str__(self):
        return f"{self.created_at}"


#: From so many letters on a statement may be shown.
LEAST_LETTERS = 5


class ReaderStatement(Versioned):
    """What an editor decided on the amount that several letters report of a place.

    It has a grade of its own, is no rule, and nothing is worked out from it. ``letters``, the
    month and the ages are those of the reports that the editor saw; the month is empty where they
    name none, ages are known only where every letter tells one.
    """

    class State(models.TextChoices):
        SHOWN = "shown", "显示"
        HIDDEN = "hidden", "不显示"

    #: What stands beside it, everywhere.
    GRADE = "读者报来，没有文件"

    region = models.ForeignKey(
        Region, models.CASCADE, related_name="reader_statements", verbose_name="地区"
    )
    amount = models.DecimalField(
        "到账（元）",
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    min_age = models.PositiveSmallIntegerField("从几岁", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("到几岁", null=True, blank=True)
    month = models.DateField("哪个月的", null=True, blank=True)
    letters = models.PositiveIntegerField("几封")
    state = models.CharField("显示吗", max_length=6, choices=State)
    seen_at = models.DateTimeField("什么时候看的")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="谁看的",
    )
    history = HistoricalRecords(verbose_name="读者报来的数的历史")

    class Meta:
        verbose_name = "读者报来的数"
        verbose_name_plural = "读者报来的数"
        ordering = ["-letters", "amount"]
        default_permissions = ("change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "amount"],
                name="reader_statement_once",
                violation_error_message="这个地方的这个数已经看过了。",
            ),
            models.CheckConstraint(
                condition=~Q(state="shown") | Q(letters__gte=LEAST_LETTERS),
                name="reader_statement_enough",
                violation_error_message=f"满{LEAST_LETTERS}封才能显示。",
            ),
        ]

    def __str__(self):
        return f"{self.region}：{self.amount}元（{self.GRADE}）"

    def touches(self) -> set[str]:
        """Return the place of whose page it is a part."""
        return {place_subject(self.region_id)}

    @property
    def seen_on(self) -> datetime.date:
        return timezone.localdate(self.seen_at)
