"""Questions by category, and one page each."""

import datetime
from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from calculator.holding import rules_hold_until
from calculator.province import province_of
from calculator.situation import rules_of
from calculator.standing import absence_of, next_rule
from faq.editions import of_question
from faq.local_answers import answer_in, answers_to
from faq.markdown import to_html
from faq.models import Question
from faq.question_claims import claims_beside
from pages.forms import WhereForm
from pages.pager import page_links
from pages.structured_data.question import faq_page
from pages.structured_data.site import time_factors
from regions.models import Region

#: The heading above what to say on the phone; the number to tap stands below it.
WHAT_TO_ASK = "## 打电话这样问"
#: Places in one page of a table, so that the page stays light.
PER_PAGE = 20


def index(request):
    questions = Question.objects.published().in_order()
    order = list(Question.Category)
    ordered = sorted(questions, key=lambda q: order.index(q.category))
    categories = [
        {"key": key, "label": Question.Category(key).label, "questions": list(group)}
        for key, group in groupby(ordered, key=lambda q: q.category)
    ]
    return render(request, "pages/faq/index.html", {"categories": categories})


def detail(request, slug):
    question = Question.objects.published().filter(slug=slug).first()
    if question is None:
        renamed = Question.objects.published().once_at(slug)
        if renamed is None:
            raise Http404(slug)
        return redirect(renamed, permanent=True)
    today = timezone.localdate()
    places = list(Region.objects.filter(pk__in=question.rule_regions.all()).with_lineage())
    rules = rules_of(places, today, today)
    body, index_url = to_html(question.body), reverse("faq:index")
    edition = of_question(question)
    context = {
        "question": question,
        "page_edition": edition,
        "body": body,
        "says_what_to_ask": WHAT_TO_ASK in question.body,
        "data": faq_page(question, body),
        "trail": [
            ("常见问题", index_url),
            (question.get_category_display(), f"{index_url}#{question.category}"),
        ],
        "rules": [
            (
                *(place, rules[place.pk], "", province_of(place, today, today)),
                "" if rules[place.pk] else absence_of(place, next_rule(place, today)),
            )
            for place in places
        ],
        "claims": claims_beside(question, rules, today),
        "regions": question.regions.pages().with_lineage(),
        "sources": question.sources.all(),
        "until": rules_hold_until(rules.values(), today),
        "related": question.related.published().in_order(),
        **_places(request, question, today),
    }
    listed = not context["noindex"]
    context["times"] = time_factors(question.get_absolute_url(), edition) if listed else ""
    return render(request, "pages/faq/detail.html", context)


def _places(request: HttpRequest, question: Question, today: datetime.date) -> dict[str, object]:
    """What the page shows of the answers that differ by place, and of the reader's own place.

    ``page_obj`` holds no answers where the question has none, or none near the reader's place
    but the one that ``mine`` tells.
    """
    form = WhereForm(request.GET)
    answers = answers_to(question, today)
    place = form.place if answers and form.is_valid() else None
    mine = answer_in(place, question, today) if place else None
    listed = [a for a in answers if place is None or _beside(a.place, place)]
    if mine and [answer.told for answer in listed] == [mine.told]:
        listed = []  # the card above says it
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "answers": answers,
        "place": place,
        "mine": mine,
        "page_obj": page,
        "page_links": page_links(request, page),
        "in_years": any(answer.in_years for answer in answers),
        "noindex": bool(answers) and (form.is_bound or page.number > 1),
    }


def _beside(place: Region, mine: Region) -> bool:
    """Whether ``place`` is the nation or lies in the province of ``mine``."""
    return place.province in (None, mine.province)
