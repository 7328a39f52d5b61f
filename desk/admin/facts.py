"""The admins of claims, estimates, statistics and lookup channels, and of readers' reports."""

from django.contrib import admin
from django.db import transaction
from django.utils import timezone

from desk.spreadsheets.definitions import ChannelSheet, ClaimSheet, EstimateSheet, StatisticSheet
from regions.models import Claim, CorrectionReport, Estimate, LookupChannel, Publication, Statistic
from regions.models.region import LINEAGE

from .alike_reports import AlikeReports
from .links import LinkColumn
from .mixins.base import (
    BY_REGION,
    ROOMY,
    CheckedFilter,
    DatedList,
    PlaceColumn,
    PlainDeletion,
    ProvinceFilter,
    SearchedPlaceFirst,
)
from .mixins.doubts import DoubtsAdmin
from .mixins.workflow import WorkflowAdmin
from .spreadsheets import SheetAdmin


@admin.register(Claim)
class ClaimAdmin(SheetAdmin, WorkflowAdmin, PlainDeletion, PlaceColumn, admin.ModelAdmin):
    sheet_class = ClaimSheet
    list_display = ["statement", "kind", "place", "state", "below", "source"]
    list_filter = ["status", "kind", "source__confidence", CheckedFilter, ProvinceFilter]
    search_fields = ["statement", "followed", "key", "source__title", *BY_REGION]
    autocomplete_fields = ["region", "source"]
    formfield_overrides = ROOMY

    def get_queryset(self, request):
        # A claim's name contains its region; autocomplete does not use list_select_related.
        return super().get_queryset(request).select_related(LINEAGE, "source")


@admin.register(Estimate)
class EstimateAdmin(SheetAdmin, DoubtsAdmin, WorkflowAdmin, PlaceColumn, admin.ModelAdmin):
    sheet_class = EstimateSheet
    list_display = ["place", "low_percent", "high_percent", "reason", "state", "source"]
    list_filter = ["status", "source__confidence", CheckedFilter]
    list_select_related = [LINEAGE, "source"]
    search_fields = BY_REGION
    autocomplete_fields = ["region", "source"]
    formfield_overrides = ROOMY
    fieldsets = [
        ("哪里", {"fields": ["region"]}),
        (
            "能估的：填这三个数",
            {"fields": [("low_percent", "high_percent"), "example_pension"]},
        ),
        ("不能估的：三个数空着，写为什么", {"fields": ["reason", "own_amount", "own_by"]}),
        ("依据与来源", {"fields": ["source", "wording"]}),
    ]


@admin.register(Statistic)
class StatisticAdmin(DoubtsAdmin, SheetAdmin, WorkflowAdmin, PlaceColumn, admin.ModelAdmin):
    sheet_class = StatisticSheet
    list_display = ["place", "year", "average_pension", "state", "source"]
    list_filter = ["status", "source__confidence", CheckedFilter, "year", ProvinceFilter]
    list_select_related = [LINEAGE, "source"]
    search_fields = BY_REGION
    autocomplete_fields = ["region", "source"]


@admin.register(LookupChannel)
class LookupChannelAdmin(SheetAdmin, LinkColumn, WorkflowAdmin, PlaceColumn, admin.ModelAdmin):
    sheet_class = ChannelSheet
    list_display = ["name", "place", "kind", "operator", "phone", "link_state", "checked_on"]
    list_display += ["state"]
    list_filter = ["status", "kind", "operator", "source__confidence", CheckedFilter]
    list_filter += [ProvinceFilter]
    list_select_related = [LINEAGE, "source"]
    search_fields = ["name", "phone", "url", *BY_REGION]
    autocomplete_fields = ["region", "source"]
    formfield_overrides = ROOMY
    fieldsets = [
        ("哪里、什么", {"fields": ["region", "kind", "operator", "name"]}),
        ("怎么找到", {"fields": ["phone", "url", "address", "hours", "where"]}),
        ("怎么办", {"fields": ["steps", "menu", "shows", "bring", "good_for", "cautions"]}),
        (
            "需要",
            {
                "fields": [
                    "needs_smartphone",
                    "needs_id_card",
                    "needs_social_card",
                    "needs_presence",
                ]
            },
        ),
        ("依据与来源", {"fields": ["source", "checked_on"]}),
    ]

    def get_view_on_site_url(self, obj=None):
        return (
            obj.get_absolute_url()
            if obj is not None and obj.status == Publication.PUBLISHED
            else None
        )


@admin.register(CorrectionReport)
class CorrectionReportAdmin(AlikeReports, SearchedPlaceFirst, DatedList):
    """Readers write the reports; editors only mark them as handled or as invalid."""

    change_form_template = "admin/kept_form.html"
    change_list_template = "admin/report_list.html"
    actions = ["mark_invalid"]
    list_display = ["kind", "region", "policy", "amount_seen", "month_seen", "created_at"]
    list_display += ["handled", "invalid"]
    list_filter = ["handled", "kind", "invalid", ProvinceFilter]
    list_select_related = [LINEAGE, f"policy__{LINEAGE}"]
    date_hierarchy = "created_at"
    search_fields = ["text", *BY_REGION]
    readonly_fields = [
        "kind",
        "region",
        "policy",
        "amount_seen",
        "month_seen",
        "age_from",
        "text",
        "created_at",
        "counts",
    ]
    fields = [*readonly_fields, "handled", "invalid"]

    @admin.action(description="标为无效（不算数）", permissions=["change"])
    def mark_invalid(self, request, queryset):
        with transaction.atomic():
            for row in queryset.filter(invalid=False):
                row.invalid = True
                row.save()  # alone, so that its group is recounted

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        """As Django's; the day on which it was handled is kept too, for 处理来信要几天."""
        if "handled" in form.changed_data:
            obj.handled_on = timezone.localdate() if obj.handled else None
        super().save_model(request, obj, form, change)

    def get_view_on_site_url(self, obj=None):
        page = obj.region.page() if obj is not None and obj.region else None
        return page.get_absolute_url() if page else None
