"""The API: facts of places and questions, and answers to a person's case."""

import datetime
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpResponse, QueryDict
from django.utils import timezone

from caching.responses import never_stored
from calculator import answers
from calculator.comparison import MAX_PLACES, Comparison
from calculator.forms import CalculatorForm
from calculator.province import province_of
from calculator.situation import situation_of
from faq.local_answers import answers_in
from faq.models import Question
from opendata.api import faults
from opendata.api.answer_document import answer_document, comparison_document
from opendata.api.description import description
from opendata.api.requests import (
    Asked,
    DatedPlaceForm,
    DayForm,
    PlaceForm,
    list_document,
    page_of,
)
from opendata.fact_data import (
    Data,
    absolute,
    channel_data,
    deduction_data,
    iso,
    local_answer_data,
    name_of,
    rule_data,
)
from opendata.place_document import edition_data, place_document, rule_part
from opendata.question_document import question_document, question_edition
from opendata.responses import as_json, open_to_all, problem
from pages.directory_filter import RegionFilter
from pages.views.addresses import moved
from pages.views.directory import sections_of
from regions import place_facts
from regions.models import Region

#: What pages of other sites may read of our headers.
EXPOSED = "Link, RateLimit, RateLimit-Policy, Retry-After"
READS = ("GET", "HEAD")
#: Parameters of a place's page in the list of places.
LIST_PARAMETERS = ("q", "province", "rule", "tiers", "checked", "local", "page")


def reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view of the API answer only to those who read, with the headers of the API."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        if request.method in READS:
            response = view(request, *args, **kwargs)
        else:
            response = problem(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "这里只能读",
                "接口只回答 GET 和 HEAD；要问什么，写在网址的参数里。",
            )
            response.headers["Allow"] = ", ".join(READS)
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response

    return answered


@reading
def openapi(request):
    """The description of all of it, for machines."""
    return as_json(description())


@reading
def nothing(request, rest=""):
    """No address of the API."""
    detail = "接口里没有这个网址。有哪些，见 /api/v1/；网址结尾不要斜杠。"
    return problem(HTTPStatus.NOT_FOUND, "没有这个网址", detail)


@reading
def places(request):
    """The places with a page, filtered like the directory."""
    today = timezone.localdate()
    asked = RegionFilter(request.GET, today=today)
    if not asked.form.is_valid():
        return faults.refused(faults.of_form(asked.form))
    page = page_of(list(asked.qs.values_list("pk", flat=True)), request.GET)
    if isinstance(page, HttpResponse):
        return page
    known = {place.pk: place for place in place_facts.all_places()}
    items = []
    for section in sections_of([known[pk] for pk in page], today):
        rows = [*([section.head] if section.head else []), *section.rows]
        items += [_place(row.place) | {"in_words": row.words, "known": row.known} for row in rows]
    query = _only(request.GET, LIST_PARAMETERS)
    return as_json(list_document(page, items, request.path, query))


def _place(region: Region) -> Data:
    """Name a place with its addresses here and there."""
    return name_of(region) | {
        "edition": edition_data(region),
        "region": region.parameter,
        "full_title": region.full_title,
        "code": region.code or None,
        "area_code": region.area_code or None,
        "url": absolute(region.get_absolute_url()),
        "api": absolute(f"/api/v1/places/{region.path}"),
    }


def _only(query: QueryDict, names: tuple[str, ...]) -> QueryDict:
    found = QueryDict(mutable=True)
    for name in names:
        if value := query.get(name, ""):
            found[name] = value
    return found


@reading
def place(request, province, place=""):
    """All that the page of a place tells, by its address."""
    path = f"{province}/{place}" if place else province
    if region := place_facts.page_at(path):
        form = DayForm(request.GET, today=timezone.localdate())
        if not form.is_valid():
            return faults.refused(faults.of_form(form))
        return _dated(request, form, as_json(place_document(region, form.today, form.day)))
    pages = Region.objects.pages_at(path.lower())
    if len(pages) == 1:
        return open_to_all(moved(request, f"/api/v1/places/{pages[0].path}"))
    choices = [{"region": page.parameter, "title": page.full_title} for page in pages]
    detail = (
        "这个网址说的地方不止一个，请从 choices 里选。"
        if choices
        else "没有这个地方。找地方请用 /api/v1/places?q=地名。"
    )
    return problem(HTTPStatus.NOT_FOUND, "没有这个地方", detail, choices=choices)


Make = Callable[[Region, datetime.date, datetime.date], Data]


def _of_place(form_class: type[PlaceForm]):
    """Return a decorator: a view of what a function tells of the place and day that are asked."""

    def decorate(make: Make) -> Callable[..., HttpResponse]:
        @reading
        @wraps(make)
        def view(request):
            today = timezone.localdate()
            form = form_class(request.GET, today=today)
            if not form.is_valid() or form.place is None:
                return faults.refused(faults.of_place(form))
            note = form.found.note if form.found else ""
            whose = {
                "edition": edition_data(form.place),
                "region": name_of(form.place),
                "note": note or None,
                "on": iso(form.day),
            }
            return _dated(request, form, as_json(whose | make(form.place, form.day, today)))

        return view

    return decorate


def _dated(request, form: Asked, response: HttpResponse) -> HttpResponse:
    """Let nobody keep what is asked of a day of one's own."""
    return never_stored(response) if "on" in form.fields and "on" in request.GET else response


@_of_place(DatedPlaceForm)
def policies(region, on, today):
    """The rule that holds, what comes and what was."""
    situation = situation_of(region, on, today)
    return rule_part(situation, province_of(region, on, today)) | {
        "earlier": [
            rule_data(span.view, region) | {"last_day": iso(span.last)} for span in situation.past
        ],
        "as_of_in_words": situation.as_of or None,
    }


@_of_place(DatedPlaceForm)
def deductions(region, on, today):
    """What goes off the credit."""
    situation, province = situation_of(region, on, today), province_of(region, on, today)
    told = () if province is not None and province.differs else situation.deductions
    return {"items": [deduction_data(view, situation.view is not None) for view in told]}


@_of_place(PlaceForm)
def channels(region, on, today):
    """The ways to look up the balance, as they are today."""
    rows = place_facts.facts_for(region, today).channels[region.pk]
    return {"items": [channel_data(row, region, today) for row in rows]}


@_of_place(DatedPlaceForm)
def local_answers(region, on, today):
    """What the answers to questions are there."""
    found = answers_in(region, today, on)
    return {"items": [local_answer_data(answer) for answer in found]}


@reading
def calculate(request):
    """The answer to one person's case in one place."""
    asked = request.GET.copy()
    asked.setdefault("insurance", "")  # so that an address without any parameter is told what lacks
    form = CalculatorForm(asked, today=timezone.localdate())
    if not form.is_valid() or form.situation is None or form.question is None:
        return faults.refused(faults.of_case(form))
    found = answers.answer(form.situation, form.question)
    note = form.found.note if form.found else ""
    return never_stored(as_json(answer_document(found, note)))


@reading
def compare(request):
    """The answers to one person's case in up to four places."""
    asked = request.GET.copy()
    asked.setdefault("insurance", "")
    comparison = Comparison(asked, today=timezone.localdate())
    too_many = comparison.too_many or len(asked.getlist("region")) > MAX_PLACES
    if too_many or not comparison.is_valid:
        return faults.refused(faults.of_comparison(comparison, too_many=too_many))
    return never_stored(as_json(comparison_document(comparison, comparison.rows)))


@reading
def questions(request):
    """The questions in the order of their page, with their short answers."""
    rows = list(Question.objects.published().in_order())
    page = page_of(rows, request.GET)
    if isinstance(page, HttpResponse):
        return page
    items = [
        {
            "edition": question_edition(row),
            "slug": row.slug,
            "category": {"code": row.category, "words": row.get_category_display()},
            "question": row.question,
            "short_answer": row.short_answer,
            "url": absolute(row.get_absolute_url()),
            "api": absolute(f"/api/v1/questions/{row.slug}"),
        }
        for row in page
    ]
    return as_json(list_document(page, items, request.path, QueryDict()))


@reading
def question(request, slug):
    """All that the page of a question tells."""
    published = Question.objects.published()
    if found := published.filter(slug=slug).first():
        form = DayForm(request.GET, today=timezone.localdate())
        if not form.is_valid():
            return faults.refused(faults.of_form(form))
        return _dated(request, form, as_json(question_document(found, form.today, form.day)))
    if renamed := published.once_at(slug):
        return open_to_all(moved(request, f"/api/v1/questions/{renamed.slug}"))
    detail = "没有这个问题。有哪些，见 /api/v1/questions。"
    return problem(HTTPStatus.NOT_FOUND, "没有这个问题", detail)
