"""The page of a fault of ours, with the number under which it stands in the log."""

from django.http import HttpResponseServerError
from django.template.loader import render_to_string

from .logs import REQUEST_ID


def server_error(request):
    return HttpResponseServerError(render_to_string("500.html", {"request_id": REQUEST_ID.get()}))
