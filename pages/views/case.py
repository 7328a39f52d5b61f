"""A reader's own case on the page of a place, on its sheet and in its picture."""

import datetime
from dataclasses import dataclass

from django.http import QueryDict

from calculator import answers
from calculator.answers import Answer
from calculator.forms import CalculatorForm
from calculator.situation import Situation, situation_of
from regions.models import Region


@dataclass(frozen=True)
class ReadersCase:
    """The form with what was asked, and its answer; None where nothing was, or not understood.

    ``today`` is what is known of the place today, whichever day was asked about.
    """

    form: CalculatorForm
    answer: Answer | None
    today: Situation

    @property
    def shown(self) -> Situation:
        """What the answer rests on; without one, today's."""
        return self.answer.situation if self.answer else self.today


def read_case(asked: QueryDict, region: Region, today: datetime.date) -> ReadersCase:
    """Return the case that an address of ``region`` holds."""
    form = CalculatorForm(asked, today=today, region=region)
    answer = None
    if form.is_valid() and form.situation is not None and form.question is not None:
        answer = answers.answer(form.situation, form.question)
    known = form.situation
    if known is None or known.on != today:
        known = situation_of(region, today, today)
    return ReadersCase(form, answer, known)
