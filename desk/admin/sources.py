"""The admin of sources and their scans; only approving a fact marks a source as 依据原文."""

import datetime

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from desk import scans
from desk.pending_scans import PendingScans
from regions.models import Source, SourceScan
from text.formats import day

from .links import LinkColumn
from .mixins.base import ROOMY, CheckedFilter, PlainDeletion
from .mixins.concurrent_edits import SoundDays, VersionedAdmin, VersionedForm
from .mixins.kept_scans import KeepsScans

FIRST_DOCUMENT = datetime.date(1990, 1, 1)
ORIGINAL = Source.Confidence.ORIGINAL
#: The fields that a reviewer compared with the document before it became 依据原文.
COMPARED = ["title", "publisher", "document_number", "url", "published_on", "quote", "full_text"]
RECOMPARE = (
    "这份来源有人对过原文，标着“依据原文”。要改它的内容，请先把“核对情况”改成别的；"
    "以后再对一遍，发布的时候会重新标上。"
)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class ScansField(forms.FileField):
    """Any number of pictures or PDFs; cleans to a list of files."""

    widget = FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"})

    def __init__(self, **kwargs):
        kwargs = {
            "label": "扫描件",
            "required": False,
            "help_text": "PDF 或图片，可以一次选几个，每个不超过 10 MB。只给编辑看，不上页面。",
        } | kwargs
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        files = [super(ScansField, self).clean(file, initial) for file in data or []]
        scans.check(files)
        return files


class SoundSource(SoundDays):
    """Refuses implausible dates in every form of a source."""

    def clean_published_on(self):
        published, today = self.cleaned_data["published_on"], timezone.localdate()
        if published is not None and not FIRST_DOCUMENT <= published <= today:
            raise ValidationError(f"发布日期要在{day(FIRST_DOCUMENT)}到今天之间，请看看年份。")
        return published


class SourceForm(KeepsScans, SoundSource, VersionedForm):
    scans = ScansField(label="加扫描件")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        confidence = self.fields.get("confidence")
        if confidence is not None and self.instance.confidence != ORIGINAL:
            confidence.choices = [one for one in confidence.choices if one[0] != ORIGINAL]
            confidence.help_text = "“依据原文”不在这里选：审核员对过原文、发布的时候自动标上。"

    def clean(self):
        cleaned = super().clean()
        if self.initial.get("confidence") == ORIGINAL:
            if cleaned.get("confidence") != ORIGINAL:
                self.instance.checked_on = None  # nobody compared what it says now
            elif set(COMPARED) & set(self.changed_data):
                self.add_error("confidence", RECOMPARE)
        return cleaned


class ScanInline(admin.TabularInline):
    """Lists the stored scans; new ones are uploaded through the form's own field."""

    model = SourceScan
    extra = 0
    fields = ["file", "added_at", "added_by"]
    readonly_fields = ["file", "added_at", "added_by"]
    verbose_name_plural = "收着的扫描件"

    def has_add_permission(self, request, obj):
        return False

    def has_delete_permission(self, request, obj=None):
        """Forbid deleting the scans of a source that is 依据原文."""
        compared = obj is not None and obj.confidence == ORIGINAL
        return super().has_delete_permission(request, obj) and not compared

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content").select_related("added_by")

    @admin.display(description="文件")
    def file(self, scan):
        address = reverse("admin:regions_sourcescan_file", args=[scan.pk])
        return format_html('<a href="{}">打开</a>', address)


@admin.register(Source)
class SourceAdmin(LinkColumn, VersionedAdmin, PlainDeletion, admin.ModelAdmin):
    form = SourceForm
    list_display = ["title", "publisher", "document_number", "published_on", "checked_on"]
    list_display += ["confidence", "link_state"]
    list_filter = ["confidence", CheckedFilter]
    search_fields = ["title", "publisher", "document_number", "url", "key"]
    date_hierarchy = "published_on"
    formfield_overrides = ROOMY
    readonly_fields = ["checked_on"]  # noted by approving
    inlines = [ScanInline]
    fieldsets = [
        ("是什么", {"fields": ["title", "publisher", "document_number", "url"]}),
        ("日期", {"fields": ["published_on", "published_precision"]}),
        ("核对", {"fields": ["confidence", "checked_on", "quote", "full_text", "scans"]}),
        ("说明", {"fields": ["staff_note"]}),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(scan_file)
        return [path("scans/<int:pk>/", view, name="regions_sourcescan_file"), *super().get_urls()]

    def get_inlines(self, request, obj):
        return self.inlines if obj is not None else []  # a new source has none yet

    def has_change_permission(self, request, obj=None):
        """Let only reviewers change a source that is 依据原文 or that a published fact names."""
        return super().has_change_permission(request, obj) and (
            obj is None or approves(request.user) or not is_settled_source(obj)
        )

    def has_delete_permission(self, request, obj=None):
        """Forbid deleting a source that is 依据原文 or that a published fact names."""
        return super().has_delete_permission(request, obj) and not (
            obj is not None and is_settled_source(obj)
        )

    def get_fieldsets(self, request, obj=None):
        """Leave out the field for new scans where the source cannot be changed."""
        shown = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj) or obj is None:
            return shown
        return [
            (name, options | {"fields": [f for f in options["fields"] if f != "scans"]})
            for name, options in shown
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        made.pending = PendingScans(request.user, request.path, timezone.now())
        return made

    def render_change_form(self, request, context, *args, **kwargs):
        """As Django's; what was uploaded with a refused form stays chosen."""
        shown = context["adminform"]
        if shown.form.is_bound:
            shown.form.keep_uploads()
        if "kept_scans" in shown.form.fields:
            shown.fieldsets = [
                (name, options | {"fields": list(_with_kept_scans(options["fields"]))})
                for name, options in shown.fieldsets
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if gone := [scan.name for scan in formset.deleted_objects]:
            form.instance.save_because(f"删掉扫描件：{'、'.join(gone)}")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        scans.keep(obj, form.cleaned_data.get("scans") or [], request.user)
        form.forget_scans()


def _with_kept_scans(fields):
    """Yield ``fields``, with the scans that are kept already before those to choose."""
    for field in fields:
        if field == "scans":
            yield "kept_scans"
        yield field


def approves(user) -> bool:
    return user.has_perm("regions.publish_refundpolicy")


def is_settled_source(source: Source) -> bool:
    """Whether ``source`` is 依据原文, or a published fact of any kind names it."""
    if source.confidence == ORIGINAL:
        return True
    return next(source.published_facts(), None) is not None


def scan_file(request, pk):
    """Send a scan to staff as it was uploaded; ``admin_view`` keeps it out of caches."""
    if not request.user.has_perm("regions.view_sourcescan"):
        raise PermissionDenied
    scan = get_object_or_404(SourceScan, pk=pk)
    response = HttpResponse(bytes(scan.content), content_type=scan.content_type)
    response["Content-Disposition"] = content_disposition_header(False, scan.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
