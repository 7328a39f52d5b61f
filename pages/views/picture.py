"""A picture to keep and to send on: a card that the reader's phone draws with its own fonts.

A page of its own: the QR code weighs as much as a tenth of a place's page, and a phone that draws
nothing still shows the card, to be kept by a screenshot.
"""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caching.responses import never_stored
from calculator.province import province_of
from pages.picture_card import picture_card
from pages.place_head import told_by_picture
from regions import editions
from text.qr import qr

from .case import read_case
from .handout import short_address
from .paper import address_on_paper
from .place import locate


def picture(request, province, place=""):
    """Show what the picture says: a place's figure, or a reader's own case by the query string.

    Where the case cannot be read, the picture is that of the place.
    """
    region = locate(request, province, place, lambda found: found.picture_url)
    if isinstance(region, HttpResponse):
        return region
    today = timezone.localdate()
    case = read_case(request.GET, region, today)
    answer = case.answer
    back = region.get_absolute_url()
    if answer is not None:
        back = f"{back}?{answer.parameters}"
    province_rules = province_of(region, today, today)
    choices = []
    if case.form.asks_place:
        choices = case.form.choices_at(lambda place: place.picture_url)
    context = {
        "region": region,
        "canonical": region.get_absolute_url(),
        "card": picture_card(case.shown, province_rules, answer),
        "told": told_by_picture(case.shown, province_rules, answer),
        "answer": answer,
        "form": case.form,
        "choices": choices,
        "today": today,
        "page_edition": editions.of_place(region),
        "short_address": short_address(region, answer),
        "qr": qr(f"{settings.SITE_URL}{back}"),
        "back": back,
        "on_paper": answer and address_on_paper(region.picture_url, answer.parameters, today),
    }
    return never_stored(render(request, "pages/regions/picture.html", context))
