"""Search over places and questions."""

from urllib.parse import parse_qs, urlencode

from django.shortcuts import redirect, render
from django.utils import timezone

from caching.page_store import IN_VAIN
from faq.models import Question
from faq.search import nearest, unknown
from faq.search import search as search_questions
from faq.words import asks, asks_to_check, is_amount, of_residents
from pages.search_hits import QuestionHit, hits
from regions.names import normalise
from regions.place_names.sentences import behind_oneself
from regions.place_search import MAX_LISTED, Candidate, Found, county, find, like, misspelt
from visits.terms import term_of

#: Characters of a question; what comes behind is not looked at.
MAX_TYPED = 100
#: How many hits are shown in full; the others are links.
IN_FULL = 6
#: How many questions are proposed where nothing was found.
NEAREST = 3
#: Proposed where nothing was typed.
COMMON_WORDS = ["余额", "返款", "断交", "提现", "给家人用", "报销"]


def search(request):
    """Places and questions; a name that means one place leads straight to its page."""
    text = _typed(request)[:MAX_TYPED].replace("\x00", "").strip()
    if not text:
        return render(request, "pages/search.html", {"questions": _common(), "words": COMMON_WORDS})
    found = find(text, by_name=True)
    if found.place:
        via = f"?{urlencode({'via': found.via})}" if found.via else ""
        return redirect(found.place.get_absolute_url() + via)
    candidates, slip, near = _candidates(found), "", []
    if not candidates and (piece := _unknown_first(found)):
        slip, candidates = county(piece)
        slip, near = (slip, []) if candidates else _misspelt(found, piece)
    asked = found.rest.replace(slip, "", 1)
    resident = of_residents(asked)
    questions = (
        search_questions(asked, {c.place.short_name for c in candidates})
        if asks(asked) or not (candidates or near or found.outside)
        else []
    )
    listed = hits(
        candidates,
        questions,
        timezone.localdate(),
        insured_in=found.insured_in,
        places_first=is_amount(asked),
        resident=resident,
        check=asks_to_check(asked) and not resident,
    )
    if not (listed or near):
        request.META[IN_VAIN] = term_of(text)
    like_it = [] if listed else nearest(asked, NEAREST)
    in_full = max(IN_FULL, len(candidates) + 1)
    context = {
        "text": text,
        "hits": listed[:in_full],
        "more": listed[in_full:],
        "number": len(listed),
        "ambiguous": bool(found.candidates),
        "remark": found.remark or (found.outside and found.message),
        "near": near,
        "nearest": bool(like_it),
        "questions": [] if listed else [QuestionHit(q) for q in like_it] or _common(),
        "words": COMMON_WORDS,
    }
    return render(request, "pages/search.html", context)


def _common() -> list[QuestionHit]:
    """The first questions of all."""
    return [QuestionHit(q) for q in Question.objects.published().in_order()[:NEAREST]]


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


def _candidates(found: Found) -> list[Candidate]:
    """The places that are meant or may be; none for a single letter."""
    if found.outside:
        return []
    if found.candidates or len(normalise(found.typed)) < 2:
        return found.candidates[:MAX_LISTED]
    return (like(found.typed) or found.mentioned)[:MAX_LISTED]


def _unknown_first(found: Found) -> str:
    """Return what stands where a place may and no question knows; empty if that is nothing."""
    said = behind_oneself(found.rest)
    [piece, *_] = unknown(said) or [""]
    return piece if piece and said.startswith(piece) else ""


def _misspelt(found: Found, piece: str) -> tuple[str, list[tuple[Candidate, str]]]:
    """Return the name in ``piece`` that is not known, and places that sound or are spelt like it.

    Each place comes with where it leads: to its page, or to the same sentence with the name put
    right.
    """
    said = behind_oneself(found.rest)
    slip = misspelt(piece, alone=piece == said)
    if slip is None:
        return "", []
    name, alike = slip
    if name == said:
        return name, [(c, c.place.get_absolute_url()) for c in found.near or [alike]]
    right = found.rest.replace(name, alike.place.short_name, 1)
    return name, [(alike, "?" + urlencode({"q": right}))]
