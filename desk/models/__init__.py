"""What editors need beside the facts: rows that no page shows and no edition holds."""

from .assignment import Assignment
from .batch import SheetBatch
from .merge import Merge
from .note import Note
from .open_form import OpenForm
from .pending_scan import PendingScan
from .reading import DocumentReading
from .used_post import UsedPost

__all__ = [
    "Assignment",
    "DocumentReading",
    "Merge",
    "Note",
    "OpenForm",
    "PendingScan",
    "SheetBatch",
    "UsedPost",
]
