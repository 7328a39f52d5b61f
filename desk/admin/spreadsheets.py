"""Sheets in the admin: download, template, and import in two steps, preview and confirmation.

Between the steps the page itself carries the rows, signed, so the server stores nothing. Only
what was shown is imported; where that has changed, a new preview is shown.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from desk.spreadsheets.files import LARGEST_FILE, Table, csv_file, read, xlsx_file
from desk.spreadsheets.importing import Result, Sheet
from regions.models.publication import Publishable

#: Characters that a page carries from preview to confirmation; the server accepts 2.5 MB.
LARGEST_PAYLOAD = 2_000_000
SHOWN_ROWS = 300
_WAITING_HOURS = 8
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(forms.Form):
    """One file with the rows to import."""

    file = forms.FileField(label="表格文件")
    table: Table

    def __init__(self, *args, most_rows: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f".xlsx 或 .csv，不超过 5 MB、{most_rows:,} 行。"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("文件超过 5 MB，请分成几份。")
        self.table = read(file.name, file.read())
        if not self.table.rows:
            raise ValidationError("表里只有表头，没有要导入的行。")
        return file


class SheetAdmin(admin.ModelAdmin):
    """An admin whose rows can be downloaded and imported as the sheet ``sheet_class``."""

    change_list_template = "admin/spreadsheet_list.html"
    sheet_class: type[Sheet]
    #: The permissions on the model that importing requires.
    sheet_permissions: tuple[str, ...] = ("add", "change")

    def get_urls(self):
        pages = {
            "sheet.xlsx": (self.sheet_xlsx, "sheet_xlsx"),
            "sheet.csv": (self.sheet_csv, "sheet_csv"),
            "sheet-template.xlsx": (self.sheet_template, "sheet_template"),
            "sheet/": (self.sheet_import, "sheet_import"),
        }
        wired = [
            path(
                address,
                self.admin_site.admin_view(view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for address, (view, name) in pages.items()
        ]
        return [*wired, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        sheet = self._sheet_addresses() | {"allowed": self.may_import(request)}
        return super().changelist_view(request, {"sheet": sheet} | (extra_context or {}))

    def may_import(self, request) -> bool:
        """Whether the user may import a sheet."""
        app, model = self.opts.app_label, self.opts.model_name
        return request.user.has_perms([f"{app}.{step}_{model}" for step in self.sheet_permissions])

    def sheet_doubts(self) -> Callable[[Any], Iterable[str]]:
        """Return what tells, for the rows of one sheet, what is allowed but rarely right."""
        return lambda row: ()

    # Out

    def sheet_xlsx(self, request):
        sheet = self._sheet_to_look_at(request)
        return self._file(xlsx_file(sheet.headings, sheet.lines(), sheet.notes()), _XLSX, "xlsx")

    def sheet_csv(self, request):
        sheet = self._sheet_to_look_at(request)
        return self._file(csv_file(sheet.headings, sheet.lines()), "text/csv", "csv")

    def sheet_template(self, request):
        sheet = self._sheet_to_look_at(request)
        content = xlsx_file(sheet.headings, [], sheet.notes())
        return self._file(content, _XLSX, "xlsx", "模板")

    def _sheet_to_look_at(self, request) -> Sheet:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._sheet()

    def _sheet(self) -> Sheet:
        return self.sheet_class(timezone.localdate(), self.sheet_doubts())

    def _file(self, content, kind, extension, suffix="") -> HttpResponse:
        name = f"{self.sheet_title()}{suffix}{timezone.localdate():%Y%m%d}.{extension}"
        response = HttpResponse(content, content_type=kind)
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
        return response

    def sheet_title(self) -> str:
        """Return the name of the sheet's rows."""
        return str(self.opts.verbose_name)

    # In

    def _form(self, *args) -> SheetForm:
        return SheetForm(*args, most_rows=self._sheet().most_rows)

    def sheet_import(self, request):
        """Read a file and show what importing it would do; import it once that is confirmed."""
        if not self.may_import(request):
            raise PermissionDenied
        if request.method == "POST" and "confirmed" in request.POST:
            return self._confirmed(request)
        form = self._form(request.POST or None, request.FILES or None)
        result, payload = None, ""
        if request.method == "POST" and form.is_valid():
            try:
                result, payload = self._preview(request, form.table)
            except ValidationError as error:
                form.add_error("file", error)
        return self._import_page(request, form, result, payload)

    def _preview(self, request, table: Table) -> tuple[Result, str]:
        """Return what importing ``table`` would do, and the signed payload that confirms it.

        The payload is empty where there is nothing to confirm. Raises ValidationError where
        the columns are not the sheet's, or the table is larger than a page can carry.
        """
        result = self._sheet().take(table, dry_run=True)
        if result.faults or not result.changed:
            return result, ""
        payload = signing.dumps(
            {"headings": table.headings, "rows": table.rows, "token": str(result.token)},
            salt=self._salt(request),
            compress=True,
        )
        if len(payload) > LARGEST_PAYLOAD:
            raise ValidationError("表里的字太多，一次导不完。请分成几份。")
        return result, payload

    def _confirmed(self, request):
        try:
            payload = signing.loads(
                request.POST["confirmed"], salt=self._salt(request), max_age=_WAITING_HOURS * 3600
            )
        except signing.BadSignature:
            messages.error(request, "预览过期了，什么都没有导入。请重新选一次文件。")
            return redirect(request.path)
        table = Table(payload["headings"], [(line, cells) for line, cells in payload["rows"]])
        try:
            result = self._sheet().take(table, shown=payload.get("token", ""))
        except ValidationError as error:  # an upgrade has changed the columns
            said = "".join(error.messages)
            messages.error(request, f"预览以后表格的栏改过，什么都没有导入。{said}")
            return redirect(request.path)
        if result.kept:
            messages.success(request, f"导入好了：{_counts(result)}。")
            return redirect(self._sheet_addresses()["list"])
        if result.faults:
            return self._shown_again(request, result)
        try:
            return self._shown_again(request, *self._preview(request, table))
        except ValidationError as error:
            said = "".join(error.messages)
            messages.error(request, f"预览以后有人改过这些资料，什么都没有导入。{said}")
            return redirect(request.path)

    def _shown_again(self, request, result: Result, payload: str = ""):
        """Show a new preview of a confirmed sheet whose rows were changed in the meantime."""
        if result.faults:
            messages.error(
                request, "预览以后有人改过这些资料，下面几行现在导不进去，什么都没有导入。"
            )
        elif payload:
            messages.warning(
                request, "预览以后有人改过这些资料，所以还没有导入。请看新的预览，再确认一次。"
            )
        else:
            messages.info(request, "预览以后，有人已经照表里的改好了，不用再导入。")
        return self._import_page(request, self._form(), result, payload)

    def _import_page(self, request, form, result: Result | None, payload: str = ""):
        changed = result.changed if result else []
        wrong = result.faults if result else []
        context = self.admin_site.each_context(request) | {
            "title": f"导入{self.sheet_title()}",
            "opts": self.opts,
            "form": form,
            "sheet": self._sheet_addresses(),
            "drafts": issubclass(self.model, Publishable),
            "makes_new": self.sheet_class.makes_new,
            "result": result,
            "counts": _counts(result) if result else "",
            "faults": wrong[:SHOWN_ROWS],
            "more_faults": max(len(wrong) - SHOWN_ROWS, 0),
            "changed": changed[:SHOWN_ROWS],
            "more_changed": max(len(changed) - SHOWN_ROWS, 0),
            "payload": payload,
        }
        return TemplateResponse(request, "admin/spreadsheet_import.html", context)

    def _salt(self, request) -> str:
        """Return a salt that makes a payload valid for one user and one model only."""
        return f"sheet {self.opts.label} {request.user.pk}"

    def _sheet_addresses(self) -> dict[str, str]:
        names = {"xlsx": "sheet_xlsx", "csv": "sheet_csv", "template": "sheet_template"}
        names |= {"take": "sheet_import", "list": "changelist"}
        start = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return {key: reverse(f"{start}_{name}") for key, name in names.items()}


def _counts(result: Result) -> str:
    """Return how many rows take which step: 新增草稿 2 条，不变 30 条."""
    steps: dict[str, int] = {}
    for row in result.rows:
        if not row.faults:
            steps[row.step] = steps.get(row.step, 0) + 1
    return "，".join(f"{step} {count} 条" for step, count in sorted(steps.items()))
