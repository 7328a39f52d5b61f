"""The admins of questions and of what their answers are in one place."""

from django.contrib import admin

from desk.spreadsheets.questions import LocalAnswerSheet, QuestionSheet
from faq.models import LocalAnswer, Question
from regions.models import Publication
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


@admin.register(Question)
class QuestionAdmin(SheetAdmin, WorkflowAdmin, PlainDeletion, admin.ModelAdmin):
    sheet_class = QuestionSheet
    list_display = ["question", "category", "order", "state", "reviewed_on"]
    list_filter = ["status", "category", CheckedFilter]
    search_fields = ["question", "short_answer", "synonyms", "slug", "body"]
    autocomplete_fields = ["regions", "rule_regions", "claims", "sources", "related"]
    formfield_overrides = ROOMY
    fieldsets = [
        ("问题", {"fields": ["question", "slug", "category", "order", "synonyms"]}),
        ("回答", {"fields": ["short_answer", "body", "differs"]}),
        ("地区与标准", {"fields": ["regions", "rule_regions", "place_part"]}),
        ("依据与来源", {"fields": ["sources", "claims", "reviewed_on"]}),
        ("说明", {"fields": ["related", "staff_note"]}),
    ]

    def takes_along(self, row) -> str:
        number = row.local_answers.published().count()
        return f"它的 {number} 条各地答案也跟着不再显示，直到它再发布。" if number else ""

    def get_view_on_site_url(self, obj=None):
        shown = obj is not None and obj.status == Publication.PUBLISHED
        return obj.get_absolute_url() if shown else None


@admin.register(LocalAnswer)
class LocalAnswerAdmin(
    DoubtsAdmin, SheetAdmin, WorkflowAdmin, PlainDeletion, PlaceColumn, admin.ModelAdmin
):
    sheet_class = LocalAnswerSheet
    list_display = ["place", "question", "statement", "start", "state", "source"]
    list_filter = ["status", ("question", admin.RelatedOnlyFieldListFilter)]
    list_filter += ["source__confidence", CheckedFilter, ProvinceFilter]
    search_fields = ["statement", "key", "question__question", "source__title", *BY_REGION]
    autocomplete_fields = ["question", "region", "source"]
    formfield_overrides = ROOMY
    fieldsets = [
        (
            "哪里、哪个问题",
            {"fields": ["region", "question", "effective_from", "ended_on"]},
        ),
        ("这里怎么规定", {"fields": ["statement"]}),
        (
            "年数",
            {
                "fields": ["men_years", "women_years", "local_years"],
                "description": "只有问要交满多少年的才填，别的问题空着。",
            },
        ),
        ("依据与来源", {"fields": ["source", "wording"]}),
        ("说明", {"fields": ["staff_note"]}),
    ]

    def get_queryset(self, request):
        # The name of a local answer contains its region; lists and reviews name the question.
        return super().get_queryset(request).select_related(LINEAGE, "source", "question")

    @admin.display(description="从哪天起", ordering="effective_from", empty_value="资料没有写")
    def start(self, row):
        return row.effective_from

    def get_view_on_site_url(self, obj=None):
        return (obj.get_absolute_url() or None) if obj is not None else None
