"""Sheets in the admin: download, template, and import in two steps, preview and confirmation.

Between the steps the database keeps the file and what was worked out of it
(``desk.spreadsheets.batches``). A large file is looked at in parts: a page with the progress asks
for the next part by itself, without a script, and whoever leaves it finds it again. Only what was
shown is imported; where that has changed, a new preview is shown.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header

from desk.models import SheetBatch
from desk.spreadsheets import batches
from desk.spreadsheets.files import LARGEST_FILE, Table, csv_file, read, xlsx_file
from desk.spreadsheets.importing import Sheet
from desk.spreadsheets.plans import Result, RowResult
from desk.spreadsheets.writing import MOST_ONE_BY_ONE, MovedOn, takes_many
from regions.models.publication import Publishable

SHOWN_ROWS = 100
#: A file with as many rows is looked at while the browser waits for the answer.
AT_ONCE = 200
#: How long a request looks at the rows of a larger one.
SECONDS = 3
GONE = (
    "这份预览不在了：放得太久，已经导入过或取消了，或者您又选了别的文件。"
    "没有导入什么。请重新选一次文件。"
)
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
            "sheet/batch/": (self.sheet_batch, "sheet_batch"),
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
        return SheetForm(*args, most_rows=self._most_rows)

    @cached_property
    def _most_rows(self) -> int:
        """How many rows a file may have; a sheet loads all places to say so."""
        return self._sheet().most_rows

    def sheet_import(self, request):
        """Take a file; confirm or cancel what was shown of one."""
        if not self.may_import(request):
            raise PermissionDenied
        SheetBatch.objects.drop_old(timezone.now())
        if request.method == "POST" and "confirmed" in request.POST:
            return self._confirmed(request)
        if request.method == "POST" and "cancelled" in request.POST:
            self._batch(request, request.POST["cancelled"]).delete()
            messages.success(request, "取消了，什么都没有导入。")
            return redirect(self._sheet_addresses()["take"])
        form = self._form(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            name, table = form.cleaned_data["file"].name, form.table
            try:
                batch = batches.begin(self._sheet(), request.user, name, table)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return self._begun(request, batch)
        return self._import_page(request, form)

    def sheet_batch(self, request):
        """Look at the next part of a file and show how far it is, or what importing it does.

        The page is shown before the first part, so that it can be cancelled at once.
        """
        if not self.may_import(request):
            raise PermissionDenied
        batch = self._batch(request).first()
        if batch is None:
            messages.info(request, GONE)
            return redirect(self._sheet_addresses()["take"])
        if "next" in request.GET and not batch.is_looked_through:
            return self._looked_at(request, batch, _after(SECONDS))
        return self._batch_page(request, batch)

    def _batch(self, request, number: str | None = None):
        """Select the batch of the user, if it has that ``number``."""
        found = SheetBatch.objects.of(request.user, self.model)
        if number is None:
            return found
        return found.filter(pk=number) if number.isdecimal() and len(number) < 19 else found.none()

    def _begun(self, request, batch: SheetBatch):
        """Look at all of a small file now; a large one is looked at by the page of its progress."""
        if batch.rows > AT_ONCE:
            return redirect(self._sheet_addresses()["batch"])
        return self._looked_at(request, batch, lambda: False)

    def _looked_at(self, request, batch: SheetBatch, enough: Callable[[], bool]):
        try:
            batches.go_on(batch, self._sheet(), enough)
        except batches.AlreadyGone:
            return redirect(self._sheet_addresses()["batch"])
        except ValidationError as error:
            return self._of_other_columns(request, batch, error)
        return self._batch_page(request, batch)

    def _of_other_columns(self, request, batch: SheetBatch, error: ValidationError):
        """Drop a batch that was begun before an upgrade changed the columns."""
        batch.delete()
        said = "".join(error.messages)
        messages.error(request, f"预览以后表格的栏改过，什么都没有导入。{said}")
        return redirect(self._sheet_addresses()["take"])

    def _batch_page(self, request, batch: SheetBatch):
        if not batch.is_looked_through:
            response = self._page(request, "admin/spreadsheet_progress.html", {"batch": batch})
            response.headers["Refresh"] = f"1; url={self._sheet_addresses()['batch']}?next"
            return response
        result = batches.result_of(batch)
        if batch.again:
            self._tell_of_changes(request, result)
        return self._import_page(request, self._form(), batch, result)

    def _tell_of_changes(self, request, result: Result) -> None:
        """Say why a preview is shown again after it was confirmed."""
        if result.faults:
            messages.error(
                request, "预览以后有人改过这些资料，下面几行现在导不进去，什么都没有导入。"
            )
        elif result.plans:
            messages.warning(
                request, "预览以后有人改过这些资料，所以还没有导入。请看新的预览，再确认一次。"
            )
        else:
            messages.info(request, "预览以后，有人已经照表里的改好了，不用再导入。")

    def _confirmed(self, request):
        batch = self._batch(request, request.POST["confirmed"]).first()
        if batch is None:
            messages.error(request, GONE)
            return redirect(self._sheet_addresses()["take"])
        result = batches.result_of(batch)
        if not self._may_be_confirmed(batch, result):
            return redirect(self._sheet_addresses()["batch"])
        try:
            batches.confirm(batch, self._sheet(), result)
        except batches.AlreadyGone:
            messages.error(request, GONE)
            return redirect(self._sheet_addresses()["take"])
        except MovedOn:
            batch.start_again()
            return self._begun(request, batch)
        except ValidationError as error:
            return self._of_other_columns(request, batch, error)
        messages.success(request, f"导入好了：{_counts(result)}。")
        return redirect(self._sheet_addresses()["list"])

    def _may_be_confirmed(self, batch: SheetBatch, result: Result) -> bool:
        fits = takes_many(self.model) or len(result.plans) <= MOST_ONE_BY_ONE
        return batch.is_looked_through and bool(result.plans) and not result.faults and fits

    def _import_page(
        self, request, form, batch: SheetBatch | None = None, result: Result | None = None
    ):
        waiting = self._batch(request).first() if batch is None else None
        content = batch.content if batch else {"remarks": [], "hidden": []}
        changed = result.changed if result else []
        wrong = result.faults if result else []
        confirmable = batch and result and self._may_be_confirmed(batch, result)
        context = {
            "form": form,
            "batch": batch,
            "waiting": waiting,
            "remarks": content["remarks"],
            "hidden": content["hidden"],
            "confirmable": confirmable,
            "too_many": MOST_ONE_BY_ONE if changed and not confirmable and not wrong else 0,
            "drafts": issubclass(self.model, Publishable),
            "makes_new": self.sheet_class.makes_new,
            "result": result,
            "counts": _counts(result) if result else "",
            "doubtful": sum(bool(row.doubts) for row in changed),
            "faults": wrong[:SHOWN_ROWS],
            "more_faults": max(len(wrong) - SHOWN_ROWS, 0),
            "changed": _doubtful_first(changed)[:SHOWN_ROWS],
            "more_changed": max(len(changed) - SHOWN_ROWS, 0),
        }
        return self._page(request, "admin/spreadsheet_import.html", context)

    def _page(self, request, template: str, context: dict) -> TemplateResponse:
        common = self.admin_site.each_context(request) | {
            "title": f"导入{self.sheet_title()}",
            "opts": self.opts,
            "sheet": self._sheet_addresses(),
        }
        return TemplateResponse(request, template, common | context)

    def _sheet_addresses(self) -> dict[str, str]:
        names = {"xlsx": "sheet_xlsx", "csv": "sheet_csv", "template": "sheet_template"}
        names |= {"take": "sheet_import", "batch": "sheet_batch", "list": "changelist"}
        start = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return {key: reverse(f"{start}_{name}") for key, name in names.items()}


def _after(seconds: float) -> Callable[[], bool]:
    """Return a function that says when so many ``seconds`` have passed since its first call.

    Loading what is compared does not count: however slow it is, some rows are looked at.
    """
    began: list[float] = []

    def passed() -> bool:
        began.append(time.monotonic())
        return began[-1] - began[0] > seconds

    return passed


def _doubtful_first(rows: list[RowResult]) -> list[RowResult]:
    """Put the rows with doubts first where not all rows are shown."""
    return sorted(rows, key=lambda row: not row.doubts) if len(rows) > SHOWN_ROWS else rows


def _counts(result: Result) -> str:
    """Return how many rows take which step: 新增草稿 2 条，不变 30 条."""
    steps: dict[str, int] = {}
    for row in result.rows:
        if not row.faults:
            steps[row.step] = steps.get(row.step, 0) + 1
    return "，".join(f"{step} {count} 条" for step, count in sorted(steps.items()))
