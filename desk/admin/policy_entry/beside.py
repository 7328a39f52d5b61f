"""The reading that fills 录入标准: its values in the forms, its words beneath the fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from desk import scans
from desk.models import DocumentReading
from desk.readings.filling import Filling, Note, filled
from desk.readings.marks import Line, circled
from documents.found import Deduction as FoundDeduction
from documents.reading import Reading
from regions.models import Deduction, Region
from regions.same_source import named, same_sources
from text.formats import day

#: How the name of a deduction tells its kind.
_KINDS = {
    "护理": Deduction.Kind.LONG_TERM_CARE,
    "大病": Deduction.Kind.CRITICAL_ILLNESS,
    "大额": Deduction.Kind.CRITICAL_ILLNESS,
}
_PERCENT_OF = {
    "own": Deduction.PercentOf.OWN,
    "base": Deduction.PercentOf.BASE,
    "credit": Deduction.PercentOf.CREDIT,
}


class Beside:
    """A reading at the page of ``region``: what it fills, and what stands beside the form."""

    def __init__(self, reading: DocumentReading, region: Region):
        self.reading, self.region = reading, region
        result = reading.result or Reading()
        self.filling: Filling = filled(result, region, reading.address)

    @property
    def why_not(self) -> str:
        return self.reading.why_not

    @cached_property
    def lines(self) -> list[Line]:
        return self.filling.marks.shown()

    @property
    def is_cut(self) -> bool:
        return self.filling.marks.is_long

    @property
    def open_fields(self) -> list[str]:
        """The ids of the fields that the text leaves open, in the order of the page."""
        return [f"id_{name}" for name, note in self.filling.notes.items() if note.is_open]

    @property
    def text_url(self) -> str:
        args = [self.region.pk, self.reading.pk]
        return reverse("admin:regions_refundpolicy_reading_text", args=args)

    @cached_property
    def _file(self) -> tuple[str, bytes]:
        """The format and the bytes of the PDF or picture that was read; empty for all else."""
        content = self.reading.content
        kind = scans.content_type(content[:12])
        return (kind, content) if kind else ("", b"")

    @property
    def file_url(self) -> str:
        """The address of the PDF or picture that was read; empty for all else."""
        if not self._file[0]:
            return ""
        args = [self.region.pk, self.reading.pk]
        return reverse("admin:regions_refundpolicy_reading_file", args=args)

    @property
    def is_picture(self) -> bool:
        return self._file[0].startswith("image/")

    @property
    def scan(self) -> "ReadScan | None":
        """The file that was read, where it is one that is kept as a scan."""
        kind, content = self._file
        if not kind or len(content) > scans.MAX_BYTES:
            return None
        return ReadScan(scans.short_name(self.reading.name or "读的文件"), content)

    @property
    def scan_refused(self) -> str:
        """Why a PDF or picture cannot be kept as a scan; empty where it can, or is none."""
        if len(self._file[1]) > scans.MAX_BYTES:
            return "这个文件超过 10 MB，不能存成扫描件。请把有条款的几页另存成小一点的文件。"
        return ""

    def deductions(self, source: int | None = None) -> list[tuple[str, str]]:
        """Return what is known of each deduction in words, and the form filled with it."""
        found = self.filling.deductions
        return [(_in_words(one), deduction_address(self.region, one, source)) for one in found]

    def known(self) -> str:
        """Name the sources that are kept with the number or address of what was read."""
        told = self.filling.document
        found = same_sources(told.get("document_number", ""), told.get("url", ""))
        return "；".join(map(named, found))

    def left(self) -> list[tuple[Note, SafeString]]:
        return [(note, _link(note)) for note in self.filling.left]

    def note_fields(self, form: Any, values: dict[str, Any], prefix: str = "") -> None:
        """Write beneath each field of ``form`` where its value came from, or why it is empty.

        In a posted form only what still stands as it was filled.
        """
        for name, field in form.fields.items():
            note = self.filling.notes.get(f"{prefix}{name}")
            if (
                note is None
                or note.is_of_row
                or (form.is_bound and not _stands(form[name].value(), values, name))
            ):
                continue
            said = _beneath(note, str(values.get(name) or ""))
            field.help_text = format_html("{} {}", said, field.help_text)
            form[name].help_text = field.help_text  # may have been made with the former one

    def note_parts(self, forms: Iterable[Any], rows: list[dict[str, Any]], prefix: str) -> None:
        """Do the same for the tiers, each with its sentence above its fields."""
        for number, (form, values) in enumerate(zip(forms, rows, strict=False)):
            self.note_fields(form, values, f"{prefix}-{number}-")
            note = self.filling.notes.get(f"{prefix}-{number}")
            shown = [name for name in ("amount", "rate_percent", "own_percent") if values.get(name)]
            same = all(_stands(form[name].value(), values, name) for name in shown)
            if note is not None and (same or not form.is_bound):
                form.words = _beneath(note)
            form.noted = any(
                f"{prefix}-{number}-{name}" in self.filling.notes for name in form.rare
            )


@dataclass(frozen=True)
class ReadScan:
    """The file that was read, as something to upload."""

    name: str
    content: bytes

    @property
    def label(self) -> str:
        return f"把读的这个文件存成扫描件：{self.name}"

    def as_uploaded(self) -> UploadedFile:
        return SimpleUploadedFile(self.name, self.content)


def _stands(value: Any, values: dict[str, Any], name: str) -> bool:
    """Whether a posted value is the one that was filled; days may come with strokes."""
    now, was = ("" if one is None else str(one) for one in (value, values.get(name)))
    return now.replace("/", "-") == was


def _link(note: Note) -> SafeString:
    if not note.number:
        return mark_safe("")
    said = '<a class="read__at" href="#reading-{}">原文 {}</a>'
    return format_html(said, note.number, circled(note.number))


def _beneath(note: Note, value: str = "") -> SafeString:
    """Return a note as it stands beneath its field, which shows ``value``."""
    link = _link(note)
    if note.is_open:
        return format_html('<span class="read__open">没有填：{} {}</span>', note.said, link)
    said = (
        ""
        if note.said == " ".join(value.split())
        else f"“{note.said}”"
        if note.number
        else note.said
    )
    return format_html('<span class="read__from">{} {}</span>', link, said)


def _in_words(found: FoundDeduction) -> str:
    period = {"month": "每月", "year": "每年"}.get(found.period or "", "")
    if found.amount is not None:
        return f"{found.name}：{period}{found.amount.normalize():f}元"
    if found.rate_percent is not None:
        return f"{found.name}：{found.rate_percent.normalize():f}%"
    return f"{found.name}：扣多少没有写"


def deduction_address(region: Region, found: FoundDeduction, source: int | None = None) -> str:
    """Return the address of a new deduction, filled with what was read of it."""
    kind = next((kind for word, kind in _KINDS.items() if word in found.name), "")
    percent = found.rate_percent
    told = {
        "region": region.pk,
        "source": source,
        "name": found.name[:60],
        "kind": kind,
        "amount": f"{found.amount:f}" if found.amount is not None else "",
        "period": found.period or "",
        "percent": f"{percent.normalize():f}" if percent is not None else "",
        "percent_of": _PERCENT_OF.get(found.rate_of or "", ""),
        "wording": found.quote[:500],
    }
    query = urlencode({name: value for name, value in told.items() if value not in (None, "")})
    return f"{reverse('admin:regions_deduction_add')}?{query}"


def since(reading: DocumentReading) -> str:
    """Return when a reading was begun, to tell it from others: 通知.pdf（11月30日）."""
    return f"{reading}（{day(timezone.localtime(reading.begun_at).date())}读的）"
