"""What monitors ask: ``/healthz`` (is the site well), ``/readyz`` (may this worker have readers).

They answer whatever the host and scheme of the request, so that a balancer may ask a machine by
its number. ``/metrics`` is in ``metrics.py``.
"""

import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.urls import NoReverseMatch, reverse

from caching.responses import never_stored
from regions.models import Region

from .metrics import metrics

#: How many wait for a look of the database: each holds a thread, which readers need.
MOST_WAITING = 3
#: An answer of ``/healthz`` is given again for so many seconds: many monitors cost what one does.
KEPT = 1.0
#: And to whom finds so many waiting that there is no place, for so many seconds more.
KEPT_LONGER = 5.0

State = Mapping[str, Any]
SLOW: State = {"ok": False, "database": "slow"}
_reading = threading.Lock()


def stopping() -> bool:
    """Whether this worker is leaving; gunicorn.conf.py puts in what knows."""
    return False


class ProbesMiddleware:
    """Answers the probes before anything looks at host, cookies or the database."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.views = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}

    def __call__(self, request):
        view = self.views.get(request.path_info)
        if view is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        return never_stored(view(request))


def _answer(state: State) -> JsonResponse:
    status = HTTPStatus.OK if state["ok"] else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(state, status=status)


# --- Is the site well ----------------------------------------------------------------------------


def healthz(request):
    """Whether the database answers and is migrated, facts are there and the desk stands."""
    return _answer(HEALTH(settings.PROBE_SECONDS))


def health() -> State:
    """Look; ``database`` says in a word what is the matter with it."""
    state: dict[str, Any] = {"ok": False, "database": "ok", "desk": _desk_stands()}
    try:
        state["pending_migrations"] = _pending()
        state["pages"] = Region.objects.pages().count()
    except (DatabaseError, InterfaceError) as error:
        state["database"] = "incomplete" if _lacks_tables(error) else "unreachable"
        return state
    state["ok"] = state["desk"] and not state["pending_migrations"] and state["pages"] > 0
    return state


class Limited:
    """Calls ``look`` in a thread of its own and waits for so long; keeps what it found a moment.

    While a call hangs no other is begun: however many ask, one thread waits for the database.
    """

    def __init__(self, look: Callable[[], State]) -> None:
        self.look = look
        self._found: State = {}
        self._until = 0.0
        self._lock = threading.Lock()
        self._done: threading.Event | None = None
        self._places = threading.BoundedSemaphore(MOST_WAITING)

    def __call__(self, seconds: float) -> State:
        """Return what was found within so many ``seconds``; 0 looks in the caller's thread."""
        if not seconds:
            return self.look()
        with self._lock:
            if time.monotonic() < self._until:
                return self._found
            if self._done is None:
                self._done = threading.Event()
                arguments = (self._done,)
                threading.Thread(target=self._look, args=arguments, daemon=True).start()
            done = self._done
        if not self._places.acquire(blocking=False):
            return self._found if time.monotonic() < self._until + KEPT_LONGER else SLOW
        try:
            return self._found if done.wait(seconds) else SLOW
        finally:
            self._places.release()

    def _look(self, done: threading.Event) -> None:
        found: State = {"ok": False, "database": "unreachable"}
        try:
            found = self.look()
        finally:
            connection.close()  # of this thread, which ends here
            with self._lock:
                self._found, self._until, self._done = found, time.monotonic() + KEPT, None
            done.set()


HEALTH = Limited(health)


def _lacks_tables(error: Exception) -> bool:
    """Whether a table or column is missing: SQLite says so in words, PostgreSQL by its code."""
    code = getattr(error.__cause__, "sqlstate", None) or ""
    return str(error).startswith("no such ") or code.startswith("42")


def _pending() -> int:
    """Return how many migrations of this code the database lacks."""
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return len(_known_migrations())
    applied = set(recorder.migration_qs.values_list("app", "name"))
    return len(_known_migrations() - applied)


def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations on disk; the lock makes simultaneous first probes read them once."""
    with _reading:
        return _migrations()


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """App and name of each migration of this process's code, which stays as it is."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _desk_stands() -> bool:
    """Whether the editors' pages are registered and have addresses."""
    try:
        reverse("admin:regions_refundpolicy_changelist")
    except NoReverseMatch:
        return False
    return admin.site.is_registered(Region)


# --- May this worker have readers ----------------------------------------------------------------


class Readiness:
    """Ready once everything was there, until the worker leaves.

    A database that is out of reach later makes no worker unready: it goes on with kept pages,
    and a balancer that took all workers away would take those from readers too.
    """

    def __init__(self) -> None:
        self.was_ready = False

    def __call__(self) -> State:
        if stopping():
            return {"ok": False, "why": "stopping"}
        if not self.was_ready:
            if not _has_manifest():
                return {"ok": False, "why": "static files"}
            if not HEALTH(settings.PROBE_SECONDS)["ok"]:
                return {"ok": False, "why": "health"}
            self.was_ready = True
        return {"ok": True}


READY = Readiness()


def readyz(request):
    """Whether this worker may be sent readers."""
    return _answer(READY())


def _has_manifest() -> bool:
    """Whether the static files were collected, where their names depend on it."""
    return bool(getattr(staticfiles_storage, "hashed_files", True))
