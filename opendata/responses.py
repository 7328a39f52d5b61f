"""What programs get: answers that any page on the web may read, and faults in words."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from caching.responses import never_stored

#: RFC 9457.
PROBLEM = "application/problem+json"


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let scripts of any site read an answer: it is public, and nobody logs in for it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def as_json(data: Mapping[str, Any]) -> HttpResponse:
    """Answer with ``data``, whose amounts are strings."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return open_to_all(HttpResponse(text, content_type="application/json; charset=utf-8"))


def problem(status: HTTPStatus, title: str, detail: str, **more: Any) -> HttpResponse:
    """Say in Chinese what is wrong with a request and how to mend it; never kept."""
    body = {"type": "about:blank", "title": title, "status": int(status), "detail": detail, **more}
    text = json.dumps(body, ensure_ascii=False)
    response = HttpResponse(text, status=status, content_type=f"{PROBLEM}; charset=utf-8")
    return never_stored(open_to_all(response))
