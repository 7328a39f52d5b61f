"""Preview for staff: a place's page on a given day as if all drafts were published."""

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
from regions.models import Publication, Region, Source
from regions.models.publication import Publishable


def preview(request, pk):
    """Show the page of a place on the day ``on``, or today where no valid day is given."""
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
            except IntegrityError:  # it excludes another, such as a draft with the same start
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
    """Return the unpublished rows of a place and the places above it, including questions.

    Rows in review come first, so that they are shown where a draft excludes them.
    """
    here = [place.pk for place in region.lineage()]
    rows: list[Publishable] = []
    for model in publishable_models():
        if model is Source:  # it is of no place
            continue
        place = "region" if hasattr(model, "region") else "regions"
        of_here = Q(**{f"{place}__in": here}) | Q(**{f"replaces__{place}__in": here})
        found = model._default_manager.filter(of_here, status__in=Publication.UNPUBLISHED)
        rows += found.order_by("pk").distinct()
    return sorted(rows, key=lambda row: row.status != Publication.IN_REVIEW)


def _draft(row: Publishable) -> dict[str, str]:
    """Return the name, the state and the review page of a draft, for the banner."""
    meta = row._meta
    return {
        "name": f"{meta.verbose_name}：{row}",
        "state": Publication(row.status).label,
        "url": reverse(f"admin:{meta.app_label}_{meta.model_name}_review", args=[row.pk]),
    }
