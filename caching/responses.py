"""What an answer says of itself when nobody may keep it."""

from django.http import HttpResponse


def never_stored(response: HttpResponse) -> HttpResponse:
    """A reader's own case may be shared by its address, but is kept by no one."""
    response.headers["Cache-Control"] = "no-store"
    return response
