"""The admin of 官网上看到的: the list of findings, the page of each, and the raw answers."""

import zlib

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header

from desk.publishing import sentences
from desk.watching import closing
from desk.watching.closing import Reason
from desk.watching.words import in_words
from desk.work_items import admin_url
from pages.views_on_demand import view_of
from regions import lookalikes
from regions.models.region import LINEAGE
from watch.models import Finding, Snapshot

from .mixins.base import BY_REGION, ProvinceFilter

#: No answer of a page is longer than what is fetched of it at most.
LONGEST_ANSWER = 10 * 1024 * 1024
#: By the type that a page names: what its kept answer is called. Others end in .bin.
ENDINGS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


class StateFilter(admin.SimpleListFilter):
    title = "了结了吗"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", "还没有"), ("closed", "了结了")]

    def queryset(self, request, queryset):
        if self.value() in ("open", "closed"):
            return queryset.filter(closed_at__isnull=self.value() == "open")
        return queryset


class FindingProvinceFilter(ProvinceFilter):
    place = "page__region__"


@admin.register(Finding)
class FindingAdmin(admin.ModelAdmin):
    """Watching writes the findings; people close them with a reason, or open them again."""

    list_display = ["what", "kind", "found_at", "closed"]
    list_filter = [StateFilter, "kind", FindingProvinceFilter]
    list_select_related = ["page", "closed_by"]
    search_fields = ["page__name", "page__url", *(f"page__{name}" for name in BY_REGION)]
    search_help_text = "名称、网站、地区"
    actions = None

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        raw = self.admin_site.admin_view(self.raw)
        shown = ("_changelist", "_change")
        kept = [url for url in super().get_urls() if str(url.name).endswith(shown)]
        return [path("snapshots/<int:pk>/", raw, name="watch_snapshot_raw"), *kept]

    def changelist_view(self, request, extra_context=None):
        """As Django's, whose title would ask to choose a row."""
        title = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, title | (extra_context or {}))

    @admin.display(description="看到什么", ordering="page__name")
    def what(self, finding):
        return f"{finding.page.name}：{in_words(finding)}"

    @admin.display(description="怎么了结的", ordering="closed_at", empty_value="还没有")
    def closed(self, finding):
        return closing.closed_in_words(finding) or None

    # The page of one

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show what was seen and what rests on it (GET); close it or open it again (POST)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        finding = self._finding(object_id)
        if finding is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        typed = {"reason": "", "words": ""}
        if request.method == "POST":
            if not self.has_change_permission(request, finding):
                raise PermissionDenied
            words = " ".join(request.POST.get("words", "")[: closing.LONGEST_WORDS * 2].split())
            typed = {
                "reason": request.POST.get("reason", "")[:20],
                "words": words.replace("\0", "")[: closing.LONGEST_WORDS],
            }
            if self._step(request, finding, typed):
                return redirect(admin_url(finding))
            finding = self._finding(object_id) or finding
        context = self.admin_site.each_context(request)
        context |= view_of("desk.admin.finding_page.context_of")(request, finding, timezone.now())
        context |= {"opts": self.opts, "typed": typed}
        return TemplateResponse(request, "admin/finding.html", context)

    def _finding(self, object_id) -> Finding | None:
        if not (str(object_id).isascii() and str(object_id).isdecimal()) or len(object_id) > 18:
            return None
        linked = ["page__source", f"page__{LINEAGE}", "closed_by", "snapshot", "before"]
        rows = Finding.objects.select_related(*linked).defer("snapshot__content", "before__content")
        return rows.filter(pk=int(object_id)).first()

    def _step(self, request, finding: Finding, typed: dict[str, str]) -> bool:
        """Take the posted step; return whether it was taken, with a message either way."""
        try:
            if request.POST.get("step") == "reopen":
                before = closing.closed_in_words(finding)
                finding = closing.reopen(finding.pk)
                self.log_change(request, finding, f"重新打开（{before}）")
                messages.success(request, "重新打开了，又在要做的事里。")
                return True
            because = self._because(finding, typed)
            shown = request.POST.get("seen", "")
            closing.close(finding.pk, shown, because, request.user, timezone.now())
            self.log_change(request, finding, f"了结：{because}")
            messages.success(request, "了结了，不在要做的事里了。弄错了，下面可以重新打开。")
        except ValidationError as error:
            for sentence in sentences(error):
                messages.error(request, sentence)
            return False
        return True

    def _because(self, finding: Finding, typed: dict[str, str]) -> str:
        """Return the reason in words. Raises ValidationError where something is missing."""
        if typed["reason"] not in Reason.values:
            raise ValidationError("没有了结：请选一样，是怎么了结的。")
        reason = Reason(typed["reason"])
        if sum(map(str.isalnum, typed["words"])) < 2:
            if closing.needs_words(finding, reason):
                raise ValidationError("没有了结：请写一句看到了什么、为什么，至少两个字。")
            return str(reason.label)
        return f"{reason.label}：{typed['words']}"

    # What was kept

    def raw(self, request, pk):
        """Send a raw answer as a file to be saved: it is never opened as a page of ours."""
        if not request.user.has_perm("watch.view_snapshot"):
            raise PermissionDenied
        snapshot = get_object_or_404(Snapshot, pk=pk)
        kind = snapshot.content_type.partition(";")[0].strip().lower()
        host = lookalikes.host_of(snapshot.address) or "page"
        name = f"{host}-{snapshot.sha256[:12]}.{ENDINGS.get(kind, 'bin')}"
        try:
            content = zlib.decompressobj().decompress(bytes(snapshot.content), LONGEST_ANSWER)
        except zlib.error:
            return HttpResponse("留底坏了，打不开。", "text/plain; charset=utf-8", 500)
        response = HttpResponse(content, content_type="application/octet-stream")
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response
