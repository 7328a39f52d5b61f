"""The admins of what the operator's jobs wrote down: runs, and what search engines were told."""

from django.contrib import admin

from operation.models import OperationRun, SubmittedAddress

from .mixins.base import DatedList
from .mixins.read_only import ReadOnlyAdmin


@admin.register(OperationRun)
class OperationRunAdmin(ReadOnlyAdmin, DatedList):
    """Backups, drills and the other jobs, with the sentence each left for editors."""

    list_display = ["ended_at", "kind", "ok", "summary"]
    list_filter = ["kind", "ok"]
    date_hierarchy = "ended_at"


@admin.register(SubmittedAddress)
class SubmittedAddressAdmin(ReadOnlyAdmin, DatedList):
    """An address and an engine that took it; what one refused is in the words of the run."""

    list_display = ["address", "engine", "submitted_at", "last_changed"]
    list_filter = ["engine"]
    search_fields = ["address"]
    search_help_text = "网址"
    date_hierarchy = "submitted_at"
    show_full_result_count = False
