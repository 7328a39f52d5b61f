"""What changed: coming and new standards, and what was saved on this site day by day."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from pages import change_log as told


def changes(request):
    today = timezone.localdate()
    context = {
        "readers_only": settings.READERS_ONLY,
        "starts": told.starts(today),
        "days": told.days(today),
        "max_days": told.MAX_DAYS,
        "years": told.NEW_FOR_YEARS,
    }
    return render(request, "pages/changes.html", context)
