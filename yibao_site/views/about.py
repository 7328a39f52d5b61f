"""Who we are, what everything rests on, and what we state about access and privacy."""

from collections import Counter
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.shortcuts import render
from django.urls import reverse

from regions.models import LookupChannel, Publication, Source
from yibao_site.pages import page_links

SOURCES_A_PAGE = 50


def about(request):
    return render(request, "about/index.html")


def accessibility(request):
    return render(request, "about/accessibility.html", {"trail": _trail()})


def privacy(request):
    return render(request, "about/privacy.html", {"trail": _trail()})


def _trail() -> list[tuple[str, str]]:
    return [("关于本站", reverse("about"))]


def sources(request):
    """Every source that a published fact rests on, best checked first, some on each page."""
    order = [value for value, _ in Source.Confidence.choices]
    used = sorted(
        sources_used().order_by("-published_on", "title"),
        key=lambda source: order.index(source.confidence),
    )
    page = Paginator(used, SOURCES_A_PAGE).get_page(request.GET.get("page"))
    groups = groupby(page.object_list, key=lambda source: source.get_confidence_display())
    context = {
        "groups": [(label, list(items)) for label, items in groups],
        "counts": Counter(source.get_confidence_display() for source in used).items(),
        "checked": any(source.checked_on for source in used),
        "total": len(used),
        "page": page,
        "links": page_links(request, page),
        "trail": _trail(),
    }
    return render(request, "about/sources.html", context)


def sources_used() -> QuerySet[Source]:
    """The sources that a published fact rests on."""
    return Source.objects.filter(
        Q(policies__status=Publication.PUBLISHED)
        | Q(supported_policies__status=Publication.PUBLISHED)
        | Q(claims__status=Publication.PUBLISHED)
        | Q(questions__status=Publication.PUBLISHED)
        | Q(pk__in=LookupChannel.objects.active().values("source"))
    ).distinct()
