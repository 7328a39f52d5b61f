"""When backups, restore drills and the other jobs of the operator last ran, and what came of it."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models


class OperationRunQuerySet(models.QuerySet["OperationRun"]):
    def newest(self, kind: str) -> "OperationRun | None":
        """Return the last run of a kind that ended, well or not."""
        return self.filter(kind=kind).order_by("-ended_at", "-pk").first()

    def newest_good(self, kind: str) -> "OperationRun | None":
        """Return the last run of a kind that ended well."""
        return self.filter(kind=kind, ok=True).order_by("-ended_at", "-pk").first()

    def note(
        self,
        kind: str,
        *,
        started_at: datetime.datetime,
        ended_at: datetime.datetime,
        ok: bool,
        summary: str,
        figures: dict[str, Any] | None = None,
    ) -> "OperationRun":
        """Keep what a run came to, and only the last ``OperationRun.KEPT`` of its kind."""
        run = self.create(
            kind=kind,
            started_at=started_at,
            ended_at=ended_at,
            ok=ok,
            summary=summary,
            figures=figures or {},
        )
        kept = self.filter(kind=kind).order_by("-pk").values("pk")[: OperationRun.KEPT]
        self.filter(kind=kind).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
        return run


class OperationRun(models.Model):
    """One run of a job of the operator that editors and monitoring want to know of."""

    #: Runs of a kind that are kept.
    KEPT = 100

    class Kind(models.TextChoices):
        BACKUP = "backup", "备份"
        DRILL = "drill", "恢复演练"
        MIRROR = "mirror", "镜像"
        MIRROR_CHECK = "mirror-check", "镜像核对"
        LINKS = "links", "网址检查"
        SUBMIT = "submit", "告诉搜索引擎"

    kind = models.CharField("做了什么", max_length=16, choices=Kind)
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束")
    ok = models.BooleanField("成没成")
    summary = models.TextField("结果", help_text="一句话，编辑看得懂。")
    figures = models.JSONField("数", default=dict, blank=True)

    objects = OperationRunQuerySet.as_manager()

    class Meta:
        verbose_name = "运维记录"
        verbose_name_plural = "运维记录"
        default_permissions = ("view",)
        ordering = ["-ended_at", "-pk"]
        indexes = [models.Index(fields=["kind", "-ended_at"], name="operation_run_newest")]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.summary}"


class SubmittedAddressQuerySet(models.QuerySet["SubmittedAddress"]):
    def note(
        self,
        engine: str,
        entries: Iterable[tuple[str, datetime.date | None]],
        now: datetime.datetime,
        without: Iterable[tuple[str, datetime.date | None]] = (),
    ) -> None:
        """Keep what an engine was told at the moment ``now``; one row an address. Two queries.

        What it was told of the addresses ``without`` a page is forgotten: should there be one
        again, it is new.
        """
        told, no_page = dict(entries), {address for address, _ in without}
        self.filter(engine=engine, address__in=no_page & told.keys()).delete()
        rows = [
            self.model(engine=engine, address=address, last_changed=day, submitted_at=now)
            for address, day in told.items()
            if address not in no_page
        ]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["engine", "address"],
            update_fields=["last_changed", "submitted_at"],
        )


class SubmittedAddress(models.Model):
    """An address that a search engine was told of, and as of which day."""

    class Engine(models.TextChoices):
        BAIDU = "baidu", "百度"
        INDEXNOW = "indexnow", "必应等（IndexNow）"

    engine = models.CharField("搜索引擎", max_length=16, choices=Engine)
    address = models.CharField("网址", max_length=200)
    last_changed = models.DateField("哪天改动的", null=True, blank=True)
    submitted_at = models.DateTimeField("什么时候告诉的")

    objects = SubmittedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "告诉过搜索引擎的网址"
        verbose_name_plural = "告诉过搜索引擎的网址"
        default_permissions = ("view",)
        ordering = ["-submitted_at", "address"]
        constraints = [
            models.UniqueConstraint(fields=["engine", "address"], name="submitted_address_once")
        ]

    def __str__(self):
        return f"{self.get_engine_display()}：{self.address}"
