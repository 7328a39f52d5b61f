"""A place's page: what is credited there, how to look up the balance, one's own case."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from caching import memo
from caching.responses import never_stored
from calculator import answers
from calculator.holding import holds_until
from calculator.province import province_of
from calculator.situation import Situation
from faq.local_answers import PlaceAnswer, answers_in
from faq.models import Question, questions_at, questions_for
from pages import differences, reader_reports
from pages.balance_advice import ways_of
from pages.indexing import is_indexable
from pages.neighbours import links_below, neighbours
from pages.place_head import description_of, title_of, title_of_answer
from pages.refused import Refused, refused
from pages.structured_data.place import place_page
from pages.structured_data.site import time_factors
from regions import editions, place_facts
from regions.models import Claim, LookupChannel, Region
from regions.place_search import find

from .addresses import moved
from .case import read_case
from .paper import address_on_paper, asks_open, unfolded

#: Questions on a page, with or without what the answer is here.
MAX_QUESTIONS = 2
MAX_LOCAL_ANSWERS = 3
#: The questions of a reader to whom another amount arrives, and of one for whom none stands here.
ON_DIFFERENCES, ON_NO_FIGURE = ("refund-not-match",), ("no-number-for-my-city",)
#: Stands for the address of the place in what many places show.
HERE = "here/place"


def locate(
    request,
    province: str,
    place: str,
    address: Callable[[Region], str] = Region.get_absolute_url,
) -> Region | HttpResponse:
    """Return the place of an address, or a redirect.

    The address of a county, a former address or another spelling redirects to the ``address`` of
    the place it belongs to, with the query string; an address of several places redirects to the
    search. Raises Http404 where there is none.
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
        return moved(request, address(region))
    return region


def detail(request, province, place=""):
    """A place's page with the calculator, which answers there too."""
    region = locate(request, province, place)
    if isinstance(region, HttpResponse):
        return region
    context = context_for(region, timezone.localdate(), request.GET)
    context["noindex"] |= context["unfolded"]
    response = unfolded(request, render(request, "pages/regions/detail.html", context))
    own = context["form"].is_bound or ("open" in request.GET and not context["unfolded"])
    return never_stored(response) if own else response


def context_for(region, today, asked):
    """What the page of ``region`` shows on the day ``today``; ``asked`` is a reader's own case."""
    case = read_case(asked, region, today)
    situation, answer = case.today, case.answer
    province = province_of(region, today, today)
    facts = place_facts.facts_for(region, today)
    local = answers_in(region, today)[:MAX_LOCAL_ANSWERS]
    refusal, edition = refused(answer), editions.of_place(region)
    indexable = is_indexable(_own_facts(situation, facts, region, local))
    return {
        "region": region,
        "page_edition": edition,
        # Nobody lists a reader's own case, and no day stands beside it.
        "times": "" if case.form.is_bound else time_factors(region.get_absolute_url(), edition),
        "situation": situation,
        "form": case.form,
        "answer": answer,
        "refused": refusal,
        "resident": refusal is not None and refusal.resident,
        "tier": answer.tier if answer and answer.situation is situation else None,
        "card": _shows_card(answer),
        "province": province,
        "differs": province is not None and province.differs,
        "told_at": _told_at(situation, today),
        "readers": _readers(region, province, answer, today),
        "reasons": differences.reasons(situation, province),
        "phone_question": differences.question(situation, province, answer),
        "noindex": case.form.is_bound or not indexable,
        "unfolded": asks_open(asked),
        "via": _via(asked.get("via", ""), region),
        "until": holds_until(region, today),
        **_claims(region, facts.claims[region.pk]),
        **_ways(region, facts.channels[region.pk]),
        **_asked_here(situation, local, refusal),
        **_around(region, today),
        **_head(situation, province, answer, len(facts.channels[region.pk])),
        "on_paper": answer
        and address_on_paper(region.get_absolute_url(), answer.parameters, today),
    }


def _own_facts(situation, facts, region, local) -> list:
    """The rows that a page shows of its place and its province."""
    policies = [view.policy for view in (situation.view, situation.coming) if view]
    told = [view.row for view in situation.deductions]
    told += [situation.no_estimate] if situation.no_estimate else []
    here = [*facts.channels[region.pk], *facts.claims[region.pk]]
    return [*policies, *here, *(answer.told for answer in local), *told]


def _claims(region: Region, claims: list[Claim]) -> dict[str, object]:
    own = [claim for claim in claims if claim.region_id == region.pk]
    return {
        "claims": own,
        "disputed": any(claim.is_disputed for claim in own),
        "claims_above": _claims_above(region, claims),
    }


def _ways(region: Region, channels: list[LookupChannel]) -> dict[str, object]:
    return {
        "ways": ways_of(channels),
        "other_ways": _other_ways(region, channels),
        "channels_intro": _channels_intro(region, channels),
        "area_code_shared": place_facts.sharing_area_code(region),
    }


def _asked_here(
    situation: Situation, local: list[PlaceAnswer], refusal: Refused | None
) -> dict[str, object]:
    """Questions and what the answer is here, but for what a refusal tells of them already."""
    on_figure = ON_DIFFERENCES if situation.view and not situation.withheld else ON_NO_FIGURE
    shown = local
    if refusal:
        told = {row.question.pk for row in refusal.rows}
        shown = [] if refusal.resident else [a for a in local if a.question.pk not in told]
    answered = {answer.question.pk for answer in local}
    return {
        "local_answers": [answer for answer in shown if not answer.inherited],
        "answers_above": [answer for answer in shown if answer.inherited],
        "questions": [] if refusal else _questions(situation.region, answered),
        "questions_on_differences": questions_at(on_figure),
    }


def _around(region: Region, today) -> dict[str, object]:
    return {
        "counties": place_facts.counties().get(region.pk, ""),
        "neighbours": links_below(region),
        "beside": neighbours(region, today),
        "neighbours_title": f"{(region.province or region).short_name}其他地方",
        "trail": _trail(region),
    }


def _head(situation, province, answer, ways: int) -> dict[str, object]:
    region = situation.region
    return {
        "canonical": region.get_absolute_url(),
        "title": title_of_answer(answer) if answer else title_of(situation, province),
        "description": _description(situation, province, answer, ways),
        "data": place_page(region),
    }


def _description(situation, province, answer: answers.Answer | None, ways: int) -> str:
    if answer is not None and answer.refusal is not None:
        return f"{situation.region.short_name}：{answer.refusal.brief}"
    return description_of(situation, province, ways)


def _questions(region: Region, answered: set[int]) -> list[Question]:
    """The questions for the place beside those whose answer stands on the page already."""
    found = questions_for(region, MAX_QUESTIONS + len(answered))
    others = [question for question in found if question.pk not in answered]
    return others[: max(0, MAX_QUESTIONS - len(answered))]


def _claims_above(region: Region, claims: list[Claim]) -> Region | None:
    """The province whose page tells what was said of all its places, if anything was."""
    above = {claim.region_id for claim in claims} - {region.pk}
    return region.province if region.province and region.province.pk in above else None


def _told_at(situation: Situation, today) -> Region | None:
    """The page of the province that tells the rule in full, where the rule is not the place's."""
    if situation.policy is None or situation.own or not situation.policy.region.has_page:
        return None
    province = province_of(situation.policy.region, today, today)
    return situation.policy.region if province is not None and not province.differs else None


def _other_ways(region: Region, channels: list[LookupChannel]) -> SafeString:
    """All ways but the best: the same on many pages, but for the place they lead back to."""
    return SafeString(_ways_anywhere(tuple(channels)).replace(HERE, region.path))


@memo.memoised_per_revision(64)
def _ways_anywhere(channels: tuple[LookupChannel, ...]) -> str:
    ways = ways_of(list(channels))
    return render_to_string("pages/regions/_ways.html", {"ways": ways, "place": HERE})


def _shows_card(answer: answers.Answer | None) -> bool:
    """Whether the place's card stands beside an answer: not where it would say the same again.

    Residents never get what it names, and who has yet to retire is told it in the answer.
    """
    if answer is None or answer.refusal is not None:
        return answer is None
    return answer.situation.on != answer.situation.today


def _of_resident(answer: answers.Answer | None) -> bool:
    return answer is not None and answer.question.insurance == answers.Insurance.RESIDENT


def _readers(region, province, answer, today) -> list[reader_reports.Told]:
    """What readers report; nothing of a province whose places differ, nothing to a resident."""
    if (province is not None and province.differs) or _of_resident(answer):
        return []
    return reader_reports.statements(region, today)


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


def _channels_intro(region: Region, channels: list[LookupChannel]) -> list[str]:
    """How many ways there are, and whether the place's own are missing."""
    kinds = len({channel.kind for channel in channels})
    local = any(channel.region_id == region.pk for channel in channels)
    told = [f"{kinds} 种办法，都不收钱。"]
    return told if local else [*told, f"{region.short_name}本地的还没有收录。"]
