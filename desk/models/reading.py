"""A document that an editor had read: what was given, and what the clause reader found in it."""

import datetime
import json
import zlib
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction

from regions.models import Region

if TYPE_CHECKING:
    from documents.reading import Reading

#: How long a reading is kept, and how many of one person.
KEPT_FOR = datetime.timedelta(days=7)
MOST = 5
#: The most bytes of a file or a page that are read.
LONGEST = 20 * 1024 * 1024
#: After how long without an end a reading was lost: its process was stopped.
LOST_AFTER = datetime.timedelta(minutes=3)
NAME_LENGTH = 200
ADDRESS_LENGTH = 600


class DocumentReadingQuerySet(models.QuerySet["DocumentReading"]):
    def of(self, by: User) -> Self:
        """Select the readings of one person, the newest first, without what was read."""
        return self.filter(by=by).order_by("-pk").defer("raw", "told")

    def kept(self, now: datetime.datetime) -> Self:
        """Select the readings that are not too old."""
        return self.filter(begun_at__gte=now - KEPT_FOR)

    def begin(
        self, by: User, region: Region, kind: str, now: datetime.datetime, **given: Any
    ) -> "DocumentReading":
        """Keep what is to be read for ``by``, and drop what is old or more than a few."""
        raw = given.pop("raw", b"")
        reading = self.model(by=by, region=region, kind=kind, begun_at=now, **given)
        reading.size, reading.raw = len(raw), zlib.compress(raw, 1) if raw else b""
        with transaction.atomic():
            self.filter(begun_at__lt=now - KEPT_FOR).delete()
            reading.save()
            newest = self.filter(by=by).order_by("-pk").values_list("pk", flat=True)[:MOST]
            self.filter(by=by).exclude(pk__in=list(newest)).delete()
        return reading


class DocumentReading(models.Model):
    """One document, read for one editor and one place; nobody else sees it.

    What it came from (``raw``) is kept before anything is read, so that it can be read once more.
    Nothing of it is a fact: it fills a form, which a person looks through and saves.
    """

    class Kind(models.TextChoices):
        FILE = "file", "文件"
        ADDRESS = "address", "网址"
        TEXT = "text", "粘贴的正文"

    class State(models.TextChoices):
        WAITING = "waiting", "等着读"
        RUNNING = "running", "正在读"
        DONE = "done", "读完了"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="谁要读的"
    )
    region = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="地区")
    kind = models.CharField("从哪里来", max_length=8, choices=Kind)
    name = models.CharField("文件名", max_length=NAME_LENGTH, blank=True)
    address = models.CharField("网址", max_length=ADDRESS_LENGTH, blank=True)
    content_type = models.CharField("格式", max_length=200, blank=True)
    keep = models.CharField("只看这一块", max_length=200, blank=True)
    drop = models.CharField("里面不看的", max_length=200, blank=True)
    raw = models.BinaryField("原样的", default=bytes)
    size = models.PositiveIntegerField("多大", default=0)
    state = models.CharField("读到哪里", max_length=8, choices=State, default=State.WAITING)
    told = models.BinaryField("读出来的", default=bytes)
    fault = models.CharField("为什么没有拿到", max_length=300, blank=True)
    snapshot = models.ForeignKey(
        "watch.Snapshot",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="官网留底",
    )
    begun_at = models.DateTimeField("什么时候开始的", db_index=True)

    objects = DocumentReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "读过的文件"
        verbose_name_plural = "读过的文件"
        default_permissions = ()

    def __str__(self):
        return self.name or self.address or self.get_kind_display()

    @property
    def content(self) -> bytes:
        """The bytes as they were given or fetched."""
        return zlib.decompress(bytes(self.raw)) if self.raw else b""

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    def is_lost(self, now: datetime.datetime) -> bool:
        """Whether it was begun so long ago that nobody can still be reading."""
        return not self.is_done and now - self.begun_at > LOST_AFTER

    @property
    def result(self) -> "Reading | None":
        """What was read; None where it was not read yet, or there was nothing to read."""
        if not self.is_done or not self.told:
            return None
        from documents.reading import unpacked

        return unpacked(json.loads(zlib.decompress(bytes(self.told))))

    @property
    def why_not(self) -> str:
        """Why there is nothing of it, in words; empty where it was read."""
        if self.fault or not self.is_done:
            return self.fault
        result = self.result
        return result.refused_in_words if result else ""

    def _note(self, **changed: Any) -> bool:
        """Write what was found, unless it was begun once more meanwhile."""
        for name, value in changed.items():
            setattr(self, name, value)
        same = type(self).objects.filter(pk=self.pk, begun_at=self.begun_at)
        return bool(same.update(**changed))

    def is_being_read(self) -> bool:
        """Note that it is being read now; False where it is gone or was begun once more."""
        return self._note(state=self.State.RUNNING)

    def was_fetched(self, raw: bytes, address: str, content_type: str) -> None:
        """Keep the answer of a website, before anything of it is read."""
        self._note(
            raw=zlib.compress(raw, 1),
            size=len(raw),
            address=address if len(address) <= ADDRESS_LENGTH else self.address,
            content_type=content_type[:200],
        )

    def was_not_fetched(self, why: str) -> None:
        self._note(fault=why[:300], state=self.State.DONE)

    def was_read(self, reading: "Reading") -> None:
        from documents.reading import packed

        told = json.dumps(packed(reading), ensure_ascii=False).encode()
        self._note(told=zlib.compress(told), fault="", state=self.State.DONE)

    def begin_again(self, now: datetime.datetime) -> None:
        """Forget how far it got, so that it can be read once more."""
        self.begun_at, self.state, self.fault, self.told = now, self.State.WAITING, "", b""
        self.save(update_fields=["begun_at", "state", "fault", "told"])

    def move_to(self, region: Region) -> None:
        self.region = region
        self.save(update_fields=["region"])
