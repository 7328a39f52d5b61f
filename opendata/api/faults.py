"""What is wrong with the parameters of a request, by parameter, in the words of the forms."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpResponse

from calculator.comparison import MAX_PLACES, Comparison
from calculator.forms import CalculatorForm
from calculator.place_field import FormWithPlace
from opendata.responses import problem
from regions.place_search import Candidate

Fault = dict[str, Any]

_TITLE = "参数要改一下"


def fault(parameter: str, detail: str, **more: Any) -> Fault:
    """Say what is wrong with one parameter, as an entry of ``errors``."""
    return {"parameter": parameter, "detail": detail, **more}


def refused(faults: Iterable[Fault]) -> HttpResponse:
    """Answer 422 with what is to be mended, parameter by parameter."""
    faults = list(faults)
    detail = " ".join(dict.fromkeys(one["detail"] for one in faults))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _TITLE, detail, errors=faults)


def gone_beyond(number: int, last: int) -> HttpResponse:
    """Answer 404 for a page behind the last one."""
    return problem(
        HTTPStatus.NOT_FOUND,
        "没有这一页",
        f"没有第 {number} 页，一共 {last} 页。",
        pages=last,
    )


def of_form(form: forms.Form) -> list[Fault]:
    """Return the faults of a form, parameter by parameter."""
    return [
        fault(name, str(message)) for name, messages in form.errors.items() for message in messages
    ]


def of_place(form: FormWithPlace) -> list[Fault]:
    """Return the faults of a form with a place, with the places that may be meant."""
    return [one | _choices(one["parameter"], form.candidates) for one in of_form(form)]


def of_case(form: CalculatorForm) -> list[Fault]:
    """Return the faults of a person's case; a number that is only doubted tells how to insist."""
    return [one | _insist(form, one["parameter"]) for one in of_place(form)]


def of_comparison(comparison: Comparison, *, too_many: bool) -> list[Fault]:
    """Return the faults of a comparison; ``position`` counts the places from 1."""
    found = [
        fault("region", error, position=slot.number, **_choices("region", form.candidates))
        for slot, form in zip(comparison.slots, comparison.forms, strict=False)
        for error in slot.errors
    ]
    if comparison.missing:
        found.append(fault("region", comparison.slots[0].errors[0]))
    if too_many:
        found.append(fault("region", f"一次最多比 {MAX_PLACES} 个地方。"))
    first = comparison.forms[:1]
    person = [*of_case(comparison.person), *(one for form in first for one in of_case(form))]
    told = {one["parameter"]: one for one in person if one["parameter"] != "region"}
    return [*found, *told.values()]


def _choices(name: str, candidates: list[Candidate]) -> dict[str, Any]:
    if name != "region" or not candidates:
        return {}
    return {"choices": [{"region": c.place.parameter, "title": c.title} for c in candidates]}


def _insist(form: CalculatorForm, name: str) -> dict[str, Any]:
    doubt = form.doubts.get(name)
    return {"confirm": doubt.token} if doubt is not None and not doubt.insisted else {}
