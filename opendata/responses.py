"""What programs get: answers that any page on the web may read, and faults in words."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from caching.responses import PROBLEM, open_to_all, problem


def as_json(data: Mapping[str, Any]) -> HttpResponse:
    """Answer with ``data``, whose amounts are strings."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return open_to_all(HttpResponse(text, content_type="application/json; charset=utf-8"))


#: By status: what is wrong, and how to go on.
_IN_WORDS = {
    HTTPStatus.BAD_REQUEST: ("这个请求读不懂", "请照 /api/v1/ 上写的样子再问。"),
    HTTPStatus.NOT_FOUND: ("没有这个网址", "有哪些网址，见 /api/v1/。"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("这里只能读", "接口只回答 GET 和 HEAD。"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("发来的太长了", "要问什么，写在网址的参数里。"),
    HTTPStatus.TOO_MANY_REQUESTS: ("问得太快了", "请等 Retry-After 说的秒数再问。"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("现在答不了", "请等 Retry-After 说的秒数再问。"),
}
_ELSE = ("出了错", "不是您的错，过一会儿再试。")


def in_words_for_programs(response: HttpResponse) -> HttpResponse:
    """Return a refusal that was made as a page as a problem, with the headers that say more."""
    if response.headers.get("Content-Type", "").startswith(PROBLEM):
        return response
    status = HTTPStatus(response.status_code)
    said = problem(status, *_IN_WORDS.get(status, _ELSE))
    for name in ("Allow", "Retry-After", "RateLimit", "RateLimit-Policy"):
        if name in response.headers:
            said.headers[name] = response.headers[name]
    return said
