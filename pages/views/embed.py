"""The calculator and a place's figure in a frame on other sites, and the code for that frame."""

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from caching.responses import never_stored
from calculator.forms import CalculatorForm
from pages.embed_form import LARGE, EmbedForm
from pages.embedding import address_of, framed, may_be_framed
from pages.parameters import CASE
from protection.content_policy import content_policy
from regions import editions

from .calculator import context_for as calculator_context
from .place import context_for as place_context
from .place import locate

#: What another site puts into its page; nothing in it comes from what somebody typed.
_CODE = (
    '<iframe src="{}{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0"></iframe>'
)


def snippet(request):
    """Make the code that another site puts into its page, and show what it will look like."""
    form = EmbedForm(request.GET)
    form.is_valid()
    source = address_of(form.place) + (f"?type={LARGE}" if form.large else "")
    whose = form.place.short_name if form.place else ""
    called = f"{whose}退休人员每月打进医保卡多少钱（医保明白账）"
    context = {
        "form": form,
        "size": form.chosen,
        "source": source,
        "called": called,
        "code": _CODE.format(settings.SITE_URL, source, called, *form.chosen[1:]),
        "trail": [("关于本站", reverse("about"))],
    }
    response = render(request, "pages/embed/snippet.html", context)
    response.headers["Content-Security-Policy"] = content_policy(frame_src="'self'")
    return response


def calculator(request):
    """The calculator alone; it answers in the frame."""
    asked = _asked(request, CASE | {"region"})
    form = CalculatorForm(asked, today=timezone.localdate())
    context = calculator_context(form)
    answer = context["answer"]
    full = reverse("calculator:calculator")
    if answer:
        full = f"{full}?region={answer.situation.region.parameter}&{answer.parameters}"
    region = answer.situation.region if answer else None
    context |= {
        "edition": editions.of_place(region) if region else editions.current(),
        "canonical": reverse("calculator:calculator"),
        "switch": _switch(request, asked),
    }
    response = framed(request, "pages/embed/calculator.html", context, full=full)
    return never_stored(response) if form.is_bound else response


def place(request, province, place=""):
    """A place's figure and its calculator, which answers in the frame."""
    region = locate(request, province, place, address_of)
    if isinstance(region, HttpResponse):
        if may_be_framed(region["Location"]):
            return region
        raise Http404(request.path)  # several places: a search does not stand in a frame
    asked = _asked(request, CASE)
    context = place_context(region, timezone.localdate(), asked)
    form, answer = context["form"], context["answer"]
    context |= {
        "edition": editions.of_place(region),
        "choices": form.choices_at(address_of) if form.asks_place else [],
        "action": address_of(region),
        "switch": _switch(request, asked),
    }
    full = region.get_absolute_url() + (f"?{answer.parameters}" if answer else "")
    response = framed(request, "pages/embed/place.html", context, full=full)
    return never_stored(response) if form.is_bound else response


def _asked(request, names: frozenset[str]) -> QueryDict:
    """Return the parameters of the reader's own case."""
    asked = QueryDict(mutable=True)
    for name in sorted(names):
        if name in request.GET:
            asked.setlist(name, request.GET.getlist(name))
    return asked


def _switch(request, asked: QueryDict) -> str:
    """Return the query of the same page in the other size of type."""
    other = asked.copy()
    if request.GET.get("type") != LARGE:
        other["type"] = LARGE
    return f"?{other.urlencode()}"
