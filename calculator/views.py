"""The calculator on a page of its own; region pages embed the same form."""

from django.shortcuts import render
from django.utils import timezone

from . import answers
from .forms import CalculatorForm


def calculator(request):
    form = CalculatorForm(request.GET, today=timezone.localdate())
    answer = answers.answer(form.situation, form.question) if form.is_valid() else None
    response = render(request, "calculator/calculator.html", {"form": form, "answer": answer})
    return never_stored(response) if form.is_bound else response


def never_stored(response):
    """A reader's own case may be shared by address, but is kept by no one."""
    response["Cache-Control"] = "no-store"
    return response
