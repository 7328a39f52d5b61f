"""``/metrics``: figures of the content and of this process, in Prometheus' text format.

Nothing in it comes from a reader. Each worker answers for itself: the counters of a process are
those of whichever worker was asked, and say so by its number.
"""

import os
import secrets
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.utils import timezone

from desk import content_health
from protection.clients import is_from_this_machine

from .observed import FIGURES, Figures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: The content is counted once in so many seconds.
COUNTED_EVERY = 60.0
#: The value of ``METRICS_TOKEN`` that asks for no token but for this machine.
LOOPBACK = "loopback"

Sample = tuple[Mapping[str, str], float]


def metrics(request):
    """Return the figures to whom ``METRICS_TOKEN`` allows; for others there is no such page."""
    if not _may_read(request):
        return HttpResponse("没有这一页。\n", status=404, content_type="text/plain; charset=utf-8")
    lines = [*_of_process(request.META.get(FIGURES)), *_of_content()]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=CONTENT_TYPE)


def _may_read(request) -> bool:
    token = settings.METRICS_TOKEN
    if not token:
        return False
    if token == LOOPBACK:
        return is_from_this_machine(request.META)
    said = request.headers.get("Authorization", "")
    return secrets.compare_digest(said.encode(), f"Bearer {token}".encode())


def family(name: str, kind: str, about: str, samples: Iterable[Sample]) -> list[str]:
    """Return the lines of one metric: what it is, of which type, and its samples."""
    told = about.replace("\\", r"\\").replace("\n", r"\n")
    lines = [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]
    for labels, value in samples:
        inner = ",".join(f'{key}="{_escaped(said)}"' for key, said in labels.items())
        lines.append(f"{name}{{{inner}}} {value:.15g}" if inner else f"{name} {value:.15g}")
    return lines


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _of_process(figures: Figures | None) -> list[str]:
    """The answers of this worker since it started."""
    process = {"pid": str(os.getpid())}
    if figures is None:  # a server that does not run yibao_site/wsgi.py
        return []
    answers = [({"status": kind, **process}, n) for kind, n in sorted(figures.answers.items())]
    behind = figures.behind()
    return [
        *family("yibao_answers_total", "counter", "Answers by class of status.", answers),
        *family("yibao_slow_answers_total", "counter", "Slow answers.", [(process, figures.slow)]),
        *family(
            "yibao_page_store_bytes",
            "gauge",
            "Size of the finished pages kept.",
            [(process, behind.kept_bytes)],
        ),
        *family(
            "yibao_page_store_made_total",
            "counter",
            "Finished pages put in.",
            [(process, behind.made)],
        ),
        *family(
            "yibao_version_reachable",
            "gauge",
            "Whether the content's version can be looked at.",
            [(process, behind.reachable)],
        ),
    ]


class Counted:
    """The figures of the content, counted now and then; the last ones while the database is gone.

    One thread counts, the others take what was counted last.
    """

    def __init__(self) -> None:
        self._figures: content_health.Figures | None = None
        self._until = 0.0
        self._reached = True
        self._lock = threading.Lock()

    def __call__(self) -> tuple[content_health.Figures | None, bool]:
        """Return the last figures, and whether the database could be reached for them."""
        if time.monotonic() >= self._until and self._lock.acquire(blocking=self._figures is None):
            try:
                if time.monotonic() >= self._until:
                    self._count()
            finally:
                self._lock.release()
        return self._figures, self._reached

    def _count(self) -> None:
        try:
            self._figures = content_health.figures(timezone.now())
            self._reached = True
        except (DatabaseError, InterfaceError):
            self._reached = False
        self._until = time.monotonic() + COUNTED_EVERY


COUNTED = Counted()


def _of_content() -> list[str]:
    figures, reached = COUNTED()
    lines = family("yibao_database_up", "gauge", "Whether the database answers.", [({}, reached)])
    if figures is None:
        return lines
    told: list[tuple[str, str, str, dict[str, Any]]] = [
        ("yibao_waiting", "What waits for editors.", "section", figures.waiting),
        ("yibao_links", "Addresses by their last check.", "outcome", figures.links),
        ("yibao_watched_pages", "Official pages by their last visit.", "outcome", figures.watched),
        ("yibao_job_age_seconds", "Since a job was last done well.", "job", figures.ages),
    ]
    for name, about, label, values in told:
        lines += family(name, "gauge", about, [({label: key}, n) for key, n in values.items()])
    return lines
