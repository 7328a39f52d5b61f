"""The brake before everything that costs: whose requests took too much waits, in words."""

import logging
import math
import threading
from functools import cache
from http import HTTPStatus
from time import monotonic, thread_time

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

from caching.responses import never_stored

from . import clients
from .brake import Brake, Share
from .passwords import PATIENCE, TooManyHashesError
from .staff_mark import marked_as

logger = logging.getLogger(__name__)

#: A caller within this process, such as a command that makes all pages, sets it in its environ.
UNBRAKED = "protection.unbraked"
#: The wider network of IPv6 that counts too, and how much more it may take than a household.
_WIDER_6, _WIDER_TIMES = 48, 2
#: Staff at the desk work through lists; each person counts alone.
_STAFF_TIMES = 4
_EVERYBODY = [Share("everybody")]
#: Seconds between two lines in the log on what was stopped.
_TELL_EVERY = 60
# Stands in the page that is rendered once for the number of seconds.
_SECONDS = "⟦秒⟧"


class BrakeMiddleware:
    """Let a request in while its client, and all together, have processor time left.

    It stands behind kept pages and files, which are free, and before all else. A request is
    charged what its thread took. Staff who carry their mark to the desk count for themselves; a
    balancer that probes us from inside is not told that we fail because all together ask much.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.clients = Brake(settings.CLIENT_SECONDS / 60)
        self.everybody = Brake(settings.EVERYBODY_SECONDS / 60)
        self._stopped = 0
        self._told_at = -math.inf
        self._telling = threading.Lock()

    def __call__(self, request):
        if UNBRAKED in request.META:
            return self.get_response(request)
        staff = marked_as(request)
        shares = [Share(f"staff {staff}", _STAFF_TIMES)] if staff else _shares_of(request)
        apart = bool(staff) or clients.is_from_inside(request)
        now = monotonic()
        if wait := self.clients.wait(shares, now):
            return self._stop(request, HTTPStatus.TOO_MANY_REQUESTS, wait)
        if not apart and (wait := self.everybody.wait(_EVERYBODY, now)):
            return self._stop(request, HTTPStatus.SERVICE_UNAVAILABLE, wait)
        began = thread_time()
        try:
            return self.get_response(request)
        finally:
            took, now = thread_time() - began, monotonic()
            self.clients.spend(shares, took, now)
            if not apart:
                self.everybody.spend(_EVERYBODY, took, now)

    def process_exception(self, request, exception):
        """Answer who did not get a turn to have a password hashed."""
        if not isinstance(exception, TooManyHashesError):
            return None
        return self._stop(request, HTTPStatus.SERVICE_UNAVAILABLE, int(PATIENCE))

    def _stop(self, request, status: HTTPStatus, wait: int) -> HttpResponse:
        self._tell()
        response = _answer(request, status, wait)
        response.headers["Retry-After"] = str(wait)
        response._has_been_logged = True  # type: ignore[attr-defined]  # or Django writes a line each
        return never_stored(response)

    def _tell(self) -> None:
        """Write into the log how many were stopped, a line a minute at most, without addresses."""
        with self._telling:
            self._stopped += 1
            now = monotonic()
            if now - self._told_at < _TELL_EVERY:
                return
            stopped, self._stopped, self._told_at = self._stopped, 0, now
        logger.warning("The brake stopped %d requests since it last told.", stopped)


def _shares_of(request) -> list[Share]:
    own, *wider = clients.networks_of(request, wider_6=(_WIDER_6,))
    return [Share(own), *(Share(name, _WIDER_TIMES) for name in wider)]


def _answer(request, status: HTTPStatus, wait: int) -> HttpResponse:
    """Say in the kind of the address how long to wait."""
    busy = status is HTTPStatus.SERVICE_UNAVAILABLE
    if request.path.endswith((".json", "/healthz", "/readyz", "/metrics")):
        return JsonResponse({"ok": False, "retry_after": wait}, status=status)
    return HttpResponse(_page(busy=busy).replace(_SECONDS, str(wait)), status=status)


@cache
def _page(*, busy: bool) -> str:
    """The page, rendered once in a process."""
    return render_to_string("429.html", {"busy": busy, "seconds": _SECONDS})
