"""The admin of refund policies, with the page 录入标准."""

from functools import partial

from django.contrib import admin
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from calculator.rules import RuleView
from desk import worklist
from desk.effects import in_words
from desk.spreadsheets.definitions import PolicySheet
from pages.views_on_demand import view_of
from regions.models import RefundPolicy
from regions.models.region import LINEAGE
from regions.parts import replace_parts
from text.formats import day

from .mixins.base import (
    BY_REGION,
    ROOMY,
    CheckedFilter,
    DatedList,
    PlaceColumn,
    PlainDeletion,
    ProvinceFilter,
)
from .mixins.doubts import DoubtsAdmin
from .mixins.workflow import WorkflowAdmin
from .policy_entry.parts import ExampleInline, TierInline, remaining
from .spreadsheets import SheetAdmin


class OnPagesFilter(admin.SimpleListFilter):
    """Filters policies by the section of the work list that counts them today."""

    title = "今天的页面"
    parameter_name = "pages"

    def lookups(self, request, model_admin):
        return worklist.POLICIES.items()

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(pk__in=worklist.policies_in(self.value(), timezone.localdate()))


@admin.register(RefundPolicy)
class RefundPolicyAdmin(
    DoubtsAdmin, SheetAdmin, WorkflowAdmin, PlainDeletion, PlaceColumn, DatedList
):
    change_list_template = "admin/policy_list.html"
    sheet_class = PolicySheet
    list_display = ["place", "start", "standard", "state", "confidence", "recording"]
    list_filter = ["status", "source__confidence", CheckedFilter, OnPagesFilter]
    list_filter += [ProvinceFilter]
    list_select_related = [LINEAGE, "source"]
    search_fields = ["key", "source__title", "source__document_number", *BY_REGION]
    date_hierarchy = "effective_from"
    autocomplete_fields = ["region", "base_region", "source", "other_sources"]
    formfield_overrides = ROOMY
    inlines = [TierInline, ExampleInline]
    fieldsets = [
        (
            "地区与日期",
            {"fields": ["region", "population", "effective_from", "ended_on", "stated_until"]},
        ),
        (
            "金额",
            {
                "fields": ["period", "base_year", "base_region", "provisional"],
                "description": "金额和比例填在本页下方的“年龄档”里。",
            },
        ),
        ("依据与来源", {"fields": ["source", "other_sources", "wording", "basis"]}),
        ("说明", {"fields": ["notes", "staff_note"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tiers", "other_sources")

    def save_formset(self, request, form, formset, change):
        """Replace the parts as a whole: row by row, two that change places would collide."""
        formset.save(commit=False)  # notes for the log what changed
        name = formset.fk.remote_field.get_accessor_name()
        replace_parts(form.instance, name, remaining(formset))

    def get_urls(self):
        def own(address, view, name):
            wanted = partial(view_of(f"desk.admin.policy_entry.{view}"), self)
            wired = self.admin_site.admin_view(wanted)
            return path(address, wired, name=f"regions_refundpolicy_{name}")

        read = "record/<int:pk>/read/"
        return [
            own("record/<int:pk>/", "page.policy_entry", "record"),
            own(read, "read_page.read_page", "read"),
            own(f"{read}<int:reading>/", "read_page.reading_page", "reading"),
            own(f"{read}<int:reading>/text/", "read_page.reading_text", "reading_text"),
            own(f"{read}<int:reading>/file/", "read_page.reading_file", "reading_file"),
            *super().get_urls(),
        ]

    @admin.display(description="从哪天起", ordering="effective_from", empty_value="资料没有写")
    def start(self, policy):
        return policy.effective_from

    @admin.display(description="标准")
    def standard(self, policy):
        return in_words(RuleView.of(policy, timezone.localdate()))

    @admin.display(description="核对情况", ordering="source__confidence")
    def confidence(self, policy):
        """Return the confidence of the main source and the day any source was last checked."""
        freshness = policy.freshness(timezone.localdate())
        when = f"{day(freshness.since)}核对" if freshness.checked else "从未核对"
        return f"{policy.source.grade}；{when}"

    @admin.display(description="新文件")
    def recording(self, policy):
        address = reverse("admin:regions_refundpolicy_record", args=[policy.region_id])
        return format_html('<a href="{}">录入标准</a>', address)

    def get_view_on_site_url(self, obj=None):
        return (obj.get_absolute_url() or None) if obj is not None else None
