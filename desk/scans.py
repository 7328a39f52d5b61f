"""Check and store scans of documents; the first bytes, not the name, decide on the format."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from regions.models import Source, SourceScan

MAX_FILES = 10
MAX_BYTES = 10 * 1024 * 1024
_NAME_LENGTH = 120
_HEAD = 12


def content_type(head: bytes) -> str:
    """Return the MIME type of a file from its first 12 bytes; empty if we do not accept it."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return ""


def check(files: Sequence[UploadedFile]) -> None:
    """Raise ValidationError where files are too many, too large, or neither pictures nor PDFs."""
    faults = []
    if len(files) > MAX_FILES:
        faults.append(f"一次最多收 {MAX_FILES} 个文件，您选了 {len(files)} 个。请分几次传。")
    for file in files:
        if (file.size or 0) > MAX_BYTES:
            faults.append(f"“{file.name}”超过 10 MB。请压小一点，或者分成几个文件。")
        elif not content_type(_head(file)):
            faults.append(
                f"“{file.name}”不是图片，也不是 PDF。请传 PDF、JPEG、PNG 或 WebP，改扩展名没有用。"
            )
    if faults:
        raise ValidationError(faults)


def keep(source: Source, files: Sequence[UploadedFile], by: User) -> None:
    """Store checked ``files`` as scans of ``source`` and name them in its history."""
    if not files:
        return
    kept = [
        SourceScan.objects.create(
            name=short_name(file.name or "扫描件"),
            content_type=content_type(_head(file)),
            content=file.read(),
            added_by=by,
        )
        for file in files
    ]
    source.save_because(f"加扫描件：{'、'.join(scan.name for scan in kept)}")
    source.scans.add(*kept)


def drop_unused(scans: Iterable[int]) -> None:
    """Delete those of ``scans`` (ids) that no source names any more, after one was deleted."""
    SourceScan.objects.filter(pk__in=scans, sources__isnull=True).delete()


def _head(file: UploadedFile) -> bytes:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return head


def short_name(name: str) -> str:
    """Return ``name`` cut to the length of the column, with its ending."""
    if len(name) <= _NAME_LENGTH:
        return name
    ending = PurePath(name).suffix[:10]
    return name[: _NAME_LENGTH - len(ending)] + ending
