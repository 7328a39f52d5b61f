"""The finder's list of places, fetched once when a reader first touches the field."""

from django.http import JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page

from regions.suggestions import suggestions


@gzip_page
@cache_control(public=True, max_age=3600, s_maxage=60, stale_while_revalidate=86400)
@conditional_page
def places(request):
    """Every page as ``Suggestion`` rows: compressed, kept by browsers, answered 304 if the same."""
    compact = {"ensure_ascii": False, "separators": (",", ":")}
    return JsonResponse(suggestions(), safe=False, json_dumps_params=compact)
