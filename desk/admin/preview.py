"""A place's page as it will be on a day, with all drafts: for staff, before anything is public."""

import contextlib

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from caching.responses import never_stored
from calculator import parsing
from desk.effects import as_published
from pages.views.place import context_for
from regions.kinds import publishable_models
from regions.models import Publication, Region
from regions.models.publication import Publishable


def preview(request, pk):
    """The page of a place on the day ``on``, today where none is given or it is no day."""
    if not request.user.has_perm("regions.view_refundpolicy"):
        raise PermissionDenied
    region = get_object_or_404(Region.objects.pages().with_lineage(), pk=pk)
    today = timezone.localdate()
    typed, fault, on = request.GET.get("on", "").strip(), "", today
    if typed:
        try:
            on = parsing.day(typed, today)
        except ValueError as error:
            fault = str(error)
    shown, left = [], []
    with contextlib.ExitStack() as published:
        for row in unpublished(region):
            try:
                published.enter_context(as_published([row]))
            except IntegrityError:  # excludes another: two drafts of one start
                left.append(_draft(row))
            else:
                shown.append(_draft(row))
        context = context_for(region, on, QueryDict()) | {
            "noindex": True,
            "on": on,
            "typed": typed or on.isoformat(),
            "fault": fault,
            "shown": shown,
            "left": left,
        }
        response = render(request, "admin/preview.html", context)
    response["X-Robots-Tag"] = "noindex"
    return never_stored(response)


def unpublished(region: Region) -> list[Publishable]:
    """What is drafted or in review on a place and what lies above it, questions too.

    What is in review comes first: of two that exclude each other it is the one to see.
    """
    here = [place.pk for place in region.lineage()]
    rows: list[Publishable] = []
    for model in publishable_models():
        place = "region" if hasattr(model, "region") else "regions"
        of_here = Q(**{f"{place}__in": here}) | Q(**{f"replaces__{place}__in": here})
        found = model._default_manager.filter(of_here, status__in=Publication.UNPUBLISHED)
        rows += found.order_by("pk").distinct()
    return sorted(rows, key=lambda row: row.status != Publication.IN_REVIEW)


def _draft(row: Publishable) -> dict[str, str]:
    """How the banner names a draft, and where one looks at it closely."""
    meta = row._meta
    return {
        "name": f"{meta.verbose_name}：{row}",
        "state": Publication(row.status).label,
        "url": reverse(f"admin:{meta.app_label}_{meta.model_name}_review", args=[row.pk]),
    }
