"""What watching found that somebody has to look at; each thing once, closing by itself."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from .page import WatchedPage
from .snapshot import Snapshot


class FindingQuerySet(models.QuerySet["Finding"]):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def tell(
        self, page: WatchedPage, kind: str, key: str, now: datetime, **fields: Any
    ) -> "Finding | None":
        """Raise a finding, or open it again if it had closed by itself; None if it was told.

        What a person closed stays closed: they know of it.
        """
        fields = {"found_at": now, **fields}
        found, new = self.get_or_create(page=page, kind=kind, key=key[:64], defaults=fields)
        if new:
            return found
        if found.closed_at is None or found.closed_by_id is not None:
            return None
        for name, value in {**fields, "closed_at": None, "closed_because": ""}.items():
            setattr(found, name, value)
        found.save()
        return found

    def close(self, because: str, now: datetime) -> int:
        """Let the open ones among these close by themselves; return how many did."""
        return self.open().update(closed_at=now, closed_because=because, closed_by=None)


class Finding(models.Model):
    """One thing that was seen, told once: ``key`` is what tells it from others of its kind.

    ``details`` holds what the pages of the desk show, by kind: the title and address of a new
    document; the clauses that changed, before and after; the last day of validity.
    """

    class Kind(models.TextChoices):
        """The kinds, the most urgent first."""

        CHANGED = "changed", "官网的文字变了"
        NEW = "new", "官网有新文件"
        RUNS_OUT = "runs_out", "有效期到了"
        GONE = "gone", "官网没有这一页了"
        BLOCKED = "blocked", "官网不让机器看"
        UNREADABLE = "unreadable", "官网的文件读不出"
        SELECTOR = "selector", "页面改版，找不到要看的那一块"

    page = models.ForeignKey(WatchedPage, models.CASCADE, related_name="findings")
    kind = models.CharField("哪一种", max_length=10, choices=Kind)
    key = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    snapshot = models.ForeignKey(Snapshot, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.ForeignKey(Snapshot, models.SET_NULL, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField("什么时候看到的")
    closed_at = models.DateTimeField("什么时候了结的", null=True, blank=True)
    closed_because = models.CharField("怎么了结的", max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="谁了结的",
        help_text="空着就是自己了结的。",
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "官网上看到的"
        verbose_name_plural = "官网上看到的"
        ordering = ["-found_at", "-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint("page", "kind", "key", name="finding_told_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.page}"
