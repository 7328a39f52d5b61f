"""Questions by category, and one page each."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from calculator.situation import rules_of
from faq.markdown import to_html
from faq.models import Question
from pages.structured_data.question import faq_page
from regions.models import Region


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
    context = {
        "question": question,
        "body": body,
        "data": faq_page(question, body),
        "trail": [
            ("常见问题", index_url),
            (question.get_category_display(), f"{index_url}#{question.category}"),
        ],
        "rules": [(place, rules[place.pk], "") for place in places],
        "claims": question.claims.published().select_related("source", "region"),
        "regions": question.regions.pages().with_lineage(),
        "sources": question.sources.all(),
        "related": question.related.published().in_order(),
    }
    return render(request, "pages/faq/detail.html", context)
