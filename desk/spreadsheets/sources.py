"""The sheet of sources, which other sheets name by key or title."""

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from desk.provenance import is_compared
from regions.models import Source, SourceScan
from regions.same_source import folded_address, folded_number

from .columns import Plain, Shown
from .definitions import key_column, state
from .importing import Sheet

#: The most characters that a cell of Excel holds.
LONGEST_CELL = 32_767
TOO_LONG = "（太长，一格放不下，在页面上改）"


class LongText(Plain):
    """A text that is left to its page where a cell cannot hold it."""

    def shown(self, row):
        (text,) = super().shown(row)
        return [text if len(text) <= LONGEST_CELL else TOO_LONG]

    def read(self, cells):
        if cells == [TOO_LONG]:
            raise ValidationError(f"“{TOO_LONG}”不是正文。新增的请填正文，或者空着。")
        return super().read(cells)


class SourceSheet(Sheet):
    model = Source

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.told: dict[str, int] = {}  # numbers and addresses, with the line that has them

    @property
    def memory(self):
        return super().memory | {"told": self.told}

    @memory.setter
    def memory(self, told):
        Sheet.memory.fset(self, told)
        self.told = dict(told["told"])

    def columns(self):
        return [
            key_column(),
            state(),
            *self.plain("title", "publisher", "document_number", "url"),
            *self.plain("published_on", "published_precision", "confidence"),
            Shown("核对日期", lambda row: row.checked_on.isoformat() if row.checked_on else ""),
            Shown(
                "官网原文未变", lambda row: row.unchanged_on.isoformat() if row.unchanged_on else ""
            ),
            *self.plain("quote"),
            LongText(self.field("full_text")),
            Shown("扫描件", lambda row: f"{len(row.scans.all())} 个"),
            *self.plain("staff_note"),
        ]

    def rows(self):
        scans = Prefetch("scans", SourceScan.objects.defer("content"))
        rows = Source.objects.originals().select_related("draft").prefetch_related(scans)
        return rows.order_by("key")

    def check(self, fact):
        """Refuse 依据原文 for what nobody compared; only publishing marks a source with it."""
        super().check(fact)
        original = Source.Confidence.ORIGINAL
        if fact.confidence == original and not is_compared(fact):
            raise ValidationError(
                {
                    "confidence": "“依据原文”不在表里填：审核员对过原文、发布的时候自动标上。"
                    "改了对过的内容，这一栏请填别的。"
                }
            )
        public = fact.replaces
        if public is not None and public.confidence == original != fact.confidence:
            fact.checked_on = None  # nobody compared what it says now

    def _told(self, result, fact, changes):
        """Return ``result``, in doubt where an earlier line has the same number or address."""
        told = super()._told(result, fact, changes)
        names = {
            "文号": folded_number(fact.document_number),
            "网址": folded_address(fact.url),
        }
        for name, folded in names.items():
            first = self.told.setdefault(f"{name} {folded}", told.line) if folded else told.line
            if first != told.line:
                told.doubts.append(f"{name}和第 {first} 行的一样，是同一份就只留一行。")
        return told
