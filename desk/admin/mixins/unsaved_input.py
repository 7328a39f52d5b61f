"""Show editors what they typed where their row can no longer be saved, so they can copy it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.template.response import TemplateResponse

from .field_values import in_words

GONE = "这一条不在了：刚才可能有人发布了，或者删掉了。"
HANDED_IN = "您打开以后，这一条成了“{state}”，现在不能直接改，所以没有存。"
RELIED_ON = "您打开以后，有公开的资料用上了这一条，现在只有审核员能改，所以没有存。"


class ShowsUnsavedInput(admin.ModelAdmin):
    """An admin that shows what was typed where its row was submitted, published or deleted."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id and self.has_change_permission(request):
            row = self.get_object(request, unquote(object_id))
            if row is None or not self.has_change_permission(request, row):
                return self._concurrent_edit(request, row)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _concurrent_edit(self, request, row):
        said, address = GONE, ""
        if row is not None:
            state = row.get_status_display() if hasattr(row, "status") else ""
            said = HANDED_IN.format(state=state) if state else RELIED_ON
            address = request.path
        context = self.admin_site.each_context(request) | {
            "title": "没有存，您填的都在这里",
            "opts": self.opts,
            "said": said,
            "typed": list(self.typed(request)),
            "row": row,
            "address": address,
            "kept": "",
        }
        return TemplateResponse(request, "admin/concurrent_edit.html", context, status=409)

    def typed(self, request) -> Iterator[tuple[str, str]]:
        """Yield the label and the typed text of each field of the posted form that is not empty."""
        for name, field in self.get_form(request).base_fields.items():
            if value := in_words(field, request.POST.getlist(name)):
                yield str(field.label or name), value
        for inline in self.get_inline_instances(request):
            formset: Any = inline.get_formset(request)
            prefix = formset.get_default_prefix()
            for number in range(inline.max_num or 0):
                cells = {
                    str(field.label or name): value
                    for name, field in formset.form.base_fields.items()
                    if name != formset.fk.name
                    and (
                        value := in_words(field, request.POST.getlist(f"{prefix}-{number}-{name}"))
                    )
                }
                if cells:
                    said = "，".join(f"{label} {value}" for label, value in cells.items())
                    yield f"{inline.opts.verbose_name}第 {number + 1} 行", said
