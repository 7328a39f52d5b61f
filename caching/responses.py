"""The header of answers that nobody may store."""

from django.http import HttpResponse


def never_stored(response: HttpResponse) -> HttpResponse:
    """Forbid all caches to store an answer to a reader's own case."""
    response.headers["Cache-Control"] = "no-store"
    return response
