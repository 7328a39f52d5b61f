"""What the merging of two places moved, so that it can be moved back."""

from django.conf import settings
from django.db import models

from regions.models import Region


class Merge(models.Model):
    """One merge of ``place`` into ``into``, with what it changed.

    ``undo`` has lists of ids and former values by what was changed; see ``desk.unmerging``.
    """

    place = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="哪里并掉了")
    into = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="并到哪里")
    reason = models.CharField("依据", max_length=200, blank=True)
    undo = models.JSONField("怎么改回去", default=dict)
    made_at = models.DateTimeField("什么时候")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="谁合并的",
    )
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="谁撤销的",
    )

    class Meta:
        verbose_name = "合并"
        verbose_name_plural = "合并"
        default_permissions = ()
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.place}并入{self.into}"
