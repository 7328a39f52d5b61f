"""The directory: every place with a page, filtered by GET."""

from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

from calculator.province import province_of
from calculator.situation import rules_of_all
from pages.directory_filter import RegionFilter
from pages.pager import page_links
from regions.models import Region
from regions.place_facts import all_places

PER_PAGE = 20


class RegionList(TemplateView):
    """The directory: every place with a page, filtered by GET."""

    template_name = "pages/regions/index.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        asked = RegionFilter(self.request.GET or None, today=today)
        # A page that does not exist gives the nearest one, not an error.
        # The ids of all matches cost less than to count them first and to read a page after.
        ids = list(asked.qs.values_list("pk", flat=True))
        page = Paginator(ids, PER_PAGE).get_page(self.request.GET.get("page"))
        places = {place.pk: place for place in all_places()}
        views = rules_of_all(today)
        return super().get_context_data(
            filter=asked,
            page_obj=page,
            hits=[
                (places[pk], views.get(pk), "", province_of(places[pk], today, today))
                for pk in page
            ],
            chips=_chips(self.request, asked),
            page_links=page_links(self.request, page),
            **kwargs,
        )


def _without(request, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return f"?{query.urlencode()}"


def _chips(request, filterset) -> list[dict]:
    """The conditions in force, each with the address without it."""
    if not filterset.form.is_bound:
        return []
    chips = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name) if filterset.form.is_valid() else None
        if not value:
            continue
        chips.append({"label": _chip(field, value), "url": _without(request, name, "page")})
    return chips


def _chip(field, value) -> str:
    """A condition in words: 省份：甘肃; only its name where the answer is 是."""
    if isinstance(value, Region):
        return f"{field.label}：{value.short_name}"
    text = dict(getattr(field, "choices", [])).get(value, value)
    return field.label if text in (field.label, "yes") else f"{field.label}：{text}"
