"""The history page of a row: every save with old and new values, and a button to restore it."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from desk import history
from desk.posted_only import posted_only
from regions.models.publication import Publishable

from .answers import answered_before
from .refusals import refused

PAGE = 30


class HistoryPage:
    """Replaces Django's history page, which shows no values, by ours."""

    def get_urls(self):
        wired = self.admin_site.admin_view(posted_only(self.restore))
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        return [path("<int:pk>/history/<int:number>/", wired, name=name), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        events = history.events(row)
        page = Paginator(events, PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": "历史",
            "subtitle": str(row),
            "opts": self.opts,
            "row": row,
            "edit": self._page_of(row, "change"),
            "page": page,
            "position": f"第 {page.number} 页，共 {page.paginator.num_pages} 页",
            "newest": events[0].number if events else None,
            "may_restore": isinstance(row, Publishable) and self.has_change_permission(request),
            "answered": answered_before(row) if isinstance(row, Publishable) else [],
            "restore": f"admin:{self.opts.app_label}_{self.opts.model_name}_restore",
        }
        return TemplateResponse(request, "admin/history.html", context | (extra_context or {}))

    def restore(self, request, pk, number):
        """Restore an earlier state of the row into a draft, and redirect to the draft."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not isinstance(row, Publishable):
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            draft = history.restore(row, number)
        except LookupError as error:
            raise Http404 from error
        except ValidationError as error:
            return refused(self, request, error, self._page_of(row, "history"))
        messages.success(
            request, "草稿里现在是从前的样子，公开的页面还没有变。看一看，再提交审核。"
        )
        return redirect(self._page_of(draft, "change"))

    def _page_of(self, row, page):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[row.pk])
