"""Which edition of the content this is, and what changed since another one."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from caching.responses import never_stored
from opendata.content_editions import (
    BadNumber,
    Changed,
    changed_since,
    edition_number,
    withdrawn_since,
)
from opendata.responses import as_json, problem
from pages.pager import page_links
from regions import editions
from regions.editions import Edition

#: Addresses on a page, and in a part of the JSON.
A_PAGE, A_PART = 50, 100
UNKNOWN_DAY = "没有记下这一版是哪一天的"


def page(request: HttpRequest) -> HttpResponse:
    """Tell readers the edition and list what changed since ``since``, newest first."""
    now = editions.current()
    typed = request.GET.get("since", "")
    try:
        since, fault = edition_number(typed, now.number), ""
    except BadNumber as bad:
        since, fault = None, str(bad)
    found = [] if fault else changed_since(since)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page", "")[:9])
    context = {
        "edition": now,
        "since": since,
        "typed": typed[:20],
        "fault": fault,
        "total": len(found),
        "withdrawn": 0 if fault else withdrawn_since(since),
        "page": shown,
        "links": page_links(request, shown),
    }
    status = HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK
    response = render(request, "opendata/edition.html", context, status=status)
    return never_stored(response) if fault else response


def in_json(request: HttpRequest) -> HttpResponse:
    """Tell programs the same; a part has ``A_PART`` addresses, and the address of the next."""
    now = editions.current()
    try:
        since = edition_number(request.GET.get("since", ""), now.number)
    except BadNumber as bad:
        return problem(HTTPStatus.BAD_REQUEST, "since 不对", str(bad))
    parts = Paginator(changed_since(since), A_PART)
    try:
        part = parts.page(request.GET.get("page", "1")[:9])
    except PageNotAnInteger:
        return problem(HTTPStatus.BAD_REQUEST, "page 不对", "page 是从 1 开始的整数。")
    except EmptyPage:
        told = f"一共 {parts.num_pages} 页，没有这一页。"
        return problem(HTTPStatus.NOT_FOUND, "没有这一页", told)
    answer = {
        **_told(now),
        "since": since,
        "total": parts.count,
        "withdrawn": withdrawn_since(since) or None,  # an edition's file tells of none
        "page": part.number,
        "pages": parts.num_pages,
        "next": _next(part, since),
        "changed": [_row(row) for row in part],
    }
    return as_json(answer)


def _told(edition: Edition) -> dict[str, Any]:
    told: dict[str, Any] = {"edition": edition.number, "day": None}
    if edition.day is None:
        return {**told, "day_unknown": UNKNOWN_DAY}
    return {**told, "day": edition.day.isoformat()}


def _row(row: Changed) -> dict[str, Any]:
    url = settings.SITE_URL + row.url
    return {"kind": row.kind, "title": row.title, "url": url, **_told(row.edition)}


def _next(part: Page, since: int | None) -> str | None:
    """Return the address of the next part, None after the last."""
    if not part.has_next():
        return None
    query = {} if since is None else {"since": since}
    asked = urlencode({**query, "page": part.next_page_number()})
    return f"{settings.SITE_URL}{reverse('edition-json')}?{asked}"
