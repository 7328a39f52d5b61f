"""What editors need beside the facts: rows that no page shows and no edition holds."""

from .note import Note
from .open_form import OpenForm
from .pending_scan import PendingScan
from .used_post import UsedPost

__all__ = ["Note", "OpenForm", "PendingScan", "UsedPost"]
