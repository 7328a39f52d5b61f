"""Who has which row open, so that a colleague sees “乙正在改” before typing the same."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

#: After how long without a sign a form counts as closed: with the script's heartbeat, without.
SILENT = datetime.timedelta(minutes=3)
SILENT_WITHOUT_SCRIPT = datetime.timedelta(minutes=15)
#: How close two signs must not be for both to be written.
THROTTLE = datetime.timedelta(seconds=20)


class OpenFormQuerySet(models.QuerySet["OpenForm"]):
    def of(self, row: models.Model) -> Self:
        return self.filter(model=row._meta.label_lower, row=row.pk)

    def alive(self, now: datetime.datetime) -> Self:
        """Select the forms that are still open as far as anybody knows."""
        return self.filter(
            models.Q(beats=True, seen__gte=now - SILENT)
            | models.Q(beats=False, seen__gte=now - SILENT_WITHOUT_SCRIPT)
        )

    def note(self, row: models.Model, by: User, now: datetime.datetime, beats: bool) -> None:
        """Note that ``by`` has ``row`` open; ``beats`` is set once the page's script told so.

        Somebody who comes back after having left counts from now. Signs that follow each other
        closely are not written.
        """
        known = self.of(row).filter(by=by).alive(now).first()
        if known is None:
            self.forget_closed(now)
            self.update_or_create(
                {"since": now, "seen": now, "beats": beats},
                model=row._meta.label_lower,
                row=row.pk,
                by=by,
            )
        elif now - known.seen >= THROTTLE or known.beats != beats:
            self.filter(pk=known.pk).update(seen=now, beats=beats)

    def forget_closed(self, now: datetime.datetime) -> None:
        self.filter(seen__lt=now - SILENT_WITHOUT_SCRIPT).delete()


class OpenForm(models.Model):
    """A form that somebody has open. Nothing is locked by it."""

    model = models.CharField("哪一种资料", max_length=60)
    row = models.PositiveBigIntegerField("哪一条")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="谁"
    )
    since = models.DateTimeField("什么时候打开的")
    seen = models.DateTimeField("最后一次知道还开着", db_index=True)
    beats = models.BooleanField("页面自己报告", default=False)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        verbose_name = "正在改的"
        verbose_name_plural = "正在改的"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["model", "row", "by"], name="desk_openform_once")
        ]

    def __str__(self):
        return f"{self.model} {self.row}"
