"""What programs get: answers that any page on the web may read, and faults in words."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from caching.responses import never_stored, open_to_all, problem

#: The types of twins that are text, by how their address ends.
TEXTS = {"md": "text/markdown; charset=utf-8", "txt": "text/plain; charset=utf-8"}
_API = "/api/"
#: What programs fetch that has no form in which a fault could be told: files, feeds, calendars.
_FETCHED = re.compile(r"^/data/.|/(?:feed|calendar)/$")


def as_json(data: Mapping[str, Any]) -> HttpResponse:
    """Answer with ``data``, whose amounts are strings."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return open_to_all(HttpResponse(text, content_type="application/json; charset=utf-8"))


def form_of(path: str) -> str:
    """Return in which form a fault is told at an address: json, md or txt; empty on a page."""
    ending = "json" if path.startswith(_API) else path.rpartition(".")[2]
    if ending == "json" or ending in TEXTS:
        return ending
    return "txt" if _FETCHED.search(path) else ""


def fault_in(form: str, status: HTTPStatus, title: str, detail: str) -> HttpResponse:
    """Say what is wrong in the form of the address; never kept."""
    if form == "json":
        return problem(status, title, detail)
    body = f"{title}\n\n{detail}\n"
    return never_stored(open_to_all(HttpResponse(body, status=status, content_type=TEXTS[form])))


#: By status: what is wrong, and how to go on.
_IN_WORDS = {
    HTTPStatus.BAD_REQUEST: ("这个请求读不懂", "请照 {guide} 上写的样子再问。"),
    # Only the check of what was posted says so: nothing can be posted there.
    HTTPStatus.FORBIDDEN: ("这里只能读", "只回答 GET 和 HEAD。"),
    HTTPStatus.NOT_FOUND: ("没有这个网址", "有哪些网址，见 {guide}。"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("这里只能读", "只回答 GET 和 HEAD。"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("发来的太长了", "要问什么，写在网址的参数里。"),
    HTTPStatus.TOO_MANY_REQUESTS: ("问得太快了", "请等 Retry-After 说的秒数再问。"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("现在答不了", "请等 Retry-After 说的秒数再问。"),
}
_ELSE = ("出了错", "不是您的错，过一会儿再试。")
_KEPT = ("Allow", "Retry-After", "RateLimit", "RateLimit-Policy")


def refusal_in(form: str, status: HTTPStatus, guide: str = "/llms.txt") -> HttpResponse:
    """Say a refusal that is the same for all addresses; ``guide`` is where to read on."""
    title, detail = _IN_WORDS.get(status, _ELSE)
    return fault_in(form, status, title, detail.format(guide=guide))


def in_words_for_programs(path: str, response: HttpResponse) -> HttpResponse:
    """Return a refusal that was made as a page in the form of its address, where it has one.

    The headers that say more are kept.
    """
    form, made = form_of(path), response.headers.get("Content-Type", "")
    if not form or not made.startswith("text/html"):
        return response
    status = HTTPStatus(response.status_code)
    said = refusal_in(form, status, "/api/v1/" if path.startswith(_API) else "/llms.txt")
    for name in _KEPT:
        if name in response.headers:
            said.headers[name] = response.headers[name]
    return said
