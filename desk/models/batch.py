"""The file that a person is importing: its rows, and what was worked out of them so far."""

import datetime
import json
import zlib
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction

#: How long a file is kept that nobody confirms: an office day.
KEPT_HOURS = 8


def _packed(told: object) -> bytes:
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode())


def _unpacked(content: bytes | memoryview) -> Any:
    return json.loads(zlib.decompress(bytes(content))) if content else None


class SheetBatchQuerySet(models.QuerySet["SheetBatch"]):
    def begin(
        self, by: User, model: type[models.Model], name: str, table: dict[str, Any], rows: int
    ) -> "SheetBatch":
        """Keep a file, in place of the one that ``by`` was importing before."""
        batch = self.model(by=by, model=model._meta.label_lower, name=name[-NAME_LENGTH:])
        batch.rows, batch.table = rows, _packed(table)
        with transaction.atomic():
            User.objects.select_for_update().get(pk=by.pk)  # two files sent at the same moment
            self.filter(by=by).delete()
            batch.save()
        return batch

    def drop_old(self, now: datetime.datetime) -> None:
        """Forget the files that nobody confirmed in time."""
        self.filter(begun_at__lt=now - datetime.timedelta(hours=KEPT_HOURS)).delete()

    def of(self, by: User, model: type[models.Model]) -> Self:
        """Select what ``by`` is importing into the rows of ``model``: one file at most."""
        return self.filter(by=by, model=model._meta.label_lower)


NAME_LENGTH = 120


class SheetBatch(models.Model):
    """A file on its way in. Nothing of it is among the facts until it is written, all at once.

    Its rows are looked at in parts, each in a request of its own, so that a large file keeps
    nobody waiting and goes on after a restart. ``told`` is what was worked out of the first
    ``done`` of ``rows`` rows; ``again`` says that somebody changed facts after the first preview.
    """

    by = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="谁在导入"
    )
    model = models.CharField("哪一种资料", max_length=60)
    name = models.CharField("文件名", max_length=NAME_LENGTH)
    rows = models.PositiveIntegerField("几行")
    done = models.PositiveIntegerField("看过几行", default=0)
    again = models.BooleanField("看第二遍", default=False)
    table = models.BinaryField("表格")
    told = models.BinaryField("看出来的", default=bytes)
    begun_at = models.DateTimeField("什么时候开始的", auto_now_add=True)

    objects = SheetBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "正在导入的表格"
        verbose_name_plural = "正在导入的表格"
        default_permissions = ()

    def __str__(self):
        return self.name

    @property
    def is_looked_through(self) -> bool:
        """Whether all rows of the file were looked at."""
        return self.done >= self.rows

    @property
    def content(self) -> dict[str, Any]:
        """The file as ``begin`` was given it."""
        return _unpacked(self.table)

    @property
    def worked_out(self) -> dict[str, Any]:
        """What was worked out so far; empty at the beginning."""
        return _unpacked(self.told) or {}

    def went_on(self, done: int, told: dict[str, Any]) -> bool:
        """Keep what was worked out of the first ``done`` rows, unless another request did."""
        before, self.done, self.told = self.done, done, _packed(told)
        same = type(self).objects.filter(pk=self.pk, done=before)
        return bool(same.update(done=self.done, told=self.told))

    def start_again(self) -> None:
        """Forget what was worked out, because facts were changed since.

        A batch that was cancelled meanwhile in another window is not brought back.
        """
        self.done, self.told, self.again = 0, b"", True
        type(self).objects.filter(pk=self.pk).update(done=0, told=b"", again=True)
