"""The directory: every place with a page, filtered by GET."""

from django.utils import timezone
from django_filters.views import FilterView

from calculator import rules
from regions.filters import RegionFilter
from regions.models import Region
from yibao_site.pages import page_links


class RegionList(FilterView):
    """The directory: every place with a page, filtered by GET."""

    filterset_class = RegionFilter
    template_name = "regions/index.html"
    paginate_by = 20
    strict = False

    def get_queryset(self):
        return Region.objects.pages().with_lineage().in_tree_order()

    def get_filterset_kwargs(self, filterset_class):
        kwargs = super().get_filterset_kwargs(filterset_class)
        return {**kwargs, "today": timezone.localdate()}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        places = list(context["page_obj"])
        views = rules.rules_of(places, today, today)
        context["hits"] = [(place, views[place.pk], "") for place in places]
        context["chips"] = _chips(self.request, context["filter"])
        context["page_links"] = page_links(self.request, context["page_obj"])
        return context

    def paginate_queryset(self, queryset, page_size):
        """A page that does not exist gives the nearest one, not an error."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()


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
        label = dict(getattr(field, "choices", [])).get(value, value) if name != "province" else ""
        text = value.short_name if name == "province" else label
        chips.append({"label": field.label, "value": text, "url": _without(request, name, "page")})
    return chips
