"""The raw answers of watched pages, each content once, kept before anything is read."""

from django.db import models

from .page import WatchedPage


class Snapshot(models.Model):
    """What a page answered at one visit, byte for byte, and where it ended.

    ``content`` is packed with zlib, ``sha256`` is of the bytes as they came. ``text`` is what was
    read of it with the selectors of that day; ``refused`` is a key of ``documents.REFUSALS``
    where nothing could be read.
    """

    page = models.ForeignKey(WatchedPage, models.CASCADE, related_name="snapshots")
    sha256 = models.CharField(max_length=64)
    fetched_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When the same bytes last came.")
    address = models.URLField(max_length=600, help_text="Where redirects ended.")
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    text = models.TextField(blank=True)
    refused = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = "官网留底"
        verbose_name_plural = "官网留底"
        ordering = ["page", "-fetched_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint("page", "sha256", name="snapshot_once_per_content"),
        ]

    def __str__(self):
        return f"{self.page}，{self.sha256[:12]}"
