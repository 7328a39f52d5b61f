"""A place's page: what is credited there, how to look up the balance, one's own case."""

import re
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caching import memo
from caching.responses import never_stored
from calculator import answers
from calculator.forms import CalculatorForm
from calculator.province import Province, province_of
from calculator.situation import Situation, situation_of
from faq.local_answers import groups_in
from faq.models import Question, questions_for
from pages.balance_advice import channel_groups
from pages.indexing import is_indexable
from pages.structured_data.place import government_service
from regions import place_facts
from regions.models import LookupChannel, Region, Source
from regions.place_search import find

MAX_NEIGHBOURS = 40
#: Questions on a page, with or without what the answer is here.
MAX_QUESTIONS = 5
MAX_LOCAL_ANSWERS = 3
#: What is folded in a page, for those who print without script.
_FOLDED = re.compile(rb"<details(?![^>]* open\b)")


def locate(request, province: str, place: str, tail: str = "") -> Region | HttpResponse:
    """Return the place of an address, or a redirect.

    The address of a county, a former address or another spelling redirects to the page it belongs
    to, with ``tail`` and the query string; an address of several places redirects to the search.
    Raises Http404 where there is none.
    """
    path = f"{province}/{place}" if place else province
    if own := place_facts.page_at(path):
        return own
    pages = Region.objects.pages_at(path.lower())
    if not pages:
        raise Http404(path)
    if len(pages) > 1:
        return redirect(f"{reverse('search')}?{urlencode({'q': path.lower()})}")
    region = pages[0]
    if region.path != path:
        query = request.META.get("QUERY_STRING", "")
        address = f"{region.get_absolute_url()}{tail}"
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    return region


def detail(request, province, place=""):
    """A place's page with the calculator, which answers there too."""
    region = locate(request, province, place)
    if isinstance(region, HttpResponse):
        return region
    context = context_for(region, timezone.localdate(), request.GET)
    unfold = request.GET.get("open") == "all"
    context["noindex"] |= unfold
    response = render(request, "pages/regions/detail.html", context)
    if unfold:
        response.content = _FOLDED.sub(b"<details open", response.content)
    return never_stored(response) if context["form"].is_bound else response


def context_for(region, today, asked):
    """What the page of ``region`` shows on the day ``today``; ``asked`` is a reader's own case."""
    mark = memo.revision().mark  # before the facts: they are of this revision, or newer
    form = CalculatorForm(asked, today=today, region=region)
    answer = answers.answer(form.situation, form.question) if form.is_valid() else None
    situation = form.situation
    if situation.on != today:  # the card always shows today
        situation = situation_of(region, today, today)
    facts = place_facts.facts_for(region, today)
    channels, claims = facts.channels[region.pk], facts.claims[region.pk]
    local_answers = groups_in(region, today, MAX_LOCAL_ANSWERS)
    rows = [answer.told for _, answers in local_answers for answer in answers]
    policies = [view.policy for view in (situation.view, situation.coming) if view]
    told = [view.row for view in situation.deductions]
    told += [situation.no_estimate] if situation.no_estimate else []
    neighbours = place_facts.neighbours(region)
    province = province_of(region, today, today)
    return {
        "region": region,
        "situation": situation,
        "form": form,
        "answer": answer,
        "tier": answer.tier if answer and answer.situation is situation else None,
        "card": _shows_card(answer),
        "claims": claims,
        "channel_groups": channel_groups(channels),
        "channels_key": f"{mark} {' '.join(str(channel.pk) for channel in channels)}",
        "channels_intro": _channels_intro(region, channels),
        "area_code_shared": _sharing_area_code(region, neighbours),
        "local_answers": local_answers,
        "questions": _questions(region, {row.question_id for row in rows}),
        "neighbours": _links(region, neighbours),
        "province": province,
        "neighbours_title": f"{(region.province or region).short_name}其他地方",
        "trail": _trail(region),
        "description": _description(situation, province, len(channels)),
        "noindex": form.is_bound or not is_indexable([*policies, *channels, *claims, *rows, *told]),
        "data": government_service(region, channels),
        "via": _via(asked.get("via", ""), region),
    }


def _questions(region: Region, answered: set[int]) -> list[Question]:
    """The questions for the place beside those whose answer stands on the page already."""
    found = questions_for(region, MAX_QUESTIONS + len(answered))
    others = [question for question in found if question.pk not in answered]
    return others[: MAX_QUESTIONS - len(answered)]


def _sharing_area_code(region: Region, neighbours: list[Region]) -> list[str]:
    if not region.area_code:
        return []
    return [place.short_name for place in neighbours if place.area_code == region.area_code]


def _links(region: Region, neighbours: list[Region]) -> SafeString:
    """The first of the neighbours of ``region`` as items of a list."""
    ready = _links_in(place_facts.province_in(region.path))
    return SafeString("".join(ready[place.pk] for place in neighbours[:MAX_NEIGHBOURS]))


@memo.memoised_per_revision(40)
def _links_in(province: str) -> dict[int, SafeString]:
    """Every page of a province as an item of a list: the same on the pages of all the others."""
    return {
        place.pk: format_html(
            '<li><a href="{}">{}</a></li>', place.get_absolute_url(), place.short_name
        )
        for place in place_facts.places(province).values()
    }


def _shows_card(answer: answers.Answer | None) -> bool:
    """Whether the place's card stands beside an answer: not where it would say the same again."""
    if answer is None or answer.situation.on != answer.situation.today:
        return True
    return answer.outcome is answers.Outcome.NOT_ELIGIBLE


def _via(typed: str, region: Region) -> str:
    """What to say of the county or former name that led a reader here, if it belongs here."""
    found = find(typed[:40], by_name=True) if typed else None
    meant = [c for c in found.offered if c.place == region and c.note] if found else []
    return meant[0].note if meant else ""


def _trail(region: Region) -> list[tuple[str, str]]:
    trail = [("查地区", reverse("regions:index"))]
    if region.province and region.province != region:
        trail.append((region.province.short_name, region.province.get_absolute_url()))
    return trail


def _channels_intro(region: Region, channels: list[LookupChannel]) -> str:
    kinds = len({channel.kind for channel in channels})
    local = any(channel.region_id == region.pk for channel in channels)
    text = f"下面有 {kinds} 种办法，挑一种就行。"
    return text if local else f"{text}{region.short_name}本地的专门渠道还没有收录。"


_NAMEABLE: set[str] = {
    Source.Confidence.ORIGINAL,
    Source.Confidence.DOC_SEEN,
    Source.Confidence.SECONDARY,
}


def _description(situation: Situation, province: Province | None, ways: int) -> str:
    """The page in a sentence; a figure only where more than an article states it."""
    name = situation.region.short_name
    view = situation.view
    if province is not None and province.differs:
        known = f"{name}退休人员医保卡（个人账户）每月打多少钱，各市（州）不一样，一个一个列出来。"
        if all(source.confidence in _NAMEABLE for source in province.sources):
            known = f"{name}退休人员医保卡（个人账户）每月打的钱：{province.in_words}。"
        return f"{known}{_ways_in_words(name, ways)}"
    known = f"{name}退休人员每月打进医保卡多少钱，还没查到当地标准。"
    if situation.no_estimate is not None:
        known = f"{name}退休人员每月打进医保卡多少钱：{situation.absence}。"
    if view is not None:
        whose = f"用的是{view.policy.region.name}的标准"
        known = f"{name}退休人员医保卡（个人账户）每月打多少钱，{whose}。"
        if not view.withheld and view.policy.source.confidence in _NAMEABLE:
            known = f"{name}退休人员医保卡（个人账户）{view.in_words}，{whose}。"
    if province is not None and province.asks:
        known += "有的市（州）有自己的标准。"
    return f"{known}{_ways_in_words(name, ways)}"


def _ways_in_words(name: str, ways: int) -> str:
    return f"{name}医保卡余额怎么查，{ways} 种办法一步一步写清楚，并写明出处、日期和核对情况。"
