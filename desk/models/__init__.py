"""What editors need beside the facts: rows that no page shows and no edition holds."""

from .assignment import Assignment
from .batch import SheetBatch
from .merge import Merge
from .note import Note

__all__ = ["Assignment", "Merge", "Note", "SheetBatch"]
