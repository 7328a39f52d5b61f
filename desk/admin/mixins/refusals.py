"""How the admin says that a step was refused."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from desk.publishing import sentences


def tell_refusal(request: HttpRequest, error: ValidationError) -> None:
    """Say why, a message for each sentence, above the next page that is shown."""
    for sentence in sentences(error):
        messages.error(request, sentence)
