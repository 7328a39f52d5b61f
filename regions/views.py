"""The directory and the region pages."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_filters.views import FilterView

from calculator import answers, rules
from calculator.forms import CalculatorForm
from calculator.views import never_stored
from faq.models import Question

from .filters import RegionFilter
from .finder import find
from .models import Claim, LookupChannel, Region, Source

MAX_NEIGHBOURS = 40


def detail(request, province, place=""):
    """A place's page; a county's address leads to the page it belongs to, two are asked about."""
    path = f"{province}/{place}" if place else province
    pages = Region.objects.pages_at(path.lower())
    if not pages:
        raise Http404(path)
    if len(pages) > 1:
        return redirect(f"{reverse('search')}?{urlencode({'q': path.lower()})}")
    region = pages[0]
    if region.path != path:
        return redirect(region, permanent=True)
    today = timezone.localdate()
    form = CalculatorForm(request.GET, today=today, region=region)
    answer = answers.answer(form.situation, form.question) if form.is_valid() else None
    situation = form.situation
    if situation.on != today:  # the card always shows today
        situation = rules.situation(region, today, today)
    channels = LookupChannel.objects.for_region(region)
    claims = list(Claim.objects.about(region))
    own_facts = situation.view or claims or any(c.region.level > 0 for c in channels)
    neighbours = list(Region.objects.neighbours(region)[:MAX_NEIGHBOURS])
    context = {
        "region": region,
        "situation": situation,
        "form": form,
        "answer": answer,
        "claims": claims,
        "channel_groups": channel_groups(channels),
        "channels_intro": _channels_intro(region, channels),
        "area_code_shared": [
            p.short_name for p in neighbours if region.area_code and p.area_code == region.area_code
        ],
        "questions": Question.objects.for_page_of(region)[:5],
        "neighbours": neighbours,
        "neighbours_title": f"{(region.province or region).short_name}其他地方",
        "trail": _trail(region),
        "description": _description(situation, len(channels)),
        "noindex": form.is_bound or not own_facts,
        "via": _via(request, region),
    }
    response = render(request, "regions/detail.html", context)
    return never_stored(response) if form.is_bound else response


def _via(request, region: Region) -> str:
    """The county or former name that led a reader here, if it really belongs here."""
    typed = request.GET.get("via", "")[:40]
    found = find(typed) if typed else None
    return found.via if found and found.place == region else ""


def _trail(region: Region) -> list[tuple[str, str]]:
    trail = [("查地区", reverse("regions:index"))]
    if region.province and region.province != region:
        trail.append((region.province.short_name, region.province.get_absolute_url()))
    return trail


GROUPS = [
    ("phone", "打电话查", "phone", (LookupChannel.Kind.PHONE,), True),
    ("online", "手机和网上查", "mobile", LookupChannel.ONLINE, False),
    ("place", "到现场查", "counter", LookupChannel.ON_SITE, True),
]


def channel_groups(channels: list[LookupChannel]) -> list[dict]:
    """Channels by 电话, 线上 and 现场, telephone first; empty groups are left out."""
    groups = [
        {
            "key": key,
            "title": title,
            "icon": icon,
            "main": main,
            "channels": [c for c in channels if c.kind in kinds],
        }
        for key, title, icon, kinds, main in GROUPS
    ]
    return [group for group in groups if group["channels"]]


def _channels_intro(region: Region, channels: list[LookupChannel]) -> str:
    kinds = len({channel.kind for channel in channels})
    local = any(channel.region_id == region.pk for channel in channels)
    text = f"下面有 {kinds} 种办法，挑一种就行。"
    return text if local else f"{text}{region.short_name}本地的专门渠道还没有收录。"


_NAMEABLE: set[str] = {
    Source.Confidence.ORIGINAL,
    Source.Confidence.DOC_SEEN,
    Source.Confidence.SECONDARY,
}


def _description(situation: rules.Situation, ways: int) -> str:
    """The page in a sentence; a figure only where more than an article states it."""
    name = situation.region.short_name
    view = situation.view
    known = f"{name}退休人员每月打进医保卡多少钱，还没查到当地标准。"
    if view is not None:
        whose = f"用的是{view.policy.region.name}的标准"
        known = f"{name}退休人员医保卡（个人账户）每月打多少钱，{whose}。"
        head = view.headline
        if head and not view.withheld and view.policy.source.confidence in _NAMEABLE:
            figure = f"{head.figure.normalize():f}%" if head.is_rate else f"{head.figure:,.2f}"
            figure = figure if head.is_rate else figure.removesuffix(".00")
            known = f"{name}退休人员医保卡（个人账户）{head.lead} {figure} {head.unit}，{whose}。"
    return (
        f"{known}{name}医保卡余额怎么查，{ways} 种办法一步一步写清楚，并写明出处、日期和核对情况。"
    )


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
        context["page_links"] = _page_links(self.request, context["page_obj"])
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


def _page_links(request, page) -> dict[str, str]:
    links = {}
    for key, there, number in (
        ("previous", page.has_previous(), page.number - 1),
        ("next", page.has_next(), page.number + 1),
    ):
        if there:
            query = request.GET.copy()
            query["page"] = str(number)
            links[key] = f"?{query.urlencode()}"
    return links
