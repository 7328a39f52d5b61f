"""Scans of a form that was refused: kept for a day, so that nobody has to choose them again."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

#: How many files, and how many bytes of them, are kept for one person.
MOST_FILES = 10
MOST_BYTES = 40 * 1024 * 1024
KEPT_FOR = datetime.timedelta(days=1)


class PendingScanQuerySet(models.QuerySet["PendingScan"]):
    def of(self, by: User, address: str, now: datetime.datetime) -> Self:
        """Select what is kept for ``by`` at the form with this ``address``."""
        return self.filter(by=by, address=address, at__gte=now - KEPT_FOR).defer("content")

    def has_room(self, by: User, size: int, files: int) -> bool:
        """Whether ``files`` more files of together ``size`` bytes may be kept for ``by``."""
        sums = self.filter(by=by).aggregate(n=models.Count("pk"), bytes=models.Sum("size"))
        return sums["n"] + files <= MOST_FILES and (sums["bytes"] or 0) + size <= MOST_BYTES

    def forget_old(self, now: datetime.datetime) -> None:
        self.filter(at__lt=now - KEPT_FOR).delete()


class PendingScan(models.Model):
    """A checked scan of a form that was not saved; only who uploaded it may use it."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="谁传的"
    )
    address = models.CharField("哪一页", max_length=200)
    name = models.CharField("文件名", max_length=120)
    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("多大")
    at = models.DateTimeField("什么时候", db_index=True)

    objects = PendingScanQuerySet.as_manager()

    class Meta:
        verbose_name = "先收着的扫描件"
        verbose_name_plural = "先收着的扫描件"
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self):
        return self.name
