"""How often the site is read, what is searched in vain, how old the facts are, and the like."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from pages import usage
from visits.models import LEAST_DAYS, LEAST_PUBLIC
from visits.sums import DAYS


def statistics(request):
    today = timezone.localdate()
    context = {
        "today": today,
        "days": DAYS,
        "least": usage.LEAST,
        "least_days": LEAST_DAYS,
        "least_public": LEAST_PUBLIC,
        "kept_days": settings.VISIT_DAYS,
        "visits": usage.visits(today),
        "terms": usage.searched_in_vain(),
        "unread": usage.unread_terms(),
        "ages": usage.ages(today),
        "letters": usage.letters(today),
        "uptime": usage.uptime(today),
        "trail": [("收录情况", reverse("coverage"))],
    }
    return render(request, "pages/statistics.html", context)
