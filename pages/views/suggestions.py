"""The finder's list of places, fetched once when a reader first touches the field."""

from django.http import HttpResponse
from django.views.decorators.cache import cache_control

from regions.suggestions import as_json


@cache_control(public=True, max_age=3600, s_maxage=60, stale_while_revalidate=86400)
def places(request):
    """Every page as ``Suggestion`` rows; the page store compresses them and answers 304."""
    return HttpResponse(as_json(), content_type="application/json")
