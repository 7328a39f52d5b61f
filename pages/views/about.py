"""Who we are, what everything rests on, and what we state about access and privacy."""

import datetime
from collections import Counter
from itertools import groupby

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from calculator.coverage import originals_in_words
from pages import self_assessment
from pages.pager import page_links
from regions.models import Source
from regions.models.report import AGE_BAND, LEAST_LETTERS
from visits.models import KEY_DAYS, LEAST_DAYS, LEAST_PUBLIC

SOURCES_A_PAGE = 50


def about(request):
    context = {"originals": originals_in_words(timezone.localdate())}
    return render(request, "pages/about/index.html", context)


def accessibility(request):
    found = self_assessment.stored()
    context = {
        "criteria": self_assessment.criteria(found),
        "measured_on": datetime.date.fromisoformat(found["measured_on"]),
        "kinds": found["pages"],
        "trail": _trail(),
    }
    return render(request, "pages/about/accessibility.html", context)


def privacy(request):
    context = {
        "least": LEAST_LETTERS,
        "band": AGE_BAND,
        "faults_leave": bool(settings.SENTRY_DSN),
        "counts_for": settings.VISIT_DAYS,
        "least_days": LEAST_DAYS,
        "least_public": LEAST_PUBLIC,
        "key_days": KEY_DAYS,
        "trail": _trail(),
    }
    return render(request, "pages/about/privacy.html", context)


def _trail() -> list[tuple[str, str]]:
    return [("关于本站", reverse("about"))]


def sources(request):
    """Every source that a published fact rests on, best checked first, some on each page."""
    order = [value for value, _ in Source.Confidence.choices]
    used = sorted(
        Source.objects.shown().order_by(F("published_on").desc(nulls_last=True), "title", "pk"),
        key=lambda source: order.index(source.confidence),
    )
    page = Paginator(used, SOURCES_A_PAGE).get_page(request.GET.get("page"))
    groups = groupby(page.object_list, key=lambda source: source.get_confidence_display())
    context = {
        "groups": [(label, list(items)) for label, items in groups],
        "counts": Counter(source.get_confidence_display() for source in used).items(),
        "checked": any(source.checked_on for source in used),
        "unchanged": sum(bool(source.unchanged) for source in used),
        "total": len(used),
        "unlinked": sum(not source.url for source in used),
        "page": page,
        "links": page_links(request, page),
        "trail": _trail(),
    }
    return render(request, "pages/about/sources.html", context)
