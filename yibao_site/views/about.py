"""Who we are and what everything rests on."""

from django.db.models import Q
from django.shortcuts import render

from regions.models import LookupChannel, Publication, Source


def about(request):
    return render(request, "about.html")


def sources(request):
    """Every source that a published fact rests on, best checked first."""
    used = (
        Source.objects.filter(
            Q(policies__status=Publication.PUBLISHED)
            | Q(supported_policies__status=Publication.PUBLISHED)
            | Q(claims__status=Publication.PUBLISHED)
            | Q(questions__status=Publication.PUBLISHED)
            | Q(pk__in=LookupChannel.objects.active().values("source"))
        )
        .distinct()
        .order_by("-published_on", "title")
    )
    groups = [
        (label, [s for s in used if s.confidence == value])
        for value, label in Source.Confidence.choices
    ]
    context = {
        "groups": [group for group in groups if group[1]],
        "total": len(used),
        "checked": any(source.checked_on for source in used),
    }
    return render(request, "sources.html", context)
