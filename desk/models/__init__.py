"""What editors need beside the facts: rows that no page shows and no edition holds."""

from .batch import SheetBatch
from .note import Note

__all__ = ["Note", "SheetBatch"]
