"""Keep the scans of a form that was not saved, for the person who uploaded them and that form."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from desk import scans
from desk.models import PendingScan

_LONGEST_ADDRESS = 200


@dataclass(frozen=True)
class PendingScans:
    """The scans kept for ``by`` at the form with this ``address``, as of ``now``."""

    by: User
    address: str
    now: datetime.datetime

    def kept(self):
        return PendingScan.objects.of(self.by, self.address[:_LONGEST_ADDRESS], self.now)

    def keep(self, files: Sequence[UploadedFile]) -> list[PendingScan] | None:
        """Keep ``files``; None where one is no scan, or there is no room for them."""
        PendingScan.objects.forget_old(self.now)
        size = sum(file.size or 0 for file in files)
        if not PendingScan.objects.has_room(self.by, size, len(files)):
            return None
        try:
            scans.check(files)
        except ValidationError:
            return None
        return [self._keep(file) for file in files]

    def _keep(self, file: UploadedFile) -> PendingScan:
        file.seek(0)
        return PendingScan.objects.create(
            by=self.by,
            address=self.address[:_LONGEST_ADDRESS],
            name=scans.short_name(file.name or "扫描件"),
            content=file.read(),
            size=file.size or 0,
            at=self.now,
        )

    def forget(self) -> None:
        """Forget all scans of this form: it was saved."""
        self.kept().delete()


def as_uploaded(scan: PendingScan) -> UploadedFile:
    """Return a kept scan as if it had been uploaded just now."""
    return SimpleUploadedFile(scan.name, bytes(scan.content))
