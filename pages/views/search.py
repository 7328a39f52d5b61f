"""Search over places and questions."""

import datetime
from urllib.parse import parse_qs, urlencode

from django.shortcuts import redirect, render
from django.utils import timezone

from calculator.province import province_of
from calculator.situation import rules_of
from faq.local_answers import PlaceAnswer, answer_in
from faq.models import Question
from faq.search import search as search_questions
from regions.names import normalise
from regions.place_search import MAX_LISTED, Candidate, find, listed

#: Characters of a question; what comes behind is not looked at.
MAX_TYPED = 100
#: Proposed where nothing was typed or found.
COMMON_WORDS = ["余额", "返款", "断交", "提现", "给家人用", "报销"]


def search(request):
    """Places and questions; a name that means one place leads straight to its page."""
    text = _typed(request)[:MAX_TYPED].replace("\x00", "").strip()
    found = find(text, by_name=True) if text else None
    if found and found.place:
        via = f"?{urlencode({'via': found.via})}" if found.via else ""
        return redirect(found.place.get_absolute_url() + via)
    candidates: list[Candidate] = []
    if found and not found.outside:
        candidates = (found.candidates or _places_like(text))[:MAX_LISTED]
    today = timezone.localdate()
    rules = rules_of([c.place for c in candidates], today, today)
    questions = search_questions(text)
    context = {
        "text": text,
        "places": [
            (c.place, rules[c.place.pk], c, province_of(c.place, today, today)) for c in candidates
        ],
        "ambiguous": bool(found and found.candidates),
        "remark": found.remark if found else "",
        "outside": found.message if found and found.outside else "",
        "near": found.near if found and not candidates else [],
        "questions": _with_answers(questions, candidates, today),
        "words": COMMON_WORDS,
        "common": [] if candidates or questions else Question.objects.published().in_order()[:5],
    }
    return render(request, "pages/search.html", context)


def _typed(request) -> str:
    """Return the words in the address, which old links of 360 and Sogou write in GBK.

    What is in neither encoding is left out, so that no page repeats what nobody can read.
    """
    text = request.GET.get("q", "")
    if "\ufffd" not in text:
        return text
    query = request.META["QUERY_STRING"]
    [in_gbk] = parse_qs(query, encoding="gb18030", errors="replace").get("q", [""])[-1:]
    damaged = "\ufffd" in in_gbk or "%EF%BF%BD" in query.upper()  # damaged before it came here
    return text.replace("\ufffd", "") if damaged else in_gbk


def _places_like(text: str) -> list[Candidate]:
    """The places that ``text`` may ask for; none for a single letter."""
    return listed(text) if len(normalise(text)) > 1 else []


def _with_answers(
    questions: list[Question], candidates: list[Candidate], today: datetime.date
) -> list[tuple[Question, PlaceAnswer | None]]:
    """Each question with its answer in the one place that was named, if there is one.

    A place and those above it count as one: 辽宁沈阳 means 沈阳.
    """
    places = [candidate.place for candidate in candidates]
    above = {place.pk for named in places for place in named.lineage() if place != named}
    meant = [place for place in places if place.pk not in above]
    if len(meant) != 1:
        return [(question, None) for question in questions]
    return [(question, answer_in(meant[0], question, today)) for question in questions]
