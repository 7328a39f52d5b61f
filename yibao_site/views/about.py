"""Who we are, what everything rests on, and what we state about access and privacy."""

from django.db.models import Q, QuerySet
from django.shortcuts import render
from django.urls import reverse

from regions.models import LookupChannel, Publication, Source


def about(request):
    return render(request, "about/index.html")


def accessibility(request):
    return render(request, "about/accessibility.html", {"trail": _trail()})


def privacy(request):
    return render(request, "about/privacy.html", {"trail": _trail()})


def _trail() -> list[tuple[str, str]]:
    return [("关于本站", reverse("about"))]


def sources(request):
    """Every source that a published fact rests on, best checked first."""
    used = sources_used().order_by("-published_on", "title")
    groups = [
        (label, [s for s in used if s.confidence == value])
        for value, label in Source.Confidence.choices
    ]
    context = {
        "groups": [group for group in groups if group[1]],
        "total": len(used),
        "checked": any(source.checked_on for source in used),
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
