"""The calculator on a page of its own, the comparison, and whether what arrived is right.

Region pages embed the calculator's form.
"""

import datetime
from typing import Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from caching.responses import never_stored
from calculator import answers
from calculator.arrivals import check as arrivals
from calculator.arrivals.form import ArrivalForm
from calculator.comparison import Comparison
from calculator.forms import CalculatorForm
from pages import reader_reports
from pages.place_head import title_of_answer
from pages.refused import refused

from .paper import address_on_paper


def calculator(request):
    today = timezone.localdate()
    form = CalculatorForm(request.GET, today=today)
    context = context_for(form)
    answer = context["answer"]
    context["on_paper"] = answer and _on_paper(request.path, answer, today)
    response = render(request, "pages/calculator/calculator.html", context)
    return never_stored(response) if form.is_bound else response


def context_for(form: CalculatorForm) -> dict[str, Any]:
    """What a form that asks for the place shows beside itself: the answer and what goes with it."""
    answer = None
    if form.is_valid() and form.situation is not None and form.question is not None:
        answer = answers.answer(form.situation, form.question)
    return {
        "form": form,
        "answer": answer,
        "readers": reader_reports.beside(answer),
        "title": answer and title_of_answer(answer),
        "refused": refused(answer),
    }


def _on_paper(path: str, answer: answers.Answer, today: datetime.date) -> str:
    place = answer.situation.region.parameter
    return address_on_paper(path, f"region={place}&{answer.parameters}", today)


def check(request):
    """What arrived, held against what is known."""
    today = timezone.localdate()
    form = ArrivalForm(request.GET, today=today)
    found = arrivals.check(form.situation, form.came, form.person) if form.is_valid() else None
    alike = (
        reader_reports.alike(found.situation.region, found.arrived.amount, today) if found else None
    )
    context = {
        "form": form,
        "check": found,
        "readers": [alike] if alike else [],
        "on_paper": found and address_on_paper(request.path, found.parameters, today),
        "noindex": form.is_bound or bool(form.initial),
        "trail": [("算返款", reverse("calculator:calculator"))],
    }
    response = render(request, "pages/calculator/check.html", context)
    return never_stored(response) if form.is_bound else response


def compare(request):
    """One person in up to four places, side by side."""
    comparison = Comparison(request.GET, today=timezone.localdate())
    context = {
        "comparison": comparison,
        "rows": comparison.rows,
        "trail": [("算返款", reverse("calculator:calculator"))],
    }
    response = render(request, "pages/calculator/compare.html", context)
    return never_stored(response) if comparison.is_bound else response
