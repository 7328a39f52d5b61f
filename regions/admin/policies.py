"""Refund policies with their tiers and worked examples."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone

from calculator.rules import RuleView
from regions.effects import in_words
from regions.models import PolicyTier, RefundPolicy, WorkedExample
from regions.models.policy import check_tiers
from yibao_site.templatetags.yibao import day

from .base import (
    BY_REGION,
    LINEAGE,
    ROOMY,
    PlaceColumn,
    PlainDeletion,
    PolicyCheckedFilter,
    ProvinceFilter,
)
from .desk import Desk
from .doubts import doubts


class TierFormSet(BaseInlineFormSet):
    """The tiers of one policy together: no overlap, no gap, at least one."""

    def clean(self):
        if not any(self.errors):  # first mend the single tiers
            check_tiers(remaining(self))
        super().clean()


class ExampleFormSet(BaseInlineFormSet):
    """No case twice: Django compares neither new rows nor empty numbers with each other."""

    def clean(self):
        if not any(self.errors):
            cases = [(example.age, example.average_pension) for example in remaining(self)]
            if len(set(cases)) < len(cases):
                raise ValidationError("同一个算例填了两次。")
        super().clean()


def remaining(formset):
    """The rows of a valid formset that stay, new ones included."""
    return [
        form.instance
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


class TierInline(admin.TabularInline):
    model = PolicyTier
    formset = TierFormSet
    verbose_name_plural = "年龄档（周岁，含头含尾；最大的一档“到几岁”空着）"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1


class ExampleInline(admin.TabularInline):
    model = WorkedExample
    formset = ExampleFormSet
    extra = 0
    verbose_name_plural = "算例（扣掉每月代扣以后，计算器该算出的数）"


@admin.register(RefundPolicy)
class RefundPolicyAdmin(Desk, PlainDeletion, PlaceColumn, admin.ModelAdmin):
    list_display = ["place", "start", "standard", "state", "confidence", "source"]
    list_filter = ["status", "source__confidence", PolicyCheckedFilter, ProvinceFilter]
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
        (
            "代扣",
            {
                "fields": [
                    "deduction_name",
                    "deduction_amount",
                    "deduction_period",
                    "deduction_taken",
                    "deduction_disputed",
                ]
            },
        ),
        ("依据与来源", {"fields": ["source", "other_sources", "wording", "basis"]}),
        ("说明", {"fields": ["notes", "staff_note"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tiers", "other_sources")

    @admin.display(description="从哪天起", ordering="effective_from", empty_value="资料没有写")
    def start(self, policy):
        return policy.effective_from

    @admin.display(description="标准")
    def standard(self, policy):
        return in_words(RuleView.of(policy, timezone.localdate()))

    @admin.display(description="核对情况", ordering="source__confidence")
    def confidence(self, policy):
        """How far the source was checked, and when any of its sources last was."""
        freshness = policy.freshness(timezone.localdate())
        when = f"{day(freshness.since)}核对" if freshness.checked else "从未核对"
        return f"{policy.source.get_confidence_display()}；{when}"

    def get_view_on_site_url(self, obj=None):
        return (obj.get_absolute_url() or None) if obj is not None else None

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        policy = RefundPolicy.objects.with_facts().get(pk=form.instance.pk)
        for sentence in doubts(policy, timezone.localdate()):
            messages.warning(request, sentence)
