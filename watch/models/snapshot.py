"""The raw answers of watched pages, each content once, kept before anything is read."""

import hashlib
import zlib
from datetime import datetime

from django.db import models
from django.db.models import Q

from regions.models.web_address import WebAddressField

from .page import SELECTOR_LENGTH, WatchedPage

#: So many contents of a page are kept, beside those that a finding names.
KEPT = 5


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def readable(self) -> "SnapshotQuerySet":
        """Select those of which a text was read, the one seen last first."""
        return self.exclude(text="").order_by("-seen_at", "-pk")

    def keep(self, page: WatchedPage, raw: bytes, now: datetime, **fields: str | int) -> "Snapshot":
        """Keep what a page answered; the same bytes again only move ``seen_at``.

        ``fields`` are address, status and content type of the answer.
        """
        row, new = self.get_or_create(
            page=page,
            sha256=hashlib.sha256(raw).hexdigest(),
            defaults={"fetched_at": now, "seen_at": now, "content": zlib.compress(raw)} | fields,
        )
        if not new:
            for name, value in fields.items():
                setattr(row, name, value)
            row.seen_at = now
            row.save(update_fields=["seen_at", *fields])
        return row

    def forget_old(self, page: WatchedPage) -> int:
        """Delete what is beyond the newest of a page and no finding names; return how many.

        The newest that could be read stays: the next visit is compared with it.
        """
        of_page = self.filter(page=page)
        newest = list(of_page.order_by("-seen_at", "-pk").values_list("pk", flat=True)[:KEPT])
        newest += of_page.readable().values_list("pk", flat=True)[:1]
        named: set[int | None] = set()
        for link in ("snapshot", "before"):
            named |= set(page.findings.values_list(link, flat=True))
        named.discard(None)
        gone = of_page.exclude(Q(pk__in=newest) | Q(pk__in=named))
        return gone.delete()[1].get("watch.Snapshot", 0)


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
    address = WebAddressField(max_length=600, help_text="Where redirects ended.")
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    text = models.TextField(blank=True)
    refused = models.CharField(max_length=20, blank=True)
    read_with = models.CharField(
        max_length=2 * SELECTOR_LENGTH + 1, blank=True, help_text="The selectors of that day."
    )
    valid_until = models.DateField(
        null=True, blank=True, help_text="The last day of validity that the text states."
    )

    objects = SnapshotQuerySet.as_manager()

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

    @property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return zlib.decompress(self.content)
