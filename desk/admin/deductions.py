"""The admin of deductions: what goes off the credit, or is paid beside it."""

from django.contrib import admin

from desk.spreadsheets.definitions import DeductionSheet
from regions.models import Deduction
from regions.models.region import LINEAGE

from .mixins.base import (
    BY_REGION,
    ROOMY,
    CheckedFilter,
    PlaceColumn,
    PlainDeletion,
    ProvinceFilter,
)
from .mixins.doubts import DoubtsAdmin
from .mixins.workflow import WorkflowAdmin
from .spreadsheets import SheetAdmin


@admin.register(Deduction)
class DeductionAdmin(
    DoubtsAdmin, SheetAdmin, WorkflowAdmin, PlainDeletion, PlaceColumn, admin.ModelAdmin
):
    sheet_class = DeductionSheet
    list_display = ["name", "place", "how_much", "from_account", "start", "state", "source"]
    list_filter = ["status", "kind", "from_account", "source__confidence", CheckedFilter]
    list_filter += [ProvinceFilter]
    search_fields = ["name", "key", "source__title", "source__document_number", *BY_REGION]
    autocomplete_fields = ["region", "source"]
    formfield_overrides = ROOMY
    fieldsets = [
        (
            "哪里、扣什么",
            {"fields": ["region", "kind", "name", "for_whom", "effective_from", "ended_on"]},
        ),
        (
            "扣多少",
            {
                "fields": [("amount", "period"), ("percent", "percent_of"), "base_name", "as_of"],
                "description": "金额和比例只填一样。资料没有写多少的，两样都空着，只说有这一项。",
            },
        ),
        (
            "怎么扣",
            {
                "fields": ["from_account", "taken", "disputed"],
                "description": (
                    "选了“从个人账户扣”、下面两格都不勾，每月的金额才会从到账里减掉；"
                    "别的只在页面上说明。"
                ),
            },
        ),
        ("依据与来源", {"fields": ["source", "wording"]}),
        ("说明", {"fields": ["notes", "staff_note"]}),
    ]

    def get_queryset(self, request):
        # A deduction's name contains its region; the review page shows its source.
        return super().get_queryset(request).select_related(LINEAGE, "source")

    @admin.display(description="扣多少")
    def how_much(self, row):
        return row.in_words or "没有写"

    @admin.display(description="从哪天起", ordering="effective_from", empty_value="资料没有写")
    def start(self, row):
        return row.effective_from

    def get_view_on_site_url(self, obj=None):
        return (obj.get_absolute_url() or None) if obj is not None else None
