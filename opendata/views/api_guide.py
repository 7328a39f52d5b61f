"""The page for people who write programs: every address with an example to try."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse

from opendata.api.examples import EXAMPLES, OUTCOMES
from protection.brake import BURST


def guide(request):
    """How to use the API."""
    context = {
        "trail": [("关于本站", reverse("about"))],
        "examples": EXAMPLES,
        "outcomes": OUTCOMES,
        "quota": round(settings.CLIENT_SECONDS / 60 * BURST * 1000),
        "window": BURST,
    }
    return render(request, "opendata/api.html", context)
