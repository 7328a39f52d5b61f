"""What answers of several rooms have in common: kept by nobody, open to all, faults in words."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

#: RFC 9457.
PROBLEM = "application/problem+json"


def never_stored(response: HttpResponse) -> HttpResponse:
    """Forbid all caches to store an answer to a reader's own case."""
    response.headers["Cache-Control"] = "no-store"
    return response


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let scripts of any site read an answer: it is public, and nobody logs in for it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def problem(status: HTTPStatus, title: str, detail: str, **more: Any) -> HttpResponse:
    """Say in Chinese what is wrong with a program's request and how to mend it; never kept."""
    body = {"type": "about:blank", "title": title, "status": int(status), "detail": detail, **more}
    text = json.dumps(body, ensure_ascii=False)
    response = HttpResponse(text, status=status, content_type=f"{PROBLEM}; charset=utf-8")
    response._has_been_logged = True  # type: ignore[attr-defined]  # or Django writes a line each
    return never_stored(open_to_all(response))
