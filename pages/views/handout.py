"""The take-away sheet: one A4 page in large print, with a QR of its own address."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from caching.responses import never_stored
from calculator.answers import Answer
from calculator.province import province_of
from calculator.situation import Situation, situation_of
from pages.differences import question
from pages.handout_rule import HandoutRule
from pages.handout_size import size_of
from pages.refused import Refused, refused
from regions import editions, place_facts
from regions.models import LookupChannel, Region
from text.qr import qr

from .case import read_case
from .place import locate

#: Rows to note what came on which day, two to a row: a year of them.
LINES = 6


def handout(request, province, place=""):
    """Show a sheet to print: a place's figure, or a reader's own case by the query string.

    Where the case cannot be read, the sheet says so and shows the place's figure.
    """
    region = locate(request, province, place, lambda found: found.handout_url)
    if isinstance(region, HttpResponse):
        return region
    today = timezone.localdate()
    case = read_case(request.GET, region, today)
    form, answer, situation = case.form, case.answer, case.shown
    address = answer.handout_url if answer else region.handout_url
    back = region.get_absolute_url()
    if form.is_bound:
        back = f"{back}?{request.GET.urlencode()}"
    refusal = refused(answer)
    body = _body(situation, answer, refusal)
    context = {
        "region": region,
        "canonical": region.get_absolute_url(),
        "situation": situation,
        "form": form,
        "answer": answer,
        "choices": form.choices_at(lambda place: place.handout_url) if form.asks_place else [],
        "today": today,
        "page_edition": editions.of_place(region),
        "body": body,
        "size": size_of(body),
        "sheet_title": _heading(refusal).replace("|", ""),
        "description": _description(refusal),
        "short_address": short_address(region, answer),
        "qr": qr(f"{settings.SITE_URL}{address}"),
        "back": back,
    }
    return never_stored(render(request, "pages/regions/handout.html", context))


def _body(situation: Situation, answer: Answer | None, refusal: Refused | None) -> SafeString:
    """All of the sheet but its foot. The telephone is asked about today."""
    region, today = situation.region, situation.today
    now = situation if situation.on == today else situation_of(region, today, today)
    channels = place_facts.facts_for(region, today).channels[region.pk]
    province = province_of(region, today, today) if answer is None else None
    told = {
        "region": region,
        "situation": situation,
        "answer": answer,
        "province": province,
        "refused": refusal,
        "rule": HandoutRule(situation, answer),
        "shared": place_facts.sharing_area_code(region),
        "counter": next((c for c in channels if c.kind == LookupChannel.Kind.COUNTER), None),
        "ask": question(now, province, answer),
        "lines": range(LINES),
        "heading": _heading(refusal),
    }
    return render_to_string("pages/regions/_handout_body.html", told)


def _heading(refusal: Refused | None) -> str:
    """What the sheet is, behind the place: of retirees, of residents, of who has yet to retire."""
    if refusal is None:
        return "退休人员|医保卡明白纸"
    return "|居民医保明白纸" if refusal.resident else "|退休手续明白纸"


def _description(refusal: Refused | None) -> str:
    """What the sheet tells, behind the place."""
    if refusal is None:
        return "退休人员医保卡每月打多少、打什么电话、带什么证件"
    if refusal.resident:
        return "居民医保有什么、怎么交费、打什么电话"
    return "职工医保退休手续要问什么、打什么电话"


def short_address(region: Region, answer: Answer | None) -> str:
    """The shortest address, without its scheme, that leads to a place's page and to no other.

    Empty where what that page shows contradicts ``answer``: who has no such money would find the
    retirees' figure there, who asked about another day today's.
    """
    if answer is not None and (answer.refusal or answer.situation.on != answer.situation.today):
        return ""
    alone = sum(place.slug == region.slug for place in place_facts.all_places()) == 1
    path = f"r/{region.slug}" if alone else f"regions/{region.path}"
    return f"{settings.SITE_URL.partition('://')[2]}/{path}"
