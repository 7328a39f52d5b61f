"""Steps that only a button takes."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect


def posted_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead whoever opens the address of a step, as after a login, to the index."""

    @wraps(view)
    def inner(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return redirect("admin:index")
        return view(request, *args, **kwargs)

    return inner
