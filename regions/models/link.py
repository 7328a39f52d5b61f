"""Web addresses: official domains, the results of link checks, and take-downs."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from regions import lookalikes
from regions.terms import Term

from .web_address import WebAddressField


class OfficialDomain(models.Model):
    """A domain that official links may lead to, beside those of ``settings.OFFICIAL_DOMAINS``."""

    domain = models.CharField("域名", max_length=100, unique=True, help_text="如 example.gov.cn。")
    note = models.CharField(
        "为什么可以", max_length=200, help_text="谁的网站、在哪里看到它是官方的。"
    )
    added_at = models.DateTimeField("加入时间", auto_now_add=True)

    class Meta:
        verbose_name = "官方域名"
        verbose_name_plural = "官方域名"
        ordering = ["domain"]

    def __str__(self):
        return self.domain

    def clean(self):
        self.domain = self.domain.strip().lower().removeprefix("www.").rstrip("./")
        try:
            term = Term.of(self.domain)
        except ValueError as error:
            raise ValidationError({"domain": str(error)}) from error
        if term.kind != TakeDown.Kind.DOMAIN or term.text != self.domain:
            raise ValidationError({"domain": "只填域名，不带 https:// 和后面的路径。"})
        fault = lookalikes.refusal(f"https://{self.domain}/", settings.OFFICIAL_DOMAINS)
        fault = fault or taken_down(self.domain)
        if fault:
            raise ValidationError({"domain": fault})


def official_domains() -> set[str]:
    """Return the domains that official links may lead to. One query."""
    return {*settings.OFFICIAL_DOMAINS, *OfficialDomain.objects.values_list("domain", flat=True)}


def is_official_host(url: str) -> bool:
    """Whether a link leads to an official domain or a subdomain of one. One query."""
    return lookalikes.belongs(lookalikes.host_of(url), official_domains())


def refusal_of(url: str) -> str:
    """Return why ``url`` is refused: taken down, or a lookalike; empty if it is neither."""
    if not url:
        return ""
    return taken_down(url) or lookalikes.refusal(url, official_domains())


def taken_down(*texts: str) -> str:
    """Return what in ``texts`` is taken down and why, as a sentence; empty if none. One query."""
    if not any(texts):
        return ""
    for row in TakeDown.objects.filter(undone_at__isnull=True):
        if any(row.as_term.stands_in(text) for text in texts):
            return f"{row.term} 已经停用（{row.reason}），不能再填。弄错了请审核员先恢复。"
    return ""


class LinkCheck(models.Model):
    """What the last check of an address found (``manage.py check_links``)."""

    class Outcome(models.TextChoices):
        FINE = "fine", "正常"
        BY_HAND = "by_hand", "请人打开看看"
        BROKEN = "broken", "打不开"
        DANGEROUS = "dangerous", "危险"

    url = WebAddressField("网址", max_length=600, unique=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    reason = models.CharField("原因", max_length=200)
    advice = models.CharField("怎么办", max_length=200, blank=True)
    http_status = models.PositiveSmallIntegerField("状态码", null=True, blank=True)
    final_url = models.CharField("最后到了哪里", max_length=600, blank=True)
    checked_at = models.DateTimeField("检查时间")

    class Meta:
        verbose_name = "网址检查"
        verbose_name_plural = "网址检查"
        ordering = ["url"]
        default_permissions = ("view",)

    def __str__(self):
        return self.url


class TakeDown(models.Model):
    """A domain or telephone number that no page shows any more, with how to restore it.

    ``undo`` lists what was changed: model, pk, field, before, after. A withdrawn row is listed
    with the field ``status``, and with how often its source had been edited until then
    (``source_edits``). ``status`` and ``replaces`` are those of the fact at the take-down,
    because parts and sources have none of their own; the oldest entries lack them.
    """

    class Kind(models.TextChoices):
        DOMAIN = "domain", "域名"
        PHONE = "phone", "电话"

    kind = models.CharField("停用什么", max_length=6, choices=Kind)
    term = models.CharField("域名或号码", max_length=100)
    reason = models.CharField("为什么", max_length=200)
    undo = models.JSONField("怎么改回去", default=list, editable=False)
    made_at = models.DateTimeField("停用时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="谁停用的",
    )
    undone_at = models.DateTimeField("恢复时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="谁恢复的",
    )

    class Meta:
        verbose_name = "停用"
        verbose_name_plural = "停用"
        ordering = ["-made_at"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "term"],
                condition=Q(undone_at__isnull=True),
                name="takedown_once",
                violation_error_message="这个已经停用了。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.term}"

    @property
    def as_term(self) -> Term:
        return Term(self.kind, self.term)
