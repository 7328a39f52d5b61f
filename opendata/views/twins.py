"""The page of a place or a question for programs: as JSON, as Markdown, as plain text.

They tell what the page tells and stay out of search engines, which list the page.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from faq.models import Question
from opendata.fact_data import Data
from opendata.llms_txt import llms_txt
from opendata.place_document import place_document
from opendata.place_prose import place_prose
from opendata.prose import Prose
from opendata.question_document import question_document
from opendata.question_prose import question_prose
from opendata.responses import TEXTS, as_json, fault_in, open_to_all
from pages.views.place import locate
from regions.models import Region


def place(request, province: str, form: str, place: str = "") -> HttpResponse:
    """A place in one of the ``form``\\ s, with the redirects that its page has."""
    if refused := _unless_read(request, form):
        return refused
    try:
        found = locate(
            request, province, place, lambda to: f"{to.get_absolute_url().removesuffix('/')}.{form}"
        )
    except Http404:
        return _missing(form, "没有这个地方，或者网址写错了。", reverse("regions:index"))
    if isinstance(found, Region):
        told = place_document(found, timezone.localdate())
        return _twin(form, told, place_prose)
    if found.status_code == HTTPStatus.MOVED_PERMANENTLY:
        return open_to_all(found)
    # A page asks its reader which place is meant; a program gets the question as a fault.
    return _missing(form, "这个网址可能是几个地方，请选一个。", found.headers["Location"])


def question(request, slug: str, form: str) -> HttpResponse:
    """A question with its answer in one of the ``form``\\ s."""
    if refused := _unless_read(request, form):
        return refused
    asked = Question.objects.published()
    found = asked.filter(slug=slug).first()
    if found is not None:
        return _twin(form, question_document(found, timezone.localdate()), question_prose)
    renamed = asked.once_at(slug) or asked.filter(slug=slug.lower()).first()
    if renamed is None:
        return _missing(form, "没有这个问题，或者网址写错了。", reverse("faq:index"))
    address = renamed.get_absolute_url().removesuffix("/")
    return open_to_all(redirect(f"{address}.{form}", permanent=True))


def overview(request) -> HttpResponse:
    """What the site is and how to read it, for language models and who writes programs."""
    text = llms_txt(timezone.localdate())
    return _noindex(open_to_all(HttpResponse(text, content_type=TEXTS["txt"])))


def _twin(form: str, told: Data, prose: Callable[[Data], Prose]) -> HttpResponse:
    if form == "json":
        response = as_json(told)
    else:
        text = prose(told)
        body = text.as_markdown() if form == "md" else text.as_text()
        response = open_to_all(HttpResponse(body, content_type=TEXTS[form]))
    response.headers["Link"] = f'<{told["url"]}>; rel="canonical"'
    return _noindex(response)


def _noindex(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _missing(form: str, why: str, instead: str) -> HttpResponse:
    return fault_in(
        form, HTTPStatus.NOT_FOUND, "没有找到", f"{why}看看：{settings.SITE_URL}{instead}"
    )


def _unless_read(request, form: str) -> HttpResponse | None:
    """Refuse what neither GETs nor asks for the head: a twin takes nothing."""
    if request.method in ("GET", "HEAD"):
        return None
    refused = fault_in(form, HTTPStatus.METHOD_NOT_ALLOWED, "只能读", "这个网址只能读，不收东西。")
    refused.headers["Allow"] = "GET, HEAD"
    return refused
