"""Tell the user of the admin that a step was refused."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect

from desk.publishing import sentences
from desk.row_locks import Gone


def tell_refusal(request: HttpRequest, error: ValidationError) -> None:
    """Add a message for each sentence of ``error``, to be shown on the next page."""
    for sentence in sentences(error):
        messages.error(request, sentence)


def refused(model_admin: ModelAdmin, request: HttpRequest, error: ValidationError, address: str):
    """Say why a step was refused; redirect to ``address``, or to the list if the row is gone."""
    tell_refusal(request, error)
    if isinstance(error, Gone):
        opts = model_admin.opts
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return redirect(address)
