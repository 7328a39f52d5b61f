"""The brake before everything that costs: whose requests took too much waits, in words."""

import logging
import math
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from http import HTTPStatus
from time import monotonic, thread_time

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from caching.responses import PROBLEM, never_stored, open_to_all, problem

from . import clients
from .brake import BURST, AtWork, Brake, Share
from .passwords import TooManyHashesError
from .staff_mark import marked_as

logger = logging.getLogger(__name__)

#: A caller within this process, such as a command that makes all pages, sets it in its environ.
UNBRAKED = "protection.unbraked"
#: Where the server's outermost layer lays a list, it calls what is in it with the processor time
#: of the whole request: answers are compressed outside of Django.
BILL = "protection.bill"
#: The wider network of IPv6 that counts too, and how much more it may take than a household.
_WIDER_6, _WIDER_TIMES = 48, 2
#: Staff at the desk work through lists; each person counts alone.
_STAFF_TIMES = 4
#: As many as a browser asks for at once.
_WIDER_AT_ONCE = _STAFF_AT_ONCE = 6
#: Half of a process's threads are left for kept pages, whoever holds the others, and however.
_EVERYBODY = [Share("everybody", at_once=32)]
#: Below it programs are told what they have left.
_PROGRAMS = "/api/"
#: What the buckets of a client are called in those headers, and their unit.
_BUCKETS, _UNIT = ("client", "network"), "cpu-milliseconds"
#: Seconds until one of several requests is likely to be done.
_SOON = 1
#: Seconds between two lines in the log on what was stopped.
_TELL_EVERY = 60
#: What programs are answered, by the end of the address.
_PLAIN = {"json": PROBLEM, "md": "text/markdown", "txt": "text/plain"}
# Stands in the page that is rendered once for the number of seconds.
_SECONDS = "⟦秒⟧"


class BrakeMiddleware:
    """Let a request in while its client, and all together, have processor time left.

    It stands behind kept pages and files, which are free, and before all else. A request is
    charged what its thread took. A client has few requests at work at once, which bounds what it
    overdraws and the threads that it holds with bodies that come slowly. Staff who carry their
    mark to the desk count for themselves; a balancer that probes us from inside is not told that
    we fail because all together ask much.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.clients = Brake(settings.CLIENT_SECONDS / 60)
        self.everybody = Brake(settings.EVERYBODY_SECONDS / 60)
        self.at_work = AtWork()
        self._stopped = 0
        self._told_at = -math.inf
        self._telling = threading.Lock()

    def __call__(self, request):
        if UNBRAKED in request.META:
            return self.get_response(request)
        staff = marked_as(request)
        shares = _shares_of(staff, clients.address_of(request))
        response = self._answer(request, staff, shares)
        if request.path.startswith(_PROGRAMS) and response.get("Cache-Control") == "no-store":
            self._tell_left(response, shares)
        return response

    def _answer(self, request, staff: str, shares: Sequence[Share]) -> HttpResponse:
        """Let a request in, or say how long to wait."""
        apart = bool(staff) or clients.is_from_inside(request.META)
        together = [] if apart else _EVERYBODY
        now = monotonic()
        if wait := self.clients.wait(shares, now):
            return self._stop(request, HTTPStatus.TOO_MANY_REQUESTS, wait)
        if together and (wait := self.everybody.wait(together, now)):
            return self._stop(request, HTTPStatus.SERVICE_UNAVAILABLE, wait)
        if not self.at_work.begin(shares):
            return self._stop(request, HTTPStatus.TOO_MANY_REQUESTS, _SOON)
        try:
            if not self.at_work.begin(together):
                return self._stop(request, HTTPStatus.SERVICE_UNAVAILABLE, _SOON)
            try:
                return self._charged(request, shares, together)
            finally:
                self.at_work.end(together)
        finally:
            self.at_work.end(shares)

    def _charged(self, request, shares: Sequence[Share], together: Sequence[Share]) -> HttpResponse:
        """Answer a request that was let in, and charge it, in the end for the rest as well."""
        began = thread_time()
        try:
            return self.get_response(request)
        finally:
            took = thread_time() - began
            self._spend(shares, together, took)
            if (bill := request.META.get(BILL)) is not None:
                bill.append(lambda whole: self._spend(shares, together, max(0.0, whole - took)))

    def _spend(self, shares: Sequence[Share], together: Sequence[Share], seconds: float) -> None:
        now = monotonic()
        self.clients.spend(shares, seconds, now)
        self.everybody.spend(together, seconds, now)

    def _tell_left(self, response: HttpResponse, shares: Sequence[Share]) -> None:
        """Say what a client has left in this process, as draft-ietf-httpapi-ratelimit-headers does.

        The quota is a full bucket, which flows in within the window.
        """
        now, policies, states = monotonic(), [], []
        for name, share in zip(_BUCKETS, shares, strict=False):
            left, full, wait = self.clients.left(share, now)
            policies.append(f'"{name}";q={full * 1000:.0f};w={BURST};qu="{_UNIT}"')
            states.append(f'"{name}";r={int(left * 1000)};t={math.ceil(wait)}')
        response.headers["RateLimit-Policy"] = ", ".join(policies)
        response.headers["RateLimit"] = ", ".join(states)

    def process_exception(self, request, exception):
        """Answer who did not get a turn to have a password hashed."""
        if not isinstance(exception, TooManyHashesError):
            return None
        return self._stop(request, HTTPStatus.SERVICE_UNAVAILABLE, _SOON)

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


def _shares_of(staff: str, address: clients.Address | None) -> Sequence[Share]:
    """Return whose a request is: staff's alone, or its client's and those of the net around it."""
    if staff:
        return [Share(f"staff {staff}", _STAFF_TIMES, _STAFF_AT_ONCE)]
    return _shares_at(address)


@lru_cache(1_000)
def _shares_at(address: clients.Address | None) -> Sequence[Share]:
    own, *wider = clients.networks_around(address, wider_6=(_WIDER_6,))
    return Share(own), *(Share(name, _WIDER_TIMES, _WIDER_AT_ONCE) for name in wider)


def _answer(request, status: HTTPStatus, wait: int) -> HttpResponse:
    """Say in the kind of the address how long to wait."""
    busy = status is HTTPStatus.SERVICE_UNAVAILABLE
    kind = _PLAIN.get(request.path[-5:].rpartition(".")[2])
    if kind is None:
        return HttpResponse(_page(busy=busy).replace(_SECONDS, str(wait)), status=status)
    why = "这会儿用的人太多" if busy else "从您这个网络一下子要的太多"
    words = f"{why}，请等 {wait} 秒再试。"
    if kind == PROBLEM:
        return problem(status, "请等一等", words, ok=False, retry_after=wait)
    # Programs of other sites read these addresses, and must be able to read this.
    return open_to_all(
        HttpResponse(f"{words}\n", status=status, content_type=f"{kind}; charset=utf-8")
    )


@cache
def _page(*, busy: bool) -> str:
    """The page, rendered once in a process."""
    return render_to_string("429.html", {"busy": busy, "seconds": _SECONDS})
