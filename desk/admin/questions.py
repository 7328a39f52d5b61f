"""The admin of questions."""

from django.contrib import admin

from desk.spreadsheets.questions import QuestionSheet
from faq.models import Question
from regions.models import Publication

from .mixins.base import ROOMY, CheckedFilter, PlainDeletion
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
        ("地区与标准", {"fields": ["regions", "rule_regions"]}),
        ("依据与来源", {"fields": ["sources", "claims", "reviewed_on"]}),
        ("说明", {"fields": ["related", "staff_note"]}),
    ]

    def get_view_on_site_url(self, obj=None):
        shown = obj is not None and obj.status == Publication.PUBLISHED
        return obj.get_absolute_url() if shown else None
