"""The admin of facts with a state: draft, in review, published, withdrawn.

Only drafts can be edited; buttons above the form change the state of a row. The steps themselves
are in ``desk.publishing``.
"""

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from desk import publishing
from desk.assignments import with_workers
from desk.plausibility import Published, doubts
from desk.posted_only import posted_only
from desk.version_token import VersionToken
from desk.views.notes import notes_beside
from regions.models import Publication, Source
from text.formats import day

from .concurrent_edits import VersionedAdmin, is_handed_in
from .refusals import refused
from .review import CHANGED, differences, review, was_withdrawn

#: The most rows that one click may publish: nobody would read more.
MOST_AT_ONCE = 100


def _originals(link) -> dict:
    """Let a field for sources offer no draft copies of others."""
    return {"queryset": Source.objects.originals()} if link.related_model is Source else {}


class WorkflowAdmin(VersionedAdmin):
    """The base of the admins of all facts with a state."""

    change_form_template = "admin/workflow_form.html"
    exclude = ["status"]
    actions = ["submit_rows", "publish_rows"]

    def get_queryset(self, request):
        return with_workers(super().get_queryset(request), timezone.now())

    # Who may do what

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not is_handed_in(obj)

    def has_delete_permission(self, request, obj=None):
        """Let reviewers delete drafts, and an editor a draft that nobody else has written in."""
        if not super().has_delete_permission(request, obj) or is_handed_in(obj):
            return False
        if obj is None or self.has_publish_permission(request):
            return True
        return set(obj.writers()) <= {request.user.pk}

    def has_publish_permission(self, request):
        codename = get_permission_codename("publish", self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{codename}")

    def get_search_results(self, request, queryset, search_term):
        """As Django's; a field that looks for a row is offered no draft copies of others."""
        if request.path == reverse("admin:autocomplete"):
            queryset = queryset.originals()
        return super().get_search_results(request, queryset, search_term)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **_originals(db_field) | kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **_originals(db_field) | kwargs)

    # The steps

    def get_urls(self):
        steps = {
            "revise": posted_only(self.revise),
            "withdraw": self.withdraw,
            "send-back": posted_only(self.take_back),
        }
        wired = [
            path(
                f"<int:pk>/{step}/",
                self.admin_site.admin_view(view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{step.replace('-', '_')}",
            )
            for step, view in steps.items()
        ]
        return [
            *wired,
            path(
                "<int:pk>/review/",
                self.admin_site.admin_view(self.review),
                name=f"{self.opts.app_label}_{self.opts.model_name}_review",
            ),
            *super().get_urls(),
        ]

    def address(self, row, page="change") -> str:
        """Return the address of the admin page ``page`` of a row."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[row.pk])

    def review(self, request, pk):
        return review(self, request, pk)

    def revise(self, request, pk):
        """Open the draft copy of a published or withdrawn row; create it if there is none."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            draft = publishing.copy_of(row)
        except ValidationError as error:
            return self._refused(request, row, error)
        messages.info(request, "这是修改稿。改好、审核发布以后，才会换掉现在公开的那一条。")
        return redirect(self.address(draft))

    def take_back(self, request, pk):
        """Send a row in review back, so that it can be changed."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not (self.has_change_permission(request) or self.has_publish_permission(request)):
            raise PermissionDenied
        try:
            publishing.send_back(row)
        except ValidationError as error:
            return self._refused(request, row, error)
        messages.success(request, "退回来了，现在是草稿，可以改。")
        return redirect(self.address(row))

    def withdraw(self, request, pk):
        """Ask for the reason, then withdraw a published row."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_publish_permission(request):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()
        if request.method == "POST" and reason:
            try:
                publishing.withdraw(row, reason[:200])
            except ValidationError as error:
                return self._refused(request, row, error)
            messages.success(request, f"“{row}”已撤下，公开的页面上不再显示。")
            return redirect(self.address(row))
        context = self.admin_site.each_context(request) | {
            "title": f"撤下“{row}”",
            "opts": self.opts,
            "row": row,
            "back": self.address(row),
            "missing": request.method == "POST",
            "takes_along": self.takes_along(row),
        }
        return TemplateResponse(request, "admin/withdraw.html", context)

    def takes_along(self, row) -> str:
        """Say what else is no longer shown once ``row`` is withdrawn; empty for nothing."""
        return ""

    def _refused(self, request, row, error):
        return refused(self, request, error, self.address(row))

    # The form

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["workflow"] = self.state_of(request, obj) if obj is not None else None
        context["notes"] = notes_beside(request, obj, self.address(obj)) if obj else None
        context["show_save_and_add_another"] = False
        context["may_submit"] = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def state_of(self, request, row) -> dict:
        """Return what stands above the form: the state, and the steps that this user may take."""
        draft = type(row)._default_manager.filter(replaces=row).first()
        public = row.status in Publication.SETTLED
        may_publish = self.has_publish_permission(request)
        may_change = self.has_change_permission(request)
        reviewed = row.status == Publication.IN_REVIEW
        writers = publishing.names_of(row.writers()) if not public else ""
        return {
            "state": self.state(row),
            "drafted_by": publishing.drafted_by(writers),
            "returned": publishing.send_back_note(row),
            "was_withdrawn": was_withdrawn(row),
            "draft": self.address(draft) if draft else "",
            "original": self.address(row.replaces) if row.replaces_id else "",
            "revise": self.address(row, "revise") if public and may_change and not draft else "",
            "review": self.address(row, "review") if not public else "",
            "take_back": self.address(row, "send_back") if reviewed and may_change else "",
            "withdraw": (
                self.address(row, "withdraw")
                if row.status == Publication.PUBLISHED and may_publish
                else ""
            ),
        }

    def response_add(self, request, obj, post_url_continue=None):
        if "_submit" in request.POST:
            return self._submitted(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if "_submit" in request.POST:
            return self._submitted(request, obj)
        return super().response_change(request, obj)

    def _submitted(self, request, row):
        try:
            publishing.submit(row)
        except ValidationError as error:
            messages.warning(request, "草稿存好了，还不能提交审核：")
            return self._refused(request, row, error)
        messages.success(request, "提交了，等审核员来看。")
        return redirect(self.address(row))

    # The list

    @admin.display(description="状态", ordering="status")
    def state(self, row):
        """Return the state in words, with a start that is to come, and who works on it."""
        label = row.get_status_display()
        if row.replaces_id:
            label = f"{label}（修改稿）"
        start = getattr(row, "effective_from", None)
        if row.status == Publication.PUBLISHED and start and start > timezone.localdate():
            label = f"{label}，将于{day(start)}起生效"
        worker = getattr(row, "worker", None)
        return f"{label}，{worker}在做" if worker else label

    @admin.action(description="提交审核", permissions=["change"])
    def submit_rows(self, request, queryset):
        self._each(request, queryset, publishing.submit, "提交审核")

    @admin.action(description="发布（不标“依据原文”）", permissions=["publish"])
    def publish_rows(self, request, queryset):
        """Show what each row would change, then publish the rows that are still as shown."""
        if "shown" not in request.POST:
            return self._publish_page(request, queryset)
        today = timezone.localdate()

        def publish(row):
            sent = request.POST.get(f"seen-{row.pk}", "")
            if VersionToken.from_text(sent) != publishing.seen(row):
                raise ValidationError(CHANGED)
            publishing.publish(row, request.user, today)

        self._each(request, queryset, publish, "发布")
        return None

    def _publish_page(self, request, queryset):
        if queryset.count() > MOST_AT_ONCE:
            messages.error(request, f"一次最多发布 {MOST_AT_ONCE} 条，请少勾一些，分几次来。")
            return None
        today, public = timezone.localdate(), Published()
        rows = [
            {
                "row": row,
                "seen": publishing.seen(row),
                "state": self.state(row),
                "review": self.address(row, "review"),
                "differences": differences(row.replaces, row, parts=True),
                "is_new": row.replaces is None,
                "was_withdrawn": was_withdrawn(row),
                "doubts": len(set(doubts(row, today, public))),
            }
            for row in queryset
        ]
        ready = sum(not row["doubts"] for row in rows)
        context = self.admin_site.each_context(request) | {
            "title": f"发布这 {ready} 条",
            "opts": self.opts,
            "rows": rows,
            "ready": ready,
            "doubtful": len(rows) - ready,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
        }
        return TemplateResponse(request, "admin/publish_rows.html", context)

    def _each(self, request, queryset, step, name):
        """Take ``step`` with each row in its own transaction; name refused rows with reasons."""
        done = 0
        for row in queryset:
            try:
                with transaction.atomic():  # the lock holds from the comparison to the step
                    step(publishing.locked_with_source(row))
            except ValidationError as error:
                reasons = " ".join(publishing.sentences(error))
                messages.error(request, f"“{row}”没有{name}：{reasons}")
            else:
                done += 1
        if done:
            messages.success(request, f"{name}了 {done} 条。")
