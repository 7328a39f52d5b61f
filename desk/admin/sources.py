"""The admin of sources and their scans; only approving a fact marks a source as 依据原文."""

import datetime
from collections.abc import Callable, Iterator

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header

from desk import scans
from desk.pending_scans import PendingScans
from desk.provenance import COMPARED
from desk.spreadsheets.sources import SourceSheet
from desk.watching.sources import watched
from regions.models import Publication, Source, SourceScan
from regions.same_source import KnownSources, named, numbered, same_sources
from text.formats import day

from .links import LinkColumn
from .mixins.base import ROOMY, CheckedFilter, DatedList, PlainDeletion
from .mixins.concurrent_edits import SoundDays, VersionedForm
from .mixins.kept_scans import KeepsScans
from .mixins.workflow import WorkflowAdmin
from .spreadsheets import SheetAdmin

FIRST_DOCUMENT = datetime.date(1990, 1, 1)
ORIGINAL = Source.Confidence.ORIGINAL
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


class StoredScans(forms.ModelMultipleChoiceField):
    """The scans of a draft, each with a tick that keeps it and a link that opens it."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(
            SourceScan.objects.none(),
            required=False,
            label="收着的扫描件",
            help_text="不要的去掉勾。",
            **kwargs,
        )

    def label_from_instance(self, scan):
        return scan_link(scan)


class SourceForm(KeepsScans, SoundSource, VersionedForm):
    uploads_name = "new_scans"

    scans = StoredScans()
    new_scans = ScansField(label="加扫描件")
    another = forms.BooleanField(label="不是同一份，另存", required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        confidence = self.fields.get("confidence")
        if confidence is not None and self.instance.confidence != ORIGINAL:
            confidence.choices = [one for one in confidence.choices if one[0] != ORIGINAL]
            confidence.help_text = "“依据原文”不在这里选：审核员对过原文、发布的时候自动标上。"
        if "scans" in self.fields and self.instance.pk:
            self.fields["scans"].queryset = self.instance.scans.defer("content")

    def clean(self):
        cleaned = super().clean()
        if self.initial.get("confidence") == ORIGINAL:
            if cleaned.get("confidence") != ORIGINAL:
                self.instance.checked_on = None  # nobody compared what it says now
            elif {*COMPARED, "scans"} & set(self.changed_data):
                self.add_error("confidence", RECOMPARE)
        self._offer_same(cleaned)
        return cleaned

    def _offer_same(self, cleaned) -> None:
        """Refuse a second source with the same number or address, unless that is what is meant."""
        typed = {"document_number", "url"} & set(self.changed_data)
        if not typed or cleaned.get("another"):
            return
        number, url = (
            cleaned.get(name) or "" if name in typed else "" for name in ("document_number", "url")
        )
        found = same_sources(number, url, [self.instance.pk, self.instance.replaces_id])
        if found:
            self.fields["another"].widget = forms.CheckboxInput()
            links = format_html_join("、", '<a href="{}">{}</a>', map(_to_source, found))
            said = "已经收着这一份：{}。就用它的，不用再存；不是同一份的，请勾“不是同一份，另存”。"
            self.add_error("another", format_html(said, links))


def _to_source(source: Source) -> tuple[str, str]:
    return reverse("admin:regions_source_change", args=[source.pk]), named(source)


def scan_link(scan: SourceScan) -> str:
    address = reverse("admin:regions_sourcescan_file", args=[scan.pk])
    return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', address, scan.name)


class IncompleteFilter(admin.SimpleListFilter):
    """Filters sources by whether a fact can be published on them."""

    title = "还缺什么"
    parameter_name = "incomplete"

    def lookups(self, request, model_admin):
        return [("shown", "公开的资料用着，还缺"), ("any", "还缺发布者、日期或原文")]

    def queryset(self, request, queryset):
        match self.value():
            case "shown":
                return queryset.filter(pk__in=Source.objects.shown().values("pk")).incomplete()
            case "any":
                return queryset.incomplete()
        return queryset


@admin.register(Source)
class SourceAdmin(SheetAdmin, LinkColumn, WorkflowAdmin, PlainDeletion, DatedList):
    form = SourceForm
    sheet_class = SourceSheet
    list_display = ["title", "publisher", "document_number", "published_on", "checked_on"]
    list_display += ["confidence", "state", "link_state"]
    list_filter = ["status", "confidence", IncompleteFilter, CheckedFilter]
    search_fields = ["title", "publisher", "document_number", "url", "key"]
    date_hierarchy = "published_on"
    formfield_overrides = ROOMY
    # The day of checking is noted by approving, the other one by the machine that looks.
    readonly_fields = ["checked_on", "unchanged_on", "stored_scans"]
    fieldsets = [
        ("是什么", {"fields": ["title", "publisher", "document_number", "url", "another"]}),
        ("日期", {"fields": ["published_on", "published_precision"]}),
        ("核对", {"fields": ["confidence", "checked_on", "unchanged_on", "quote", "full_text"]}),
        ("扫描件", {"fields": ["scans", "new_scans"]}),
        ("说明", {"fields": ["staff_note"]}),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(scan_file)
        return [path("scans/<int:pk>/", view, name="regions_sourcescan_file"), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        """As Django's; a document number is found whatever brackets it is typed with."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        if ids := numbered(search_term):
            rows = (
                queryset.originals() if request.path == reverse("admin:autocomplete") else queryset
            )
            found = rows.filter(Q(pk__in=ids) | Q(pk__in=found.values("pk")))
        return found, distinct

    def sheet_doubts(self):
        """Return what says which source with the same number or address is there already."""
        return repeated()

    def has_delete_permission(self, request, obj=None):
        """Let reviewers also delete a published source on which no published fact rests."""
        if obj is None or obj.status in Publication.UNPUBLISHED:
            return super().has_delete_permission(request, obj)
        return super().has_delete_permission(request) and (
            self.has_publish_permission(request) and not is_settled_source(obj)
        )

    def get_fieldsets(self, request, obj=None):
        """Show only links to the scans where the source cannot be changed."""
        shown = super().get_fieldsets(request, obj)
        if obj is None:
            return _without(shown, "scans")
        if not self.has_change_permission(request, obj):
            shown = _without(shown, "scans", "new_scans", "another")
            return [*shown[:-2], ("扫描件", {"fields": ["stored_scans"]}), shown[-1]]
        return shown if obj.scans.exists() else _without(shown, "scans")

    @admin.display(description="收着的扫描件")
    def stored_scans(self, source):
        links = [(scan_link(scan),) for scan in source.scans.defer("content")]
        return format_html_join("、", "{}", links) or "没有"

    def state_of(self, request, row):
        # It is withdrawn with its facts.
        return super().state_of(request, row) | {"withdraw": "", "watched": watched(row)}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        new = form.cleaned_data.get("new_scans") or []
        scans.keep(form.instance, new, request.user)
        form.forget_scans()

    def delete_model(self, request, obj):
        gone = list(obj.scans.values_list("pk", flat=True))
        super().delete_model(request, obj)
        scans.drop_unused(gone)

    def delete_queryset(self, request, queryset):
        gone = list(SourceScan.objects.filter(sources__in=queryset).values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        scans.drop_unused(gone)

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


def _with_kept_scans(fields):
    """Yield ``fields``, with the scans that are kept already before those to choose."""
    for field in fields:
        if field == "new_scans":
            yield "kept_scans"
        yield field


def _without(fieldsets, *names):
    """Return fieldsets without the fields ``names``."""
    return [
        (title, options | {"fields": [name for name in options["fields"] if name not in names]})
        for title, options in fieldsets
    ]


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


def repeated() -> Callable[[Source], Iterator[str]]:
    """Return what names the sources with the number or address of a row; it reads them once."""
    known: list[KnownSources] = []

    def told(row: Source) -> Iterator[str]:
        if not known:
            known.append(KnownSources())
        found = known[0].same(row.document_number, row.url, [row.pk, row.replaces_id])
        if found:
            names = "；".join(map(named, found))
            yield f"已经收着文号或网址一样的：{names}。是同一份就不用再建。"

    return told
