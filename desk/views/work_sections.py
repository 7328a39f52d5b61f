"""The pages of the work list: all rows of one section, fifty at a time."""

from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from desk.assignments import taken_rows
from desk.work_items import Section
from desk.worklist import NAMES, section

#: How many rows stand on one page.
ON_PAGE = 50


def section_page(request, site, name: str):
    """Show one page of the section ``name`` (``?p=``). ``site`` is the admin site."""
    if name not in NAMES:
        raise Http404
    today, may = timezone.localdate(), request.user.has_perm
    number = request.GET.get("p", "")[:6]
    wanted = int(number) if number.isascii() and number.isdigit() and int(number) else 1
    found = _part(name, today, may, wanted)
    if found is None:
        raise Http404
    pages = Paginator(range(found.length), ON_PAGE)  # only its numbers
    page = pages.get_page(wanted)
    if page.number != wanted:  # behind the end: the last page
        found = _part(name, today, may, page.number) or found
    address = reverse("admin:work_section", args=[name])
    context = site.each_context(request) | {
        "title": found.title,
        "section": found,
        "rows": [
            (row, held, f"{row.task[0]}:{row.task[1]}" if row.task else "")
            for row, held in taken_rows(found.rows, request.user, timezone.now())
        ],
        "page": page,
        "address": address,
        "back": f"{address}?p={page.number}",
        "may_take": may("regions.change_refundpolicy"),
    }
    return TemplateResponse(request, "admin/work_section.html", context)


def _part(name: str, today, may, number: int) -> Section | None:
    return section(name, today, may, slice((number - 1) * ON_PAGE, number * ON_PAGE))
