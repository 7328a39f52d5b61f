"""The take-away sheet: one A4 page in large print, with a QR of its own address."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caching.responses import never_stored
from calculator import answers
from calculator.forms import CalculatorForm
from calculator.province import province_of
from calculator.situation import situation_of
from pages.handout_rule import HandoutRule
from regions import place_facts
from regions.models import LookupChannel, Region
from text.qr import qr

from .place import locate


def handout(request, province, place=""):
    """Show a sheet to print: a place's figure, or a reader's own case by the query string.

    Where the case cannot be read, the sheet says so and shows the place's figure.
    """
    region = locate(request, province, place, "sheet/")
    if isinstance(region, HttpResponse):
        return region
    today = timezone.localdate()
    form = CalculatorForm(request.GET, today=today, region=region)
    answer = answers.answer(form.situation, form.question) if form.is_valid() else None
    situation = form.situation
    if answer is None and situation.on != today:
        situation = situation_of(region, today, today)
    address = answer.handout_url if answer else region.handout_url
    back = region.get_absolute_url()
    if form.is_bound:
        back = f"{back}?{request.GET.urlencode()}"
    channels = place_facts.facts_for(region, today).channels[region.pk]
    context = {
        "region": region,
        "canonical": region.get_absolute_url(),
        "situation": situation,
        "form": form,
        "answer": answer,
        "rule": HandoutRule(situation, answer),
        "province": province_of(region, today, today) if answer is None else None,
        "choices": form.choices_at(lambda place: place.handout_url) if form.asks_place else [],
        "today": today,
        "counter": next((c for c in channels if c.kind == LookupChannel.Kind.COUNTER), None),
        "shared": Region.objects.sharing_area_code(region),
        "short_address": short_address(region),
        "qr": qr(f"{settings.SITE_URL}{address}"),
        "back": back,
    }
    return never_stored(render(request, "pages/regions/handout.html", context))


def short_address(region: Region) -> str:
    """The shortest address, without its scheme, that leads to a place's page and to no other."""
    alone = sum(place.slug == region.slug for place in place_facts.all_places()) == 1
    path = f"r/{region.slug}" if alone else f"regions/{region.path}"
    return f"{settings.SITE_URL.partition('://')[2]}/{path}"
